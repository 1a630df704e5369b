import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { fromBufferPromise } from 'yauzl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { givenPerson } from '../replica/testing/given-tenant.ts';
import { jsonAnswerOf, type Calling, type Ended, spawnOutpost, typeOutpost } from './testing/run-outpost.ts';
import { givenPassword, ScriptedHttpServer } from './testing/scripted-http-server.ts';

// Tests the command line against a server over real HTTP: in separate processes where that matters, otherwise in this one.

const folder = mkdtempSync(join(tmpdir(), 'outpost-cli-'));
const profile = join(folder, 'profile');
const server = new ScriptedHttpServer();
let url = '';
beforeAll(async () => {
  url = await server.start();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

type Given = Partial<Calling>;
const calling = (given: Given = {}): Calling => ({ folder, profile, password: givenPassword, ...given });
const outpost = (words: readonly string[], given?: Given): Promise<Ended> => spawnOutpost(words, calling(given));
const typed = (words: readonly string[], given?: Given): Promise<Ended> => typeOutpost(words, calling(given));
const answer = <T>(schema: z.ZodType<T>, words: readonly string[], given?: Given): Promise<T> =>
  jsonAnswerOf(schema, words, calling(given));
const performed = z.object({ act: z.string(), ids: z.array(z.string()) });
const rowsOf = z.object({ rows: z.array(z.object({ id: z.string(), fields: z.record(z.string(), z.unknown()) })) });
const deal = (name: string, cents: number) => ({
  entity: 'deal',
  create: { fields: { name, stage: 'prospecting', value: { amount: cents, currency: 'USD' } } },
});
const made = (...names: string[]) =>
  answer(performed, ['act', '-'], {
    stdin: JSON.stringify({
      label: `Added ${names.join(', ')}`,
      edits: names.map((name, index) => deal(name, (index + 1) * 100_000)),
    }),
  });

describe('the command line, signed in', () => {
  let welcome = '';
  beforeAll(async () => {
    const signedIn = await outpost(['sign-in', '--server', url, '--email', givenPerson.email], {
      stdin: `${givenPassword}\n`,
      password: null,
    });
    if (signedIn.exit !== 0) throw new Error(signedIn.error);
    welcome = signedIn.out;
  }, 60_000);

  it('[D-6] signs in with the password from standard input', () => {
    expect(welcome).toBe(`Signed in: Mia Member <mia@example.com>, Example Ltd, at ${url}\n`);
  });

  it('[D-6] performs acts, lists, gets and searches, for people and for programs', async () => {
    const { ids } = await made('Acme renewal', 'Boreal, new');
    const list = await outpost(['list', 'deal', '--sort', '-value', '--columns', 'name,stage,value']);
    expect(list.exit).toBe(0);
    const [head, ...lines] = list.out.trimEnd().split('\n');
    expect(head).toMatch(/^Name +Stage +Value +Id$/);
    expect(lines[0]).toMatch(/^Boreal, new +Prospecting +2,000\.00 USD +[0-9a-f-]{36}$/);
    expect(lines[1]).toMatch(/^Acme renewal +Prospecting +1,000\.00 USD/);
    const where = JSON.stringify({ field: 'value', op: 'gt', value: { amount: 150_000, currency: 'USD' } });
    expect(
      (await answer(rowsOf, ['list', 'crm/deal', '--where', where, '--limit', '1'])).rows.map(
        ({ fields }) => fields['name'],
      ),
    ).toEqual(['Boreal, new']);
    expect((await typed(['get', ids[0] ?? ''])).out).toMatch(
      /^Deal\n +Name +Acme renewal\n[^]*Owner +\(out of sight\)[^]*Can go to Won \(won\)\nCan go to Lost \(lost\); needs Why it was lost\nTo send: Added Acme renewal, Boreal, new/,
    );
    expect((await typed(['search', 'bor'])).out).toMatch(/Deal +Boreal, new/);
    expect((await typed(['search', 'nonsense'])).out).toBe('No record matches these words.\n');
  });

  it('[D-6] exports a list to a file, which appears whole or not at all', async () => {
    await made('Export one', 'Export two');
    const where = JSON.stringify({ field: 'name', op: 'starts-with', value: 'Export' });
    const words = [
      'export',
      'deal',
      '--where',
      where,
      '--sort',
      '-name',
      '--columns',
      'name,value',
      '--to',
      'deals.csv',
    ];
    expect(await typed(words)).toMatchObject({ exit: 0, out: 'Wrote 2 deals to deals.csv.\n' });
    const lines = readFileSync(join(folder, 'deals.csv'), 'utf8').split('\r\n');
    expect(lines[0]).toBe('\uFEFFName,Value,Value currency,Outpost ID');
    expect(lines.slice(1, 3).map((line) => line.replace(/[^,]+$/, ''))).toEqual([
      'Export two,2000.00,USD,',
      'Export one,1000.00,USD,',
    ]);
    expect(await typed(words)).toMatchObject({ exit: 2, error: expect.stringContaining('--force') as string });
    expect((await typed([...words, '--force'])).exit).toBe(0);
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [['export', 'deal', '--columns', 'nmae', '--to', 'wrong.csv'], 'Did you mean'],
      [['export', 'deal', '--to', 'deals.xls'], 'ends with .csv or .xlsx'],
      [['export', 'deal'], 'ends with .csv or .xlsx'],
    ];
    for (const [given, said] of wrong)
      expect(await typed(given)).toMatchObject({ exit: 2, error: expect.stringContaining(said) as string });
    const workbook = await typed(['export', 'deal', '--where', where, '--to', 'deals.XLSX']);
    expect(workbook).toMatchObject({ exit: 0, out: 'Wrote 2 deals to deals.XLSX.\n' });
    expect(readFileSync(join(folder, 'deals.XLSX')).subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
    const nowhere = await typed(['export', 'deal', '--to', join('no-such-folder', 'deals.csv')]);
    expect(nowhere).toMatchObject({ exit: 1, error: expect.stringContaining("can't be written") as string });
    expect(readdirSync(folder).filter((name) => name.includes('.csv'))).toEqual(['deals.csv']);
  });

  it('[E-2] imports the sheet of a workbook that --sheet names', async () => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet('Notes').addRow(['Nothing']);
    book.addWorksheet('Deals').addRows([['Name', 'Stage'], ['From a workbook', 'Proposal']]); // prettier-ignore
    await book.xlsx.writeFile(join(folder, 'book.xlsx'));
    const words = ['import', '--as', 'deal', 'book.xlsx'];
    const found = await typed([...words, '--sheet', 'Deals']);
    expect([found.exit, found.error]).toEqual([0, expect.not.stringContaining('refused')]);
    expect((await typed(['search', 'workbook'])).out).toMatch(/Deal +From a workbook/);
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [[...words, '--sheet', 'Deels'], 'The workbook has no sheet “Deels”. It has: “Notes”, “Deals”.'],
      [['import', '--as', 'deal', 'book.csv', '--sheet', 'Deals'], '--sheet is only for Excel workbooks'],
    ];
    for (const [given, said] of wrong) expect((await typed(given)).error).toContain(said);
  });

  it('[E-2] imports contacts of a vCard file, and the part of a calendar that --sheet names', async () => {
    const component = (name: string, ...lines: readonly string[]) =>
      [`BEGIN:${name}`, ...lines, `END:${name}`].join('\n');
    writeFileSync(
      join(folder, 'cards.vcf'),
      component('VCARD', 'VERSION:4.0', 'FN:Vera Card', 'EMAIL:vera@example.com'),
    );
    writeFileSync(join(folder, 'diary.ics'), component('VCALENDAR', component('VEVENT', 'SUMMARY:Fair'), component('VTODO', 'SUMMARY:Pack the boots'))); // prettier-ignore
    expect((await typed(['import', 'cards.vcf'])).exit).toBe(0);
    expect((await typed(['search', 'Vera'])).out).toMatch(/Contact +Vera Card/);
    expect((await typed(['import', '--as', 'task', 'diary.ics', '--sheet', 'Tasks'])).exit).toBe(0);
    expect((await typed(['search', 'boots'])).out).toMatch(/Task +Pack the boots/);
  });

  it('[D-6] exports everything to one archive', async () => {
    await made('Export three');
    const words = ['export', '--all', '--to', 'all.zip'];
    const { exit, out } = await typed(words);
    expect([exit, out]).toEqual([0, expect.stringMatching(/^Wrote [\d,]+ records? to all\.zip\.\n$/)]);
    const zip = await fromBufferPromise(readFileSync(join(folder, 'all.zip')));
    const names: string[] = [];
    for await (const entry of zip.eachEntry()) names.push(entry.fileName);
    expect(names).toEqual(
      expect.arrayContaining(['README.txt', 'records/crm/deal.csv', 'records/crm/deal.jsonl', 'manifest.json']),
    );
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [words, '--force'],
      [['export', '--all', '--to', 'all.csv'], 'ends with .zip'],
      [['export', 'deal', '--all', '--to', 'other.zip'], 'leave out "deal"'],
      [['export', '--all', '--search', 'x', '--to', 'other.zip'], 'leave out "search"'],
      [['export', '--to', 'other.zip'], '--all for every kind'],
      [['export', 'deal', '--to', 'other.zip'], 'ends with .csv or .xlsx'],
    ];
    for (const [given, said] of wrong)
      expect(await typed(given)).toMatchObject({ exit: 2, error: expect.stringContaining(said) as string });
    expect(readdirSync(folder).filter((name) => name.includes('.zip'))).toEqual(['all.zip']);
  });

  it('[D-6] tells which files an archive of everything lacks, and writes it all the same', async () => {
    const { ids } = await made('Export with a photo');
    const content = {
      id: ids[0] ?? '',
      name: 'Roof.png',
      mediaType: 'image/png',
      sizeBytes: 9,
      sha256: 'ab'.repeat(32),
    };
    const fields = { name: 'Roof.png', about: `crm/deal:${ids[0]}`, content };
    await answer(performed, ['act', '-'], { stdin: JSON.stringify({ label: 'Added', edits: [{ entity: 'platform/file', create: { fields } }] }) }); // prettier-ignore
    const words = ['export', '--all', '--offline', '--to', 'lacking.zip'];
    const { exit, out, error } = await typed(words);
    expect([exit, out, error]).toEqual([0, expect.stringMatching(/^Wrote/), expect.stringContaining('The contents of 1 file are missing')]); // prettier-ignore
    const { out: json } = await typed([...words, '--force', '--json']);
    expect(JSON.parse(json)).toMatchObject({ file: 'lacking.zip', files: { written: 0, missing: 1 } });
    rmSync(join(folder, 'lacking.zip'));
  });

  it('[D-6] reports in a table and in JSON', async () => {
    await made('Report one', 'Report two');
    const question = {
      entity: 'deal',
      where: { field: 'name', op: 'starts-with', value: 'Report' },
      groupBy: [{ field: 'stage' }],
      measures: [
        { name: 'deals', fn: 'count' },
        { name: 'worth', fn: 'sum', field: 'value' },
      ],
    };
    expect((await typed(['report', JSON.stringify(question)])).out).toBe(
      'Stage        deals         worth\nProspecting      2  3,000.00 USD\n',
    );
    const rows = await answer(
      z.object({ rows: z.array(z.object({ measures: z.record(z.string(), z.number()) })) }),
      ['report', '-'],
      { stdin: JSON.stringify(question) },
    );
    expect(rows.rows[0]?.measures).toEqual({ deals: 2, worth: 300_000 });
  });

  it('[T-25] lists the packs, and explains why one can’t be installed or removed', async () => {
    expect((await typed(['packs'])).out).toMatch(/platform +Organisation +1 +installed\ncrm +Sales +1 +installed\n/);
    expect((await typed(['packs', '--install', 'crm'])).out).toContain('Sales is installed already.');
    expect((await typed(['packs', '--remove', 'crm'])).error).toContain(
      "Sales is part of every organisation and can't be removed.",
    );
    expect((await typed(['packs', '--remove', 'boats'])).error).toContain(
      'There is no pack "boats". There are: platform, crm.',
    );
  });

  it('[K-3] shows, filters, sorts, reports and imports the organisation’s own fields by their names and labels', async () => {
    const define = (name: string, label: string, type: string, more: object = {}) => ({
      entity: 'field-definition',
      create: { fields: { forEntity: 'crm/deal', name, label, type, ...more } },
    });
    const options = [
      { value: 'north', label: 'North' },
      { value: 'south', label: 'South' },
    ];
    const own = (name: string, fields: object) => ({
      entity: 'deal',
      create: { fields: { name, stage: 'prospecting', ...fields } },
    });
    const { ids } = await answer(performed, ['act', '-'], {
      stdin: JSON.stringify({
        label: 'Fields',
        edits: [
          define('salesRegion', 'Sales region', 'choice', { options }),
          define('roofArea', 'Roof area', 'number'),
        ],
      }),
    });
    expect(ids).toHaveLength(2);
    await answer(performed, ['act', '-'], {
      stdin: JSON.stringify({
        label: 'Deals',
        edits: [
          own('Own A', { salesRegion: 'south', roofArea: 12.5 }),
          own('Own B', { salesRegion: 'north', roofArea: 1_200 }),
        ],
      }),
    });
    expect((await typed(['fields', 'deal'])).out).toMatch(
      /salesRegion +Sales region +choice \(north, south\) +own\nroofArea +Roof area +number +own\n/,
    );
    const list = await typed([
      'list',
      'deal',
      '--search',
      'Own',
      '--sort',
      '-salesRegion',
      '--columns',
      'name,salesRegion,roofArea',
    ]);
    expect(list.out).toMatch(
      /^Name +Sales region +Roof area +Id\nOwn A +South +12\.5 +[0-9a-f-]+\nOwn B +North +1,200 /,
    );
    const where = JSON.stringify({ field: 'roofArea', op: 'gt', value: 100 });
    const [found] = (await answer(rowsOf, ['list', 'deal', '--where', where])).rows;
    expect(found?.fields['name']).toBe('Own B');
    expect((await typed(['get', found?.id ?? ''])).out).toMatch(/Sales region +North\n +Roof area +1,200\n/);
    const question = {
      entity: 'deal',
      where: { field: 'salesRegion', op: 'is-not-empty' },
      groupBy: [{ field: 'salesRegion' }],
      measures: [{ name: 'area', fn: 'sum', field: 'roofArea' }],
    };
    expect((await typed(['report', JSON.stringify(question)])).out).toBe(
      'Sales region   area\nNorth         1,200\nSouth          12.5\n',
    );
    writeFileSync(
      join(folder, 'own.csv'),
      'Name,Stage,Sales region,Roof area\nOwn C,Prospecting,South,7\nOwn D,Prospecting,West,8\n',
    );
    const run = await typed(['import', '--as', 'deal', 'own.csv']);
    expect(run.out).toMatch(/West/);
    const south = JSON.stringify({ field: 'salesRegion', op: 'is', value: 'south' });
    expect(
      (await answer(rowsOf, ['list', 'deal', '--where', south, '--sort', 'name'])).rows.map(({ fields }) => [
        fields['name'],
        fields['roofArea'],
      ]),
    ).toEqual([
      ['Own A', 12.5],
      ['Own C', 7],
    ]);
  });

  it('[D-6] unlocks the profile with the password from standard input, where the command reads nothing else from it', async () => {
    const listed = await outpost(['list', 'deal', '--limit', '1'], { password: null, stdin: `${givenPassword}\n` });
    expect([listed.exit, listed.error]).toEqual([0, expect.not.stringContaining('locked')]);
    const wrong = await typed(['list', 'deal'], { password: null, stdin: 'another password' });
    expect([wrong.exit, wrong.error]).toEqual([3, expect.stringContaining('password')]);
    const none = await typed(['list', 'deal'], { password: null, stdin: '' });
    expect([none.exit, none.error]).toEqual([3, expect.stringContaining('Set OUTPOST_PASSWORD')]);
    const act = await typed(['act', '-'], { password: null, stdin: `${givenPassword}\n` });
    expect([act.exit, act.error]).toEqual([3, expect.stringContaining('The profile is locked')]);
  });

  it('[D-4] does not send a password over plain http to another machine, and reports that', async () => {
    const lab = ['sign-in', '--server', 'http://192.0.2.1:9', '--email', givenPerson.email]; // a documentation address (RFC 5737)
    const refused = await typed(lab, { profile: join(folder, 'lab') });
    expect([refused.exit, refused.error]).toEqual([3, expect.stringContaining('so it was not sent')]);
  });

  it('[E-2] reports unknown columns and fields as usage errors, with the most similar known one', async () => {
    for (const words of [
      ['list', 'deal', '--columns', 'name,stagge'],
      ['list', 'deal', '--sort', 'stagge'],
      ['list', 'deal', '--where', '{"field":"stagge","op":"is","value":"won"}'],
      ['report', '{"entity":"deal","groupBy":[{"field":"stagge"}],"measures":[{"name":"n","fn":"count"}]}'],
    ]) {
      const { exit, error } = await typed(words);
      expect([words[2], exit, error]).toEqual([words[2], 2, expect.stringMatching(/stagge.*stage/s)]);
    }
  });

  it('[D-4] gives the file another key, which the same password opens', async () => {
    const held = (await typed(['list', 'deal'])).out;
    expect(await typed(['rekey'])).toMatchObject({
      exit: 0,
      out: 'The key was changed. The old key no longer opens the data.\n',
    });
    expect(await typed(['list', 'deal'])).toMatchObject({ exit: 0, out: held });
  });

  it('[S-4c] undoes an act once', async () => {
    const { act, ids } = await made('To be undone');
    expect((await typed(['undo', act])).out).toMatch(/^Undone by act /);
    expect(await typed(['undo', act, '--json'])).toMatchObject({
      exit: 3,
      out: expect.stringContaining('"code":"undo/nothing"') as string,
    });
    expect(await answer(z.object({ record: z.object({ life: z.string() }) }), ['get', ids[0] ?? ''])).toEqual({
      record: { life: 'deleted' },
    });
  });

  it('[S-5] imports with its mends after showing the effect, and undoes it as one step', async () => {
    writeFileSync(join(folder, 'products.csv'), 'product,series,sales_price\nGTX Pro,GTX,4821\n');
    writeFileSync(
      join(folder, 'deals.csv'),
      'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\nK1,,GTXPro,,Prospecting,,,\nK2,Nobody,GTX Pro,,Prospecting,,,\n',
    );
    const files = ['--products', 'products.csv', '--deals', 'deals.csv'];
    const dry = await typed(['import', ...files, '--dry-run']);
    expect(dry.out).toContain('Mended: GTXPro → GTX Pro in 1 row of product');
    expect(dry.out).toContain('Refused: deals.csv, row 2, sales_agent: There is no person called “Nobody”');
    expect(dry.out).toMatch(/Deals +1 +0/);
    const run = await answer(
      z.object({ progress: z.object({ state: z.string(), done: z.number(), group: z.string() }) }),
      ['import', ...files, '--refused', 'refused.csv'],
    );
    expect(run.progress).toMatchObject({ state: 'done', done: 2 });
    expect(readFileSync(join(folder, 'refused.csv'), 'utf8')).toContain('K2,Nobody');
    const again = (await typed(['import', ...files])).out;
    expect(again).toContain('Mended: GTXPro → GTX Pro in 1 row of product');
    expect(again).toContain('Nothing to import: 1 row is refused, and everything else is here already.');
    expect((await typed(['undo', '--group', run.progress.group])).out).toMatch(
      /^Undid 2 acts\.\nDo it again: outpost undo --group [0-9a-f-]{36}\n$/,
    );
  });

  it('[E-2] explains a file without accepted rows: its kind, and the reasons', async () => {
    writeFileSync(join(folder, 'nameless.csv'), 'Name,E-mail\n,a@example.com\n');
    const run = await typed(['import', '--as', 'lead', 'nameless.csv']);
    expect(run).toMatchObject({ exit: 3, out: '' });
    expect(run.error).toMatch(/^nameless\.csv: 1 row, taken for leads\nLeads: matched by E-mail \(or --match name\)\nRefused: nameless\.csv, row 1, Name: [^.]+\. .+\nNothing was imported: 1 row is refused\.\n$/); // prettier-ignore
    writeFileSync(join(folder, 'no-status.csv'), 'Name,E-mail,Company\nAda,a@example.com,Acme\n');
    expect((await typed(['import', '--as', 'lead', 'no-status.csv'])).error).toContain('Status must be filled in. Correct the row'); // prettier-ignore
    writeFileSync(join(folder, 'strange.csv'), 'foo,bar\n1,2\n');
    expect((await typed(['import', '--as', 'contact', 'strange.csv'])).out).toBe('strange.csv: 1 row, taken for contacts\nNot imported: strange.csv, foo: 1 cell is not imported: no field has this name, such as “1”.\nNot imported: strange.csv, bar: 1 cell is not imported: no field has this name, such as “2”.\nNothing to import: no column goes into a field of a record.\n'); // prettier-ignore
  });

  it('[E-2] reports data that is not imported, not understood or changed, before and after; --strict refuses the import', async () => {
    writeFileSync(
      join(folder, 'lossy.csv'),
      'Name,E-mail,Phone,Birthday,Shoe size\nLossy A,A <a@lossy.example>,+43 1 5877470 (desk),1980-03-03 14:00,38\nLossy B,N/A,,,39\n',
    );
    const command = ['import', '--as', 'contact', 'lossy.csv'];
    const told = [
      'Mended: N/A → (empty) in 1 row of E-mail',
      'Not imported: lossy.csv, Shoe size: 2 cells are not imported: no field has this name, such as “38”, “39”.',
      'Not understood: lossy.csv, Phone: 1 cell: not a telephone number, kept as it is written, such as “+43 1 5877470 (desk)”.',
      'Changed by reading: lossy.csv, E-mail: 1 cell: the name next to the address is left out, such as “A <a@lossy.example> → a@lossy.example”.',
      'Changed by reading: lossy.csv, Birthday: 1 cell: the time of day is left out, such as “1980-03-03 14:00 → 1980-03-03”.',
    ];
    const strict = await typed([...command, '--strict']);
    expect(strict).toMatchObject({ exit: 3, out: '' });
    expect(strict.error).toContain(
      'Nothing was imported: with --strict all values must be imported as they are written.',
    );
    const dry = await typed([...command, '--dry-run']);
    const run = await typed(command);
    expect(run).toMatchObject({ exit: 0 });
    expect(run.out).toContain('Imported 2 contacts.');
    for (const line of told) for (const { out, error } of [dry, run, strict]) expect(out + error).toContain(line);
    const reports = z.object({ plan: z.object({ reports: z.array(z.object({ column: z.string().nullable(), kind: z.string(), count: z.number() })) }) }); // prettier-ignore
    expect((await answer(reports, command)).plan.reports).toEqual([
      { column: 'Shoe size', kind: 'left-out', count: 2 },
      { column: 'Phone', kind: 'kept', count: 1 },
      { column: 'E-mail', kind: 'changed', count: 1 },
      { column: 'Birthday', kind: 'changed', count: 1 },
    ]);
    writeFileSync(join(folder, 'exact.csv'), 'Name,E-mail\nExact,exact@lossy.example\n');
    expect(await typed(['import', '--as', 'contact', 'exact.csv', '--strict'])).toMatchObject({ exit: 0 });
  });

  it('[E-2] asks about ambiguous columns, and accepts the answers as options', async () => {
    writeFileSync(join(folder, 'two-ways.csv'), 'Name,Stage,Closes,Value\nTwo ways,Prospecting,03/04/2026,1.200\n');
    const command = ['import', '--as', 'deal', 'two-ways.csv'];
    const asked = await typed(command);
    expect(asked).toMatchObject({ exit: 2, out: '' });
    expect(asked.error).toContain('--dates day-first: day/month/year; --dates month-first: month/day/year.');
    expect(asked.error).toContain('--decimals comma: Decimal comma: 1.234,5, so it is 1,200.');
    expect((await typed([...command, '--dates', 'day-first'])).exit).toBe(2); // one question is left
    expect((await typed([...command, '--dates', 'sometimes'])).error).toContain('--dates is day-first or month-first');
    expect(await typed([...command, '--dates', 'day-first', '--decimals', 'comma'])).toMatchObject({ exit: 0 });
    const where = JSON.stringify({ field: 'name', op: 'is', value: 'Two ways' });
    expect(
      (await answer(rowsOf, ['list', 'deal', '--where', where, '--columns', 'closesOn,value'])).rows[0]?.fields,
    ).toMatchObject({
      closesOn: '2026-04-03',
      value: { amount: 120_000 },
    });
  });

  it('[E-2] asks for match fields where a row has only a name, and counts new and changed records separately', async () => {
    writeFileSync(join(folder, 'same.csv'), 'Name,E-mail,Phone\nSame Name,,1\n');
    const people = ['import', '--as', 'contact', 'same.csv'];
    expect(await typed(people)).toMatchObject({ exit: 0 });
    writeFileSync(join(folder, 'same.csv'), 'Name,E-mail,Phone\nSame Name,,2\n');
    const refused = await typed(people);
    expect(refused).toMatchObject({ exit: 3 });
    expect(refused.error).toContain('Contacts: matched by E-mail (or --match name)');
    expect(refused.error).toContain('a name alone doesn’t show whether it is the same');
    expect((await typed([...people, '--match', 'shoe'])).error).toContain('There are: email, name, none.');
    expect((await typed([...people, '--match', 'name'])).out).toContain('Changed 1 contact that was here already.');
    writeFileSync(join(folder, 'same.csv'), 'Name,E-mail,Phone\nSame Name,,3\n');
    const added = z.object({ progress: z.object({ created: z.record(z.string(), z.number()), changed: z.record(z.string(), z.number()) }) }); // prettier-ignore
    expect((await answer(added, [...people, '--match', 'none'])).progress).toEqual({
      created: { 'crm/contact': 1 },
      changed: {},
    });
  });

  it('[E-2] gives a hint for input of the wrong form', async () => {
    const refused = async (...words: readonly string[]) => (await typed(words)).error;
    expect(await refused('list', 'deal', '--where', '{"field":"stag","op":"is","value":"won"}')).toBe('Deal has no field "stag". Did you mean "stage"? See outpost list --help.\n'); // prettier-ignore
    expect(await refused('report', '{"entity":"deal","measures":[{"name":"n","fn":"cont"}]}')).toMatch(/measures\.0: a measure is .* See outpost report --help\.\n$/); // prettier-ignore
    writeFileSync(join(folder, 'act.json'), '{"label":"x","edits":[{"entity":"deal","set":{}}]}');
    expect(await refused('act', 'act.json')).toMatch(/^edits\.0: an edit is \{"entity":"deal","id"/);
  });

  it('[S-2] sends waiting acts, and shows the state of sync', async () => {
    await made('To be sent');
    const before = await answer(z.object({ sync: z.object({ toSend: z.number() }) }), ['status']);
    expect(before.sync.toSend).toBeGreaterThan(0);
    const synced = await typed(['sync']);
    expect(synced).toMatchObject({ exit: 0, out: expect.stringMatching(/^Up to date since/) as string });
    expect(server.script.pushes.flatMap(({ acts }) => acts.map(({ label }) => label))).toContain('Added To be sent');
    expect((await typed(['tray'])).out).toBe('The tray is empty.\n');
    expect((await typed(['journal', 'verify'])).out).toMatch(
      /^The journal is whole up to \d+ \(\d+ rows? checked\)\.\n$/,
    );
  });

  it('[D-6] reports its result by the exit code', async () => {
    const codes = async (run: typeof typed, ...calls: (readonly [readonly string[], Given?])[]) => {
      const exits: (number | null)[] = [];
      for (const [words, given] of calls) exits.push((await run(words, given)).exit);
      return exits;
    };
    const notHeld = '0190b1f2-7c00-7000-8000-00000000dead';
    const other = join(folder, 'other');
    const nowhere = ['sign-in', '--server', 'http://127.0.0.1:9', '--email', 'x@example.com'];
    expect(
      await codes(outpost, [['list', '--help']], [['nonsense']], [['get', notHeld]], [nowhere, { profile: other }]),
    ).toEqual([0, 2, 3, 4]);
    const usage = [
      ['get', 'no-id'],
      ['list', 'deal', '--where', '{'],
      ['act', 'missing.json'],
      ['sync', '--offline'],
      ['list', 'nonsense'],
      ['import'],
      ['list', 'deal', '--limit', '5000'],
      ['list', 'deal', '--where', '{"field":"nonsense","op":"is","value":1}'],
    ];
    expect(await codes(typed, ...usage.map((words) => [words] as const))).toEqual(usage.map(() => 2));
    expect(
      (await typed(['act', '-'], { stdin: '{"label":"","edits":[{"entity":"deal","create":{"fields":{}}}]}' })).exit,
    ).toBe(2);
    expect(
      (await typed(['act', '-'], { stdin: '{"label":"x","edits":[{"entity":"deal","create":{"fields":{}}}]}' })).exit,
    ).toBe(3);
    expect(
      await codes(
        typed,
        [['list', 'deal'], { password: 'wrong' }],
        [['list', 'deal'], { password: null }],
        [['list', 'deal'], { profile: join(folder, 'none') }],
      ),
    ).toEqual([3, 3, 3]);
    expect(
      (await typed(['sign-in', '--server', url, '--email', givenPerson.email], { password: 'wrong', profile: other }))
        .exit,
    ).toBe(3);
  });

  it('[D-5] works without contact with the server where contact is forbidden or not possible', async () => {
    expect((await typed(['list', 'deal', '--offline'])).exit).toBe(0);
    await server.stop();
    expect(await typed(['sync'])).toMatchObject({ exit: 4, error: expect.stringMatching(/^Offline, /) as string });
    const status = await typed(['status']); // status contacts no server, so it cannot report being offline
    expect(status).toMatchObject({ exit: 0, out: expect.stringContaining('\nWorking from this device, up to date at ') as string }); // prettier-ignore
  });

  it('[D-6] connects to a replica that runs on the profile, which locks it for others', async () => {
    const shell = spawn(process.execPath, [join(import.meta.dirname, '../browser-shell/start.ts')], {
      env: { ...process.env, OUTPOST_PROFILE_DIR: profile, OUTPOST_SERVER_URL: url, OUTPOST_SHELL_PORT: '0' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => shell.stdout.once('data', resolve));
    try {
      const locked = await outpost(['list', 'deal']);
      expect(locked).toMatchObject({
        exit: 3,
        error: 'The profile is locked. Unlock it in Outpost, which runs on it.\n',
      });
      expect((await outpost(['sign-in'])).exit).toBe(0); // without a network, with the data on the device
      await made('Made meanwhile');
      expect((await answer(rowsOf, ['list', 'deal', '--search', 'meanwhile'])).rows).toHaveLength(1);
    } finally {
      const ended = new Promise((resolve) => shell.once('exit', resolve));
      shell.kill('SIGTERM');
      expect(await ended).toBe(0);
    }
    expect((await answer(rowsOf, ['list', 'deal', '--search', 'meanwhile'])).rows).toHaveLength(1);
  });
});
