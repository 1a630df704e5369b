import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept } from '@outpost/domain/kernel/refusal';
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { giveImport } from '../testing/give-import.ts';
import { workbookParts, zipOf } from '../testing/zip-of.ts';
import { realTime } from '../testing/real-time.ts';
import { importHandlers } from './imports.ts';

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };
function ok<T>(result: Answer<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

async function givenImports() {
  const device = await tenantForTest();
  const imports = importHandlers({
    tenant: () => accept(device.tenant),
    ports: { ...device.tenant.device.ports, ...realTime },
    tell: () => undefined,
  });
  const open = async (
    content: Uint8Array,
    { sheet, entity = 'crm/deal' }: { readonly sheet?: string; readonly entity?: string } = {},
  ) => {
    const file = { name: 'book.xlsx', content, ...(sheet === undefined ? {} : { sheet }) };
    const importId = await giveImport(imports, [file], 10_000);
    return imports['imports.open']({ importId, recipe: `entity:${entity}` });
  };
  /** Imports a file to its end and returns the fields of the deals. */
  const imported = async (content: Uint8Array) => {
    const { importId } = ok(await open(content));
    ok(await imports['imports.run']({ importId }));
    for (;;) {
      const { state, message } = ok(await imports['imports.progress']({ importId }));
      if (state === 'done') break;
      if (state !== 'running') throw new Error(message ?? state);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const { questions } = device.tenant;
    const sort = [{ field: 'name', direction: 'asc' as const }];
    return ok(await questions.list({ entity: 'crm/deal', life: 'alive', limit: 100, sort })).rows.map(
      ({ fields }) => fields,
    );
  };
  /** Returns the refused rows of an import's file as CSV. */
  const refusedRows = async (importId: string) =>
    ok(await imports['imports.refusedRows']({ importId, file: 'book.xlsx', piece: 0 })).csv;
  return { open, imported, refusedRows };
}

/** Returns a workbook that ExcelJS writes. */
async function workbook(fill: (book: ExcelJS.Workbook) => void): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  fill(book);
  return Buffer.from(await book.xlsx.writeBuffer());
}
const rowsOf =
  (...rows: readonly (readonly unknown[])[]) =>
  (book: ExcelJS.Workbook) =>
    void book.addWorksheet('Deals').addRows(rows.map((row) => [...row]));

describe('imports of Excel workbooks', () => {
  it('reads texts, amounts, dates and the results of formulas as a CSV file has them', async () => {
    const { imported } = await givenImports();
    const bytes = await workbook((book) => {
      const sheet = book.addWorksheet('Deals');
      sheet.addRow(['Name', 'Stage', 'Value', 'Closes', 'External key']);
      sheet.addRow([
        { richText: [{ text: 'Al' }, { text: 'pha', font: { bold: true } }] },
        'Prospecting',
        0.1 + 0.2,
        new Date(Date.UTC(2026, 10, 22)),
        '007',
      ]);
      sheet.addRow([
        '=Beta',
        'Proposal',
        { formula: 'C2*2', result: 1_234.5 },
        new Date(Date.UTC(2027, 0, 1)),
        123_456_789_012,
      ]);
      sheet.getCell('C3').numFmt = '[$USD] #,##0.00';
    });
    const deals = await imported(bytes);
    expect(deals).toEqual([
      {
        name: '=Beta',
        stage: 'proposal',
        value: { amount: 123_450, currency: 'USD' },
        closesOn: '2027-01-01',
        externalKey: '123456789012',
      },
      {
        name: 'Alpha',
        stage: 'prospecting',
        value: { amount: 30, currency: 'USD' },
        closesOn: '2026-11-22',
        externalKey: '007',
      },
    ] satisfies readonly Readonly<Record<string, JsonValue>>[]);
  });

  it('[E-2] never reads the decimal point of a number as a thousands separator, does not ask about it, and keeps the text of text fields', async () => {
    const { open, imported } = await givenImports();
    const bytes = await workbook(rowsOf(['Name', 'Stage', 'Value', 'Currency'], ['One', 'Proposal', 1_234, ''], [2.125, 'Proposal', 5.5, ''])); // prettier-ignore
    expect(await imported(bytes)).toMatchObject([{ name: '2.125', value: { amount: 550 } }, { name: 'One', value: { amount: 123_400 } }]); // prettier-ignore
    const thousandths = await workbook(
      rowsOf(['Name', 'Stage', 'Value'], ['A', 'Proposal', 1.234], ['B', 'Proposal', 5.678]),
    );
    const plan = ok(await open(thousandths));
    expect(plan.readings.filter(({ isOpen }) => isOpen)).toEqual([]);
    expect(plan.refused.map(({ message }) => message)).toEqual([
      expect.stringContaining('“1.234” has more decimals than USD has'),
      expect.stringContaining('“5.678” has more decimals than USD has'),
    ]);
    expect(plan.files[0]?.columns[2]?.samples).toEqual(['1.234', '5.678']);
  });

  it('offers to read errors as empty cells', async () => {
    const { open } = await givenImports();
    const bytes = await workbook(
      rowsOf(
        ['Name', 'Stage', 'Closes'],
        ['A', 'Proposal', { error: '#N/A' }],
        ['B', 'Proposal', new Date(Date.UTC(2026, 10, 22))],
      ),
    );
    const plan = ok(await open(bytes));
    expect(plan.counts.refused).toBe(1);
    expect(plan.mends).toMatchObject([{ column: 'Closes', from: '#N/A', to: '' }]);
    expect(plan.files[0]?.columns[2]?.samples).toEqual(['#N/A', '2026-11-22']);
  });

  it('reads dates of the 1904 system', async () => {
    const { imported } = await givenImports();
    const bytes = await workbook((book) => {
      book.properties.date1904 = true;
      rowsOf(['Name', 'Stage', 'Closes'], ['One', 'Prospecting', new Date(Date.UTC(2026, 10, 22))])(book);
    });
    expect(await imported(bytes)).toMatchObject([{ closesOn: '2026-11-22' }]);
  });

  it('[E-2] refuses the rows with errors and with formulas without a result, and says where', async () => {
    const { open } = await givenImports();
    const bytes = await workbook((book) => {
      const sheet = book.addWorksheet('Deals');
      sheet.addRow(['Name', 'Stage', 'About']);
      sheet.addRow(['Fine', 'Prospecting', 'text']);
      sheet.addRow(['Broken', 'Prospecting', { error: '#REF!' }]);
      sheet.addRow(['Unknown', 'Prospecting', { formula: 'A1&B1' }]);
    });
    const plan = ok(await open(bytes));
    expect(plan.counts).toMatchObject({ creates: { 'crm/deal': 1 }, refused: 2 });
    expect(plan.refused).toMatchObject([
      { row: 2, column: 'About', message: expect.stringContaining('“#REF!” is an error') as string },
      { row: 3, column: 'About', message: expect.stringContaining('“=A1&B1” has no result') as string },
    ]);
  });

  it('[E-2] writes refused rows without marks; a row with an error is refused again until its last column is emptied', async () => {
    const { open, refusedRows } = await givenImports();
    const plan = ok(
      await open(
        await workbook(rowsOf(
          ['Name', 'Stage', 'About', 'Value', 1.234],
          ['Broken', 'Proposal', { error: '#REF!' }, 1.125, { error: '#DIV/0!' }],
          ['Formula', 'Proposal', { formula: 'A1&B1' }, 2.5, ''],
        )),
      ),
    ); // prettier-ignore
    expect(plan.files[0]?.columns.at(-1)?.header).toBe('1.234');
    const csv = await refusedRows(plan.importId);
    expect(csv).not.toMatch(/[\ufdd0\ufdd1]/u);
    const lines = csv.split('\r\n');
    expect(lines[1]).toMatch(/^Broken,Proposal,,1\.125,#DIV\/0!,1,.*,About: #REF!$/);
    expect(lines[2]).toMatch(/^Formula,Proposal,,2\.5,,2,.*,About: =A1&B1$/);
    const again = ok(await open(Buffer.from(csv)));
    expect(again.counts.refused).toBe(2);
    const mended = csv.replaceAll(/,About: [^\r]*/gu, ',');
    expect(ok(await open(Buffer.from(mended))).refused.map(({ message }) => message)).toEqual([
      expect.stringContaining('“1.125” has more decimals than USD has'),
    ]);
  });

  it('reads the first visible sheet, or the named one, and offers the others', async () => {
    const { open } = await givenImports();
    const bytes = await workbook((book) => {
      book.addWorksheet('Hidden', { state: 'hidden' }).addRows([['Name'], ['x']]);
      book.addWorksheet('2025').addRows([['Name', 'Stage'], ['One', 'Prospecting']]); // prettier-ignore
      book.addWorksheet('2026').addRows([['Name', 'Stage'], ['One', 'Prospecting'], ['Two', 'Proposal']]); // prettier-ignore
    });
    expect(ok(await open(bytes)).files[0]).toMatchObject({
      rows: 1,
      sheet: '2025',
      sheets: ['Hidden', '2025', '2026'],
    });
    expect(ok(await open(bytes, { sheet: '2026' })).files[0]).toMatchObject({ rows: 2, sheet: '2026' });
    expect(await open(bytes, { sheet: '2027' })).toMatchObject({
      code: 'import/unreadable',
      message: 'book.xlsx: The workbook has no sheet “2027”. It has: “Hidden”, “2025”, “2026”.',
    });
    expect(await open(Buffer.from('Name\nOne\n'), { sheet: '2025' })).toMatchObject({ code: 'request/invalid' });
  });

  it('reports merged cells, and keeps the lines of empty rows', async () => {
    const { open } = await givenImports();
    const bytes = await workbook((book) => {
      const sheet = book.addWorksheet('Deals');
      sheet.getRow(3).values = ['Name', 'Stage'];
      sheet.getRow(5).values = ['One', 'Prospecting'];
      sheet.mergeCells('A6:A7');
    });
    const plan = ok(await open(bytes));
    expect(plan.files[0]).toMatchObject({ rows: 1 });
    expect(plan.warnings).toContain(
      'book.xlsx: The sheet has 1 merged area: only the first cell of each has its value.',
    );
  });

  it('reads an empty sheet, and one with a header alone', async () => {
    const { open } = await givenImports();
    expect(ok(await open(await workbook(rowsOf()))).warnings).toContain(
      'book.xlsx: The file is empty: there is nothing to import.',
    );
    expect(ok(await open(await workbook(rowsOf(['Name', 'Stage'])))).counts).toMatchObject({ rowsRead: 0 });
  });

  it('stays within its time and memory for many shared texts', async () => {
    const { open } = await givenImports();
    const bytes = await workbook((book) => {
      rowsOf(
        ['Name', 'Stage'],
        ...Array.from({ length: 3_000 }, (_, row) => [`Deal ${row}`, row % 2 === 0 ? 'Proposal' : 'Prospecting']),
      )(book);
    });
    expect(ok(await open(bytes)).counts).toMatchObject({ creates: { 'crm/deal': 3_000 } });
  });
});

describe('hostile and damaged workbooks', () => {
  const givenRefusals = async () => {
    const { open } = await givenImports();
    const refusalOf = async (content: Uint8Array): Promise<string> => {
      const answer = await open(content);
      return answer.ok ? 'was read' : answer.message;
    };
    const sheetOf = async (rows: string, more: Readonly<Record<string, string>> = {}) =>
      refusalOf(await zipOf({ ...workbookParts(rows), ...more }));
    return { refusalOf, sheetOf };
  };

  it('[E-2] refuses a workbook that is cut off anywhere, or changed', async () => {
    const { refusalOf } = await givenRefusals();
    const whole = await workbook(
      rowsOf(['Name', 'Stage'], ...Array.from({ length: 200 }, (_, row) => [`Deal ${row * 7919}`, 'Proposal'])),
    );
    for (const share of [0.1, 0.5, 0.9, 0.999])
      expect(await refusalOf(whole.subarray(0, Math.floor(whole.length * share)))).toMatch(
        /^book\.xlsx: The workbook is damaged or cut off/,
      );
    const sheetAt = whole.indexOf('xl/worksheets/sheet1.xml');
    const spoilt = Buffer.from(whole);
    for (let at = sheetAt + 60; at < sheetAt + 90; at += 1) spoilt[at] = (spoilt[at] ?? 0) ^ 0x55;
    expect(await refusalOf(spoilt)).toMatch(/damaged or cut off/);
  });

  it('[E-2] names old, binary, protected and other files by their kind', async () => {
    const { refusalOf, sheetOf } = await givenRefusals();
    const compound = (marker: string) => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from(marker, 'utf16le'), Buffer.alloc(600)]); // prettier-ignore
    expect(await refusalOf(compound('Workbook'))).toMatch(/old Excel workbook \(\.xls\).*save it as an Excel workbook/);
    expect(await refusalOf(compound('EncryptedPackage'))).toMatch(/protected by a password.*without a password/);
    expect(await refusalOf(await zipOf({ mimetype: 'x', 'content.xml': '<a/>' }))).toMatch(
      /OpenDocument file \(\.ods\)/,
    );
    expect(await refusalOf(await zipOf({ 'a.csv': 'Name' }))).toMatch(/ZIP archive, not an Excel workbook/);
    expect(await sheetOf('', { '_rels/.rels': '<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>', 'xl/workbook.bin': '' })).toMatch(/\.xlsb/); // prettier-ignore
    expect(await refusalOf(await zipOf({ ...workbookParts(''), 'xl/workbook.xml': '<document/>' }))).toMatch(
      /not an Excel workbook/,
    );
  });

  it('[E-3] refuses texts, rows, columns and parts beyond the limits, without reading them to the end', async () => {
    const { sheetOf } = await givenRefusals();
    const cell = '<c t="inlineStr"><is><t>x</t></is></c>';
    expect(await sheetOf(`<row r="1"><c r="XFD1"><v>1</v></c></row>`)).toMatch(/column 16384; at most 2000/);
    expect(await sheetOf(`<row r="1"><c r="ZZZZZ1"><v>1</v></c></row>`)).toMatch(/damaged/);
    expect(await sheetOf(`<row r="99999999">${cell}</row>`)).toMatch(/damaged/);
    expect(await sheetOf(`<row r="2">${cell}</row><row r="1">${cell}</row>`)).toMatch(/row 1 follows row 2/);
    expect(await sheetOf(`<row><c t="inlineStr"><is><t>${'x'.repeat(9_000_000)}</t></is></c></row>`)).toMatch(/a text of more than 4 MB/); // prettier-ignore
    const sheet = workbookParts('')['xl/worksheets/sheet1.xml'] ?? '';
    const bomb = `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>${sheet.replace('<sheetData>', '<sheetData><row><c t="str"><v>&b;</v></c></row>')}`;
    expect(await sheetOf('', { 'xl/worksheets/sheet1.xml': bomb })).toMatch(/document type|no XML/);
    expect(await sheetOf('', { 'xl/worksheets/sheet1.xml': sheet.slice(0, -20) })).toMatch(/not XML/);
  });

  it('[E-3] refuses rows, shared texts, relations, sheets and formats that would fill the memory', async () => {
    const { sheetOf } = await givenRefusals();
    const long = 'x'.repeat(1_000_000);
    const runs = `<r><t>${long}</t></r>`.repeat(5); // each run alone is short enough for the parser
    expect(await sheetOf(`<row r="7"><c t="inlineStr"><is>${runs}</is></c></row>`)).toMatch(/Row 7 of the sheet has more than 4 MB of text\. Shorten/); // prettier-ignore
    expect(await sheetOf(`<row>${`<c t="inlineStr"><is><t>${long}</t></is></c>`.repeat(5)}</row>`)).toMatch(/Row 1 .*more than 4 MB/); // prettier-ignore
    const parts = workbookParts('');
    const inRels = (more: string) => ({ 'xl/_rels/workbook.xml.rels': (parts['xl/_rels/workbook.xml.rels'] ?? '').replace('</Relationships>', `${more}</Relationships>`) }); // prettier-ignore
    const relation = (id: string, type: string, target = 'x.xml') => `<Relationship Id="${id}" Type="a/${type}" Target="${target}"/>`; // prettier-ignore
    const withPart = (type: string, text: string) => ({ ...inRels(relation('r2', type)), 'xl/x.xml': text });
    expect(await sheetOf('', withPart('sharedStrings', `<sst><si>${runs}</si></sst>`))).toMatch(/A text of the workbook has more than 4 MB\. Shorten/); // prettier-ignore
    const shared = `<sst><si><t>${long}</t></si></sst>`;
    expect(await sheetOf(`<row r="2">${'<c t="s"><v>0</v></c>'.repeat(5)}</row>`, withPart('sharedStrings', shared))).toMatch(/Row 2 .*more than 4 MB/); // prettier-ignore
    const many = (count: number, one: (place: number) => string) => Array.from({ length: count }, (_, place) => one(place)).join(''); // prettier-ignore
    expect(await sheetOf('', inRels(many(10_001, (place) => relation(`x${place}`, 'a'))))).toMatch(/more than 10,000 relations/); // prettier-ignore
    expect(await sheetOf('', inRels(many(5, (place) => relation(`x${place}`, 'a', long))))).toMatch(/relations of the workbook have more than 4 MB/); // prettier-ignore
    expect(await sheetOf('', withPart('styles', `<s><cellXfs>${'<xf/>'.repeat(100_001)}</cellXfs></s>`))).toMatch(/more than 100,000 styles/); // prettier-ignore
    expect(await sheetOf('', withPart('styles', `<s>${many(100_001, (place) => `<numFmt numFmtId="${place}"/>`)}</s>`))).toMatch(/more than 100,000 number formats/); // prettier-ignore
    expect(await sheetOf('', withPart('styles', `<s>${many(5, (place) => `<numFmt numFmtId="${place}" formatCode="${long}"/>`)}</s>`))).toMatch(/number formats of the workbook have more than 4 MB/); // prettier-ignore
    const sheets = (name: string, count: number) => ({ 'xl/workbook.xml': `<workbook>${`<sheet name="${name}" r:id="r1"/>`.repeat(count)}</workbook>` }); // prettier-ignore
    expect(await sheetOf('', sheets('One', 2_001))).toMatch(/more than 2,000 sheets/);
    expect(await sheetOf('', sheets(long, 5))).toMatch(/names of the workbook's sheets have more than 4 MB/);
  });

  it('[E-3] refuses a part that states a small size and unpacks to more, and one that states a huge size', async () => {
    const { refusalOf } = await givenRefusals();
    const bytes = await zipOf(workbookParts(`<row><c><v>${'1'.repeat(100_000)}</v></c></row>`));
    // The central directory has the sizes of the sheet, which is the last part: 22 bytes of the end, before it its entry.
    const entry = bytes.lastIndexOf('xl/worksheets/sheet1.xml') - 46;
    const sized = (size: number) => {
      const changed = Buffer.from(bytes);
      changed.writeUInt32LE(size, entry + 24);
      return changed;
    };
    expect(await refusalOf(sized(1_000))).toMatch(/larger than it states/);
    expect(await refusalOf(sized(0xfffffff0))).toMatch(/unpacks to more than 2 GB/);
  });
});
