import { titleWordsVersion } from '@outpost/domain/kernel/text/title-words';
import { checkpointInFull, type CheckpointSets, noSets } from '@outpost/domain/sync/page-in-full';
import type { PreviousCheckpoint } from '@outpost/domain/sync/previous-wire';
import { groupsOf } from '@outpost/domain/sync/token-groups';
import type { ActDocument, ReplacedDocument, StateDocument, TrayDocument } from '../documents.ts';
import { bookEntities, stateId } from '../documents.ts';
import { LargeActs } from './large-acts.ts';
import type { RecordDatabase, Stored } from '../record-database.ts';

/**
 * The replica's own documents in memory: rebuilt from the file at open, changed only after a write is on disk. Acts are in
 * the order in which they were made, and indexed by record.
 */
export type DeviceMemory = {
  state: StateDocument;
  /** Acts that are waiting or answered, by id, in the order in which they were made. */
  acts: ReadonlyMap<string, ActDocument>;
  /** The number of acts that wait to be sent: reported with each act that is made. */
  waiting: number;
  /**
   * Kept acts, with the journal's number of each. Their edits stay on disk; the device reads them again after a fork. There
   * may be very many.
   */
  readonly kept: Map<string, number>;
  /** Record → ids of the acts that edit it, without the acts in `large`: use `actIdsOn`. */
  readonly byRecord: Map<string, Set<string>>;
  /** Acts of many edits, whose edits stay on disk. */
  readonly large: LargeActs;
  readonly tray: Map<string, TrayDocument>;
  /** Record → its replaced values, by document id. */
  readonly replaced: Map<string, Map<string, ReplacedDocument>>;
  /**
   * The documents that this process wrote for the state and the acts above. The next write of each names its document as the
   * previous one.
   */
  readonly written: WeakMap<StateDocument | ActDocument, Stored>;
};

/** Returns the state of a device before its first contact with a server. */
export const firstState = (device: string): StateDocument => ({
  id: stateId,
  entity: bookEntities.state,
  device,
  lastNumber: 0,
  lastSeq: 0,
  at: null,
  heads: [],
  sets: noSets,
  round: 1,
  sweeping: false,
  upTo: null,
  upToDateAt: null,
  durable: 0,
  synced: false,
  recordFields: {},
  titleWords: titleWordsVersion,
});

const countOf = (act: ActDocument | undefined): number => (act?.state === 'waiting' ? 1 : 0);

/** Returns the ids of the acts that edit a record; includes large acts that may edit it. */
export function actIdsOn(memory: Pick<DeviceMemory, 'byRecord' | 'large'>, record: string): readonly string[] {
  return [...(memory.byRecord.get(record) ?? []), ...memory.large.actsOn(record)];
}

/** Adds an act that is on disk, or its newest form, to memory. Keeps the order of acts only for acts that are made last. */
export function rememberAct(memory: DeviceMemory, acts: Map<string, ActDocument>, act: ActDocument): void {
  const before = acts.get(act.id);
  memory.waiting += countOf(act) - countOf(before);
  if (before && before.act !== act.act) forgetRecords(memory, before);
  const held = memory.large.hold(act);
  acts.set(act.id, held);
  if (memory.large.isHeld(held)) return;
  for (const { id } of act.act.edits) {
    const known = memory.byRecord.get(id);
    if (known) known.add(act.id);
    else memory.byRecord.set(id, new Set([act.id]));
  }
}

function forgetRecords(memory: DeviceMemory, act: ActDocument): void {
  if (memory.large.isHeld(act)) {
    memory.large.forget(act.id);
    return;
  }
  for (const { id } of act.act.edits) {
    const known = memory.byRecord.get(id);
    known?.delete(act.id);
    if (known?.size === 0) memory.byRecord.delete(id);
  }
}

/** Removes an act from memory. `act` is the remembered form: its edits name the records under which it is indexed. */
export function forgetAct(memory: DeviceMemory, acts: Map<string, ActDocument>, act: ActDocument): void {
  memory.waiting -= countOf(acts.get(act.id));
  acts.delete(act.id);
  forgetRecords(memory, act);
}

/** Returns the number of acts that no server has accepted: those that wait, and refused ones that are not discarded. */
export const unsentCount = ({ waiting, tray }: Pick<DeviceMemory, 'waiting' | 'tray'>): number =>
  waiting + [...tray.values()].filter(({ discardedAt }) => discardedAt === null).length;

/** Adds a replaced value, or its newest form. */
export function rememberReplaced(memory: DeviceMemory, entry: ReplacedDocument): void {
  const known = memory.replaced.get(entry.record);
  if (known) known.set(entry.id, entry);
  else memory.replaced.set(entry.record, new Map([[entry.id, entry]]));
}

/** Removes a replaced value. */
export function forgetReplaced(memory: DeviceMemory, { id, record }: Pick<ReplacedDocument, 'id' | 'record'>): void {
  const known = memory.replaced.get(record);
  if (known?.delete(id) && known.size === 0) memory.replaced.delete(record);
}

/** The state in files up to format 3: the checkpoint of wire 4, and all tokens one by one. */
type PreviousState = Omit<StateDocument, 'at' | 'sets'> & {
  readonly at: PreviousCheckpoint | null;
  readonly tokens: readonly string[];
};

/**
 * Converts a state of the previous form (T-28). A device that was fetching gained tokens starts over: its places are by
 * token, and a gain has them by kind.
 */
function stateOfThisForm(stored: StateDocument | PreviousState): StateDocument {
  if (!('tokens' in stored)) return stored;
  const { at, tokens, ...others } = stored;
  const groups = groupsOf(tokens);
  const sets: CheckpointSets = { tokens: groups, had: [] };
  if (at === null) return { ...others, at, sets };
  const isAmidGain = Object.keys(at.whole).length > 0 || Object.keys(at.since).length > 0;
  if (isAmidGain) return { ...others, at: null, sets, upTo: null, round: others.round + 1, sweeping: true };
  const { n, id, history } = at;
  return { ...others, at: checkpointInFull({ n, id, tokens: [], gain: null, history }, sets), sets };
}

/**
 * Reads the device's own documents from the file; a new file gets `device` as its first name. `largeActEdits`: the number of
 * edits from which an act is large, if not the default.
 */
export async function readDeviceMemory(
  database: RecordDatabase,
  device: string,
  { largeActEdits }: { readonly largeActEdits?: number },
): Promise<DeviceMemory> {
  const [state] = await database.all<StateDocument>(bookEntities.state);
  const memory: DeviceMemory = {
    state: state ? stateOfThisForm(state) : firstState(device),
    acts: new Map(),
    waiting: 0,
    kept: new Map(),
    byRecord: new Map(),
    large: new LargeActs(database.file, largeActEdits),
    tray: new Map(),
    replaced: new Map(),
    written: new WeakMap(),
  };
  const acts = new Map<string, ActDocument>();
  for (const act of database.each<ActDocument>(bookEntities.act)) {
    if (act.state === 'kept') memory.kept.set(act.id, act.n);
    else rememberAct(memory, acts, act);
  }
  memory.acts = new Map([...acts].sort(([, a], [, b]) => a.seq - b.seq));
  for (const entry of await database.all<TrayDocument>(bookEntities.tray)) memory.tray.set(entry.id, entry);
  for (const entry of await database.all<ReplacedDocument>(bookEntities.replaced)) rememberReplaced(memory, entry);
  return memory;
}
