import type { ActBounds } from '@outpost/domain/engine/act/act-too-large';
import type { Author } from '@outpost/domain/engine/act/author';
import type { Unproved } from '@outpost/domain/kernel/access/dangerous-acts';
import { type AskedAct, decideAct } from '@outpost/domain/engine/decide';
import { weightOfAct } from '@outpost/domain/engine/act/weight-of';
import { withChildren } from '@outpost/domain/engine/moves/children';
import { withNextOnes } from '@outpost/domain/engine/moves/next-ones';
import { withSeries } from '@outpost/domain/engine/moves/series';
import { held } from '@outpost/domain/engine/reads/look';
import type { CreateEdit } from '@outpost/domain/kernel/acts/act';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import { type Refusal, refuse } from '@outpost/domain/kernel/refusal';
import { shapesCatalogue } from '@outpost/domain/kernel/definitions/tenant-definitions';
import type { Decision } from '@outpost/domain/sync/protocol';
import { decidesAccess } from '../access/principal.ts';
import { isService } from '../access/service-account.ts';
import type { Tenant } from '../catalogue/tenant.ts';
import type { Transaction } from '../db/database.ts';
import { runInSlices, type Rest, Slices } from '../sharing/loop-share.ts';
import type { TooLargeActs } from './decide/act-bounds.ts';
import type { ApplyInput, Metered, Stopped } from './apply-input.ts';
import { nextNeeds } from './load/first-needs.ts';
import { type LoadAsk, loadNeeds } from './load/load.ts';
import type { Loaded, Needs } from './load/loaded.ts';
import type { DeviceState, Party } from './parties.ts';
import { Run, type RunInput } from './decide/run.ts';
import { usualOwnership } from './decide/usual-ownership.ts';
import { idTaken, isReserved, refusedUnstored } from './decide/taken-ids.ts';
import type { WriteLimits } from './load/write-limits.ts';
import type { DeviceCount } from './write/write-run.ts';

/** A pass that lacks some data is repeated with that data: chains of merges and parents are short. More passes than this are a fault in our code. */
const mostPasses = 60;

/** The result of a turn so far: one part for each party that it has reached. */
export type Turn = {
  readonly parties: readonly Party[];
  readonly parts: readonly { readonly applied: Metered; readonly device: DeviceCount | undefined }[];
  /** The first act of the next step; none when the turn is over. */
  readonly next: { readonly party: number; readonly act: number } | undefined;
};

export function turnOf(parties: readonly Party[]): Turn {
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
  ground: RunInput & Pick<Deciding, 'room' | 'tooLarge' | 'rest' | 'timeZone'>,
): Promise<Turn> {
  const parts = [...made];
  for (let place = next?.party ?? parties.length; place < parties.length; place += 1) {
    const party = parties[place];
    if (party?.kind !== 'asks') {
      if (party) parts.push({ applied: party, device: undefined });
      continue;
    }
    const { input, author, unproved } = party;
    const earlier = parts[place];
    const from = place === next?.party ? next.act : 0;
    const last = earlier?.device?.last ?? party.device.last;
    const outcome = await runActs(run, input, { ...ground, author, unproved, device: { ...party.device, last }, from });
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
  readonly unproved?: Unproved | undefined;
  readonly tenant: Tenant;
  readonly at: string;
  /** The organisation's time zone: repeated records keep the time of day that a clock there shows. */
  readonly timeZone: string;
  readonly device: DeviceState;
  /** The first act to be decided, by its place. */
  readonly from: number;
  /** The number of edits for which the step has room. */
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
  { author, unproved, tenant, at, timeZone, device, from, room, bounds, tooLarge, rest }: Deciding,
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
    const numbered = input.numbering === 'next' ? { ...given, number: last + 1 } : given;
    const known = run.act(given.id);
    if (known) {
      // A known act gets its first answer and changes nothing (S-2). Another person's act is not disclosed.
      if (numbered.number === last + 1) last = numbered.number;
      answers.push(known.author === author.userId ? known.answer : idTaken(numbered, run, at));
      continue;
    }
    // A device adds the records that follow from its edits. A program sends only the edits.
    const act =
      input.numbering === 'next'
        ? withFollowing(numbered, run, { maker: makerOf(input, author), tenant, at, timeZone })
        : numbered;
    if (isReserved(act.id) && !author.isServer && !isService(input.author)) {
      answers.push(idTaken(act, run, at)); // the act is not stored: its id stays free for the server
      if (act.number === last + 1) last = act.number;
      continue;
    }
    const isOthers = device.userId !== null && device.userId !== author.userId;
    if (isOthers || act.number <= last) return over({ act: act.id, code: 'sync/device-set-back' }, false);
    if (act.number > last + 1) return over({ act: act.id, code: 'sync/gap' }, false);
    const stale = input.expected && staleAmong(input.expected[act.id] ?? {}, { author, run });
    if (stale) {
      answers.push(refusedUnstored(act, stale, { run, at }));
      if (act.number === last + 1) last = act.number;
      continue;
    }
    const found = tooLarge.get(act.id);
    const deciding = decideAct({ act, author, look: run, kinds: tenant, at, bounds, unproved, tooLarge: found?.refusal }); // prettier-ignore
    const decided = await runInSlices(deciding, slices);
    const unprovedPart = input.numbering === 'next' ? [...decided.refused.values()].find(({ code }) => code === 'access/step-up-needed') : undefined; // prettier-ignore
    if (unprovedPart && decided.status === 'refused') {
      // Not stored: a program sends the same act again after the proof, under the same id.
      answers.push(refusedUnstored(act, unprovedPart, { run, at }));
      last = act.number;
      continue;
    }
    answers.push(
      await runInSlices(run.apply(act, decided, { author, device: input.device, from: input.from }), slices),
    );
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

/**
 * Returns the refusal where a record no longer has the version that its author saw. A record out of the author's sight gives none: its act
 * is refused as for a record that does not exist.
 */
function staleAmong(
  expected: Readonly<Record<string, number>>,
  { author, run }: { readonly author: Author; readonly run: Run },
): Refusal | undefined {
  for (const [id, version] of Object.entries(expected)) {
    const record = held(run.record(id));
    if (record && record.version !== version && author.sees(record))
      return refuse('records/stale', 'The record has changed since you read it. Read it again.', { id, version: record.version }); // prettier-ignore
  }
  return undefined;
}

/**
 * Returns the act of a program with the records that a device would add to it. These are the records of the series that it
 * begins, and the records that its moves create (T-14). They are also the next records of repeated ones that it marks as done
 * (T-19). Those that the program sends itself are not added twice. Their ids are the same in each pass, because a pass is
 * repeated once the records that it lacks are loaded.
 */
function withFollowing(
  act: AskedAct,
  run: Run,
  {
    maker,
    tenant,
    at,
    timeZone,
  }: Pick<Deciding, 'tenant' | 'at' | 'timeZone'> & { readonly maker: Author | undefined },
): AskedAct {
  if (act.undoes !== undefined) return act;
  const ground = {
    catalogue: tenant.catalogue,
    recordOf: (id: string) => held(run.record(id)),
    at,
  };
  let [children, nextOnes, ofSeries] = [0, 0, 0];
  const whole = withSeries(act.edits, {
    ...ground,
    timeZone,
    newId: () => hashedId('one of a series', act.id, String((ofSeries += 1))),
  });
  const moved = withChildren(whole, {
    ...ground,
    create: (entity, fields, of) => ({
      id: hashedId('child of a move', act.id, String((children += 1))),
      entity: entity.name,
      create: { fields, ...ownershipOf(entity, maker, of), sharedWith: [], schema: entity.schema },
    }),
  });
  const edits = withNextOnes(moved, {
    ...ground,
    timeZone,
    newId: () => hashedId('next one', act.id, String((nextOnes += 1))),
  });
  return edits === act.edits ? act : { ...act, edits: [...edits] };
}

/** Returns the person in whose name a program acts; undefined for the server's own work and for packs' services. */
const makerOf = (input: ApplyInput, author: Author): Author | undefined =>
  author.isServer || isService(input.author) ? undefined : author;

/**
 * Returns the owner and team of a record that a move creates. Where no person moves, it belongs to the owner of the moved record.
 */
const ownershipOf = (
  entity: Entity,
  maker: Author | undefined,
  of: StoredRecord,
): Pick<CreateEdit['create'], 'ownerId' | 'teamId'> =>
  usualOwnership(entity, maker ?? { userId: of.ownerId, teams: new Set(of.teamId === null ? [] : [of.teamId]) });

/** Measured: this many usual edits take some 2 ms to decide. */
const weightPerSlice = 50;

/** Decides as many of a turn's next acts as fit a step. Repeats a pass that lacks some data once that data is loaded. */
export async function decideStep(
  tx: Transaction,
  ground: RunInput & Pick<Deciding, 'tooLarge' | 'rest' | 'timeZone'> & { readonly limits: WriteLimits },
  { turn, room }: { readonly turn: Turn; readonly room: number },
): Promise<{ readonly run: Run; readonly after: Turn }> {
  const { tenant, loaded, limits } = ground;
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const run = new Run(ground);
    const after = await advance(run, turn, { ...ground, room: { edits: room } });
    if (run.isComplete) return { run, after };
    await loadAhead(tx, tenant, { needs: run.needs, loaded, limits, rest: ground.rest });
  }
  throw new Error(`Deciding for ${turn.parties.length} devices did not come to an end in ${mostPasses} passes`);
}

/** Loads the needed data, and then the data that those need in turn. A large work pauses after what it has loaded. */
export async function loadAhead(
  tx: Transaction,
  tenant: Tenant,
  { needs, loaded, limits, rest }: Required<LoadAsk> & { readonly rest: Rest },
): Promise<void> {
  let before = sizeOf(loaded);
  for (let next: Needs | undefined = needs; next; next = nextNeeds(tenant, loaded)) {
    await loadNeeds(tx, tenant, { needs: next, loaded, limits });
    if (sizeOf(loaded) - before > manyRecords) await rest();
    before = sizeOf(loaded);
  }
}

/** Returns the number of records, and of changes to undo. */
const sizeOf = ({ records, changes }: Loaded): number =>
  [...changes.values()].reduce((total, { length }) => total + length, records.size);

/** Chosen: to read so many records, and to look through them, takes some milliseconds. */
const manyRecords = 100;
