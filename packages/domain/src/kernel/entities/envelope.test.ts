import { describe, expect, expectTypeOf, it } from 'vitest';
import { wireRecordSchema } from '../../sync/protocol.ts';
import { givenRecord } from '../../testing/given-record.ts';
import { deal } from '../../packs/crm/entities/deal.entity.ts';
import { type envelope, envelopeFacts, envelopeLabel, envelopeNames, isReservedName } from './envelope.ts';
import { columnName, envelopeColumns } from '../query/sqlite-expression.ts';
import { recordOf, type StoredRecord, valueIn, withValue } from './record.ts';

const names = envelopeFacts.map(({ name }) => name);

describe('the envelope of a record', () => {
  it('[T-7] is the same in the table, in records, in copies of them, and on the wire', () => {
    expectTypeOf<keyof StoredRecord>().toEqualTypeOf<keyof typeof envelope>();
    expect(Object.keys(wireRecordSchema.shape)).toEqual(names);
    const record: StoredRecord = { ...givenRecord(deal, { name: 'A', stage: 'won' }), fields: { name: 'A' } };
    expect(Object.keys(recordOf(record))).toEqual(names);
    const kept = { ...record, waiting: [] };
    expect(recordOf(kept)).toEqual(record);
  });
  it('[T-7] [D-2] names the columns that devices have for it as their tables write them', () => {
    const columns = envelopeFacts.flatMap(({ name, deviceColumn }) => (deviceColumn ? [[name, deviceColumn]] : []));
    expect(columns.map(([name = '']) => [name, columnName(name).slice(1, -1)])).toEqual(columns);
    expect(columns.map(([name]) => name)).toEqual(envelopeColumns);
  });
  it('[T-7] stores exactly the names that edits may contain outside the fields of a record', () => {
    const record: StoredRecord = { ...givenRecord(deal, { name: 'A', stage: 'won' }), fields: { name: 'A' } };
    for (const { name } of envelopeFacts.filter(({ name: one }) => one !== 'fields')) {
      const isOwn = (envelopeNames as readonly string[]).includes(name);
      const set = withValue(record, name, 'x');
      expect([name, set[name] as unknown, set.fields[name]]).toEqual([name, isOwn ? 'x' : record[name], isOwn ? undefined : 'x']); // prettier-ignore
      expect([name, valueIn(set, name)]).toEqual([name, 'x']);
    }
  });
  it('[K-1] reserves all of its names, and labels the owner of an assigned record as its assignee', () => {
    expect(names.filter((name) => !isReservedName(name))).toEqual(['fields']);
    expect([envelopeLabel('ownerId'), envelopeLabel('ownerId', { isAssigned: true })]).toEqual([
      'Owner',
      'Assigned to',
    ]);
    expect([envelopeLabel('schema'), envelopeLabel('name')]).toEqual([undefined, undefined]);
  });
});
