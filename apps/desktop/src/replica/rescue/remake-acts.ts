import { isWritable } from '@outpost/domain/kernel/entities/fields';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Edit } from '@outpost/domain/kernel/acts/act';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { envelopeNames } from '@outpost/domain/kernel/entities/envelope';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { type StoredRecord, valueIn } from '@outpost/domain/kernel/entities/record';
import { groundOf } from '../acts/ground-of.ts';
import type { ActContext } from '../acts/act-context.ts';
import { enterAct } from '../acts/make-act.ts';
import { nowOf } from '../device/now-of.ts';
import type { DeviceWrite } from '../records/device-write.ts';
import type { RecordDocument } from '../records/documents.ts';
import { titleIn } from '../records/names.ts';

/**
 * Returns the fields that a person's act may set; derived fields and those that only the server writes follow by themselves. If
 * the kind's definition is not known yet (K-3), returns all fields, because the definition may be among the lost acts.
 */
const writable = (entity: Entity | undefined, record: StoredRecord): readonly string[] =>
  entity
    ? Object.entries(entity.fields).flatMap(([name, field]) => (isWritable(field) ? [name] : []))
    : Object.keys(record.fields);

/**
 * Makes one act for each record that showed more changes than its remaining acts produce. An act on it was unreadable, but its
 * result is in the shown record. The single steps are lost, the result is kept (S-5). Returns how many acts were made. The caller
 * has entered the remaining acts and the records' confirmed states.
 */
export function remakeActs(write: DeviceWrite, records: readonly RecordDocument[], context: ActContext): number {
  let made = 0;
  // Older records first, because later records may refer to them.
  for (const wanted of records.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))) {
    const left = write.acts.on(wanted.id).filter((act) => !act.covered.includes(wanted.id)).length;
    const entity = write.catalogue.entities.get(wanted.entity);
    if (left >= (wanted.waiting ?? 0)) continue;
    const edit = editTo(write, wanted, entity);
    if (!edit) continue;
    const after = groundOf(write, edit, context.definedBy);
    enterAct(
      write,
      {
        id: context.ports.ids.newId(),
        label: cutLabel(`Recovered: ${titleIn(write.catalogue, wanted)}`),
        shape: 'together',
        madeAt: nowOf(context.ports.clock),
        edits: [after.length === 0 ? edit : { ...edit, after: [...after] }],
      },
      context,
    );
    made += 1;
  }
  return made;
}

/** Returns the edit from the result of the remaining acts to the shown record; `undefined` where both are equal. */
function editTo(write: DeviceWrite, wanted: StoredRecord, entity: Entity | undefined): Edit | undefined {
  const now = write.records.shown(wanted.id);
  const { id, ownerId, teamId, sharedWith, schema } = wanted;
  if (now === null) {
    const given = writable(entity, wanted).flatMap((name): [string, JsonValue][] => {
      const value = wanted.fields[name] ?? null;
      return isEmptyValue(value) ? [] : [[name, value]];
    });
    const create = { fields: Object.fromEntries(given), ownerId, teamId, sharedWith: [...sharedWith], schema };
    return { id, entity: wanted.entity, create };
  }
  const changed = [...writable(entity, wanted), ...envelopeNames].flatMap(
    (name): [string, [JsonValue, JsonValue]][] => {
      const [from, to] = [valueIn(now, name), valueIn(wanted, name)];
      return sameJson(from, to) ? [] : [[name, [from, to]]];
    },
  );
  if (changed.length === 0) return undefined;
  const seen = write.records.confirmed(id).record?.version ?? 0;
  return { id, entity: wanted.entity, fields: Object.fromEntries(changed), seen };
}
