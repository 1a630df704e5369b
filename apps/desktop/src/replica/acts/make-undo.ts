import { cutLabel, mergeLabel } from '@outpost/domain/kernel/act-label';
import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import { type ChangeEdit, isCreate } from '@outpost/domain/kernel/act';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { accept, type Refusal, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { DeviceWrite } from '../records/device-write.ts';
import type { ActDocument } from '../records/documents.ts';
import { judgeAct } from './judge-act.ts';
import type { ActContext } from './act-context.ts';
import { enterAct, idsNamed, type Made } from './make-act.ts';

/** What one act did to one record, as far as the device knows. */
type Done = {
  readonly id: string;
  readonly entity: string;
  readonly created: boolean;
  readonly fields: Readonly<Record<string, readonly [JsonValue, JsonValue]>>;
};
type Doing = { readonly label: string; readonly shape: 'together' | 'each'; readonly done: readonly Done[] };

/** From its recent history (S-9), or from the act itself while that waits: the server works it out again from its journal (S-4c). */
function doingOf(
  act: string,
  {
    lookups,
    own,
    catalogue,
  }: {
    readonly lookups: ActContext['lookups'];
    readonly own: ActDocument | undefined;
    readonly catalogue: Catalogue;
  },
): Doing | undefined {
  const rows = lookups.historyOfAct(act);
  const [first] = rows;
  if (first) {
    const shape = own?.act.shape ?? (first.group === null ? 'together' : 'each'); // the journal does not say; groups are decided record by record
    return {
      label: labelOf(
        first.label,
        rows.map((row) => ({ entity: row.entity, fields: row.changed })),
        catalogue,
      ),
      shape,
      done: rows.map((row) => ({
        id: row.id,
        entity: row.entity,
        created: row.kind === 'created',
        fields: row.changed,
      })),
    };
  }
  if (!own) return undefined;
  return {
    label: labelOf(
      own.act.label,
      own.act.edits.flatMap((edit) => (isCreate(edit) ? [] : [edit])),
      catalogue,
    ),
    shape: own.act.shape,
    done: own.act.edits.map((edit) => ({
      id: edit.id,
      entity: edit.entity,
      created: isCreate(edit),
      fields: isCreate(edit) ? {} : edit.fields,
    })),
  };
}

type Edited = { readonly entity: string; readonly fields: Readonly<Record<string, readonly [JsonValue, JsonValue]>> };

/**
 * How an undo calls what it undoes: by the act's own label, which names only what every reader may see. Builds until November 2026 named both
 * records of a merge in it, so a merge is called anew.
 */
function labelOf(label: string, edits: readonly Edited[], { entities }: Catalogue): string {
  const isMerge = ({ fields }: Edited): boolean =>
    (fields['life'] ?? []).some((life) => typeof life === 'string' && life.startsWith('merged:'));
  const merged = entities.get(edits.find(isMerge)?.entity ?? '');
  const [undone = ''] = /^(?:Undid: )*/.exec(label) ?? [];
  return merged ? `${undone}${mergeLabel(merged)}` : label;
}

/** Turns the act's edits around: new → old, a creation becomes a deletion. Records that come back to life come first, so that others may refer to them (S-4f). */
function turned(write: DeviceWrite, done: readonly Done[]): readonly ChangeEdit[] {
  const edits = done.toReversed().flatMap((one): ChangeEdit[] => {
    const record = write.shown(one.id);
    const entity = write.catalogue.entities.get(one.entity);
    if (!record || !entity) return [];
    const swapped = Object.entries(one.fields).filter(
      ([name]) => !['server', 'derived', 'fixed'].includes(entity.fields[name]?.merge ?? 'later'),
    );
    const fields: ChangeEdit['fields'] = one.created
      ? { life: ['alive', 'deleted'] }
      : Object.fromEntries(swapped.map(([name, [from, to]]) => [name, [to, from]]));
    return Object.keys(fields).length === 0
      ? []
      : [{ id: one.id, entity: one.entity, fields, seen: write.confirmed(one.id).record?.version ?? 0 }];
  });
  const revives = (edit: ChangeEdit) => (edit.fields['life']?.[1] === 'alive' ? 0 : 1);
  return edits.sort((a, b) => revives(a) - revives(b));
}

/**
 * S-4c: puts an act in the outbox that turns another act around, behind that act where it still waits. Fields that were changed since stay.
 * Refuses with undo/unknown where the device does not know the act, with undo/nothing where nothing would change, and like any act.
 */
export async function makeUndo(
  write: DeviceWrite,
  undo: { readonly act: string; readonly closes?: string; readonly group?: string },
  context: ActContext,
): Promise<Result<Made & { readonly label: string }>> {
  const doing = doingOf(undo.act, {
    lookups: context.lookups,
    own: write.act(undo.act),
    catalogue: write.catalogue,
  });
  if (!doing)
    return refuse('undo/unknown', "What this did is not on this device, so it can't be undone from here.", {
      act: undo.act,
    });
  await write.loadForShow(doing.done.map((one) => one.id));
  const edits = turned(write, doing.done);
  await write.loadForShow(idsNamed(write, edits, context.principal)); // doing a merge again names the record that it goes into
  const before = new Map(edits.map((edit) => [edit.id, write.shown(edit.id)]));
  const act = {
    id: context.ports.ids.newId(),
    label: cutLabel(`Undid: ${doing.label}`),
    shape: doing.shape,
    undoes: undo.act,
    ...(undo.group === undefined ? {} : { group: undo.group }),
    ...(undo.closes === undefined ? {} : { closes: undo.closes }),
    edits: [...edits],
  };
  const wrong = (await judgeAct(write, act, context)).find((one) => !isGoneSince(one));
  if (wrong) return wrong;
  const entry = enterAct(write, act, context);
  const changes = edits.some((edit) => {
    const then = before.get(edit.id);
    const now = write.shown(edit.id);
    return then?.life !== now?.life || !sameJson(visible(then), visible(now));
  });
  if (!changes)
    return refuse('undo/nothing', 'Nothing is left to undo: it was undone before, or changed since.', {
      act: undo.act,
    });
  return accept({ act: entry.id, ids: edits.map((edit) => edit.id), label: doing.label });
}

/** What is gone since may have come back when the undo arrives: the server says. */
const isGoneSince = ({ code }: Refusal): boolean => code === 'records/deleted' || code === 'records/parent-gone';

const visible = (record: ReturnType<DeviceWrite['shown']> | undefined): JsonValue =>
  record
    ? { fields: record.fields, ownerId: record.ownerId, teamId: record.teamId, sharedWith: record.sharedWith }
    : null;
