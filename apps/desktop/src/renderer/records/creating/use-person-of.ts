import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useRecordList } from '../../queries/record-queries.ts';
import { useCatalogue } from '../use-entity.ts';
import type { PersonRecord } from './record-acts.ts';

/**
 * Returns the person to whom messages about a record go, where its kind names one (`Entity.receiver`) and this device holds them. `unread`:
 * the answer is not there yet.
 */
export function usePersonOf(entity: Entity, record: ShownRecord): PersonRecord | undefined | 'unread' {
  const catalogue = useCatalogue();
  const name = entity.receiver;
  const field = name === undefined ? undefined : entity.fields[name];
  const value = name === undefined ? null : (record.fields[name] ?? null);
  const target =
    field?.type === 'ref' && typeof value === 'string' && value !== '' ? refTarget(field, value) : undefined;
  const { data, isPending } = useRecordList(
    { entity: target?.entity ?? entity.name, where: { field: 'id', op: 'is', value: target?.id ?? '' }, limit: 1 },
    { isOff: target === undefined },
  );
  if (target === undefined) return undefined;
  if (isPending) return 'unread';
  const [person] = data?.rows ?? [];
  const kind = person && catalogue.entities.get(person.entity);
  return person && kind && { entity: kind, record: person };
}
