import type { Act } from '@outpost/domain/kernel/act';
import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import type { Decision, Head } from '@outpost/domain/sync/protocol';
import { readAsker, readTenant } from '../access/asker.ts';
import { type Author, serverAuthor } from '../access/author.ts';
import { decidesAccess } from '../access/principal.ts';
import { type Database, inTenant, type Transaction } from '../db/database.ts';
import { writeBehind } from '../db/write-behind.ts';
import { endedAmong } from '../identity/sessions.ts';
import { saltSource } from '../journal/chain.ts';
import { findForks, readClock } from '../journal/heads.ts';
import { decideAct } from './decide.ts';
import { firstNeeds, nextNeeds } from './first-needs.ts';
import { loadNamed, loadNeeds } from './load.ts';
import { type Loaded, noNeeds, nothingLoaded, type Needs } from './loaded.ts';
import { tellNews } from './news.ts';
import { Run, type RunInput } from './run.ts';
import type { Tenant } from './tenant.ts';
import { TenantTurns } from './tenant-turns.ts';
import { shapesCatalogue } from '../tenancy/tenant-catalogue.ts';
import { concernedBy, type DeviceCount, writeDevices, writeRun } from './write-run.ts';

/** What writing needs beside its input. */
export type WritePorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly installed: Catalogue;
};

export type ApplyInput = {
  readonly orgId: string;
  /** The person whose acts these are, or the server itself. `sessionId`: what must still stand in the moment of deciding. */
  readonly author: { readonly userId: string; readonly sessionId?: string | null } | 'server';
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
  /** The author's session has ended: nothing was decided. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'decided'; readonly answers: readonly Decision[]; readonly stopped: Stopped | null };

/** Chosen: bounds how long one batch holds the tenant's clock; a thousand changes take some tens of milliseconds. */
const mostEditsPerTransaction = 2_000;
/** Measured: while Postgres writes one step, the next is decided; smaller ones cost more statements than they gain. */
const editsPerStep = 125;
/** Of a turn with many of them the first ones are small: until there is something to write Postgres has nothing to do. */
const firstStep = 25;
const roomOf = (step: number, edits: number): number =>
  edits > 2 * editsPerStep ? Math.min(editsPerStep, firstStep * 2 ** step) : editsPerStep;
/** A pass that lacks something is made again with it: chains of merges and parents are short. More is a fault of ours. */
const mostPasses = 60;

/**
 * P-4: the one function by which anything is written. Acts are decided in their order, each upon those before it, in transactions of
 * bounded size: the tenant's clock is locked, what is needed is read as sets, all is decided in memory, in steps, and records, journal and
 * feed of each step are written as sets while the next one is decided. What a transaction decided is whole; a fault leaves the acts from there on undecided.
 *
 * Whoever comes while a tenant's clock is held waits here, without a connection, and what waits is decided in one transaction: each
 * device's acts by its own rights and numbers, upon those before them, with an answer of its own.
 */
export async function applyActs(ports: WritePorts, input: ApplyInput): Promise<Applied> {
  const answers: Decision[] = [];
  for (let start = 0; start < input.acts.length;) {
    const batch = takeBatch(input.acts.slice(start));
    const outcome = await turnsAt(ports.database).do(input.orgId, { ports, input: { ...input, acts: batch } });
    if (outcome.kind !== 'decided') return outcome;
    answers.push(...outcome.answers);
    if (outcome.stopped) return { kind: 'decided', answers, stopped: outcome.stopped };
    start += outcome.answers.length;
  }
  return { kind: 'decided', answers, stopped: null };
}

type Asking = { readonly ports: WritePorts; readonly input: ApplyInput };

/** Who waits for their turn at each database that this process writes to. */
const turns = new WeakMap<Database, TenantTurns<Asking, Applied>>();

function turnsAt(database: Database): TenantTurns<Asking, Applied> {
  const turn = (orgId: string, askings: readonly Asking[]): Promise<readonly Applied[]> => {
    const [first] = askings;
    if (!first) throw new Error('Nobody has this turn');
    const inputs = askings.map(({ input }) => input);
    return inTenant(database, { orgId, mode: 'write', planning: 'by-key-once' }, (tx) =>
      applyTogether(tx, first.ports, { orgId, inputs }),
    );
  };
  const found = turns.get(database) ?? new TenantTurns({ fitting: howManyFit, turn });
  turns.set(database, found);
  return found;
}

const countEdits = (acts: readonly Act[]): number => acts.reduce((sum, act) => sum + act.edits.length, 0);

/** How many may share a transaction: of one clock and build, each device once, and not too many edits. */
function howManyFit(askings: readonly Asking[]): number {
  const [first] = askings;
  const devices = new Set<string>();
  let edits = 0;
  const end = askings.findIndex(({ ports, input }, place) => {
    edits += countEdits(input.acts);
    const isAlike = ports.clock === first?.ports.clock && ports.installed === first.ports.installed;
    const isSecond = devices.has(input.device);
    devices.add(input.device);
    return place > 0 && (!isAlike || isSecond || edits > mostEditsPerTransaction);
  });
  return end < 0 ? askings.length : end;
}

function takeBatch(acts: readonly Act[]): readonly Act[] {
  let edits = 0;
  const end = acts.findIndex((act, place) => {
    edits += act.edits.length;
    return place > 0 && edits > mostEditsPerTransaction;
  });
  return end < 0 ? acts : acts.slice(0, end);
}

type Together = { readonly orgId: string; readonly inputs: readonly ApplyInput[] };
/** One device's part of a turn. */
type Party =
  | { readonly kind: 'fork'; readonly common: number }
  | { readonly kind: 'ended' }
  | { readonly kind: 'asks'; readonly input: ApplyInput; readonly author: Author; readonly device: DeviceState };

/** Decides what several devices ask, one after another, in one transaction. Answers the first ones, up to what changes the rights of the next. */
async function applyTogether(
  tx: Transaction,
  ports: WritePorts,
  { orgId, inputs }: Together,
): Promise<readonly Applied[]> {
  const loaded = nothingLoaded();
  const acts = inputs.flatMap((input) => input.acts);
  // In one trip: what is asked for behind the lock is read when it is held.
  const [clock, grounds] = await Promise.all([
    readClock(tx, orgId, 'locked'),
    readGrounds(tx, orgId, inputs),
    loadNamed(tx, { orgId, installed: ports.installed }, { acts, loaded }),
  ]);
  if (!clock) throw new Error(`There is no tenant ${orgId}`);
  const { tenant } = await readTenant(tx, { orgId, installed: ports.installed }, clock.rights);
  const parties = await readParties(tx, tenant, { inputs, mark: clock.rights, grounds });
  await loadAhead(tx, tenant, { needs: needsOf(tenant, parties, loaded), loaded });
  const at = new Date(ports.clock.nowMs()).toISOString();
  const ground = { tenant, loaded, at, salt: saltSource(ports.random) };
  const behind = writeBehind(tx);
  const edits = countEdits(acts);
  const runs: Run[] = [];
  let turn = turnOf(parties);
  while (turn.next) {
    const before = runs.at(-1) ?? clock;
    const room = roomOf(runs.length, edits);
    const { run, after } = await decideStep(tx, { ...ground, head: before.head, hash: before.hash }, { turn, room });
    await writeRun(behind.tx, tenant, run);
    await handedOver();
    run.carryOver();
    runs.push(run);
    turn = after;
  }
  const devices = turn.parts.flatMap(({ device }) => device ?? []);
  if (devices.length > 0) await writeDevices(behind.tx, orgId, devices);
  const { head } = runs.at(-1) ?? clock;
  if (head > clock.head) await tellNews(behind.tx, { orgId, n: head, names: concernedBy(runs, devices) });
  await behind.written();
  return turn.parts.map(({ applied }) => applied);
}

/** What was written leaves for Postgres at the end of this tick: there it is done while the next step is decided here. */
const handedOver = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** Decides the next acts of a turn, as many as make a step; a pass that lacks something is made again with it. */
async function decideStep(
  tx: Transaction,
  ground: RunInput,
  { turn, room }: { readonly turn: Turn; readonly room: number },
): Promise<{ readonly run: Run; readonly after: Turn }> {
  const { tenant, loaded } = ground;
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const run = new Run(ground);
    const after = advance(run, turn, { ...ground, room: { edits: room } });
    if (run.isComplete) return { run, after };
    await loadAhead(tx, tenant, { needs: run.needs, loaded });
  }
  throw new Error(`Deciding for ${turn.parties.length} devices did not come to an end in ${mostPasses} passes`);
}

/** Loads what is needed, and what will be needed of that. */
async function loadAhead(
  tx: Transaction,
  tenant: Tenant,
  { needs, loaded }: { readonly needs: Needs; readonly loaded: Loaded },
): Promise<void> {
  for (let next: Needs | undefined = needs; next; next = nextNeeds(tenant, loaded))
    await loadNeeds(tx, tenant, { needs: next, loaded });
}

const sessionOf = ({ author }: ApplyInput): string | null => (author === 'server' ? null : (author.sessionId ?? null));

/** What the database says of the devices that ask, whoever they belong to. */
type Grounds = {
  readonly forks: readonly (number | undefined)[];
  readonly devices: ReadonlyMap<string, DeviceState>;
  readonly ended: ReadonlySet<string | null>;
};

async function readGrounds(tx: Transaction, orgId: string, inputs: readonly ApplyInput[]): Promise<Grounds> {
  const [forks, devices, ended] = await Promise.all([
    findForks(tx, orgId, inputs.map(({ heads }) => heads)),
    readDevices(tx, orgId, inputs.map(({ device }) => device)),
    endedAmong(tx, orgId, inputs.map(sessionOf)),
  ]); // prettier-ignore
  return { forks, devices, ended };
}

type PartiesAsk = { readonly inputs: readonly ApplyInput[]; readonly mark: string; readonly grounds: Grounds };
/** Who asks in this turn: whether their session stands, whether this is the journal that their device knows, and what they may do. */
async function readParties(
  tx: Transaction,
  { orgId, installed }: Tenant,
  { inputs, mark, grounds: { forks, devices, ended } }: PartiesAsk,
): Promise<readonly Party[]> {
  const parties: Party[] = [];
  for (const [place, input] of inputs.entries()) {
    const common = forks[place];
    if (ended.has(sessionOf(input))) {
      parties.push({ kind: 'ended' });
      continue;
    }
    const author =
      input.author === 'server'
        ? serverAuthor
        : (await readAsker(tx, { orgId, installed, userId: input.author.userId }, mark)).author;
    const device = devices.get(input.device) ?? { userId: null, last: 0 };
    parties.push(common === undefined ? { kind: 'asks', input, author, device } : { kind: 'fork', common });
  }
  return parties;
}

/** What the acts will surely ask for beyond what has been read. */
function needsOf(tenant: Tenant, parties: readonly Party[], loaded: Loaded): Needs {
  const needs = noNeeds();
  const note = <K extends keyof Needs>(kind: K, of: Needs): void => {
    for (const key of of[kind]) if (!loaded[kind].has(key)) needs[kind].add(key);
  };
  for (const party of parties) {
    if (party.kind !== 'asks') continue;
    const own = firstNeeds(tenant, party.input.acts, party.author.userId);
    for (const kind of Object.keys(own) as (keyof Needs)[]) note(kind, own); // the keys of the type: `noNeeds` makes all and no more
  }
  return needs;
}

type DeviceState = { readonly userId: string | null; readonly last: number };
async function readDevices(
  tx: Transaction,
  orgId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DeviceState>> {
  const rows = await tx.query<{ id: string; user_id: string; last: number }>(
    'select id, user_id, last from store.device where org_id = $1 and id = any($2::uuid[])',
    [orgId, ids],
  );
  return new Map(rows.map(({ id, user_id: userId, last }) => [id, { userId, last }]));
}

/** What a turn has come to: one part for each party that it has reached. */
type Turn = {
  readonly parties: readonly Party[];
  readonly parts: readonly { readonly applied: Applied; readonly device: DeviceCount | undefined }[];
  /** The first act of the next step; none when the turn is over. */
  readonly next: { readonly party: number; readonly act: number } | undefined;
};

function turnOf(parties: readonly Party[]): Turn {
  const first = parties.findIndex(({ kind }) => kind === 'asks');
  const before = parties.slice(0, first < 0 ? parties.length : first);
  return {
    parties,
    parts: before.flatMap((party) => (party.kind === 'asks' ? [] : [{ applied: party, device: undefined }])),
    next: first < 0 ? undefined : { party: first, act: 0 },
  };
}

/**
 * Decides a step of a turn: each party's acts upon those before, some number of edits. The turn ends early after an act that changes by
 * what rights or kinds of record the next are judged.
 */
function advance(run: Run, { parties, parts: made, next }: Turn, ground: RunInput & Pick<Deciding, 'room'>): Turn {
  const parts = [...made];
  for (let place = next?.party ?? parties.length; place < parties.length; place += 1) {
    const party = parties[place];
    if (party?.kind !== 'asks') {
      if (party) parts.push({ applied: party, device: undefined });
      continue;
    }
    const { input, author } = party;
    const earlier = parts[place];
    const from = place === next?.party ? next.act : 0;
    const last = earlier?.device?.last ?? party.device.last;
    const outcome = runActs(run, input, { ...ground, author, device: { ...party.device, last }, from });
    const answers =
      earlier?.applied.kind === 'decided' ? [...earlier.applied.answers, ...outcome.answers] : outcome.answers;
    parts[place] = {
      applied: { kind: 'decided', answers, stopped: outcome.stopped },
      device: { id: input.device, userId: author.userId, last: outcome.last },
    };
    if (outcome.isOver) return { parties, parts, next: undefined };
    if (outcome.stopped === null && answers.length < input.acts.length)
      return { parties, parts, next: { party: place, act: answers.length } };
  }
  return { parties, parts, next: undefined };
}

type Deciding = {
  readonly author: Author;
  readonly tenant: Tenant;
  readonly at: string;
  readonly device: DeviceState;
  /** The first act to be decided, by its place. */
  readonly from: number;
  /** How many edits the step has room for. */
  readonly room: { edits: number };
};
type Outcome = {
  readonly answers: readonly Decision[];
  readonly stopped: Stopped | null;
  readonly last: number;
  /** What follows is judged by what this has changed: in the next transaction. */
  readonly isOver: boolean;
};

/** Decides acts until all are done, the step is full, one is out of number, or one changed what the next must be judged by. */
function runActs(run: Run, input: ApplyInput, { author, tenant, at, device, from, room }: Deciding): Outcome {
  const answers: Decision[] = [];
  let { last } = device;
  for (const given of input.acts.slice(from)) {
    if (room.edits <= 0) break;
    room.edits -= Math.max(1, given.edits.length);
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
      return { answers, stopped: { act: act.id, code: 'sync/device-set-back' }, last, isOver: false };
    if (act.number > last + 1) return { answers, stopped: { act: act.id, code: 'sync/gap' }, last, isOver: false };
    const decided = decideAct({ act, author, look: run, tenant, at });
    answers.push(run.apply(act, decided, { author, device: input.device }));
    last = act.number;
    if (
      decided.records.some(
        ({ record }) => decidesAccess(record.entity) || shapesCatalogue(tenant.installed, record.entity),
      )
    )
      return { answers, stopped: null, last, isOver: true };
    if (run.waiting.size > 0) return { answers, stopped: null, last, isOver: true }; // what follows must see the children where they are going
  }
  return { answers, stopped: null, last, isOver: false };
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
