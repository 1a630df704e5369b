import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { z } from 'zod';

/**
 * The works of people, with their weights. A step contains the work's name, so that a kept history stays the same when others are
 * added.
 */
const workWeights = {
  edit: 13,
  create: 2,
  createTask: 2,
  editTask: 2,
  move: 2,
  moveFamily: 0,
  share: 2,
  remove: 2,
  revive: 2,
  reparent: 2,
  convert: 2,
  bulk: 2,
  import: 1,
  merge: 2,
  undo: 5,
  undoGroup: 1,
  stepBack: 2,
  restoreReplaced: 7,
  defineKind: 0,
  defineField: 0,
  redefine: 0,
  retire: 0,
  createOwn: 0,
  editOwn: 0,
  moveOwn: 0,
  endOwn: 0,
  fillOwnField: 0,
  editUpgraded: 0,
  passOn: 0,
  ruledWork: 0,
  addFile: 0,
  claimFile: 0,
  endFile: 0,
  markRead: 0,
  addStage: 0,
  changeStage: 0,
  endStage: 0,
  moveStage: 0,
  switchPack: 0,
  changeMany: 0,
} as const;
export type WorkKind = keyof typeof workWeights;
/** Works on own kinds of record and fields (K-3), and on values that later builds rename (K-5). */
export type OwnWorkKind =
  | 'defineKind'
  | 'defineField'
  | 'redefine'
  | 'retire'
  | 'createOwn'
  | 'editOwn'
  | 'moveOwn'
  | 'endOwn'
  | 'fillOwnField'
  | 'editUpgraded';

/** Works on the stages of deals (PLT-9). */
export type StageWorkKind = 'addStage' | 'changeStage' | 'endStage' | 'moveStage';
/** Works on an optional pack (T-25), and changes of many records in pieces. */
export type PackWorkKind = 'switchPack' | 'changeMany';

/**
 * The other events and their weights.
 *
 * - Exchanges. `sip`: in the smallest pages. `relay`: another person changes an act before its author gets news. `handOver`: the
 *   same, and then the record reaches the first person in another way. `comeBack`: several people change one field, the server
 *   loses it, and the acts come back in another order. `takeBack`: an act on several records, or in several steps, is undone
 *   immediately. `regain`: a person loses a role, records come and leave meanwhile, and the person gets the role back before
 *   their device asks. `exchangeRole`: a person's role is exchanged for another one that shows the same records, and their
 *   device learns of it in the smallest pages.
 * - Files. `sendFiles`, `crashInSend`: the waiting ones are sent, and often one is added before. `crashInAdd`.
 *   `openFile`: the bytes of one are fetched. `evictFiles`: the device has no room for bytes that it can get again.
 * - The network: `partition`, `echo`.
 * - Machines: `crash…`, and `disk…` to `idle`.
 * - The server.
 * - Time: `pass` and `sleep`.
 */
const otherWeights = {
  tray: 3,
  windows: 4,
  push: 16,
  pull: 20,
  sip: 0,
  relay: 0,
  echo: 4,
  partition: 5,
  crashAtWork: 2,
  crashInPush: 3,
  crashInPull: 4,
  diskFull: 2,
  diskFails: 2,
  clock: 2,
  idle: 1,
  image: 1,
  setBack: 1,
  signOut: 1,
  handOver: 0,
  comeBack: 0,
  takeBack: 0,
  roles: 4,
  passRoles: 0,
  regain: 0,
  exchangeRole: 0,
  areas: 0,
  keepOff: 0,
  replicate: 2,
  backup: 2,
  failover: 2,
  horizon: 2,
  erase: 0,
  restartServer: 1,
  updateServer: 0,
  updateDevice: 0,
  sendFiles: 0,
  crashInSend: 0,
  crashInAdd: 0,
  openFile: 0,
  evictFiles: 0,
  pass: 0,
  sleep: 0,
} as const;
export type OtherKind = keyof typeof otherWeights;
type StepKind = WorkKind | OtherKind;

const workKinds = Object.keys(workWeights) as WorkKind[]; // the keys of the table above
const otherKinds = Object.keys(otherWeights) as OtherKind[]; // likewise
const work = workKinds.flatMap((kind) => Array.from({ length: workWeights[kind] }, () => kind));
const drawnFrom: readonly StepKind[] = [
  ...work,
  ...otherKinds.flatMap((kind) => Array.from({ length: otherWeights[kind] }, () => kind)),
];
/**
 * Adds the kinds of step without a weight above, which only the wide drawing has, so that histories of the usual one stay the
 * same.
 */
const drawnWide: readonly StepKind[] = [
  ...drawnFrom,
  ...(['moveFamily', 'moveFamily', 'sip', 'sip', 'sip', 'relay', 'relay', 'relay', 'comeBack', 'comeBack'] as const),
];
/** People reach records through several tokens and pass between them, and the server's limits are small (`world.ts`). */
const drawnTight: readonly StepKind[] = [
  ...drawnWide,
  ...Array.from({ length: 8 }, () => 'handOver' as const),
  ...Array.from({ length: 6 }, () => 'passOn' as const),
  ...(['passRoles', 'passRoles', 'passRoles', 'passRoles', 'sip', 'sip', 'moveFamily', 'moveFamily'] as const),
];
/** People lose roles, and get the same or others back before their devices ask. Pages are often small. */
const drawnPassing: readonly StepKind[] = [
  ...drawnWide,
  ...Array.from({ length: 8 }, () => ['regain', 'exchangeRole', 'passRoles', 'sip'] as const).flat(),
];
/** Histories in which records are sometimes erased by law (P-5). */
const drawnErasing: readonly StepKind[] = [...drawnWide, ...Array.from({ length: 6 }, () => 'erase' as const)];
/** Histories in which people sometimes undo what they have just done. */
const drawnUndoing: readonly StepKind[] = [...drawnWide, ...Array.from({ length: 6 }, () => 'takeBack' as const)];
/** With engines that run by themselves, most of the other steps let time pass. */
const drawnAwake: readonly OtherKind[] = [
  ...Array.from({ length: 44 }, () => 'pass' as const),
  ...(['partition', 'partition', 'partition', 'partition', 'partition', 'sleep', 'sleep', 'sleep'] as const),
  ...(['crashAtWork', 'crashAtWork', 'tray', 'echo', 'echo', 'roles', 'roles', 'roles', 'roles'] as const),
  ...(['replicate', 'backup', 'failover', 'failover', 'horizon', 'restartServer', 'restartServer'] as const),
  ...(['diskFull', 'diskFull', 'diskFails', 'image', 'image'] as const),
  ...(['setBack', 'setBack', 'signOut', 'clock', 'clock'] as const),
];
const timesOf = (times: Readonly<Partial<Record<WorkKind, number>>>): readonly WorkKind[] =>
  workKinds.flatMap((kind) => Array.from({ length: times[kind] ?? 0 }, () => kind));
const ownWork = timesOf({
  defineKind: 5,
  defineField: 7,
  redefine: 3,
  retire: 5,
  createOwn: 14,
  editOwn: 16,
  moveOwn: 5,
  endOwn: 3,
  fillOwnField: 8,
  editUpgraded: 8,
});
const othersOf = (times: Readonly<Partial<Record<OtherKind, number>>>): readonly OtherKind[] =>
  otherKinds.flatMap((kind) => Array.from({ length: times[kind] ?? 0 }, () => kind));

/**
 * People add files to deals, and bytes are sent, fetched and evicted. People also keep records that belong only to them
 * (A-3c). The usual steps that change the visibility of a deal are included, and so are the faults.
 */
const fileWork: readonly WorkKind[] = [
  ...timesOf({ create: 1, edit: 2, move: 5, share: 4, remove: 2, revive: 2, merge: 2, undo: 3 }),
  ...timesOf({ addFile: 20, claimFile: 6, endFile: 4, markRead: 5 }),
];
const drawnFiled: readonly StepKind[] = [
  ...fileWork,
  ...othersOf({
    sendFiles: 22,
    openFile: 14,
    evictFiles: 6,
    crashInSend: 5,
    crashInAdd: 6,
    push: 14,
    pull: 16,
    roles: 5,
  }),
  ...othersOf({ partition: 3, echo: 3, tray: 2, windows: 2, crashAtWork: 5, crashInPush: 1, crashInPull: 2 }),
  ...othersOf({ diskFails: 2, diskFull: 1, image: 1, setBack: 1, signOut: 1, restartServer: 1 }),
  ...othersOf({ replicate: 1, backup: 1, failover: 1, horizon: 1 }),
];
const stageWork = timesOf({ addStage: 20, changeStage: 10, endStage: 14, moveStage: 24 });
const packWork = timesOf({ switchPack: 10, changeMany: 8, createTask: 6, editTask: 6 });
const kinds: readonly StepKind[] = [...workKinds, ...otherKinds];

/**
 * The drawings.
 *
 * - `usual`: the first kinds of step.
 * - `wide`: with the kinds of step that were added later.
 * - `grown`: with kinds of record and fields that people define (K-3), and builds with newer schemas (K-5).
 * - `tight`: people reach records in several ways at once, and the limits of a page, a turn or a batch are small.
 * - `passing`: people lose roles, and get the same or others back before their devices ask.
 * - `erasing`: records are erased by law.
 * - `undoing`: acts on several records, or in several steps, are undone immediately.
 * - `ruled`: rules over several records hold (`ruled-build.ts`).
 * - `areas`: deals are filed by areas, and people choose areas (`area-build.ts`).
 * - `narrowed`: the organisation keeps kinds of record off devices, for everyone or for a role, and gives them back.
 * - `filed`: people add files to deals, and their bytes are sent and fetched (PLT-5). People also mark records as read (A-3c).
 * - `staged`: people rename, retire and add stages of deals (PLT-9).
 * - `packed`: tasks are of a pack that people install and remove, and many records are changed in pieces (`packed-build.ts`).
 * - `awake`: the steps request no exchange, and the engines run by themselves (`play-awake.ts`).
 */
export const drawingNames = [
  'usual',
  'wide',
  'grown',
  'tight',
  'passing',
  'erasing',
  'undoing',
  'ruled',
  'areas',
  'narrowed',
  'filed',
  'staged',
  'packed',
  'awake',
] as const;
export type DrawingName = (typeof drawingNames)[number];
const stepsDrawn: Readonly<Record<DrawingName, readonly StepKind[]>> = {
  usual: drawnFrom,
  wide: drawnWide,
  grown: [...drawnWide, ...ownWork, 'updateDevice', 'updateDevice', 'updateDevice', 'updateServer', 'updateServer'],
  tight: drawnTight,
  passing: drawnPassing,
  erasing: drawnErasing,
  undoing: drawnUndoing,
  ruled: [
    ...drawnWide,
    ...timesOf({ ruledWork: 40, merge: 2 }),
    ...(['replicate', 'failover', 'comeBack', 'comeBack', 'comeBack', 'comeBack'] as const),
  ],
  areas: [...drawnWide, ...Array.from({ length: 12 }, () => 'areas' as const)],
  narrowed: [
    ...drawnWide,
    ...Array.from({ length: 9 }, () => 'keepOff' as const),
    ...Array.from({ length: 3 }, () => 'passRoles' as const),
  ],
  filed: drawnFiled,
  staged: [...drawnWide, ...stageWork],
  packed: [...drawnWide, ...packWork],
  awake: [...work, ...drawnAwake],
};

/** The works of a drawing in addition to the usual ones. */
const moreWork: Readonly<Partial<Record<DrawingName, readonly WorkKind[]>>> = {
  grown: ownWork,
  ruled: timesOf({ ruledWork: 40 }),
  staged: stageWork,
  packed: packWork,
};

/** Draws a person's work. */
export const drawWork = (random: SeededRandom, drawing: DrawingName = 'usual'): WorkKind =>
  random.pick(drawing === 'filed' ? fileWork : [...work, ...(moreWork[drawing] ?? [])]);
/** Draws a span without work: mostly seconds, sometimes longer than any timer of the engine. */
export const drawnSpanMs = (random: SeededRandom): number =>
  random.below(random.pick([200, 5_000, 5_000, 30_000, 400_000])) + 1;

/** Draws the amount by which a clock is set. */
export const drawnJumpMs = (random: SeededRandom): number => random.pick([-400, -3, -0.1, 0.1, 3, 400]) * 86_400_000;

/** Draws up to ten hours. */
export const drawnSleepMs = (random: SeededRandom): number => random.below(36_000_000);

/** Whether a step is a person's work on one device. */
export const isWork = (kind: StepKind): kind is WorkKind => kind in workWeights;

const stepSchema = z.strictObject({
  kind: z.enum(kinds),
  /** The device, modulo their number. */
  device: z.number().int().min(0),
  /** The seed of all random values in the step, so that removing other steps leaves it unchanged. */
  seed: z.number().int().min(0),
  /** The step has no faults on its line. */
  calm: z.literal(true).optional(),
});
export type WorldStep = z.infer<typeof stepSchema>;

const personNames = ['ann', 'max', 'mia', 'moe', 'vic'] as const;

/** A history as it is kept: the owners of devices, and the steps. Playing it again gives the same result. */
export const recordingSchema = z.strictObject({
  seed: z.number().int().min(0),
  /** Its drawing, if not the usual one: people's works during other events are drawn while it is played. */
  drawing: z.enum(drawingNames).exactOptional(),
  /** The owner of each device; some people have two. */
  devices: z.array(z.enum(personNames)).min(1).max(6),
  steps: z.array(stepSchema),
});
export type Recording = z.infer<typeof recordingSchema>;

/**
 * Two devices of one member and one of their manager, then others: three devices already allow every kind of conflict.
 */
const seats = ['mia', 'max', 'mia', 'moe', 'ann', 'vic'] as const;
/** The person who may define kinds of record, and who sees all records, comes first, and has two devices. */
const grownSeats = ['ann', 'mia', 'ann', 'max', 'moe', 'vic'] as const;
const adminsFirst: readonly DrawingName[] = ['grown', 'areas', 'staged', 'packed'];
/**
 * The person who sees records through a team and by shares comes first, and has two devices. The person who moves them
 * is next.
 */
const tightSeats = ['max', 'ann', 'max', 'mia', 'moe', 'vic'] as const;

type Drawing = {
  readonly seed: number;
  readonly devices: number;
  readonly ops: number;
  readonly drawing?: DrawingName;
};

/** Draws a history. The same arguments give the same history. */
export function drawRecording({ seed, devices, ops, drawing = 'usual' }: Drawing): Recording {
  const random = seededRandom(seed);
  const drawn = stepsDrawn[drawing];
  return {
    seed,
    ...(drawing === 'usual' || drawing === 'wide' ? {} : { drawing }),
    devices: (adminsFirst.includes(drawing)
      ? grownSeats
      : drawing === 'tight' || drawing === 'passing'
        ? tightSeats
        : seats
    ).slice(0, devices),
    steps: Array.from({ length: ops }, () => ({
      kind: random.pick(drawn),
      device: random.below(devices),
      seed: random.below(2 ** 31),
    })),
  };
}
