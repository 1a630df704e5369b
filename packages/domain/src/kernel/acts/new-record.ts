import type { Edit } from './act.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Entity } from '../entities/entity.ts';
import type { StoredRecord } from '../entities/record.ts';
import { type ReadAbove, withDerived } from '../catalogue/record-rules.ts';

/** Returns the record that a creation makes, before the server has given it a version. */
export function newRecord(
  catalogue: Pick<Catalogue, 'derived'>,
  entity: Entity,
  edit: Extract<Edit, { create: unknown }>,
  made: {
    readonly by: string;
    readonly at: string;
    readonly inherited: StoredRecord['inherited'];
    readonly readAbove?: ReadAbove | undefined;
  },
): StoredRecord {
  const { fields, ownerId, teamId, sharedWith } = edit.create;
  const record: StoredRecord = {
    id: edit.id,
    entity: entity.name,
    schema: entity.schema,
    version: 0,
    life: 'alive',
    ownerId,
    teamId,
    sharedWith,
    inherited: made.inherited,
    fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
    createdAt: made.at,
    createdBy: made.by,
    updatedAt: made.at,
    updatedBy: made.by,
  };
  return withDerived(catalogue, entity, record, made.readAbove);
}
