import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { ActRequest, ShownRecord } from '../../bridge/contract.ts';

/** Returns the act that deletes a record (K-6). It can be undone. */
export const deleteRequest = (entity: Entity, record: ShownRecord): ActRequest => ({
  label: cutLabel(`Deleted ${titleOf(entity, record)}`),
  edits: [{ entity: entity.name, id: record.id, fields: { life: 'deleted' } }],
});

/** Returns the act that restores a deleted record. */
export const restoreRequest = (entity: Entity, record: ShownRecord): ActRequest => ({
  label: cutLabel(`Restored ${titleOf(entity, record)}`),
  edits: [{ entity: entity.name, id: record.id, fields: { life: 'alive' } }],
});
