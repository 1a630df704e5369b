import { describe, expect, it } from 'vitest';
import { blankRecord, type StoredRecord } from '../kernel/entities/record.ts';
import { asItWas } from './as-it-was.ts';
import { blankedRow } from './erased-row.ts';
import type { HistoryRow } from './protocol.ts';

const id = '0190b1f2-7c00-7000-8000-000000000d01';
const [ann, ben] = ['0190b1f2-7c00-7000-8000-0000000000a1', '0190b1f2-7c00-7000-8000-0000000000a2'] as const;
const at = (day: string) => `2026-11-${day}T12:00:00.000Z`;
const row = (n: number, day: string, changed: HistoryRow['changed'], more: Partial<HistoryRow> = {}): HistoryRow => ({
  n, id, entity: 'crm/deal', act: null, group: null, undoes: null, label: '', by: ann, device: null, at: at(day), madeAt: null, kind: 'changed', changed, superseded: {}, ...more,
}); // prettier-ignore

const record: StoredRecord = {
  ...blankRecord(id, 'crm/deal'),
  version: 7,
  ownerId: ben,
  fields: { name: 'Acme', stage: 'won', source: 'fair' },
  createdAt: at('05'),
  createdBy: ann,
  updatedAt: at('18'),
  updatedBy: ben,
};
const rows = [
  row(7, '18', { stage: ['proposal', 'won'], ownerId: [ann, ben] }, { by: ben }),
  row(5, '14', { stage: ['new', 'proposal'] }, { by: ben }),
  row(4, '10', { source: ['web', 'fair'] }),
  row(2, '05', { name: [null, 'Acme'], stage: [null, 'new'], source: [null, 'web'], ownerId: [null, ann] }, { kind: 'created' }), // prettier-ignore
];
const on = (day: string, known: Partial<Parameters<typeof asItWas>[1]> = {}) =>
  asItWas(at(day), { record, rows, isField: () => true, ...known });
const fieldsOn = (day: string, known?: Parameters<typeof on>[1]) => {
  const answer = on(day, known);
  return answer.state === 'known' ? answer.record.fields : answer;
};

describe('a record as it was [S-9]', () => {
  it('has the values of that instant, changes at the instant itself included', () => {
    expect(fieldsOn('06')).toEqual({ name: 'Acme', stage: 'new', source: 'web' });
    expect(fieldsOn('10')).toEqual({ name: 'Acme', stage: 'new', source: 'fair' });
    expect(fieldsOn('15')).toEqual({ name: 'Acme', stage: 'proposal', source: 'fair' });
    expect(fieldsOn('18')).toEqual(record.fields);
    expect(on('15')).toMatchObject({ record: { ownerId: ann, version: 5, updatedAt: at('14'), updatedBy: ben } });
  });

  it('names the first change of each field after the instant', () => {
    expect(on('06')).toMatchObject({
      next: { stage: { by: ben, at: at('14') }, source: { by: ann, at: at('10') }, ownerId: { by: ben, at: at('18') } },
    });
    expect(on('18')).toMatchObject({ next: {} });
  });

  it('was not there before it was added, also where no row is known', () => {
    expect(on('04')).toEqual({ state: 'not-yet' });
    expect(on('04', { rows: [] })).toEqual({ state: 'not-yet' });
  });

  it('is not known before the oldest known row, and needs no row after the last change', () => {
    expect(on('08', { rows: rows.slice(0, 3) })).toEqual({ state: 'not-known', why: 'older', since: at('10') });
    expect(on('12', { rows: rows.slice(0, 2) })).toEqual({ state: 'not-known', why: 'older', since: at('14') });
    expect(fieldsOn('19', { rows: [] })).toEqual(record.fields);
  });

  it('is not known while the rows of its newest changes are missing', () => {
    expect(on('15', { rows: rows.slice(1) })).toEqual({ state: 'not-known', why: 'older', since: null });
    expect(fieldsOn('19', { rows: rows.slice(1) })).toMatchObject({ name: 'Acme', source: 'fair' });
  });

  it('is not known before a row that lost its content by law', () => {
    const blanked = blankedRow({ n: 5, id, entity: 'crm/deal', at: at('20'), by: ann });
    const broken = rows.map((one) => (one.n === 5 ? blanked : one));
    expect(on('15', { rows: broken })).toEqual({ state: 'not-known', why: 'gap', since: at('18') });
    expect(fieldsOn('18', { rows: broken })).toMatchObject({ stage: 'won' });
    expect(on('19', { rows: [blanked], record: { ...record, version: 5 } })).toMatchObject({ state: 'known' });
  });

  it('is not known before a change of a field that the kind no longer has', () => {
    const isField = (name: string) => name !== 'source';
    expect(on('06', { isField })).toEqual({ state: 'not-known', why: 'other-fields', since: at('10') });
    expect(fieldsOn('11', { isField })).toMatchObject({ stage: 'new' });
  });

  it('leaves out a field whose known changes contradict each other, and no other field', () => {
    const torn = rows.map((one) => (one.n === 5 ? row(5, '14', { stage: ['lost', 'proposal'] }) : one));
    expect(on('11', { rows: torn })).toMatchObject({ unknown: ['stage'], record: { fields: { source: 'fair' } } });
    expect(fieldsOn('11', { rows: torn })).toEqual({ name: 'Acme', source: 'fair' });
    const unsaid = { ...record, fields: { ...record.fields, extra: 'from an upgrade' } };
    expect(on('06', { record: unsaid })).toMatchObject({ unknown: ['extra'] });
  });

  it('was deleted, alive or merged as its life says', () => {
    const deleted = { ...record, version: 9, life: 'alive' as const, updatedAt: at('20') };
    const lives = [row(9, '20', { life: ['deleted', 'alive'] }), row(8, '19', { life: ['alive', 'deleted'] }), ...rows];
    const lifeOn = (day: string) => {
      const answer = on(day, { record: deleted, rows: lives });
      return answer.state === 'known' ? answer.record.life : answer.state;
    };
    expect(['18', '19', '20'].map(lifeOn)).toEqual(['alive', 'deleted', 'alive']);
  });
});
