import { accept } from '@outpost/domain/kernel/refusal';
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import type { CallOutput } from '../../bridge/contract.ts';
import type { ExportQuestionInput, TableToExport } from '../../bridge/calls/export-calls.ts';
import { parseCall } from '../../bridge/parse-call.ts';
import { importHandlers } from '../imports/imports.ts';
import type { GivenTenant } from '../testing/given-tenant.ts';
import { giveImport } from '../testing/give-import.ts';
import { importsForTest } from '../testing/imports-for-test.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { readExportedFile } from '../testing/read-archive.ts';
import { exportHandlers } from './exports.ts';

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };
function ok<T>(result: Answer<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

/** Makes a device without a network, and its exports. */
async function givenExports(there?: GivenTenant) {
  const device = there ?? (await tenantForTest());
  const parts = { tenant: () => accept(device.tenant), ports: device.tenant.device.ports };
  const calls = exportHandlers(parts);
  const begin = async (question: ExportQuestionInput) =>
    calls['exports.begin'](ok(parseCall('exports.begin', question)));
  /** Reads an export to its end. */
  const read = async ({ exportId, total, fileName }: CallOutput<'exports.begin'>) => {
    const { bytes: whole, dones } = await readExportedFile(calls, exportId);
    return { whole, text: whole.toString('utf8'), total, done: dones.at(-1) ?? 0, fileName };
  };
  const exported = async (question: ExportQuestionInput) => read(ok(await begin(question)));
  const exportedTable = async (table: TableToExport) =>
    read(ok(await calls['exports.beginTable'](ok(parseCall('exports.beginTable', table)))));
  const imports = importHandlers({ ...parts, ports: device.tenant.device.ports, tell: () => undefined });
  /** Returns the plan of an import of this file. */
  const planOf = async (name: string, content: string | Uint8Array, entity: string) => {
    const importId = await giveImport(imports, [{ name, content }]);
    return ok(await imports['imports.open']({ importId, recipe: `entity:${entity}` }));
  };
  return { device, calls, begin, exported, exportedTable, planOf, read };
}
type Device = Awaited<ReturnType<typeof givenExports>>['device'];

const addDeals = async (device: Device, count: number): Promise<void> => {
  const perAct = 1_000;
  for (let from = 0; from < count; from += perAct)
    await performed(
      device,
      'Added deals',
      Array.from({ length: Math.min(perAct, count - from) }, (_, index) => ({
        entity: 'crm/deal',
        create: {
          fields: {
            name: `Deal ${String(from + index).padStart(5, '0')}`,
            stage: (from + index) % 2 === 0 ? 'prospecting' : 'proposal',
            value: { amount: (from + index) * 100, currency: 'USD' },
          },
        },
      })),
    );
};

describe('an export that nobody reads', () => {
  it('ends after its time, and one that is read continues', async () => {
    const { device, calls, begin } = await givenExports();
    await addDeals(device, 1);
    const first = ok(await begin({ entity: 'crm/deal', format: 'csv' }));
    await device.time.pass(800_000);
    ok(await calls['exports.piece']({ exportId: first.exportId, piece: 0 }));
    await device.time.pass(800_000);
    ok(await calls['exports.piece']({ exportId: first.exportId, piece: 0 }));
    await device.time.pass(1_000_000);
    expect(await calls['exports.piece']({ exportId: first.exportId, piece: 0 })).toMatchObject({
      ok: false,
      message: 'This export is not open any more. Begin it again.',
    });
  });
});

describe('the records that a role may not export', () => {
  const max = '0190b1f2-7c00-7000-8000-0000000000a2';
  const reading = ['crm/deal:read@org', 'crm/deal:create@org', 'crm/account:read@org'];
  const deviceOf = async (...grants: readonly string[]) => {
    const membership = { role: 'made', teamId: null, portal: false, grants: [...reading, ...grants] };
    const given = await givenExports(await tenantForTest({ membership }));
    await addedRecord(given.device, 'crm/deal', { name: 'Mine', stage: 'prospecting' });
    const fields = { name: 'Of Max', stage: 'prospecting' };
    await performed(given.device, 'Added a deal', [{ entity: 'crm/deal', create: { fields, ownerId: max } }]);
    return given;
  };
  it('[A-1] are refused as a whole without a grant', async () => {
    const { begin, calls } = await deviceOf();
    expect(await begin({ entity: 'crm/deal', format: 'csv' })).toMatchObject({ ok: false, code: 'access/denied', message: 'You may not export this deal.' }); // prettier-ignore
    expect(ok(await calls['exports.beginAll'](null))).toMatchObject({ total: 0, isNarrowed: true });
  });
  it('[A-1] are left out of a file, which says so, and out of the archive of everything', async () => {
    const { begin, exported, calls } = await deviceOf('crm/deal:export@own');
    expect(ok(await begin({ entity: 'crm/deal', format: 'csv' }))).toMatchObject({ total: 2, isNarrowed: true });
    for (const format of ['csv', 'xlsx'] as const) expect(await exported({ entity: 'crm/deal', format })).toMatchObject({ done: 1 }); // prettier-ignore
    const { text } = await exported({ entity: 'crm/deal', format: 'csv' });
    expect([text.includes('Mine'), text.includes('Of Max')]).toEqual([true, false]);
    expect(ok(await calls['exports.beginAll'](null))).toMatchObject({ isNarrowed: true });
  });
  it('[A-1] are none where the role exports the whole kind', async () => {
    const { begin } = await deviceOf('crm/deal:export@org');
    expect(ok(await begin({ entity: 'crm/deal', format: 'csv' }))).toMatchObject({ total: 2, isNarrowed: false });
  });
});

describe('the referred fields of a file', () => {
  const fields = { name: 'Acme', sector: '=Pumps', annualRevenue: { amount: 90_050, currency: 'EUR' } };
  const columns = ['name', 'account', 'account.sector', 'account.annualRevenue', 'account.ownerId'];
  const givenDeals = async (...grants: readonly string[]) => {
    const reading = ['deal', 'account'].flatMap((kind) =>
      ['read', 'create'].map((action) => `crm/${kind}:${action}@org`),
    );
    const membership = {
      role: 'made',
      teamId: null,
      portal: false,
      grants: [...reading, 'crm/deal:export@org', ...grants],
    };
    const given = await givenExports(await tenantForTest({ membership }));
    const account = await addedRecord(given.device, 'crm/account', fields);
    await addedRecord(given.device, 'crm/deal', { name: 'One', stage: 'prospecting', account });
    await addedRecord(given.device, 'crm/deal', { name: 'Two', stage: 'prospecting' });
    return { ...given, account };
  };
  const sort = [{ field: 'name', direction: 'asc' as const }];
  const linesIn = (text: string) => text.split('\r\n').map((line) => line.split(',').slice(0, -1).join(','));

  it('[Q-3] have the name of the reference, in CSV and in Excel', async () => {
    const { exported } = await givenDeals('crm/account:export@org');
    const question = { entity: 'crm/deal', sort, columns };
    const { text } = await exported({ ...question, format: 'csv' });
    expect(linesIn(text).slice(0, 3)).toEqual([
      '\ufeffName,Account,Account: Sector,Account: Annual revenue,Account: Annual revenue currency,Account: Owner',
      "One,Acme,'=Pumps,900.50,EUR,",
      'Two,,,,,',
    ]);
    const book = new ExcelJS.Workbook();
    const { whole } = await exported({ ...question, format: 'xlsx' });
    await book.xlsx.load(new Uint8Array(whole).buffer);
    const rows = book.worksheets[0]?.getRows(1, 2)?.map((row) => [row.getCell(3).text, row.getCell(4).value]);
    expect(rows).toEqual([
      ['Account: Sector', 'Account: Annual revenue'],
      ['=Pumps', 900.5],
    ]);
  });

  it('[A-1] are empty for linked records that the person may not export, and the answer says so', async () => {
    const { begin, exported } = await givenDeals();
    const question: ExportQuestionInput = { entity: 'crm/deal', sort, columns, format: 'csv' };
    expect(ok(await begin(question))).toMatchObject({ total: 2, isNarrowed: true });
    expect(linesIn((await exported(question)).text)[1]).toBe('One,Acme,,,,');
    expect(ok(await begin({ ...question, columns: ['name'] }))).toMatchObject({ isNarrowed: false });
  });

  it('[E-2] are refused where the path leads to no field', async () => {
    const { begin } = await givenDeals('crm/account:export@org');
    for (const path of ['account.colour', 'account.openDealCount', 'colour.name'])
      expect(await begin({ entity: 'crm/deal', format: 'csv', columns: [path] })).toMatchObject({ code: 'records/unknown-field', details: { field: path } }); // prettier-ignore
  });
});

describe('a calendar file', () => {
  it('has the tasks of a list that have a time, and the import reads it', async () => {
    const { device, exported, begin, planOf } = await givenExports();
    await addedRecord(device, 'crm/task', { subject: 'Send papers', dueAt: '2026-11-24T15:00:00.000Z' });
    await addedRecord(device, 'crm/task', { subject: 'Some day' });
    const { text, total, done, fileName } = await exported({ entity: 'crm/task', format: 'ics' });
    expect([total, done, fileName.slice(-4)]).toEqual([2, 1, '.ics']);
    expect(text).toContain('SUMMARY:Send papers\r\nURL:outpost://open/');
    expect(text.endsWith('END:VTODO\r\nEND:VCALENDAR\r\n')).toBe(true);
    expect(await planOf('tasks.ics', text, 'crm/task')).toMatchObject({ counts: { rowsRead: 1, refused: 1 } }); // it is on this device already
    expect(await begin({ entity: 'crm/deal', format: 'ics' })).toMatchObject({ ok: false, code: 'request/invalid', message: 'Deals have no time. Export them as a CSV or an Excel file.' }); // prettier-ignore
  });
});

describe('a file of cards', () => {
  const ada = {
    name: 'Ada O’Neil, née Müller; “Countess” \\ 李',
    jobTitle: 'Analyst; poet',
    email: 'ada@example.com',
    phone: '+4315550100',
    mobile: '+436645550101',
    birthday: '1985-12-10',
    tags: ['north east', 'vip'],
    about: `First\nsecond, third; ${'long '.repeat(40)}end`,
  };

  it('[E-2] has the people of a list, and our own import reads the same from it', async () => {
    const there = await importsForTest();
    const { device, exported, begin } = await givenExports(there.device);
    const account = await addedRecord(device, 'crm/account', { name: 'Lotus' });
    await addedRecord(device, 'crm/contact', { ...ada, account });
    await addedRecord(device, 'crm/contact', { name: 'Bo' });
    const { text, total, done, fileName } = await exported({ entity: 'crm/contact', format: 'vcf' });
    expect([total, done, fileName.slice(-4)]).toEqual([2, 2, '.vcf']);
    expect(text.match(/^BEGIN:VCARD\r\nVERSION:4\.0\r\n/gmu)).toHaveLength(2);
    expect(Math.max(...text.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(77); // ical.js folds by letters
    for (let act = 0; act < 2; act += 1) expect(await device.tenant.acts.undoLast()).toMatchObject({ ok: true });
    expect(await there.fieldsOf('crm/contact', 'name')).toEqual([]);
    const plan = await there.planOf({ name: 'contacts.vcf', content: text, entity: 'crm/contact' });
    expect(plan.counts).toMatchObject({ rowsRead: 2, refused: 0 });
    await there.run(plan.importId);
    expect(await there.fieldsOf('crm/contact', 'name')).toEqual([{ ...ada, account }, { name: 'Bo' }]);
    expect(await begin({ entity: 'crm/deal', format: 'vcf' })).toMatchObject({ ok: false, code: 'request/invalid', message: expect.stringContaining('Deals have no e-mail address') as string }); // prettier-ignore
  });

  it('has companies as organisations, and an address in its parts', async () => {
    const there = await importsForTest();
    const { device, exported } = await givenExports(there.device);
    const address = { street: 'Ring 1', city: 'Wien', postalCode: '1010', country: 'AT' };
    await addedRecord(device, 'crm/account', { name: 'Lotus; Söhne', website: 'https://lotus.example', address });
    const { text } = await exported({ entity: 'crm/account', format: 'vcf' });
    const lines = text.split('\r\n');
    expect(lines).toEqual(expect.arrayContaining(['KIND:org', 'FN:Lotus; Söhne', 'ORG:Lotus\\; Söhne', 'ADR:;;Ring 1;Wien;;1010;AT', 'URL:https://lotus.example'])); // prettier-ignore
    expect(await device.tenant.acts.undoLast()).toMatchObject({ ok: true });
    const plan = await there.planOf({ name: 'accounts.vcf', content: text, entity: 'crm/account' });
    await there.run(plan.importId);
    // The import has one column for an address, so that its parts come back in one line.
    expect(await there.fieldsOf('crm/account', 'name')).toMatchObject([{ name: 'Lotus; Söhne', website: 'https://lotus.example', address: { street: 'Ring 1, Wien, 1010, AT' } }]); // prettier-ignore
  });
});

describe('exports on a device without a network', () => {
  it('writes a filtered and sorted list of several windows as a CSV file', async () => {
    const { device, exported } = await givenExports();
    await addDeals(device, 5_000);
    const { text, total, done, fileName } = await exported({
      entity: 'crm/deal',
      where: { field: 'stage', op: 'is', value: 'proposal' },
      sort: [{ field: 'name', direction: 'desc' }],
      columns: ['name', 'stage', 'value'],
      format: 'csv',
    });
    expect([total, done]).toEqual([2_500, 2_500]);
    expect(fileName).toMatch(/^Deals \d{4}-\d\d-\d\d\.csv$/u);
    const lines = text.split('\r\n');
    expect(lines[0]).toBe('\ufeffName,Stage,Value,Value currency,Outpost ID');
    expect(lines[1]).toMatch(/^Deal 04999,Proposal,4999\.00,USD,[0-9a-f-]{36}$/u);
    const names = lines.slice(1, -1).map((line) => line.slice(0, 10));
    expect(names).toEqual(
      Array.from({ length: 2_500 }, (_, index) => `Deal ${String(4_999 - index * 2).padStart(5, '0')}`),
    );
    expect(lines.at(-1)).toBe('');
  });

  it('writes the same list as an Excel file with typed cells', async () => {
    const { device, exported } = await givenExports();
    await addDeals(device, 2_500);
    const sort = [{ field: 'name', direction: 'asc' }] as const;
    const columns = ['name', 'value', 'createdAt'];
    const { whole, done, fileName } = await exported({ entity: 'crm/deal', sort: [...sort], columns, format: 'xlsx' });
    expect(fileName).toMatch(/^Deals \d{4}-\d\d-\d\d\.xlsx$/u);
    expect(done).toBe(2_500);
    const book = new ExcelJS.Workbook();
    // The types of ExcelJS know the Buffer of an earlier Node.
    await book.xlsx.load(whole as unknown as Parameters<typeof book.xlsx.load>[0]);
    const [sheet] = book.worksheets;
    expect([sheet?.name, sheet?.rowCount]).toEqual(['Deals', 2_501]);
    const row = (number: number) => [1, 2, 3, 4, 5].map((cell) => sheet?.getRow(number).getCell(cell).value);
    expect(row(1)).toEqual(['Name', 'Value', 'Value currency', 'Created', 'Outpost ID']);
    expect(row(2_501)).toEqual([
      'Deal 02499',
      2_499,
      'USD',
      expect.any(Date),
      expect.stringMatching(/^[0-9a-f-]{36}$/u),
    ]);
  });

  it('exports the columns that a list shows, or all, and the header alone where there is no record', async () => {
    const { exported } = await givenExports();
    const usual = await exported({ entity: 'crm/contact', format: 'csv' });
    const all = await exported({ entity: 'crm/contact', columns: 'all', format: 'csv' });
    expect(usual.text.trimEnd().split(',').length).toBeLessThan(all.text.trimEnd().split(',').length);
    expect(all.text).toContain('Created');
    expect(usual.total).toBe(0);
  });

  it('[E-2] refuses an unknown kind, an unknown column, and pieces out of order', async () => {
    const { begin, calls } = await givenExports();
    expect(await begin({ entity: 'crm/boat', format: 'csv' })).toMatchObject({
      code: 'records/unknown-entity',
      message: 'There is no kind of record called "crm/boat".',
    });
    expect(await begin({ entity: 'crm/deal', columns: ['nam'], format: 'csv' })).toMatchObject({
      code: 'records/unknown-field',
      message: 'Deal has no field "nam". Did you mean "name"?',
    });
    const { exportId } = ok(await begin({ entity: 'crm/deal', format: 'csv' }));
    expect(await calls['exports.piece']({ exportId, piece: 3 })).toMatchObject({
      message: 'The pieces of this file are read in order.',
    });
  });

  it('ends a cancelled export, and returns the newest piece again', async () => {
    const { device, begin, calls } = await givenExports();
    await addDeals(device, 3_000);
    const { exportId } = ok(await begin({ entity: 'crm/deal', format: 'csv' }));
    const first = await calls['exports.piece']({ exportId, piece: 0 });
    expect(first).toMatchObject({ value: { done: 1_000, next: 1 } });
    expect(await calls['exports.piece']({ exportId, piece: 0 })).toEqual(first);
    await calls['exports.cancel']({ exportId });
    expect(await calls['exports.piece']({ exportId, piece: 1 })).toMatchObject({ code: 'request/not-found' });
  });

  it('[E-3] keeps no more than four exports', async () => {
    const { begin, calls } = await givenExports();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1)
      ids.push(ok(await begin({ entity: 'crm/deal', format: 'csv' })).exportId);
    const states = await Promise.all(
      ids.map(async (exportId) => (await calls['exports.piece']({ exportId, piece: 0 })).ok),
    );
    expect(states).toEqual([false, true, true, true, true]);
  });

  it('[E-2] an import of an exported list changes nothing', async () => {
    const { device, exported, planOf } = await givenExports();
    const account = await addedRecord(device, 'crm/account', {
      name: '=HYPERLINK("http://example.com")',
      email: 'one@example.com',
      phone: '+43158770',
      annualRevenue: { amount: 123_456, currency: 'EUR' },
      address: { street: 'Main 1', city: 'Graz' },
      customerSince: '2026-02-03',
      foundedYear: 1996,
      tags: ['big', 'old'],
      about: 'Two\nlines',
    });
    await addedRecord(device, 'crm/account', {
      name: "''quoted', with a comma",
      about: "'=1+1",
      email: 'two@example.com',
      annualRevenue: { amount: -100, currency: 'USD' },
      parentAccount: account,
    });
    await addedRecord(device, 'crm/contact', {
      name: '@home',
      email: 'a@example.com',
      phone: '+43158770;ext=12',
      account,
    });
    await addedRecord(device, 'crm/contact', { name: ' Zoë\nTwo', email: 'z@example.com' });
    const contacts = await exported({ entity: 'crm/contact', columns: 'all', format: 'csv' });
    const ofContacts = await planOf('contacts.csv', contacts.text, 'crm/contact');
    expect(ofContacts.counts).toMatchObject({ creates: {}, changes: {}, unchanged: 2, refused: 0 });
    const accounts = await exported({ entity: 'crm/account', columns: 'all', format: 'csv' });
    expect(accounts.text).toContain(`"'=HYPERLINK(""http://example.com"")"`);
    const ofAccounts = await planOf('accounts.csv', accounts.text, 'crm/account');
    expect(ofAccounts.counts).toMatchObject({ creates: {}, changes: {}, unchanged: 2, refused: 0 });
    const fieldOf = new Map(ofAccounts.files[0]?.columns.map(({ header, field }) => [header, field]));
    expect(fieldOf.get('Annual revenue')).toBe('annualRevenue');
    const bookOf = async (kind: string) => (await exported({ entity: kind, columns: 'all', format: 'xlsx' })).whole;
    for (const kind of ['crm/account', 'crm/contact']) {
      const ofBook = await planOf(`${kind.slice(4)}.xlsx`, await bookOf(kind), kind);
      expect(ofBook.counts).toMatchObject({ creates: {}, changes: {}, unchanged: 2, refused: 0 });
    }
    const leftOut = ['Annual revenue currency', 'Address', 'Outpost ID'];
    expect(leftOut.map((header) => fieldOf.get(header))).toEqual([null, null, null]);
  });
});

describe('computed fields', () => {
  it('[PLT-7] [PLT-8] are in an exported file, and an import of that file leaves their columns out, with the reason', async () => {
    const { device, exported, planOf } = await givenExports();
    const field = { forEntity: 'crm/account', type: 'number' };
    await addedRecord(device, 'platform/field-definition', { ...field, name: 'letters', label: 'Letters', computed: 'formula', formula: 'length(name)' }); // prettier-ignore
    await addedRecord(device, 'platform/field-definition', { ...field, name: 'deals', label: 'Deals', computed: 'roll-up', rollUp: { of: 'crm/deal', by: 'account', fn: 'count' } }); // prettier-ignore
    const account = await addedRecord(device, 'crm/account', { name: 'Acme' });
    await addedRecord(device, 'crm/deal', { name: 'Deal', stage: 'prospecting', account });
    const { text } = await exported({ entity: 'crm/account', columns: ['name', 'letters', 'deals'], format: 'csv' });
    expect(text.split('\r\n').slice(0, 2)).toEqual(['\ufeffName,Letters,Deals,Outpost ID', `Acme,4,1,${account}`]);
    const plan = await planOf('other.csv', 'Name,Letters,Deals\r\nBeta,9,9\r\n', 'crm/account');
    expect(plan.counts).toMatchObject({ creates: { 'crm/account': 1 }, refused: 0 });
    expect(plan.files[0]?.columns.map(({ header, field: to, found }) => [header, to, found]).slice(1)).toEqual([
      ['Letters', null, '1 cell left out: Outpost works out “Letters” itself'],
      ['Deals', null, '1 cell left out: Outpost works out “Deals” itself'],
    ]);
  });
});

describe('the export of a table, such as the figures of a report', () => {
  const figures = {
    name: 'Won by source',
    columns: ['Source', 'Won', 'Win rate', 'Currency'],
    rows: [
      ['=1+1', { amount: 12_345, currency: 'USD' }, 0.125, 'USD'],
      [null, { amount: 500, currency: 'JPY' }, 3, 'JPY'],
      ['short'],
    ],
  };

  it('is a CSV file, guarded against formulas, with amounts in whole units', async () => {
    const { exportedTable } = await givenExports();
    const { text, fileName, done } = await exportedTable({ ...figures, format: 'csv' });
    expect(text).toBe("\uFEFFSource,Won,Win rate,Currency\r\n'=1+1,123.45,0.125,USD\r\n,500,3,JPY\r\nshort,,,\r\n");
    expect([fileName.startsWith('Won by source '), fileName.endsWith('.csv'), done]).toEqual([true, true, 3]);
  });

  it('is an Excel file with numbers that can be calculated', async () => {
    const { exportedTable } = await givenExports();
    const { whole } = await exportedTable({ ...figures, format: 'xlsx' });
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(new Uint8Array(whole).buffer);
    const sheet = book.worksheets[0];
    if (!sheet) throw new Error('The workbook has one sheet');
    const values = (number: number) => (sheet.getRow(number).values as unknown[]).slice(1); // its first value is unused
    expect([values(1), values(2), values(3).slice(1)]).toEqual([
      ['Source', 'Won', 'Win rate', 'Currency'],
      ['=1+1', 123.45, 0.125, 'USD'],
      [500, 3, 'JPY'], // its first cell is empty
    ]);
  });

  it('writes several tables as the sheets of one workbook, each whole, under names that Excel takes', async () => {
    const { calls, read } = await givenExports();
    const table = (name: string, value: number) => ({ name, columns: ['Stage', 'Deals'], rows: [['Won', value], ['Lost', 1]] }); // prettier-ignore
    const names = [
      'About',
      'By stage',
      'by stage',
      'a/b: a name that is longer than Excel takes',
      'a/b: a name that is longer than Excel would',
    ];
    const sheets = names.map((name, place) => table(name, place));
    const input = parseCall('exports.beginWorkbook', { name: 'Sales', format: 'xlsx', sheets });
    const begun = ok(await calls['exports.beginWorkbook'](ok(input)));
    expect(begun).toMatchObject({ total: 10, isNarrowed: false, fileName: expect.stringMatching(/^Sales .*\.xlsx$/) as string }); // prettier-ignore
    const { whole, done } = await read(begun);
    expect(done).toBe(10);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(new Uint8Array(whole).buffer);
    expect(book.worksheets.map(({ name, rowCount }) => [name, rowCount])).toEqual([
      ['About', 3],
      ['By stage', 3],
      ['by stage (2)', 3],
      ['a b a name that is longer than', 3],
      ['a b a name that is longer t (2)', 3],
    ]);
    expect(book.worksheets.map((sheet) => sheet.getRow(2).getCell(2).value)).toEqual([0, 1, 2, 3, 4]);
  });

  it('refuses a table without columns, and more rows than a report has', async () => {
    const { calls } = await givenExports();
    expect(parseCall('exports.beginTable', { ...figures, columns: [], format: 'csv' }).ok).toBe(false);
    expect(parseCall('exports.beginTable', { ...figures, rows: Array.from({ length: 20_001 }, () => []), format: 'csv' }).ok).toBe(false); // prettier-ignore
    expect(await calls['exports.piece']({ exportId: '0190b1f2-7c00-7000-8000-000000000001', piece: 0 })).toMatchObject({ ok: false }); // prettier-ignore
  });
});
