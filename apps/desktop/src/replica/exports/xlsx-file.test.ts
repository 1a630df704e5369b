import { randomBytes } from 'node:crypto';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { type ExportedCell, textCell } from './exported-cell.ts';
import { xlsxFile } from './xlsx-file.ts';

const record = {
  id: '0190b1f2-7c00-7000-8000-000000000d01',
  entity: 'crm/deal',
  schema: 1,
  version: 1,
  life: 'alive' as const,
  ownerId: null,
  teamId: null,
  sharedWith: [],
  inherited: null,
  fields: {},
  createdAt: '2026-11-01T08:00:00.000Z',
  createdBy: '0190b1f2-7c00-7000-8000-0000000000a1',
  updatedAt: '2026-11-19T08:00:00.000Z',
  updatedBy: '0190b1f2-7c00-7000-8000-0000000000a1',
  waiting: 0,
  replaced: [],
};

type Table = { readonly labels?: readonly string[]; readonly rows: readonly (readonly ExportedCell[])[] };

/** Writes a table in windows of two rows; `onWindow` is called before each of them. */
function written({ rows, labels }: Table, onWindow: (from: number) => void = () => undefined) {
  let [row, column] = [-1, 0];
  const names = labels ?? (rows[0] ?? []).map((_cell, index) => `Column ${index + 1}`);
  const columns = names.map((label, index) => ({
    label,
    widthChars: 20,
    cell: () => {
      if (index === 0) row += 1;
      column = index;
      return rows[row]?.[column] ?? textCell('');
    },
  }));
  async function* windows() {
    for (let from = 0; from < rows.length; from += 2) {
      onWindow(from);
      yield accept({ rows: rows.slice(from, from + 2).map(() => record), refs: {} });
    }
  }
  return xlsxFile(
    { name: 'Deals [all]', columns, timeZone: 'Europe/Vienna', nowMs: Date.UTC(2026, 10, 22) },
    windows(),
  );
}

/** Returns the sheet of a written file, as ExcelJS reads it. */
async function read(table: Table) {
  const bytes: Uint8Array[] = [];
  for await (const part of written(table)) {
    if (!part.ok) throw new Error(part.message);
    bytes.push(part.value.bytes);
  }
  const book = new ExcelJS.Workbook();
  // The types of ExcelJS know the Buffer of an earlier Node.
  await book.xlsx.load(Buffer.concat(bytes) as unknown as Parameters<typeof book.xlsx.load>[0]);
  const [sheet] = book.worksheets;
  if (!sheet) throw new Error('The workbook has no sheet');
  return sheet;
}

/** Returns the cells of one row. */
async function readRow(...cells: readonly ExportedCell[]) {
  const row = (await read({ rows: [cells] })).getRow(2);
  return cells.map((_cell, index) => row.getCell(index + 1));
}

describe('a list as an Excel file', () => {
  it('writes amounts as numbers in the format of their currency', async () => {
    const cells = await readRow(
      { type: 'money', decimal: '1054.00', currency: 'USD' },
      { type: 'money', decimal: '-0.05', currency: 'EUR' },
      { type: 'money', decimal: '1200', currency: 'JPY' },
      { type: 'money', decimal: '1.234', currency: 'KWD' },
      { type: 'money', decimal: '89999999999999.99', currency: 'USD' },
    );
    expect(cells.map(({ value }) => value)).toEqual([1054, -0.05, 1200, 1.234, '89999999999999.99']);
    expect(cells.map(({ numFmt }) => numFmt)).toEqual([
      '[$USD] #,##0.00',
      '[$EUR] #,##0.00',
      '[$JPY] #,##0',
      '[$KWD] #,##0.000',
      undefined,
    ]);
  });

  it('writes numbers, percentages, flags and spans of time as cells of their type', async () => {
    const cells = await readRow(
      { type: 'number', decimal: '123456789012', places: 0 },
      { type: 'number', decimal: '0.30000000000000004', places: 17 },
      { type: 'percent', decimal: '12.3', places: 2 },
      { type: 'flag', value: true },
      { type: 'flag', value: false },
      { type: 'duration', seconds: 90_061 },
    );
    expect(cells.slice(0, 5).map(({ value }) => value)).toEqual([
      123_456_789_012,
      '0.30000000000000004',
      0.123,
      true,
      false,
    ]);
    expect(cells.map(({ numFmt }) => numFmt)).toEqual(['0', undefined, '0.00%', undefined, undefined, '[h]:mm:ss']);
    expect(
      Math.round(Number(cells[5]?.model.value instanceof Date ? cells[5].model.value.getTime() : Number.NaN)),
    ).toBe(Date.UTC(1899, 11, 30) + 90_061_000);
  });

  it('writes dates as dates, and instants in the time zone of the organisation', async () => {
    const cells = await readRow(
      { type: 'day', at: '2026-11-22' },
      { type: 'day', at: '1900-03-01' },
      { type: 'instant', at: '2026-03-29T00:59:59.999Z' },
      { type: 'instant', at: '2026-03-29T01:00:00.000Z' },
      { type: 'instant', at: '2026-10-25T00:30:00.000Z' },
    );
    const times = cells.map(({ value }) => (value instanceof Date ? value.toISOString() : value)); // ExcelJS takes all times for UTC
    expect(times).toEqual([
      '2026-11-22T00:00:00.000Z',
      '1900-03-01T00:00:00.000Z',
      '2026-03-29T01:59:59.999Z',
      '2026-03-29T03:00:00.000Z',
      '2026-10-25T02:30:00.000Z',
    ]);
    expect([cells[0]?.numFmt, cells[2]?.numFmt]).toEqual(['yyyy-mm-dd', 'yyyy-mm-dd hh:mm:ss']);
  });

  it('writes as text the dates before March 1900, and the second run of an hour that the clock repeats', async () => {
    const cells = await readRow(
      { type: 'day', at: '1900-02-28' },
      { type: 'instant', at: '1890-01-01T00:00:00.000Z' },
      { type: 'instant', at: '2026-10-25T01:30:00.000Z' },
    );
    expect(cells.map(({ value }) => value)).toEqual([
      '1900-02-28',
      '1890-01-01T00:00:00.000Z',
      '2026-10-25T02:30:00.000+01:00',
    ]);
  });

  it('[E-2] writes every text as text: none becomes a formula', async () => {
    const texts = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      ' =1',
      '＝1',
      '00123',
      '1e5',
      'TRUE',
      'a\u0001b\rc\nd',
      '_x0041_',
      ' x ',
    ];
    const cells = await readRow(...texts.map(textCell));
    expect(cells.map(({ type }) => type)).toEqual(texts.map(() => ExcelJS.ValueType.String));
    expect(cells.slice(0, 9).map(({ value }) => value)).toEqual(texts.slice(0, 9));
    expect(cells.slice(0, 7).map(({ numFmt }) => numFmt)).toEqual(['@', '@', '@', '@', '@', '@', undefined]);
  });

  it('has a bold header that stays in place, widths, a filter, and a name that Excel accepts', async () => {
    const sheet = await read({ labels: ['Näme', 'Two'], rows: [[textCell('a'), textCell('b')]] });
    expect(sheet.name).toBe('Deals all');
    expect([sheet.getCell('A1').value, sheet.getCell('B1').value]).toEqual(['Näme', 'Two']);
    expect([sheet.getCell('A1').font, sheet.getCell('A2').font]).toMatchObject([{ bold: true }, undefined]);
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    expect(sheet.autoFilter).toBe('A1:B2');
    expect(sheet.getColumn(1).width).toBe(20);
  });

  it('writes the header alone where there is no record', async () => {
    const sheet = await read({ labels: ['Name'], rows: [] });
    expect([sheet.rowCount, sheet.autoFilter]).toEqual([1, 'A1:A1']);
  });

  it('reads a window only when the caller has taken the parts before it, and none after the caller leaves', async () => {
    const asked: number[] = [];
    const rows = Array.from({ length: 400 }, () => [textCell(randomBytes(24_000).toString('base64'))]);
    const parts = written({ rows }, (from) => asked.push(from));
    await parts.next();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const ahead = asked.length;
    expect(ahead).toBeLessThan(30); // buffers of Node's streams and of zlib hold about a megabyte
    await parts.return();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked.length).toBeLessThanOrEqual(ahead + 1);
  });

  it('[E-3] refuses a text that is too long for a cell, and more records than a sheet has rows', async () => {
    const last = async (parts: ReturnType<typeof xlsxFile>) => {
      let newest: unknown;
      for await (const part of parts) newest = part;
      return newest;
    };
    expect(await last(written({ labels: ['About'], rows: [[textCell('x'.repeat(32_768))]] }))).toMatchObject({
      code: 'request/too-large',
      message: `"About" of the record ${record.id} is longer than the 32,767 characters of a cell of Excel. Export the list as CSV instead.`,
    });
    const guarded = `'=${'x'.repeat(32_765)}`; // it is written with one more apostrophe
    expect(await last(written({ labels: ['About'], rows: [[textCell(guarded)]] }))).toMatchObject({ code: 'request/too-large' }); // prettier-ignore
    const columns = [{ label: 'Name', widthChars: 20, cell: () => textCell('') }];
    const many = Array.from({ length: 100_000 }, () => record);
    async function* windows() {
      for (let window = 0; window < 11; window += 1) yield accept({ rows: many, refs: {} });
    }
    expect(await last(xlsxFile({ name: 'Deals', columns, timeZone: 'UTC', nowMs: 0 }, windows()))).toMatchObject({
      message: expect.stringContaining('more than 1,048,575 records') as string,
    });
  });

  it('ends with the refusal of a window', async () => {
    async function* windows() {
      yield refuse('query/timed-out', 'The list took too long.', { limitMs: 1 });
    }
    const list = { name: 'Deals', columns: [], timeZone: 'UTC', nowMs: 0 };
    let newest: unknown;
    for await (const part of xlsxFile(list, windows())) newest = part;
    expect(newest).toMatchObject({ code: 'query/timed-out' });
  });
});
