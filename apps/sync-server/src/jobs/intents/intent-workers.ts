import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Intent } from '@outpost/domain/kernel/catalogue/intents/intent';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Logger } from 'pino';
import { instantOfMs } from '../../db/instant-at.ts';
import { readMark, readTenant } from '../../access/asker.ts';
import { serviceIdOf } from '@outpost/domain/kernel/hashed-id';
import { inTenant } from '../../db/database.ts';
import { readClock } from '../../journal/heads.ts';
import { applyAll } from '../../records/apply-one.ts';
import type { WritePorts } from '../../records/write-ports.ts';
import type { MessageCount } from '../../identity/identity-ports.ts';
import { recordsOf } from '../../records/load/load.ts';
import type { RecordedCall } from '@outpost/domain/kernel/messages/recording/recorded-call';
import type { RecordingWorkerPorts } from '../recordings/recording-worker.ts';
import type { TellMailUses } from '../mail-uses/tell-mail-uses.ts';
import type { Worker } from '../workers/workers.ts';
import { JobQueue, type Repeats } from '../queue/job-queue.ts';
import { Lanes, type LaneWork } from '../queue/lanes.ts';
import { ProviderBreaker } from '../queue/provider-breaker.ts';
import { type Delivery, type IntentAdapter, isOutage } from './intent-adapter.ts';
import { endDeadLetters, FullTenants, type IntentJobPorts, intentLaneWork } from './intent-jobs.ts';
import { type IntentReport, noteIntentReport } from './note-report.ts';
import { presentOrder } from './present-order.ts';
import { type AskDoNotCall, nameOf, type QueuedIntent, queueOf } from './intent-ports.ts';
import { judgeMessages } from '../../gateway/messages/judge-messages.ts';
import { readOrderFiles } from './order-files.ts';
import { feedTenant } from './run-intents.ts';

export type IntentWorkerPorts = WritePorts & {
  readonly installed: Catalogue;
  readonly log: Logger;
  readonly durability: 'commit' | 'backup';
  /** The intents that this server can carry out. Those of other kinds wait. */
  readonly adapters: readonly IntentAdapter[];
  readonly messages?: MessageCount;
  readonly askDoNotCall?: AskDoNotCall | undefined;
  /** How often a job is done again after a fault. Left out: the usual. */
  readonly repeats?: Repeats;
};

/** The work of one adapter: its intents, its queue of jobs, and the state of its provider. */
type Kind = {
  readonly ports: IntentJobPorts;
  readonly adapter: IntentAdapter;
  readonly intents: readonly QueuedIntent[];
  readonly work: LaneWork;
  readonly full: FullTenants;
  readonly breaker: ProviderBreaker<Delivery<unknown>>;
};

type Failed = (adapter: IntentAdapter, orgId: string | undefined, fault: unknown) => void;

function kindsOf(ports: IntentWorkerPorts, failed: Failed): readonly Kind[] {
  const queue = new JobQueue(ports, ports.repeats);
  return ports.adapters.map((adapter): Kind => {
    const jobPorts = intentJobPorts(ports, queue, (orgId, fault) => failed(adapter, orgId, fault));
    const breaker = new ProviderBreaker<Delivery<unknown>>(ports.clock, isOutage);
    const intents = ports.installed.intents
      .filter(({ kind }) => kind === adapter.kind)
      .map((intent) => ({ intent, adapter }));
    const full = new FullTenants();
    const work = intentLaneWork(jobPorts, queueOf(adapter), { intents, breaker, full });
    return { ports: jobPorts, adapter, intents, work, full, breaker };
  });
}

async function feed({ ports, work, full }: Kind, orgId: string, queued: QueuedIntent): Promise<number> {
  await ports.queue.open(work.queue);
  if (!(await ports.isHere(orgId, queued))) return 0;
  const fed = await feedTenant(ports, orgId, queued);
  full.note(orgId, queued, fed);
  return fed.count;
}

/**
 * Returns a worker for each declared intent that this server has an adapter for. A run carries out what is due before it ends: for tests and
 * the simulation.
 */
export function intentWorkers(ports: IntentWorkerPorts): readonly Worker[] {
  const faults: unknown[] = [];
  const note = (fault: unknown): void => void faults.push(fault);
  const kinds = kindsOf(ports, (_adapter, _orgId, fault) => note(fault));
  return kinds.flatMap((kind) =>
    kind.intents.map((queued): Worker => ({
      doing: kind.adapter.words.doing,
      wakesAtNews: true,
      async run(orgId) {
        faults.length = 0;
        const lanes = new Lanes(kind.ports.queue, kind.work, { fault: note });
        let work: number;
        do {
          work = (await feed(kind, orgId, queued).catch(note)) ?? 0;
          work += (await lanes.drain().catch(note)) ?? 0;
        } while (work > 0);
        await endDeadLetters(kind.ports, kind.work.queue, kind.intents).catch(note);
        if (faults.length > 0) throw faults[0];
        return 'done';
      },
    })),
  );
}

/**
 * Returns the function that notes what a receiver reports about an order of one kind, whichever pack's record asked for it. Reports about
 * records that no intent is known of change nothing.
 */
export function intentReportNoter(ports: IntentWorkerPorts, kind: string) {
  const jobPorts = intentJobPorts(ports, new JobQueue(ports, ports.repeats), () => undefined);
  return async (orgId: string, report: IntentReport): Promise<void> => {
    for (const adapter of ports.adapters.filter((one) => one.kind === kind))
      for (const intent of ports.installed.intents.filter((one) => one.kind === kind))
        await noteIntentReport(jobPorts, orgId, { intent, adapter, ...report });
  };
}

/** Values of a record that only the server writes, told behind the outcome of its intent. `id`: of the act. */
type Told = { readonly intent: Intent; readonly record: string; readonly id: string; readonly label: string };

/** Writes such values. Returns false where the record was changed meanwhile, so that it must be told again. A record that is gone needs nothing. */
async function tellRecord(
  ports: IntentWorkerPorts,
  orgId: string,
  { intent, record: recordId, id, label, values }: Told & { readonly values: object },
): Promise<boolean> {
  const [record] = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    recordsOf(tx, { orgId, installed: ports.installed }, { entity: intent.entity, ids: [recordId] }),
  );
  if (!record) return true;
  const fields = Object.fromEntries(
    Object.entries(values as Readonly<Record<string, JsonValue>>).map(([field, value]) => [field, [record.fields[field] ?? null, value] as [JsonValue, JsonValue]]), // prettier-ignore
  );
  const act = {
    id,
    label,
    shape: 'together' as const,
    madeAt: instantOfMs(ports.clock.nowMs()),
    edits: [{ id: recordId, entity: intent.entity, seen: record.version, fields }],
  };
  const [performed] = await performAsPack(ports, orgId, { entity: intent.entity, acts: [act] });
  return performed !== 'stale';
}

const recordedLabels: Readonly<Record<RecordedCall['is'], string>> = {
  'one-party': 'The call was recorded',
  agreed: 'The call was recorded',
  'no-key': 'The call was not recorded',
  lost: 'The recording did not come',
  message: 'The caller left a message',
};

/**
 * Returns the function that writes into the record of a call whether it was recorded (MSG-69). It returns false, so that the call is told again,
 * where the record was changed meanwhile, and while the tenant lacks the pack of the record (T-25).
 */
export function recordingTeller(ports: IntentWorkerPorts): RecordingWorkerPorts['tell'] {
  const intent = ports.installed.intents.find((one) => one.recorded !== undefined);
  return async (orgId, { record, id, recorded }) => {
    if (!intent?.recorded) return true;
    if (!(await isIntentHere(ports, orgId, intent))) return false;
    const values = intent.recorded(recorded);
    return tellRecord(ports, orgId, { intent, record, id, label: recordedLabels[recorded.is], values });
  };
}

/**
 * Returns the function that writes into the record of an e-mail what its receiver did with it (MSG-46). `id`: of the act. Returns false where
 * the record was changed meanwhile, so that it must be told again.
 */
export function mailUsesTeller(ports: IntentWorkerPorts): TellMailUses {
  return async (orgId, { intent: name, record, id, uses }) => {
    const intent = ports.installed.intents.find((one) => nameOf(one) === name);
    return (
      !intent?.used ||
      tellRecord(ports, orgId, {
        intent,
        record,
        id,
        label: 'The e-mail was used by its receiver',
        values: intent.used(uses),
      })
    );
  };
}

/** Returns the function that reads the order of one claim once more, judged at the moment of the question. */
export function intentOrderReader(ports: IntentWorkerPorts, kind: string) {
  const jobPorts = intentJobPorts(ports, new JobQueue(ports, ports.repeats), () => undefined);
  return async (orgId: string, call: { readonly id: string; readonly claim: number }) => {
    for (const intent of ports.installed.intents.filter((one) => one.kind === kind)) {
      const present = await presentOrder(jobPorts, orgId, { intent, ...call });
      if (present) return present;
    }
    return undefined;
  };
}

/** A provider that cannot be reached, and when it is tried again. */
export type RestingProvider = { readonly kind: string; readonly until: string };

/** Intents that are carried out by themselves, several at once. */
export type IntentLanes = {
  readonly resting: () => RestingProvider[];
  /** They find what is due, and wake the lanes. */
  readonly workers: readonly Worker[];
  readonly stop: () => Promise<void>;
};

/** The time after which jobs of a stopped server, and those that wait for a provider, are looked for. */
const keepUpEveryMs = 60_000;

/** Starts to carry out the intents that this server has an adapter for. An order that takes long does not hold the others. */
export function startIntents(ports: IntentWorkerPorts): IntentLanes {
  const failed: Failed = ({ words }, orgId, fault) =>
    ports.log.error(
      { ...(orgId === undefined ? {} : { orgId }), err: fault },
      `${words.doing} failed; it is tried again`,
    );
  const kinds = kindsOf(ports, failed).map((kind) => {
    const fault = (error: unknown): void => failed(kind.adapter, undefined, error);
    return { kind, fault, lanes: new Lanes(kind.ports.queue, kind.work, { fault }) };
  });
  const keepUp = async ({ kind, lanes }: (typeof kinds)[number]): Promise<void> => {
    await kind.ports.queue.keepUp(kind.work.queue);
    await endDeadLetters(kind.ports, kind.work.queue, kind.intents);
    lanes.wake();
  };
  const timer = setInterval(() => {
    for (const one of kinds) keepUp(one).catch(one.fault);
  }, keepUpEveryMs);
  timer.unref();
  return {
    resting: () =>
      kinds.flatMap(({ kind }) => {
        const until = kind.breaker.restsUntil();
        return until === undefined ? [] : [{ kind: kind.adapter.kind, until }];
      }),
    workers: kinds.flatMap(({ kind, lanes }) =>
      kind.intents.map((queued): Worker => ({
        doing: kind.adapter.words.doing,
        wakesAtNews: true,
        async run(orgId) {
          if ((await feed(kind, orgId, queued)) > 0) lanes.wake();
          return 'done';
        },
      })),
    ),
    async stop() {
      clearInterval(timer);
      await Promise.all(kinds.map(({ lanes }) => lanes.stop()));
    },
  };
}

/** T-25: returns whether the tenant has the intent's pack. */
const isIntentHere = (
  { database, installed }: Pick<IntentWorkerPorts, 'database' | 'installed'>,
  orgId: string,
  { entity }: Intent,
): Promise<boolean> =>
  inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant } = await readTenant(tx, { orgId, installed }, await readMark(tx, orgId));
    return tenant.catalogue.entities.get(entity)?.isRemoved !== true;
  });

type PackActs = { readonly entity: string; readonly acts: Parameters<IntentJobPorts['perform']>[2] };

/** Carries out acts that write outcomes into records of a pack, in the name of the pack. */
async function performAsPack(
  ports: IntentWorkerPorts,
  orgId: string,
  { entity, acts }: PackActs,
): ReturnType<IntentJobPorts['perform']> {
  const expected = Object.fromEntries(
    acts.map(({ id: act, edits }) => [act, Object.fromEntries(edits.map(({ id, seen }) => [id, seen]))]),
  );
  const [pack = ''] = entity.split('/');
  const userId = serviceIdOf(pack);
  const by = { orgId, author: { userId, outcomesOf: pack }, device: userId, expected };
  const applied = await applyAll(ports, by, acts);
  if (applied.kind === 'ended') throw new Error(`The outcome of an intent was not decided: ${applied.why}`);
  return applied.decisions.map(({ status, refused }) => {
    if (Object.values(refused).some(({ code }) => code === 'records/stale')) return 'stale';
    // A fault of this server. It must not stop other intents: the act is decided, and would be refused at each repetition.
    if (status === 'refused') ports.log.error({ orgId, refused }, 'the outcome of an intent was refused');
    return 'done';
  });
}

function intentJobPorts(ports: IntentWorkerPorts, queue: JobQueue, failed: IntentJobPorts['failed']): IntentJobPorts {
  const { database, clock, random, installed } = ports;
  return {
    database,
    clock,
    random,
    failed,
    queue,
    isHere: (orgId, { intent }) => isIntentHere(ports, orgId, intent),
    ...(ports.messages ? { messages: ports.messages } : {}),
    ...(ports.askDoNotCall ? { askDoNotCall: ports.askDoNotCall } : {}),
    recordsOf: (tx, orgId, asked) => recordsOf(tx, { orgId, installed }, asked),
    filesOf: (tx, orgId, asked) => readOrderFiles(tx, { orgId, installed, nowMs: clock.nowMs() }, asked),
    judgeMessages: (tx, orgId, messages) =>
      judgeMessages(tx, { orgId, installed, now: instantOfMs(clock.nowMs()) }, messages),
    perform: (orgId, entity, acts) => performAsPack(ports, orgId, { entity, acts }),
    async durable(tx, orgId) {
      const now = await readClock(tx, orgId, 'unlocked');
      return (ports.durability === 'commit' ? now?.head : now?.durable) ?? 0;
    },
  };
}
