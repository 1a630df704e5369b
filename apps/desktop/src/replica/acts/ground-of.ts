import { type Edit, type Ground, isCreate } from '@outpost/domain/kernel/acts/act';
import { mergedInto, type Life } from '@outpost/domain/kernel/entities/record';
import type { DeviceWrite } from '../records/device-write.ts';
import type { DeviceCatalogue } from '../records/tenant-catalogue.ts';

type DefinedBy = DeviceCatalogue['definedBy'];

/**
 * Returns the earlier unsent acts on which an edit depends (S-4b). These made its record or its parent, defined its
 * kind or its fields (K-3), or wrote a value from which it starts. If several acts wrote the same field, only the
 * newest is named, because it depends on the one before. A text that is saved all day names one act, not hundreds. An
 * undo does not name the acts below it, so they are named as well.
 */
export function groundOf(write: DeviceWrite, edit: Edit, definedBy: DefinedBy): readonly Ground[] {
  const life = isCreate(edit) ? undefined : edit.fields['life']?.[1];
  const into = typeof life === 'string' ? mergedInto(life as Life) : undefined; // the person's request, checked by the caller
  const wanted = new Set([
    edit.id,
    ...write.records.parentsIn(edit),
    ...(into === undefined ? [] : [into]),
    ...definitionsUnder(write, edit, definedBy),
  ]);
  const ground: Ground[] = [];
  for (const record of wanted) {
    const sought = new Set(isCreate(edit) || record !== edit.id ? [] : Object.keys(edit.fields)); // fields whose writer has not been found yet
    const found: Ground[] = [];
    for (const { act, state } of write.acts.on(record).toReversed()) {
      if (state !== 'waiting') continue;
      const earlier = act.edits.filter((one) => one.id === record);
      const written = earlier.flatMap((one) =>
        isCreate(one) ? [] : Object.keys(one.fields).filter((name) => sought.has(name)),
      );
      if (!earlier.some(isCreate) && written.length === 0) continue;
      found.push({ act: act.id, record });
      if (act.undoes === undefined) for (const name of written) sought.delete(name);
    }
    ground.push(...found.toReversed());
  }
  return ground;
}

/**
 * Returns the definition records of the tenant's own kinds and fields that an edit uses. For an edit of a definition: those
 * of the kinds that it names.
 */
function definitionsUnder(write: DeviceWrite, { entity, ...edit }: Edit, definedBy: DefinedBy): readonly string[] {
  if (definedBy.size === 0) return [];
  const values = 'create' in edit ? edit.create.fields : edit.fields;
  const named = write.catalogue.entities.get(entity)?.defines === undefined ? [] : Object.values(values).flat();
  const words = [entity, ...Object.keys(values).map((name) => `${entity}.${name}`), ...named];
  return words.flatMap((word) => (typeof word === 'string' ? (definedBy.get(word) ?? []) : []));
}
