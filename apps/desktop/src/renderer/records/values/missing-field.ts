import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { envelopeFact } from '@outpost/domain/kernel/entities/envelope';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';

const isThere = (entity: Entity, name: string): boolean =>
  envelopeFact(name)?.label !== undefined || Object.hasOwn(entity.fields, name);

/** Whether a list of this kind can sort or group by that field, also through a reference: "account.sector". */
export function hasField(catalogue: Catalogue, entity: Entity, path: string): boolean {
  const [first = '', second] = path.split('.');
  if (!isThere(entity, first) || second === undefined) return isThere(entity, first);
  const field = entity.fields[first];
  const target = field?.type === 'ref' ? catalogue.entities.get(field.targets[0] ?? '') : undefined;
  return target === undefined || isThere(target, second); // the replica checks paths through the envelope
}

/**
 * Returns the first field of a filter that the tenant does not have: retired, or not received yet. Such a filter cannot be
 * answered, and without that condition it would show more records than requested.
 */
export function missingField(catalogue: Catalogue, entity: Entity, filter: Filter | undefined): string | undefined {
  if (filter === undefined) return undefined;
  if ('field' in filter) return hasField(catalogue, entity, filter.field) ? undefined : filter.field;
  const parts = 'not' in filter ? [filter.not] : 'and' in filter ? filter.and : filter.or;
  for (const part of parts) {
    const missing = missingField(catalogue, entity, part);
    if (missing !== undefined) return missing;
  }
  return undefined;
}
