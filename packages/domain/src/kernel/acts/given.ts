import type { CreateEdit } from './act.ts';
import type { Entity } from '../entities/entity.ts';
import type { Id } from '../ids.ts';
import type { StoredRecord } from '../entities/record.ts';
import type { Given } from '../entities/typed-record.ts';

/** The owner, team and shares of a new record. */
type Holders = Partial<Pick<StoredRecord, 'ownerId' | 'teamId' | 'sharedWith'>>;

/** T-24: returns an edit that creates a record from code, such as a fixture's. Its fields are those of its kind. */
export const given = <E extends Entity>(
  kind: E,
  id: Id<E['name']>,
  fields: Given<E>,
  { ownerId = null, teamId = null, sharedWith = [] }: Holders = {},
): CreateEdit & { readonly id: Id<E['name']> } => ({
  id,
  entity: kind.name,
  create: {
    fields,
    ownerId,
    teamId,
    sharedWith: [...sharedWith],
    schema: kind.schema,
  },
});
