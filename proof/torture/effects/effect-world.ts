import { randomBytes } from 'node:crypto';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { sendEmail } from '@outpost/domain/packs/crm/intents/send-email.intent';
import { sendText } from '@outpost/domain/packs/crm/intents/send-text.intent';
import { adapterWords } from '@outpost/sync-server/testing/messages/adapter-words';
import { inTenant, type Transaction } from '@outpost/sync-server/db/database';
import { leaseMs } from '@outpost/sync-server/jobs/intents/claim-intents';
import type { AskedOrder, Delivery } from '@outpost/sync-server/jobs/intents/intent-adapter';
import { judgeMessages } from '@outpost/sync-server/gateway/messages/judge-messages';
import { applyOne } from '@outpost/sync-server/records/apply-one';
import { intentWorkers } from '@outpost/sync-server/jobs/intents/intent-workers';
import { createLog } from '@outpost/sync-server/http/log';
import type { ProofServer } from '../../stage/proof-server.ts';
import type { Death } from '../../testbed/mortal-database.ts';
import { must } from '../oracles/history-oracles.ts';
import { type SteppedRandom, steppedRandom } from '../sessions/session-step.ts';
import { type EffectCounts, noEffectCounts } from './effect-counts.ts';
import { EffectPerson, receiver } from './effect-person.ts';
import type { EffectRecording, EffectStep } from './effect-step.ts';
import { MortalWorker } from './mortal-worker.ts';
import { AdapterFault, Provider } from './provider.ts';

/** A claim as a worker's own transaction has committed it, and what became of it. */
export type SeenClaim = {
  readonly record: string;
  readonly fence: number;
  readonly worker: MortalWorker;
  /** The end of the journal at the claim: every earlier change was decided before it. */
  readonly head: number;
  readonly atMs: number;
  /** Its order was about to leave, as a transaction has committed it. */
  mayHaveLeft: boolean;
  /** When its order left the server. */
  sentAtMs?: number;
  /** No worker holds it any more. */
  isOver: boolean;
  /** Its reply or its worker was lost, or the worker was slower than its lease. */
  wasLost: boolean;
};

/** The provider of texts says that it has taken a text. */
const answeredText = (delivery: Delivery<null>): Delivery<{ readonly is: 'sent' }> =>
  delivery.status === 'done' ? { ...delivery, answer: { is: 'sent' } } : delivery;

/** A tenant with people who write e-mails and texts, workers that send them, and a provider that gets them. */
export class EffectWorld {
  readonly server: ProofServer;
  readonly orgId: string;
  readonly random: SteppedRandom;
  readonly counts: EffectCounts = noEffectCounts();
  readonly provider: Provider;
  readonly claims: SeenClaim[] = [];
  readonly trace: (line: string) => void;
  readonly people: EffectPerson[] = [];
  /**
   * How many orders a worker hands over at the same time: one, so that they wait behind each other, to three. It does not depend on whether the
   * provider is sluggish or has keys: each occurs with each.
   */
  readonly #atOnce: number;
  /** The other organisation, once it is there. */
  #elsewhere: { readonly orgId: string; readonly person: string } | undefined;
  /** Outcomes that the server refused to write, from the workers' log. */
  readonly refusedOutcomes: string[] = [];
  /** Unexpected faults of workers. */
  readonly faults: unknown[] = [];
  /** The workers whose runs have not ended. */
  workers: readonly MortalWorker[] = [];

  private constructor(input: {
    server: ProofServer;
    orgId: string;
    recording: EffectRecording;
    trace: (line: string) => void;
  }) {
    // prettier-ignore
    this.server = input.server;
    this.orgId = input.orgId;
    this.trace = input.trace;
    this.random = steppedRandom(input.recording.seed);
    this.#atOnce = 1 + (Math.floor(input.recording.seed / 3) % 3);
    this.provider = new Provider({ ...input.recording, random: this.random, counts: this.counts });
  }

  static async open(server: ProofServer, recording: EffectRecording, trace: (line: string) => void) {
    const orgId = await server.addTenant('Effects');
    await server.setPostalAddress(orgId, '1 Harbour Way, Denver');
    const world = new EffectWorld({ server, orgId, recording, trace });
    const { random, counts } = world;
    const [account, client] = [random.uuid(), random.uuid()];
    const enrolments = [random.uuid(), random.uuid(), random.uuid()];
    for (const name of ['amy', 'max']) {
      const person = await server.addPerson(orgId, name, [{ role: 'admin', teamId: null }]);
      world.people.push(
        new EffectPerson(person, { server, orgId, account, client, enrolments, random, counts, trace }),
      );
    }
    await world.people[0]?.makeAccount();
    return world;
  }

  /**
   * A colleague in another organisation suppresses the client, and a worker of it asks about the client. Neither is this tenant's
   * business.
   */
  async suppressElsewhere(): Promise<void> {
    const { server, random, trace } = this;
    trace('another organisation suppresses the client');
    const { clock, mortal } = server;
    const { database } = mortal;
    if (!this.#elsewhere) {
      const made = await server.addTenant('Elsewhere');
      const eve = await server.addPerson(made, 'eve', [{ role: 'admin', teamId: null }]);
      this.#elsewhere = { orgId: made, person: eve.id };
    }
    const { orgId, person } = this.#elsewhere;
    const now = new Date(clock.nowMs()).toISOString();
    const fields = { address: receiver, channel: 'email', reason: 'complaint', since: now };
    const create = { schema: 1, ownerId: person, teamId: null, sharedWith: [], fields };
    const ports = { database, clock, random: randomBytes, installed: installedCatalogue };
    const act = { id: random.uuid(), label: 'Stop', shape: 'together' as const, edits: [{ id: random.uuid(), entity: 'crm/suppression', create }] }; // prettier-ignore
    await applyOne(ports, { orgId, author: { userId: person }, device: person }, act);
    const message = { channel: 'email', purpose: 'contract', address: receiver } as const;
    const [verdict] = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
      judgeMessages(tx, { orgId, installed: installedCatalogue, now }, [message]),
    );
    must(verdict?.allowed === false, 'MSG-3', () => 'the other organisation may write to an address that it suppressed', 'leaks'); // prettier-ignore
  }

  /** Returns the records whose end a worker has noted, and that do not show it yet. */
  async untold(): Promise<readonly string[]> {
    const rows = await this.server.rows(
      this.orgId,
      `select id::text as id from store.intent where is_untold order by id`,
    );
    return rows.map(({ id }) => String(id));
  }

  /** Begins a step: its random choices are its own. */
  turnTo(step: EffectStep): void {
    this.random.begin(step.seed);
    this.provider.isCalm = step.calm === true;
  }

  /** Begins a run of a worker of its own. */
  async beginWork(death?: readonly [nth: number, when: Death]): Promise<MortalWorker> {
    const { clock, mortal } = this.server;
    this.counts.workers += 1;
    const worker: MortalWorker = new MortalWorker(`W${this.counts.workers}`, mortal.database, (tx) =>
      this.#observe(tx, worker),
    );
    if (death) worker.dieIn(...death);
    const log = createLog({ level: 'error', to: { write: (line) => void this.refusedOutcomes.push(line) } });
    const carryOut = (asked: AskedOrder) => this.#carryOut(asked, worker);
    const keys = { atOnce: this.#atOnce, ...(this.provider.hasKeys ? ({ isOncePerKey: true } as const) : {}) };
    const works = intentWorkers({
      database: worker.database,
      clock,
      random: randomBytes,
      installed: { ...installedCatalogue, intents: [sendEmail, sendText] },
      log,
      durability: 'commit',
      adapters: [
        { kind: 'email', words: adapterWords, carryOut, ...keys },
        { kind: 'text', words: adapterWords, carryOut: async (asked) => answeredText(await carryOut(asked)), ...keys },
      ],
    });
    this.trace(`${worker.name} begins${death ? `, dies in write ${death.join(' ')}` : ''}`);
    await worker.begin(
      async () => {
        for (const work of works) await work.run(this.orgId);
      },
      (fault) => {
        if (!(fault instanceof AdapterFault)) this.faults.push(fault);
      },
    );
    this.workers = [...this.workers, worker];
    this.#look();
    return worker;
  }

  async turn(worker: MortalWorker, turns: number): Promise<void> {
    for (let turn = 0; turn < turns && !worker.hasEnded && !worker.isStuck; turn += 1) await worker.turn();
    this.#look();
  }

  async answer(worker: MortalWorker): Promise<void> {
    this.trace(`${worker.name} gets its answer`);
    await worker.answer();
    this.#look();
  }

  async kill(worker: MortalWorker): Promise<void> {
    this.trace(`${worker.name} is killed`);
    this.counts.kills += 1;
    await worker.kill();
    this.#look();
  }

  /** Notes ended workers. */
  #look(): void {
    for (const worker of this.workers) {
      if (!worker.hasEnded) continue;
      if (worker.isDead) this.counts.deaths += 1;
      this.trace(`${worker.name} ${worker.isDead ? 'is dead' : 'has ended'}`);
    }
    this.workers = this.workers.filter(({ hasEnded }) => !hasEnded);
    if (this.faults.length > 0) throw this.faults[0];
  }

  /** Reads the claims that a worker's transaction leaves. They count once it is committed. */
  async #observe(tx: Transaction, worker: MortalWorker): Promise<() => void> {
    const [tenant] = await tx.query<{ org: string | null }>(`select current_setting('app.org_id', true) as org`);
    if (tenant?.org !== this.orgId) return () => undefined; // the queue's own transaction, which sees no row of a tenant
    const rows = await tx.query<{ id: string; fence: number; head: number; left: boolean }>(
      `select i.id, i.fence, i.held_fence is distinct from i.fence as left, (select head from store.clock where org_id = $1) as head from store.intent i where i.org_id = $1 and i.status = 'claimed'`,
      [this.orgId],
    );
    const atMs = this.server.clock.nowMs();
    return () => {
      for (const claim of this.claims) {
        if (claim.isOver || rows.some(({ id, fence }) => id === claim.record && fence === claim.fence)) continue;
        claim.isOver = true;
        claim.wasLost ||= atMs - (claim.sentAtMs ?? claim.atMs) > leaseMs; // its worker was too slow to note the end
      }
      for (const { id, fence, head, left } of rows) {
        const known = this.claims.find((claim) => claim.record === id && claim.fence === fence);
        if (known) {
          known.mayHaveLeft ||= left;
          continue;
        }
        this.claims.push({ record: id, fence, worker, head, atMs, mayHaveLeft: left, isOver: false, wasLost: false });
        this.trace(`   ${worker.name} claims ${id.slice(0, 4)} as ${fence} at ${head}`);
      }
    };
  }

  async #carryOut(asked: AskedOrder, worker: MortalWorker): Promise<Delivery<null>> {
    const { id } = asked.record;
    const claim = this.claims.findLast((one) => one.record === id && one.worker === worker);
    must(claim !== undefined, 'T-23', () => `${worker.name} sends ${id}, which it has not claimed`, 'doubled');
    must(claim?.isOver !== true, 'T-23', () => `${worker.name} sends ${id}, and has lost its claim`, 'doubled');
    if (!claim) throw new Error('unreachable');
    claim.sentAtMs = this.server.clock.nowMs();
    const caller = { die: () => worker.die(), hang: () => worker.hang() };
    try {
      const delivery = await this.provider.take(asked, claim.fence, caller);
      const isLate = this.server.clock.nowMs() - claim.sentAtMs > leaseMs;
      if (isLate) this.counts.leasesLost += 1;
      claim.wasLost ||= delivery.status === 'unclear';
      this.trace(`   ${worker.name} ${id.slice(0, 4)}: ${delivery.status}${isLate ? ', late' : ''}`);
      return delivery;
    } catch (cause) {
      claim.wasLost = true;
      this.trace(`   ${worker.name} ${id.slice(0, 4)}: ${cause instanceof Error ? cause.message : 'a fault'}`);
      throw cause;
    }
  }
}
