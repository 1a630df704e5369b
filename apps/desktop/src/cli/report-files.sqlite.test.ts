import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { givenPerson } from '../replica/testing/given-tenant.ts';
import { jsonAnswerOf, type Ended, typeOutpost } from './testing/run-outpost.ts';
import { givenPassword, ScriptedHttpServer } from './testing/scripted-http-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'outpost-report-'));
const server = new ScriptedHttpServer();
const calling = { folder, profile: join(folder, 'profile'), password: givenPassword };
const typed = (words: readonly string[]): Promise<Ended> => typeOutpost(words, calling);
const act = (edits: readonly object[]) =>
  jsonAnswerOf(z.object({ ids: z.array(z.string()) }), ['act', '-'], {
    ...calling,
    stdin: JSON.stringify({ label: 'Added', edits }),
  });
const report = (name: string) => ({
  entity: 'platform/report',
  create: {
    fields: {
      name,
      forEntity: 'crm/deal',
      measures: [
        { name: 'Deals', fn: 'count' },
        { name: 'Worth', fn: 'sum', field: 'value' },
      ],
      groups: [{ field: 'stage' }],
      chart: 'table',
    },
  },
});

let id = '';
beforeAll(async () => {
  const url = await server.start();
  const signedIn = await typeOutpost(['sign-in', '--server', url, '--email', givenPerson.email], calling);
  if (signedIn.exit !== 0) throw new Error(signedIn.error);
  const deal = (name: string, amount: number) => ({
    entity: 'deal',
    create: { fields: { name, stage: 'prospecting', value: { amount, currency: 'USD' } } },
  });
  await act([deal('One', 100_000), deal('Two', 200_000)]);
  ({
    ids: [id = ''],
  } = await act([report('Deals by stage'), report('Twice'), report('twice')]));
}, 60_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

describe('[D-6] a report on the command line', () => {
  it('is found by its name in upper or lower case, and by its id', async () => {
    const table = 'Stage        Deals         Worth\nProspecting      2  3,000.00 USD\n';
    for (const called of ['Deals by stage', 'DEALS BY STAGE', id])
      expect(await typed(['report', called])).toMatchObject({ exit: 0, out: table });
  });

  it('is written as a CSV file with plain numbers', async () => {
    expect(await typed(['report', id, '--to', 'one.csv'])).toMatchObject({ exit: 0, out: 'Wrote 1 row to one.csv.\n' });
    expect(readFileSync(join(folder, 'one.csv'), 'utf8')).toBe(
      '\ufeffStage,Deals,Worth,Currency\r\nProspecting,2,3000.00,USD\r\n',
    );
  });

  it('is written as an Excel file, and as JSON tells the file', async () => {
    const { out } = await typed(['report', 'Deals by stage', '--to', 'ONE.XLSX', '--json']);
    expect(JSON.parse(out)).toEqual({ file: 'ONE.XLSX', records: 1 });
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(new Uint8Array(readFileSync(join(folder, 'ONE.XLSX'))).buffer);
    expect(book.worksheets.map(({ name }) => name)).toEqual(['Deals by stage']);
    expect(book.worksheets[0]?.getRow(2).getCell(3).value).toBe(3_000);
  });

  it('is written as a PDF', async () => {
    expect(await typed(['report', id, '--to', 'one.pdf'])).toMatchObject({ exit: 0, out: 'Wrote 1 row to one.pdf.\n', error: '' }); // prettier-ignore
    expect(readFileSync(join(folder, 'one.pdf'), 'latin1')).toMatch(/^%PDF-1\./);
  });

  it('tells which characters a PDF cannot show', async () => {
    const { ids } = await act([report('株式会社')]);
    const { exit, error } = await typed(['report', ids[0] ?? '', '--to', 'han.pdf']);
    expect([exit, error]).toEqual([0, expect.stringContaining('cannot show 4 characters')]);
  });

  it('of JSON is written, too', async () => {
    const question = JSON.stringify({ entity: 'deal', measures: [{ name: 'deals', fn: 'count' }] });
    expect((await typed(['report', question, '--to', 'json.csv'])).exit).toBe(0);
    expect(readFileSync(join(folder, 'json.csv'), 'utf8')).toBe('\ufeffdeals\r\n2\r\n');
  });

  it('replaces no file without --force, and leaves none where the report is wrong', async () => {
    writeFileSync(join(folder, 'kept.csv'), 'kept');
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [[id, '--to', 'kept.csv'], 'kept.csv exists already. --force replaces it.'],
      [[id, '--to', 'kept.pdf.txt'], '--to names the file to write, and ends with .csv or .xlsx or .pdf.'],
      [['Deals by stag', '--to', 'new.csv'], 'Did you mean "Deals by stage"?'],
      [['Nothing of the kind', '--to', 'new.csv'], 'There is no report called "Nothing of the kind"'],
      [['0190b1f2-7c00-7000-8000-00000000dead', '--to', 'new.csv'], 'There is no report with the id'],
      [['Twice', '--to', 'new.csv'], '2 reports are called "Twice": give the id'],
      [['{"entity":"deal"', '--to', 'new.csv'], 'The report is not JSON'],
      [['{"entity":"deal","groupBy":[{"field":"stagge"}],"measures":[{"name":"n","fn":"count"}]}', '--to', 'new.pdf'], 'stagge'], // prettier-ignore
    ];
    for (const [words, said] of wrong)
      expect(await typed(['report', ...words])).toMatchObject({
        exit: 2,
        error: expect.stringContaining(said) as string,
      });
    expect(await typed(['report', id, '--to', join('no-such-folder', 'new.pdf')])).toMatchObject({ exit: 1 });
    expect(readFileSync(join(folder, 'kept.csv'), 'utf8')).toBe('kept');
    expect(readdirSync(folder).filter((name) => name.startsWith('new') || name.endsWith('.part'))).toEqual([]);
    expect((await typed(['report', id, '--to', 'kept.csv', '--force'])).exit).toBe(0);
    expect(readFileSync(join(folder, 'kept.csv'), 'utf8')).toContain('Prospecting');
  });

  it('has its files in the help', async () => {
    const { exit, out } = await typed(['report', '--help']);
    expect([exit, out]).toEqual([0, expect.stringMatching(/report <json\|name\|id\|-> \[options\][^]*--to FILE +.*\.csv, \.xlsx, \.pdf[^]*--force/)]); // prettier-ignore
  });
});
