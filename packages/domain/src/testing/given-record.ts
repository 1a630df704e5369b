import type { Entity } from '../kernel/entities/entity.ts';
import type { StoredRecord } from '../kernel/entities/record.ts';
import type { RecordOf, Values } from '../kernel/entities/typed-record.ts';

/**
 * Test support: returns a record of a kind with these values. `envelope` contains the other parts that matter to the
 * test.
 */
export const givenRecord = <E extends Entity>(
  kind: E,
  fields: Partial<Values<E>>,
  envelope: Partial<Omit<StoredRecord, 'entity' | 'fields'>> = {},
): RecordOf<E> =>
  ({
    id: '0190b1f2-7c00-7000-8000-000000000001',
    entity: kind.name,
    schema: kind.schema,
    version: 1,
    life: 'alive',
    ownerId: null,
    teamId: null,
    sharedWith: [],
    inherited: null,
    fields,
    createdAt: '2026-11-20T08:00:00.000Z',
    createdBy: 'someone',
    updatedAt: '2026-11-20T08:00:00.000Z',
    updatedBy: 'someone',
    ...envelope,
  }) as unknown as RecordOf<E>; // a test may leave out the parts that its rule does not read
