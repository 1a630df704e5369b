import { describe, expect, it } from 'vitest';
import { countCells } from '../../../testing/import-in-memory.ts';
import { tallyOf } from './column-tally.ts';
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
const columnsOf = (header: readonly string[], rows: readonly (readonly string[])[]) =>
  header.map((name, column) => ({ header: name, tally: tallyOf(countCells(rows, column)) }));
const map = (header: readonly string[], ...rows: readonly (readonly string[])[]) =>
  mapColumns(columnsOf(header, rows), fields).map(({ field, confidence }) => [field, confidence]);

describe('proposing a field for each column', () => {
  it('[E-2] uses label, name and synonym, whatever the case and the separator of words', () => {
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

  it('[PLT-7] gives a column with the name of a computed field to no field, and says why', () => {
    const computed: readonly MappableField[] = [{ name: 'netValue', label: 'Net value', type: 'money' }];
    const columns = columnsOf(['Net value', 'Name'], [['12', 'Acme']]);
    expect(mapColumns(columns, fields, computed)).toMatchObject([
      { field: null, why: 'Outpost works out “Net value” itself' },
      { field: 'name' },
    ]);
    expect(mapColumns(columns, fields)).toMatchObject([{ field: 'value' }, { field: 'name' }]); // "Net value" holds "Value"
  });

  it('[E-2] gives each field to one column, the best; equal headers in the order of the file', () => {
    expect(map(['Email', 'Email', 'Account name', 'Account'], ['a@example.com', 'b@example.com', 'x', 'y'])).toEqual([
      ['email', 'sure'],
      [null, 'none'],
      ['name', 'likely'],
      ['account', 'sure'],
    ]);
  });

  it('[E-2] prefers a field with exactly this name to one with this synonym', () => {
    const company: MappableField = { name: 'firm', label: 'Company', type: 'text' };
    const columns = columnsOf(['Company'], [['Acme']]);
    const taken = (...known: readonly MappableField[]) => mapColumns(columns, known).map(({ field }) => field);
    expect([taken(...fields), taken(...fields, company)]).toEqual([['account'], ['firm']]);
    expect(map(['Deal', 'Name'], ['The old one', 'The new one'])).toEqual([
      [null, 'none'],
      ['name', 'sure'],
    ]);
  });

  it('[E-2] does not trust a name against the cells, and recognises e-mail addresses by their form', () => {
    expect(map(['Value', 'Kontakt'], ['high', 'a@example.com'], ['low', 'b@example.com'])).toEqual([
      [null, 'none'],
      ['email', 'likely'],
    ]);
  });

  it('[E-2] judges a column by all its cells: fifty placeholders do not hide five thousand addresses', () => {
    const cells = Array.from({ length: 5_050 }, (_unused, row) => [row < 50 ? 'N/A' : `p${row}@example.com`]);
    expect(map(['E-Mail'], ...cells)).toEqual([['email', 'sure']]);
    expect(map(['Kontakt'], ...cells)).toEqual([['email', 'likely']]);
    // Placeholders carry no information about a column, however many there are.
    const mostlyEmpty = Array.from({ length: 100 }, (_unused, row) => [row < 60 ? 'N/A' : `p${row}@example.com`]);
    expect(map(['Kontakt'], ...mostlyEmpty)).toEqual([['email', 'likely']]);
    const misfits = Array.from({ length: 60 }, (_unused, row) => [row < 50 ? 'see file' : `p${row}@example.com`]);
    expect(map(['E-Mail'], ...misfits)).toEqual([['email', 'likely']]); // fifty rows are refused, but the ten addresses are not lost
  });

  it('[E-2] recognises numbers with words and months with names', () => {
    expect(map(['Amount', 'Close date'], ['1.5 Mio', '3. März 1980'], ['2 Mio', '7. Juni 1981'])).toEqual([
      ['value', 'sure'],
      ['closedOn', 'sure'],
    ]);
  });

  it('[E-2] gives a reason for each column without a field', () => {
    const why = (header: readonly string[], ...rows: readonly (readonly string[])[]) =>
      mapColumns(columnsOf(header, rows), fields).map((column) => column.why);
    expect(why(['Value', 'Email', 'Email 2', 'Shoe size'], ['high', 'a@example.com', 'b@example.com', '9'])).toEqual([
      'it has the name of the field “Value”, but none of its cells is a value of it',
      'it is called “Email”',
      'the field “E-mail” is filled by the column “Email” already',
      'no field has this name',
    ]);
  });

  it('[E-2] makes a name of a first and a last name, and does not take a middle name for the whole', () => {
    const parts: readonly MappableField[] = [
      { name: 'name:First name', label: 'First name', type: 'text', importAs: ['vorname'], partOf: 'name' },
      { name: 'name:Last name', label: 'Last name', type: 'text', importAs: ['surname'], partOf: 'name' },
    ];
    const mapped = (...header: readonly string[]) =>
      mapColumns(columnsOf(header, [header.map(() => 'x')]), [...fields, ...parts]).map(({ field }) => field);
    expect(mapped('First Name', 'Middle Name', 'Surname')).toEqual(['name:First name', null, 'name:Last name']);
    expect(mapped('Vorname', 'Name')).toEqual(['name:First name', 'name']);
    expect(mapped('Middle name')).toEqual(['name']);
  });
});
