import type { Act } from '@outpost/domain/kernel/act';
import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import type { Decision, Head } from '@outpost/domain/sync/protocol';
import { readAsker, readTenant } from '../access/asker.ts';
import { type Author, serverAuthor } from '../access/author.ts';
import { decidesAccess } from '../access/principal.ts';
import { type Database, inTenant, type Transaction } from '../db/database.ts';
import { findFork, readClock } from '../journal/heads.ts';
import { decideAct } from './decide.ts';
import { firstNeeds, nextNeeds } from './first-needs.ts';
import { loadNeeds } from './load.ts';
import { nothingLoaded } from './loaded.ts';
import { Run } from './run.ts';
import type { Tenant } from './tenant.ts';
import { shapesCatalogue } from '../tenancy/tenant-catalogue.ts';
import { writeRun } from './write-run.ts';

/** What writing needs beside its input. */
export type WritePorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly installed: Catalogue;
};

export type ApplyInput = {
  readonly orgId: string;
  /** The person whose acts these are, or the server itself. */
  readonly author: { readonly userId: string } | 'server';
  readonly device: string;
  /** What the device has seen of the journal (S-1b); none to ask nothing. */
  readonly heads: readonly Head[];
  readonly acts: readonly Act[];
  /** `given`: numbers are the device's and are held to it (S-2b). `next`: the server numbers them, for programs that keep no count. */
  readonly numbering: 'given' | 'next';
};

/** Nothing was decided from this act on: its number is not the device's next (S-2b). */
export type Stopped = { readonly act: string; readonly code: 'sync/device-set-back' | 'sync/gap' };
export type Applied =
  | { readonly kind: 'fork'; readonly common: number }
  | { readonly kind: 'decided'; readonly answers: readonly Decision[]; readonly stopped: Stopped | null };

/** Chosen: bounds how long one batch holds the tenant's clock; a thousand changes take some tens of milliseconds. */
const mostEditsPerTransaction = 2_000;
/** A pass that lacks something is made again with it: chains of merges and parents are short. More is a fault of ours. */
const mostPasses = 60;

/**
 * P-4: the one function by which anything is written. Acts are decided in their order, each upon those before it, in transactions of
 * bounded size: the tenant's clock is locked, what is needed is read as sets, all is decided in memory, and records, journal and
 * feed are written as sets. What a transaction decided is whole; a fault leaves the acts from there on undecided.
 */
export async function applyActs(ports: WritePorts, input: ApplyInput): Promise<Applied> {
  const answers: Decision[] = [];
  for (let start = 0; start < input.acts.length;) {
    const batch = takeBatch(input.acts.slice(start));
    const outcome = await inTenant(ports.database, { orgId: input.orgId, mode: 'write' }, (tx) =>
      applyBatch(tx, ports, { ...input, acts: batch }),
    );
    if (outcome.kind === 'fork') return outcome;
    answers.push(...outcome.answers);
    if (outcome.stopped) return { kind: 'decided', answers, stopped: outcome.stopped };
    start += outcome.answers.length;
  }
  return { kind: 'decided', answers, stopped: null };
}

function takeBatch(acts: readonly Act[]): readonly Act[] {
  let edits = 0;
  const end = acts.findIndex((act, place) => {
    edits += act.edits.length;
    return place > 0 && edits > mostEditsPerTransaction;
  });
  return end < 0 ? acts : acts.slice(0, end);
}

async function applyBatch(tx: Transaction, ports: WritePorts, input: ApplyInput): Promise<Applied> {
  const { orgId, acts } = input;
  const clock = await readClock(tx, orgId, 'locked');
  if (!clock) throw new Error(`There is no tenant ${orgId}`);
  const common = await findFork(tx, orgId, input.heads);
  if (common !== undefined) return { kind: 'fork', common };
  const asked = { orgId, installed: ports.installed };
  const { tenant, author } =
    input.author === 'server'
      ? { ...(await readTenant(tx, asked, clock.rights)), author: serverAuthor }
      : await readAsker(tx, { ...asked, userId: input.author.userId }, clock.rights);
  const device = await readDevice(tx, orgId, input.device);
  const loaded = nothingLoaded();
  await loadNeeds(tx, tenant, { needs: firstNeeds(tenant, acts, author.userId), loaded });
  const at = new Date(ports.clock.nowMs()).toISOString();
  for (let pass = 0; pass < mostPasses; pass += 1) {
    for (let needs = nextNeeds(tenant, loaded); needs; needs = nextNeeds(tenant, loaded))
      await loadNeeds(tx, tenant, { needs, loaded });
    const run = new Run({ tenant, loaded, head: clock.head, hash: clock.hash, at, salt: () => ports.random(32) });
    const outcome = runActs(run, input, { author, tenant, at, device });
    if (run.isComplete) {
      await writeRun(tx, tenant, { run, device: { id: input.device, userId: author.userId, last: outcome.last } });
      return { kind: 'decided', answers: outcome.answers, stopped: outcome.stopped };
    }
    await loadNeeds(tx, tenant, { needs: run.needs, loaded });
  }
  throw new Error(`Deciding ${acts.length} acts did not come to an end in ${mostPasses} passes`);
}

type DeviceState = { readonly userId: string | null; readonly last: number };
async function readDevice(tx: Transaction, orgId: string, id: string): Promise<DeviceState> {
  const [row] = await tx.query<{ user_id: string; last: number }>(
    'select user_id, last from store.device where org_id = $1 and id = $2',
    [orgId, id],
  );
  return row ? { userId: row.user_id, last: row.last } : { userId: null, last: 0 };
}

type Deciding = { readonly author: Author; readonly tenant: Tenant; readonly at: string; readonly device: DeviceState };
type Outcome = { readonly answers: readonly Decision[]; readonly stopped: Stopped | null; readonly last: number };

/** Decides acts until all are done, one is out of number, or one changed what the next must be judged by. */
function runActs(run: Run, input: ApplyInput, { author, tenant, at, device }: Deciding): Outcome {
  const answers: Decision[] = [];
  let { last } = device;
  for (const given of input.acts) {
    const act = input.numbering === 'next' ? { ...given, number: last + 1 } : given;
    const known = run.act(act.id);
    if (known) {
      // A known act gets its first answer and changes nothing (S-2); another person's act tells nothing.
      if (act.number === last + 1) last = act.number;
      answers.push(known.author === author.userId ? known.answer : idTaken(act, run));
      continue;
    }
    if (isReserved(act.id) && !author.isServer) {
      answers.push(idTaken(act, run)); // nothing is kept of it: the id stays free for the server
      if (act.number === last + 1) last = act.number;
      continue;
    }
    const isOthers = device.userId !== null && device.userId !== author.userId;
    if (isOthers || act.number <= last)
      return { answers, stopped: { act: act.id, code: 'sync/device-set-back' }, last };
    if (act.number > last + 1) return { answers, stopped: { act: act.id, code: 'sync/gap' }, last };
    const decided = decideAct({ act, author, look: run, catalogue: tenant.catalogue, at });
    answers.push(run.apply(act, decided, { author, device: input.device }));
    last = act.number;
    if (decided.records.some(({ record }) => decidesAccess(record.entity) || shapesCatalogue(record.entity))) break;
    if (run.waiting.size > 0) break; // what follows must see the children where they are going
  }
  return { answers, stopped: null, last };
}

/** Ids of version 8 (RFC 9562) are worked out from what the server does: nobody else takes one before it. */
const isReserved = (id: string): boolean => id.charAt(14) === '8';

/** An id that another person's act has: nothing of that act is told. */
const idTaken = (act: Act, run: Run): Decision => ({
  act: act.id,
  status: 'refused',
  refused: Object.fromEntries(
    act.edits.map((edit) => [
      edit.id,
      {
        code: 'records/exists',
        message: 'This act has the id of another one. Make it again.',
        details: { id: act.id },
      },
    ]),
  ),
  superseded: {},
  versions: {},
  n: run.head,
  head: [run.head, run.hash],
});
