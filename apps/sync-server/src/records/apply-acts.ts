import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import { shapesCatalogue } from '@outpost/domain/kernel/catalogue/tenant-definitions';
import type { Decision, Head } from '@outpost/domain/sync/protocol';
import { type Author, serverAuthor } from '@outpost/domain/engine/act/author';
import type { ActBounds } from '@outpost/domain/engine/act/act-too-large';
import { type AskedAct, decideAct } from '@outpost/domain/engine/decide';
import { weightOfAct } from '@outpost/domain/engine/act/weight-of';
import { readAsker, readTenant } from '../access/asker.ts';
import { decidesAccess, standingOf } from '../access/principal.ts';
import { type ActAuthor, isService } from '../access/service-account.ts';
import { type Database, inTenant, type Transaction } from '../db/database.ts';
import { writeBehind } from '../db/write-behind.ts';
import { endedAmong, type EndedWhy } from '../identity/sessions.ts';
import { saltSource } from '../journal/chain.ts';
import { findForks, readClock } from '../journal/heads.ts';
import { TooManyPlaces, type TooLargeActs, usualBounds } from './decide/act-bounds.ts';
import { firstNeeds, nextNeeds } from './load/first-needs.ts';
import { type LoadAsk, loadNamed, loadNeeds } from './load/load.ts';
import { type Loaded, noNeeds, nothingLoaded, type Needs } from './load/loaded.ts';
import { quickWorks } from '../sharing/quick-works.ts';
import { inSlices, type Rest, restOf, Slices } from '../sharing/loop-share.ts';
import { tellNews } from '../journal/news.ts';
import { Run, type RunInput } from './decide/run.ts';
import type { Tenant } from '../catalogue/tenant.ts';
import { idTaken, isReserved } from './decide/taken-ids.ts';
import { TenantTurns } from './tenant-turns.ts';
import { mostEditsPerTransaction, takeBatch, weighActs } from './load/weigh-acts.ts';
import { usualWriteLimits, type WriteLimits } from './load/write-limits.ts';
import { concernedBy, type DeviceCount, writeDevices, writeRun } from './write/write-run.ts';

/** The ports and settings that writing needs beside its input. */
export type WritePorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly installed: Catalogue;
  /** Limits of what one act may write. Left out: the usual ones. */
  readonly bounds?: ActBounds;
  /** Called with the counts of what was decided for a person: acts, and rows of journal and feed. */
  readonly meter?: (decided: {
    readonly orgId: string;
    readonly userId: string;
    readonly acts: number;
    readonly rows: number;
    readonly isOutside: boolean;
  }) => void;
  /** Left out: the usual ones. */
  readonly writeLimits?: WriteLimits;
};

export type ApplyInput = {
  readonly orgId: string;
  readonly author: ActAuthor;
  readonly device: string;
  /** The journal heads that the device has seen (S-1b). Empty: no check for a fork. */
  readonly heads: readonly Head[];
  readonly acts: readonly AskedAct[];
  /** `given`: the device numbers its acts, and the numbers are checked (S-2b). `next`: the server numbers them, for programs that keep no count. */
  readonly numbering: 'given' | 'next';
};

/** No act was decided from this one on: its number is not the device's next (S-2b). */
export type Stopped = { readonly act: string; readonly code: 'sync/device-set-back' | 'sync/gap' };
export type Applied =
  | { readonly kind: 'fork'; readonly common: number }
  /** The author's session has ended, or the author no longer works here: no act was decided. */
  | { readonly kind: 'ended'; readonly why: EndedWhy }
  | { readonly kind: 'decided'; readonly answers: readonly Decision[]; readonly stopped: Stopped | null };

/** The same, with the number of rows written to journal and feed, or that a refused act would have written. */
type Metered =
  | Exclude<Applied, { readonly kind: 'decided' }>
  | (Extract<Applied, { readonly kind: 'decided' }> & { readonly rows: number; readonly isOutside: boolean });

/** Measured: while Postgres writes one step, the server decides the next. Smaller steps cost more statements than they gain. */
const editsPerStep = 125;
/** The first steps of a turn with many edits are small: until the first one is written Postgres is idle. */
const firstStep = 25;
const isLargeWork = (weight: number): boolean => weight > editsPerStep;
const roomOf = (step: number, edits: number): number =>
  edits > 2 * editsPerStep ? Math.min(editsPerStep, firstStep * 2 ** step) : editsPerStep;
/**
 * Chosen: the number of statements sent ahead to Postgres, which writes them while the server decides the next step. It is 0 while other tenants are
 * active: Postgres can't postpone a statement that it has received, so their quick works would wait for all of them.
 */
const mostAhead = 8;
/** A pass that lacks some data is repeated with that data: chains of merges and parents are short. More passes than this are a fault in our code. */
const mostPasses = 60;

/**
 * P-4: the one function that writes records. It decides acts in their order, each on the result of the acts before it, in transactions of bounded
 * size. It locks the tenant's clock, reads the needed data as sets, and decides in memory, in steps. It writes each step's records, journal and feed
 * as sets while it decides the next step. A transaction is written whole. After a fault the acts from that transaction on are undecided.
 *
 * Requests that arrive while a tenant's clock is locked wait here, without a connection. The waiting requests are decided in one transaction: each
 * device's acts with its own rights and numbers, on the result of the acts before them, with an answer of its own.
 */
export async function applyActs(ports: WritePorts, input: ApplyInput): Promise<Applied> {
  const answers: Decision[] = [];
  const { orgId, author } = input;
  const weigh = await weighActs(ports.database, orgId, input.acts);
  for (let start = 0; start < input.acts.length;) {
    const { batch, weight } = takeBatch(input.acts.slice(start), weigh);
    const outcome = await turnsAt(ports.database).do(orgId, { ports, input: { ...input, acts: batch }, weight });
    if (outcome.kind !== 'decided') return outcome;
    answers.push(...outcome.answers);
    const { rows, isOutside } = outcome;
    if (author !== 'server')
      ports.meter?.({ orgId, userId: author.userId, acts: outcome.answers.length, rows, isOutside });
    if (outcome.stopped) return { kind: 'decided', answers, stopped: outcome.stopped };
    start += outcome.answers.length;
  }
  return { kind: 'decided', answers, stopped: null };
}

type Asking = {
  readonly ports: WritePorts;
  readonly input: ApplyInput;
  /** The cost of its acts, in usual edits. */
  readonly weight: number;
};

/** The requests that wait for their turn, for each database that this process writes to. */
const turns = new WeakMap<Database, TenantTurns<Asking, Metered>>();

function turnsAt(database: Database): TenantTurns<Asking, Metered> {
  const turn = (orgId: string, askings: readonly Asking[]): Promise<readonly Metered[]> => {
    const [first] = askings;
    if (!first) throw new Error('Nobody has this turn');
    const inputs = askings.map(({ input }) => input);
    return decideTogether(database, first.ports, { orgId, inputs, weight: weightOf(askings) });
  };
  const found = turns.get(database) ?? new TenantTurns({ whose, fitting: howManyFit, turn });
  turns.set(database, found);
  return found;
}

const weightOf = (askings: readonly Pick<Asking, 'weight'>[]): number =>
  askings.reduce((sum, { weight }) => sum + weight, 0);

/** Decides in one transaction. If an act filed too much, rolls back and repeats with that act refused. */
async function decideTogether(
  database: Database,
  ports: WritePorts,
  together: Omit<Together, 'tooLarge'>,
): Promise<readonly Metered[]> {
  const tooLarge = new Map<string, TooManyPlaces>();
  for (;;) {
    try {
      const how = { mode: 'write', planning: 'by-key-once', isLarge: isLargeWork(together.weight) } as const;
      return await inTenant(database, { orgId: together.orgId, ...how }, (tx) =>
        applyTogether(tx, ports, { ...together, tooLarge }),
      );
    } catch (cause) {
      if (!(cause instanceof TooManyPlaces) || tooLarge.has(cause.act)) throw cause;
      tooLarge.set(cause.act, cause);
    }
  }
}

const whose = ({ input: { author } }: Asking): string => (author === 'server' ? '' : author.userId);

/** How many requests may share a transaction: of one clock and build, each device once, and not too many edits. */
function howManyFit(askings: readonly Asking[]): number {
  const [first] = askings;
  const devices = new Set<string>();
  let edits = 0;
  const end = askings.findIndex(({ ports, input, weight }, place) => {
    edits += weight;
    const isAlike = ports.clock === first?.ports.clock && ports.installed === first.ports.installed;
    const isSecond = devices.has(input.device);
    devices.add(input.device);
    return place > 0 && (!isAlike || isSecond || edits > mostEditsPerTransaction);
  });
  return end < 0 ? askings.length : end;
}

type Together = {
  readonly orgId: string;
  readonly inputs: readonly ApplyInput[];
  readonly weight: number;
  readonly tooLarge: TooLargeActs;
};
/** One device's part of a turn. */
type Party =
  | { readonly kind: 'fork'; readonly common: number }
  | { readonly kind: 'ended'; readonly why: EndedWhy }
  | { readonly kind: 'asks'; readonly input: ApplyInput; readonly author: Author; readonly device: DeviceState };

/**
 * Decides the requests of several devices, one after another, in one transaction. Answers the first requests, up to an act that changes the rights of
 * the next.
 */
async function applyTogether(
  tx: Transaction,
  ports: WritePorts,
  { orgId, inputs, weight, tooLarge }: Together,
): Promise<readonly Metered[]> {
  const loaded = nothingLoaded();
  const acts = inputs.flatMap((input) => input.acts);
  // One round trip: Postgres runs the reads sent behind the lock once the lock is held.
  const [clock, grounds] = await Promise.all([
    readClock(tx, orgId, 'locked'),
    readGrounds(tx, orgId, inputs),
    loadNamed(tx, { orgId, installed: ports.installed }, { acts, loaded }),
  ]);
  if (!clock) throw new Error(`There is no tenant ${orgId}`);
  const { tenant } = await readTenant(tx, { orgId, installed: ports.installed }, clock.rights);
  const parties = await readParties(tx, tenant, { inputs, mark: clock.rights, grounds });
  const limits = ports.writeLimits ?? usualWriteLimits;
  await loadAhead(tx, tenant, { needs: needsOf(tenant, parties, loaded), loaded, limits });
  const at = new Date(ports.clock.nowMs()).toISOString();
  const bounds = ports.bounds ?? usualBounds;
  const behind = writeBehind(tx);
  const slice = restOf(orgId);
  const rest = async (): Promise<void> => {
    await behind.keptUp(quickWorks.hadOthersLately(orgId) ? 0 : mostAhead);
    await slice();
  };
  const ground = {
    tenant,
    loaded,
    at,
    salt: saltSource(ports.random),
    bounds,
    tooLarge,
    limits,
    rest,
    loss: clock.loss,
  };
  const isLarge = isLargeWork(weight); // then it pauses between and within its steps
  const runs: Run[] = [];
  let turn = turnOf(parties);
  while (turn.next) {
    const before = runs.at(-1) ?? clock;
    const room = roomOf(runs.length, weight);
    const { run, after } = await decideStep(tx, { ...ground, head: before.head, hash: before.hash }, { turn, room });
    if (isLarge) await rest();
    await writeRun(behind.tx, tenant, { run, limits, rest });
    await (isLarge ? rest() : handedOver());
    run.carryOver();
    runs.push(run);
    turn = after;
  }
  const devices = turn.parts.flatMap(({ device }) => device ?? []);
  if (devices.length > 0) await writeDevices(behind.tx, orgId, devices);
  const { head } = runs.at(-1) ?? clock;
  if (head > clock.head) await tellNews(behind.tx, { orgId, n: head, names: concernedBy(runs, devices) });
  await behind.written();
  const moved = runs.at(-1)?.moved?.places ?? 0; // rows of the act that ended the turn
  return turn.parts.map(({ applied }, place) =>
    applied.kind === 'decided' && place === turn.parts.length - 1
      ? { ...applied, rows: applied.rows + moved }
      : applied,
  );
}

/** The written statements leave at the end of this tick: Postgres runs them while the next step is decided here. */
const handedOver = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** Decides as many of a turn's next acts as fit a step. Repeats a pass that lacks some data once that data is loaded. */
async function decideStep(
  tx: Transaction,
  ground: RunInput & Pick<Deciding, 'tooLarge' | 'rest'> & { readonly limits: WriteLimits },
  { turn, room }: { readonly turn: Turn; readonly room: number },
): Promise<{ readonly run: Run; readonly after: Turn }> {
  const { tenant, loaded, limits } = ground;
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const run = new Run(ground);
    const after = await advance(run, turn, { ...ground, room: { edits: room } });
    if (run.isComplete) return { run, after };
    await loadAhead(tx, tenant, { needs: run.needs, loaded, limits });
  }
  throw new Error(`Deciding for ${turn.parties.length} devices did not come to an end in ${mostPasses} passes`);
}

/** Loads the needed data, and then the data that those need in turn. */
async function loadAhead(tx: Transaction, tenant: Tenant, { needs, loaded, limits }: Required<LoadAsk>): Promise<void> {
  for (let next: Needs | undefined = needs; next; next = nextNeeds(tenant, loaded))
    await loadNeeds(tx, tenant, { needs: next, loaded, limits });
}

const sessionOf = ({ author }: ApplyInput): string | null => (author === 'server' ? null : (author.sessionId ?? null));

/** The database's answers about the devices that ask, whichever person they belong to. */
type Grounds = {
  readonly forks: readonly (number | undefined)[];
  readonly devices: ReadonlyMap<string, DeviceState>;
  readonly ended: ReadonlyMap<string | null, EndedWhy>;
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
/** The parties of this turn: checks that each session is valid and that the device's journal is this one, and reads each author's rights. */
async function readParties(
  tx: Transaction,
  { orgId, installed }: Tenant,
  { inputs, mark, grounds: { forks, devices, ended } }: PartiesAsk,
): Promise<readonly Party[]> {
  const parties: Party[] = [];
  for (const [place, input] of inputs.entries()) {
    const common = forks[place];
    const why = ended.get(sessionOf(input));
    if (why !== undefined) {
      parties.push({ kind: 'ended', why });
      continue;
    }
    const asker =
      input.author === 'server'
        ? undefined
        : await readAsker(tx, { orgId, installed, userId: input.author.userId, service: input.author.service }, mark);
    const standing = asker && !isService(input.author) ? standingOf(asker.person) : 'active';
    if (standing !== 'active') {
      parties.push({ kind: 'ended', why: standing });
      continue;
    }
    const author = asker?.author ?? serverAuthor;
    const device = devices.get(input.device) ?? { userId: null, last: 0 };
    parties.push(common === undefined ? { kind: 'asks', input, author, device } : { kind: 'fork', common });
  }
  return parties;
}

/** The data that the acts are sure to need and that has not been read. */
function needsOf(tenant: Tenant, parties: readonly Party[], loaded: Loaded): Needs {
  const needs = noNeeds();
  const note = <K extends keyof Needs>(kind: K, of: Needs): void => {
    for (const key of of[kind]) if (!loaded[kind].has(key)) needs[kind].add(key);
  };
  for (const party of parties) {
    if (party.kind !== 'asks') continue;
    const own = firstNeeds(tenant, party.input.acts, party.author);
    for (const kind of Object.keys(own) as (keyof Needs)[]) note(kind, own); // the keys of the type: `noNeeds` makes exactly these
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

/** The result of a turn so far: one part for each party that it has reached. */
type Turn = {
  readonly parties: readonly Party[];
  readonly parts: readonly { readonly applied: Metered; readonly device: DeviceCount | undefined }[];
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
 * Decides a step of a turn: each party's acts on the result of those before, up to a number of edits. The turn ends early after an act that changes
 * the rights or kinds of record by which the next acts are judged.
 */
async function advance(
  run: Run,
  { parties, parts: made, next }: Turn,
  ground: RunInput & Pick<Deciding, 'room' | 'tooLarge' | 'rest'>,
): Promise<Turn> {
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
    const outcome = await runActs(run, input, { ...ground, author, device: { ...party.device, last }, from });
    const answers =
      earlier?.applied.kind === 'decided' ? [...earlier.applied.answers, ...outcome.answers] : outcome.answers;
    const before = earlier?.applied.kind === 'decided' ? earlier.applied.rows : 0;
    parts[place] = {
      applied: {
        kind: 'decided',
        answers,
        stopped: outcome.stopped,
        rows: outcome.rows + before,
        isOutside: author.isOutside,
      },
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
  readonly bounds: ActBounds;
  readonly tooLarge: TooLargeActs;
  readonly rest: Rest;
};
type Outcome = {
  readonly answers: readonly Decision[];
  readonly stopped: Stopped | null;
  readonly last: number;
  readonly rows: number;
  /** The last act changed the rules for the acts after it: they are decided in the next transaction. */
  readonly isOver: boolean;
};

/** Decides acts until all are done, the step is full, a number is out of sequence, or an act changed the next act's rules. */
async function runActs(
  run: Run,
  input: ApplyInput,
  { author, tenant, at, device, from, room, bounds, tooLarge, rest }: Deciding,
): Promise<Outcome> {
  const answers: Decision[] = [];
  const slices = new Slices(weightPerSlice, rest);
  const rowsBefore = run.rowCount;
  const over = (stopped: Stopped | null, isOver: boolean): Outcome => ({
    answers,
    stopped,
    last,
    rows: run.rowCount - rowsBefore + refusedRows,
    isOver,
  });
  let refusedRows = 0;
  let { last } = device;
  for (const given of input.acts.slice(from)) {
    if (room.edits <= 0) break;
    room.edits -= Math.max(1, given.undoes === undefined ? weightOfAct(given) : run.changesOf(given.undoes).length);
    const act = input.numbering === 'next' ? { ...given, number: last + 1 } : given;
    const known = run.act(act.id);
    if (known) {
      // A known act gets its first answer and changes nothing (S-2); another person's act is not disclosed.
      if (act.number === last + 1) last = act.number;
      answers.push(known.author === author.userId ? known.answer : idTaken(act, run, at));
      continue;
    }
    if (isReserved(act.id) && !author.isServer && !isService(input.author)) {
      answers.push(idTaken(act, run, at)); // the act is not stored: its id stays free for the server
      if (act.number === last + 1) last = act.number;
      continue;
    }
    const isOthers = device.userId !== null && device.userId !== author.userId;
    if (isOthers || act.number <= last) return over({ act: act.id, code: 'sync/device-set-back' }, false);
    if (act.number > last + 1) return over({ act: act.id, code: 'sync/gap' }, false);
    const found = tooLarge.get(act.id);
    const deciding = decideAct({ act, author, look: run, kinds: tenant, at, bounds, tooLarge: found?.refusal });
    const decided = await inSlices(deciding, slices);
    answers.push(await inSlices(run.apply(act, decided, { author, device: input.device }), slices));
    last = act.number;
    refusedRows += found?.rows ?? 0;
    if (
      decided.records.some(
        ({ record }) => decidesAccess(record.entity) || shapesCatalogue(tenant.installed, record.entity),
      )
    )
      return over(null, true);
    if (run.waiting.size > 0) return over(null, true); // the next acts must see the children at their new place
  }
  return over(null, false);
}

/** Measured: this many usual edits take some 2 ms to decide. */
const weightPerSlice = 50;
