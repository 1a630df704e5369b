import { describe, expect, it } from 'vitest';
import { type MappableField, mapColumns } from './map-columns.ts';

const fields: readonly MappableField[] = [
  { name: 'name', label: 'Name', type: 'text', importAs: ['deal', 'title'] },
  { name: 'externalKey', label: 'External key', type: 'text', importAs: ['opportunity id', 'id'] },
  { name: 'account', label: 'Account', type: 'ref', targets: ['crm/account'], importAs: ['company', 'firma'] },
  { name: 'closedOn', label: 'Closed on', type: 'date', importAs: ['close date'] },
  { name: 'value', label: 'Value', type: 'money', importAs: ['close value', 'amount'] },
  { name: 'email', label: 'E-mail', type: 'email' },
  { name: 'phone', label: 'Phone', type: 'phone' },
];
const map = (header: readonly string[], ...rows: readonly (readonly string[])[]) =>
  mapColumns({ header, rows }, fields).map(({ field, confidence }) => [field, confidence]);

describe('proposing where columns go', () => {
  it('[E-2] goes by label, name and synonym, whatever the case and the sign between words', () => {
    expect(
      map(
        ['opportunity_id', 'ACCOUNT', 'CloseDate', 'close-value', 'E-Mail', 'shoe size'],
        ['X1', 'Acme', '2024-01-31', '12', 'a@example.com', '9'],
      ),
    ).toEqual([
      ['externalKey', 'sure'],
      ['account', 'sure'],
      ['closedOn', 'sure'],
      ['value', 'sure'],
      ['email', 'sure'],
      [null, 'none'],
    ]);
  });

  it('[E-2] gives each field to one column, the best; equal headers in the order of the file', () => {
    expect(map(['Email', 'Email', 'Account name', 'Account'], ['a@example.com', 'b@example.com', 'x', 'y'])).toEqual([
      ['email', 'sure'],
      [null, 'none'],
      ['name', 'likely'],
      ['account', 'sure'],
    ]);
  });

  it('[E-2] gives a column to the field that is called so before one that files merely call so', () => {
    const company: MappableField = { name: 'firm', label: 'Company', type: 'text' };
    const columns = { header: ['Company'], rows: [['Acme']] };
    const taken = (...known: readonly MappableField[]) => mapColumns(columns, known).map(({ field }) => field);
    expect([taken(...fields), taken(...fields, company)]).toEqual([['account'], ['firm']]);
    expect(map(['Deal', 'Name'], ['The old one', 'The new one'])).toEqual([
      [null, 'none'],
      ['name', 'sure'],
    ]);
  });

  it('[E-2] does not believe a name against the cells, and knows e-mail addresses by their look', () => {
    expect(map(['Value', 'Kontakt'], ['high', 'a@example.com'], ['low', 'b@example.com'])).toEqual([
      [null, 'none'],
      ['email', 'likely'],
    ]);
  });
});
