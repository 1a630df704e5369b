import type { ChangeEdit } from '@outpost/domain/kernel/act';
import { actionsOf, can, type Principal } from '@outpost/domain/kernel/access';
import { isWritable, refValue } from '@outpost/domain/kernel/fields';
import { keyOf } from '@outpost/domain/kernel/field-types';
import { mergedInto, type Life } from '@outpost/domain/kernel/record';
import type { DeviceWrite } from '../records/device-write.ts';
import type { Lookups } from '../records/lookups.ts';

/**
 * S-4f: the edits that point the references this device holds from a merged record to its survivor, so that they follow at once. The
 * server finds all of them again, unseen ones too; those that the person may not change are left to it.
 */
export async function repointedReferences(
  write: DeviceWrite,
  merge: ChangeEdit,
  { principal, lookups }: { readonly principal: Principal; readonly lookups: Lookups },
): Promise<readonly ChangeEdit[]> {
  const life = merge.fields['life']?.[1];
  const survivor = typeof life === 'string' ? mergedInto(life as Life) : undefined; // parsed by the caller
  if (survivor === undefined) return [];
  const edits = new Map<string, ChangeEdit>();
  for (const entity of write.catalogue.entities.values()) {
    for (const [name, field] of Object.entries(entity.fields)) {
      if (
        field.type !== 'ref' ||
        !field.targets.includes(merge.entity) ||
        field.merge === 'fixed' ||
        !isWritable(field)
      )
        continue;
      const from = refValue(field, merge.entity, merge.id);
      const to = refValue(field, merge.entity, survivor);
      const key = keyOf(field, from);
      const ids = key === null ? [] : lookups.idsByKey(entity.name, name, key);
      await write.loadForShow(ids);
      for (const id of ids) {
        const record = write.shown(id);
        const fields = { ...edits.get(id)?.fields, [name]: [from, to] as [string, string] };
        if (!record || record.life !== 'alive' || record.fields[name] !== from || id === survivor) continue;
        if (!actionsOf(entity, fields).every((action) => can(principal, action, entity, record))) continue;
        edits.set(id, { id, entity: entity.name, fields, seen: record.version });
      }
    }
  }
  return [...edits.values()];
}
