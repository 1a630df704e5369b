import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { describe, expect, it } from 'vitest';
import { confirmedFrom, differenceOf } from './confirmed-state.ts';
import { confirmedOf } from './documents.ts';

const record: StoredRecord = {
  id: '0190b1f2-7c00-7000-8000-000000000001',
  entity: 'crm/contact',
  schema: 1,
  version: 7,
  life: 'alive',
  ownerId: null,
  teamId: null,
  sharedWith: [],
  inherited: null,
  fields: { name: 'Ada', jobTitle: 'Lead' },
  createdAt: '2026-11-20T08:00:00.000Z',
  createdBy: '0190b1f2-7c00-7000-8000-0000000000a1',
  updatedAt: '2026-11-20T08:00:00.000Z',
  updatedBy: '0190b1f2-7c00-7000-8000-0000000000a1',
};

const names = ['name', 'jobTitle', 'toString', 'constructor', 'tags', 'value'];
const values: readonly JsonValue[] = [null, '', 'a', 0, false, [], ['a', 'b'], { amount: 1, currency: 'USD' }, {}];
/** Returns a record with random properties, some of them with names that every object has. */
function anyRecord(random: SeededRandom): StoredRecord {
  const fields = names.filter(() => random.below(2) === 0).map((name) => [name, random.pick(values)] as const);
  return {
    ...record,
    version: random.below(3),
    life: random.pick(['alive', 'deleted', `merged:${record.id}`] as const),
    ownerId: random.pick([null, record.id]),
    sharedWith: random.pick([[], [record.id]]),
    inherited: random.pick([null, { ownerId: record.id, teamId: null, sharedWith: [] }]),
    updatedAt: random.pick([record.updatedAt, '2026-11-20T09:00:00.000Z']),
    fields: Object.fromEntries(fields),
  };
}

describe('the confirmed state next to the shown one', () => {
  it('[D-2] is a line where one field was edited', () => {
    const shown = { ...record, fields: { ...record.fields, jobTitle: 'Head' }, updatedAt: '2026-11-20T09:00:00.000Z' };
    expect(differenceOf(shown, record)).toEqual({
      envelope: { updatedAt: record.updatedAt },
      fields: { jobTitle: 'Lead' },
    });
  });

  it('[D-2] distinguishes a field that the server does not have from one that is null there', () => {
    const shown = { ...record, fields: { ...record.fields, phone: '1', email: 'a@b' } };
    const confirmed = { ...record, fields: { ...record.fields, email: null } };
    expect(differenceOf(shown, confirmed)).toEqual({ fields: { email: null }, without: ['phone'] });
  });

  it('[D-2] is restored from the stored difference, through JSON, for any two records', () => {
    const random = seededRandom(1);
    for (let turn = 0; turn < 2_000; turn += 1) {
      const [shown, confirmed] = [anyRecord(random), anyRecord(random)];
      const kept = JSON.parse(JSON.stringify(differenceOf(shown, confirmed))) as ReturnType<typeof differenceOf>;
      expect(confirmedFrom(shown, kept)).toEqual(confirmed);
    }
  });

  it('[K-5] is read as a whole record where an earlier release stored it', () => {
    const shown = { ...record, fields: { name: 'Eve' }, keys: {}, search: '', through: [], round: 1, waiting: 1 };
    expect(confirmedOf({ ...shown, confirmed: record })).toEqual(record);
    expect(confirmedOf({ ...shown, confirmed: null })).toBeNull();
    expect(confirmedOf({ ...shown, serverHas: differenceOf(shown, record) })).toEqual(record);
    expect(confirmedOf({ ...shown, serverHas: null })).toBeNull();
  });
});
