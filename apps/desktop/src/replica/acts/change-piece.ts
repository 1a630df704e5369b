import { sameTimeDaysLater } from '@outpost/domain/kernel/calendar/wall-time';
import { addDays } from '@outpost/domain/kernel/days';
import { isCreate } from '@outpost/domain/kernel/acts/act';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEnvelopeName } from '@outpost/domain/kernel/entities/envelope';
import { noFieldCalled } from '@outpost/domain/kernel/entities/no-field-called';
import { type JsonValue, textsIn } from '@outpost/domain/kernel/json';
import { type StoredRecord, valueIn } from '@outpost/domain/kernel/entities/record';
import { accept, type Refusal, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { ChangedMany, ManyChange } from '../../bridge/change-many.ts';
import type { DeviceWrite } from '../records/device-write.ts';
import type { ActContext } from './act-context.ts';
import { changedValues, makeActInPart } from './make-act.ts';

/** The records of one piece, their change, and the act to make. */
export type Piece = {
  readonly entity: Entity;
  readonly ids: readonly string[];
  readonly change: ManyChange;
  readonly label: string;
  readonly group: string;
};

/** The result of a piece: its counts, its values, and the id of its act; `act` is undefined where nothing was changed. */
export type PieceChanged = Pick<ChangedMany, 'records' | 'changed' | 'same' | 'refused' | 'values'> & {
  readonly act: string | undefined;
};

/** Returns why a change can be made of no record of this kind, such as a field that does not exist. */
export function judgeManyChange(entity: Entity, { sets, shifts, adds, removes }: ManyChange): Refusal | undefined {
  const typeOf = (name: string) => (Object.hasOwn(entity.fields, name) ? entity.fields[name]?.type : undefined);
  for (const name of [...Object.keys(sets), ...Object.keys(shifts), ...Object.keys(adds), ...Object.keys(removes)])
    if (typeOf(name) === undefined && !isEnvelopeName(name))
      return refuse('records/unknown-field', noFieldCalled(entity, name), { field: name });
  if (sets['life'] !== undefined && sets['life'] !== 'alive' && sets['life'] !== 'deleted')
    return refuse(
      'request/invalid',
      'Many records are deleted ("deleted") or restored ("alive"). They are merged one by one.',
      {
        path: 'change.sets.life',
      },
    );
  const wrongShift = Object.keys(shifts).find((name) => typeOf(name) !== 'date' && typeOf(name) !== 'instant');
  if (wrongShift !== undefined)
    return refuse(
      'request/invalid',
      `Only a date or a time can be moved by a number of days: ${wrongShift} is neither.`,
      { path: `change.shifts.${wrongShift}` },
    );
  const wrongRemove = Object.keys(removes).find((name) => typeOf(name) !== 'tags');
  if (wrongRemove !== undefined)
    return refuse('request/invalid', `Values can only be removed from tags: ${wrongRemove} is not a field of tags.`, {
      path: `change.removes.${wrongRemove}`,
    });
  const wrongAdd = Object.keys(adds).find((name) => typeOf(name) !== 'tags');
  if (wrongAdd !== undefined)
    return refuse('request/invalid', `Values can only be added to tags: ${wrongAdd} is not a field of tags.`, {
      path: `change.adds.${wrongAdd}`,
    });
  return undefined;
}

/** Returns the values that a record gets. */
function wantedOf(
  entity: Entity,
  { sets, shifts, adds, removes }: ManyChange,
  about: { readonly record: StoredRecord; readonly timeZone: string },
): Readonly<Record<string, JsonValue>> {
  const { record, timeZone } = about;
  const wanted: Record<string, JsonValue> = { ...sets };
  for (const [name, days] of Object.entries(shifts)) {
    const own = valueIn(record, name);
    if (typeof own !== 'string') continue;
    wanted[name] =
      entity.fields[name]?.type === 'instant' ? sameTimeDaysLater(own, days, timeZone) : addDays(own, days);
  }
  for (const name of new Set([...Object.keys(adds), ...Object.keys(removes)])) {
    const lost = new Set<JsonValue>(removes[name]);
    const own = textsIn(valueIn(record, name));
    const tags = new Set([...own, ...(adds[name] ?? [])].filter((tag) => !lost.has(tag)));
    if (tags.size > 0) wanted[name] = [...tags];
    else if (own.length > 0) wanted[name] = null;
  }
  return wanted;
}

/**
 * Changes the records of one piece in one act of the shape `each`, and returns the changes. Records that this device refuses
 * to change are left out with the reason.
 */
export async function changePiece(
  write: DeviceWrite,
  { entity, ids, change, label, group }: Piece,
  context: ActContext,
): Promise<Result<PieceChanged>> {
  await write.records.load(ids);
  const titles = new Map<string, string>();
  const edits = ids.flatMap((id) => {
    const record = write.records.shown(id);
    if (!record) return []; // it left this device after the list was read
    titles.set(id, titleOf(entity, record));
    return [
      {
        entity: entity.name,
        id,
        fields: changedValues(record, wantedOf(entity, change, { record, timeZone: context.timeZone ?? 'UTC' })),
      },
    ];
  });
  const changing = edits.filter(({ fields }) => Object.keys(fields).length > 0);
  const said = { records: edits.length, same: edits.length - changing.length };
  if (changing.length === 0) return accept({ ...said, changed: 0, refused: [], values: [], act: undefined });
  const made = await makeActInPart(write, { label, shape: 'each', group, edits: changing }, context);
  if (!made.ok) return made;
  const { act, leftOut } = made.value;
  const values = new Map<string, ChangedMany['values'][number]>();
  let changed = 0;
  for (const edit of act?.edits ?? []) {
    if (isCreate(edit) || !titles.has(edit.id)) continue;
    changed += 1;
    for (const [field, [from, to]] of Object.entries(edit.fields)) {
      const key = JSON.stringify([field, from, to]);
      values.set(key, { field, from, to, records: (values.get(key)?.records ?? 0) + 1 });
    }
  }
  return accept({
    ...said,
    changed,
    refused: [...leftOut].flatMap(([id, { code, message }]) => {
      const title = titles.get(id);
      return title === undefined ? [] : [{ id, title, code, message }];
    }),
    values: [...values.values()],
    act: act?.id,
  });
}
