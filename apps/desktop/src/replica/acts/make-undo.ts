import { editsInKinds, idsMadeOf } from '@outpost/domain/engine/act/edits-in-kinds';
import { turned } from '@outpost/domain/engine/act/edits-of';
import type { JournalChange } from '@outpost/domain/engine/reads/look';
import { cutLabel, mergeLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { type ChangeEdit, isCreate } from '@outpost/domain/kernel/acts/act';
import type { UndoLeaves } from '@outpost/domain/kernel/entities/entity';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { accept, type Refusal, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { DeviceWrite } from '../records/device-write.ts';
import { DeviceLook } from './device-look.ts';
import { judgeAct } from './judge-act.ts';
import type { ActContext } from './act-context.ts';
import { aboveOf } from './above-of.ts';
import { nowOf } from '../device/now-of.ts';
import { enterAct, type Made } from './make-act.ts';

/** The changes of an act, as far as this device has them. */
type Doing = {
  readonly label: string;
  readonly shape: 'together' | 'each';
  readonly changes: readonly JournalChange[];
};

function doingOf(act: string, write: DeviceWrite, { lookups }: ActContext): Doing | undefined {
  const own = write.acts.get(act)?.act;
  const [row] = lookups.historyOfAct(act);
  const label = row?.label ?? own?.label;
  if (label === undefined) return undefined;
  const changes = new DeviceLook(write, lookups).changesOf(act);
  return {
    label: labelOf(label, changes, write.catalogue),
    shape: own?.shape ?? (row?.group === null ? 'together' : 'each'), // the journal has no shape; groups are decided record by record
    changes,
  };
}

/**
 * Returns the label of an undo: it contains the undone act's own label, which names only content that every reader may see.
 * Builds until November 2026 named both records of a merge in the label, so a merge gets a new label.
 */
function labelOf(label: string, changes: readonly JournalChange[], { entities }: Catalogue): string {
  const isMerge = ({ changed }: JournalChange): boolean =>
    (changed['life'] ?? []).some((life) => typeof life === 'string' && life.startsWith('merged:'));
  const merged = entities.get(changes.find(isMerge)?.entity ?? '');
  const [undone = ''] = /^(?:Undid: )*/.exec(label) ?? [];
  return merged ? `${undone}${mergeLabel(merged)}` : label;
}

/**
 * Reverses the act's edits as the server will (S-4c). Leaves out records that are not on this device, and fields that only the
 * server writes.
 */
function turnedHere(
  write: DeviceWrite,
  { lookups }: ActContext,
  changes: readonly JournalChange[],
): readonly ChangeEdit[] {
  const look = new DeviceLook(write, lookups);
  const { catalogue } = write;
  const edits = turned(changes, { look, catalogue });
  const record = (id: string) => write.records.shown(id) ?? undefined;
  return editsInKinds(edits, { catalogue, record }).flatMap((edit): ChangeEdit[] => {
    const entity = catalogue.entities.get(edit.entity);
    if (isCreate(edit) || !entity || !write.records.shown(edit.id)) return [];
    const fields = Object.fromEntries(
      Object.entries(edit.fields).filter(
        ([name]) => !['server', 'derived', 'fixed'].includes(entity.fields[name]?.merge ?? 'later'),
      ),
    );
    const seen = write.records.confirmed(edit.id).record?.version ?? 0;
    return Object.keys(fields).length === 0 ? [] : [{ id: edit.id, entity: edit.entity, fields, seen }];
  });
}

/**
 * Adds an act to the outbox that reverses another act, after that act where it still waits (S-4c). Fields that were changed
 * since stay. Refuses with undo/unknown where the device does not hold the act, with undo/nothing where nothing would change,
 * and with the refusals of any act.
 */
export async function makeUndo(
  write: DeviceWrite,
  undo: { readonly act: string; readonly closes?: string; readonly group?: string },
  context: ActContext,
): Promise<Result<Made & { readonly label: string; readonly left: LeftByUndo }>> {
  const doing = doingOf(undo.act, write, context);
  if (!doing)
    return refuse(
      'undo/unknown',
      "The history of this change is not on this device, so it can't be undone from here.",
      {
        act: undo.act,
      },
    );
  const touched = doing.changes.map(({ record, entity }) => ({ id: record, entity }));
  await write.records.load([...touched.map(({ id }) => id), ...idsMadeOf(touched, write.catalogue)]);
  const edits = turnedHere(write, context, doing.changes);
  const before = new Map(edits.map((edit) => [edit.id, write.records.shown(edit.id)]));
  const act = {
    id: context.ports.ids.newId(),
    label: cutLabel(`Undid: ${doing.label}`),
    shape: doing.shape,
    madeAt: nowOf(context.ports.clock),
    undoes: undo.act,
    ...(undo.group === undefined ? {} : { group: undo.group }),
    ...(undo.closes === undefined ? {} : { closes: undo.closes }),
    edits: [...edits],
  };
  const { refused, unjudged } = await judgeAct(new DeviceLook(write, context.lookups, edits), act, context); // an undo gives no warning: the server decides
  const wrong = [...refused.values()].find((one) => one.code !== 'act/refused-whole' && !isGoneSince(one));
  if (wrong) return wrong;
  const entry = enterAct(write, act, { ...context, unjudged, above: await aboveOf(write, edits) });
  const changes = edits.some((edit) => {
    const then = before.get(edit.id);
    const now = write.records.shown(edit.id);
    return then?.life !== now?.life || !sameJson(visible(then), visible(now));
  });
  if (!changes)
    return refuse('undo/nothing', 'Nothing is left to undo: it was undone before, or changed since.', {
      act: undo.act,
    });
  return accept({
    act: entry.id,
    ids: edits.map((edit) => edit.id),
    label: doing.label,
    left: leftByUndo(write, edits, before),
  });
}

/** By the declaration of the kind: how many things stay although the records are undone (`Entity.undoLeaves`). */
export type LeftByUndo = ReadonlyMap<UndoLeaves, number>;

function leftByUndo(
  { catalogue }: DeviceWrite,
  edits: readonly ChangeEdit[],
  before: ReadonlyMap<string, StoredRecord | null>,
): LeftByUndo {
  const left = new Map<UndoLeaves, number>();
  for (const { id, entity, fields } of edits) {
    const leaves = catalogue.entities.get(entity)?.undoLeaves;
    const record = before.get(id);
    if (!leaves || !record || fields['life']?.[1] !== 'deleted') continue;
    const count = leaves.countIn(record);
    if (count > 0) left.set(leaves, (left.get(leaves) ?? 0) + count);
  }
  return left;
}

/** Returns the words for all that stays: "3 messages were sent and stay." Undefined: nothing does. */
export function leftInWords(all: readonly LeftByUndo[]): string | undefined {
  const sums = new Map<UndoLeaves, number>();
  for (const left of all) for (const [leaves, count] of left) sums.set(leaves, (sums.get(leaves) ?? 0) + count);
  const words = [...sums].map(([{ one, many }, count]) => `${count.toLocaleString('en')} ${count === 1 ? one : many}.`);
  return words.length === 0 ? undefined : words.join(' ');
}

/**
 * Whether a refusal is about a record that is deleted or missing now. The record may be back when the undo arrives, so the
 * server decides.
 */
const isGoneSince = ({ code }: Refusal): boolean => code === 'records/deleted' || code === 'records/parent-gone';

const visible = (record: ReturnType<DeviceWrite['records']['shown']> | undefined): JsonValue =>
  record
    ? { fields: record.fields, ownerId: record.ownerId, teamId: record.teamId, sharedWith: record.sharedWith }
    : null;
