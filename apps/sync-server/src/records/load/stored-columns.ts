import { serverColumns } from '@outpost/domain/kernel/entities/envelope';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Row } from '../../db/database.ts';

/** The columns of a record's envelope, in the form in which `readStored` takes them. */
export const storedColumns = serverColumns
  .map(({ column, sql }) => (sql === 'uuid[]' ? `to_json(${column}) as ${column}` : column))
  .join(', ');

/** Returns a record from its row. Only the write path writes the store, so the row is not checked again. */
export function readStored(entity: string, row: Row): StoredRecord {
  return {
    id: row['id'] as string,
    entity,
    schema: row['schema'] as number,
    version: row['version'] as number,
    life: row['life'] as StoredRecord['life'],
    ownerId: row['owner_id'] as string | null,
    teamId: row['team_id'] as string | null,
    sharedWith: row['shared_with'] as readonly string[],
    inherited: row['inherited'] as StoredRecord['inherited'],
    fields: row['fields'] as StoredRecord['fields'],
    createdAt: row['created_at'] as string,
    createdBy: row['created_by'] as string,
    updatedAt: row['updated_at'] as string,
    updatedBy: row['updated_by'] as string,
  };
}
