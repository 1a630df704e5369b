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
  return target === undefined || isThere(target, second); // what leads through the envelope, the replica judges
}

/**
 * The first field that a filter asks for and the tenant has no more: retired, or not received yet. Such a filter can't be answered,
 * and leaving the condition out would show more than was asked for.
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
