import { describe, expect, it } from 'vitest';
import { importFileNames } from '../records/import-file-names.ts';
import { accepted, importsForTest } from '../testing/imports-for-test.ts';
import { realTime } from '../testing/real-time.ts';

const card = (...lines: readonly string[]): string => ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n'); // prettier-ignore
const ada = card(
  'FN:Ada Lovelace',
  'N:Lovelace;Ada;;;',
  'TITLE:Analyst',
  'TEL;TYPE=WORK:+43 1 5550100',
  'TEL;TYPE=CELL:+43 664 5550101',
  'EMAIL;TYPE=PREF:ada@example.com',
  'EMAIL:ada@home.example.com',
  'ADR;TYPE=WORK:;;Ring 1;Wien;;1010;Austria',
  'BDAY:1985-12-10',
  'CATEGORIES:vip,north',
  'NOTE:First\\nsecond\\, third',
);
const names = (count: number): string =>
  Array.from({ length: count }, (_, at) => card(`FN:Person ${at}`, `EMAIL:p${at}@example.com`)).join('');

describe('imports of vCard files', () => {
  it('[E-2] imports cards as contacts, shows them first, and undoes the import as one', async () => {
    const { planOf, run, fieldsOf, device } = await importsForTest();
    const broken = card('FN:Bea', 'N:;Bea;;;', 'EMAIL:no address');
    const photo = `PHOTO;ENCODING=b;TYPE=JPEG:${'A'.repeat(5 * 1024 * 1024)}`;
    const plan = await planOf({ name: 'people.vcf', content: ada + broken + card('FN:Cy', photo) });
    expect(plan.counts).toMatchObject({ rowsRead: 3, creates: { 'crm/contact': 2 }, refused: 1 });
    expect(plan.refused).toMatchObject([{ row: 2, column: 'E-mail', message: expect.stringContaining('“no address” is not an e-mail address') as string }]); // prettier-ignore
    expect(plan.files).toMatchObject([{ format: 'vcf', sheet: null, rows: 3 }]);
    expect(plan.warnings).toContain('people.vcf: Left out: 1 × picture or sound.');
    const toField = Object.fromEntries((plan.files[0]?.columns ?? []).map(({ header, fieldLabel }) => [header, fieldLabel])); // prettier-ignore
    expect(toField).toEqual({
      'Full name': 'Name',
      'First name': 'First name',
      'Last name': 'Last name',
      'Job title': 'Job title',
      'E-mail': 'E-mail',
      'E-mail 2': null,
      Phone: 'Phone',
      Mobile: 'Mobile',
      Address: 'Address',
      Birthday: 'Birthday',
      Tags: 'Tags',
      Notes: 'About',
    });
    const group = await run(plan.importId);
    expect(await fieldsOf('crm/contact', 'name')).toEqual([
      {
        name: 'Ada Lovelace',
        jobTitle: 'Analyst',
        email: 'ada@example.com',
        phone: '+4315550100',
        mobile: '+436645550101',
        address: { street: 'Ring 1, Wien, 1010, Austria' },
        birthday: '1985-12-10',
        tags: ['north', 'vip'],
        about: 'First\nsecond, third',
      },
      { name: 'Cy' },
    ]);
    expect((await importFileNames(device.tenant.device.database)).get(group)).toEqual(['people.vcf']);
    accepted(await device.tenant.acts.undoGroup(group));
    expect(await fieldsOf('crm/contact', 'name')).toEqual([]);
  });

  it('[E-2] matches people who are here by their e-mail address, as for any table', async () => {
    const { planOf, run } = await importsForTest();
    await run((await planOf({ name: 'people.vcf', content: ada })).importId);
    const again = await planOf({ name: 'people.vcf', content: ada.replace('Analyst', 'Countess') + names(2) });
    expect(again.counts).toMatchObject({ creates: { 'crm/contact': 2 }, changes: { 'crm/contact': 1 }, refused: 0 });
  });

  it('[E-2] links the company of a card to the account of its name', async () => {
    const { planOf, run, fieldsOf } = await importsForTest();
    await run((await planOf({ name: 'accounts.csv', content: 'Name\nLotus\n', entity: 'crm/account' })).importId);
    const plan = await planOf({ name: 'people.vcf', content: card('FN:Frank', 'ORG:Lotus') + card('FN:Bea', 'ORG:Nobody knows') }); // prettier-ignore
    expect(plan.refused).toMatchObject([{ row: 2, column: 'Company', message: expect.stringContaining('Nobody knows') as string }]); // prettier-ignore
    await run(plan.importId);
    expect(await fieldsOf('crm/contact', 'name')).toEqual([{ name: 'Frank', account: expect.any(String) as string }]);
  });

  it('[E-2] reads UTF-16, and latin letters with a note, and folds within a letter', async () => {
    const { planOf } = await importsForTest();
    const text = card('FN:Zoë Müller', 'EMAIL:zoe@example.com');
    const nameIn = async (content: Uint8Array) => {
      const plan = await planOf({ name: 'people.vcf', content });
      return [plan.files[0]?.columns[0]?.samples, plan.warnings.filter((said) => said.includes('Windows-1252')).length];
    };
    expect(await nameIn(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual([['Zoë Müller'], 0]);
    expect(await nameIn(Buffer.from(text, 'latin1'))).toEqual([['Zoë Müller'], 1]);
    const folded = Buffer.from(text).toString('latin1').replace('\u00ab', '\r\n \u00ab'); // ë is C3 AB
    expect(await nameIn(Buffer.from(folded, 'latin1'))).toEqual([['Zoë Müller'], 0]);
  });
});

describe('hostile and damaged vCard files', () => {
  it('[E-2] refuses files of another format, files that are cut off, and lines that close a component that is not open', async () => {
    const { refusalOf } = await importsForTest();
    const said = (content: string | Uint8Array, name = 'people.vcf') => refusalOf({ name, content });
    expect(await said('Name,Mail\nAda,a@b.c\n')).toBe(
      'people.vcf is not in the vCard format: it does not begin with BEGIN:VCARD. Export it again from the program that it came from.',
    );
    expect(await said('PK\u0003\u0004', 'diary.ics')).toContain('diary.ics is not in the iCalendar format');
    expect(await said('')).toContain('people.vcf is empty');
    expect(await said(names(3).slice(0, -12))).toContain('people.vcf: The file is cut off: the VCARD that begins on line 11 has no end.'); // prettier-ignore
    expect(await said(`${card('FN:A')}END:VCARD\n`)).toContain('Line 5 closes a VCARD, but none is open.');
    expect(await said(`BEGIN:VCARD\nEND:VEVENT\n`)).toContain(
      'Line 2 closes a VEVENT, but the VCARD of line 1 is open.',
    );
    expect(await said(Buffer.concat([Buffer.from(names(30)), Buffer.from([0])]))).toContain('zero bytes');
    const damaged = Buffer.concat([Buffer.from(card('FN:Zoë Müller')), Buffer.from([0xff]), Buffer.from(names(1))]);
    expect(await said(damaged)).toBe(
      'The file is written in UTF-8, but line 5 contains bytes that are not a character. Export it again from the program that it came from, in UTF-8.',
    );
  });

  it('[E-3] refuses components that nest too deep, and cards with too much text', async () => {
    const { refusalOf } = await importsForTest();
    expect(await refusalOf({ name: 'deep.vcf', content: 'BEGIN:VCARD\n'.repeat(10_000) })).toContain(
      'deep.vcf: Line 33 opens a VCARD inside of 32 others; at most 32 are read.',
    );
    const much = card(...Array.from({ length: 30 }, () => `NOTE:${'x'.repeat(200_000)}`));
    expect(await refusalOf({ name: 'much.vcf', content: much })).toContain(
      'much.vcf: The VCARD that begins on line 1 has more than 4 MB of text. Shorten its texts, or leave it out.',
    );
  });

  it('[E-3] refuses only the row of a line of 10 MB', async () => {
    const { planOf } = await importsForTest();
    const content = card('FN:Long', `NOTE:${'x'.repeat(10 * 1024 * 1024)}`) + names(1) + card(`X-BIN:${'x'.repeat(10 * 1024 * 1024)}`, 'FN:Bea'); // prettier-ignore
    const plan = await planOf({ name: 'people.vcf', content });
    expect(plan.counts).toMatchObject({ creates: { 'crm/contact': 2 }, refused: 1 });
    expect(plan.refused).toMatchObject([{ row: 1, message: expect.stringContaining('is longer than the 200,000') as string }]); // prettier-ignore
  });

  it('[E-3] reads 50 MB with one stop after the other', async () => {
    let now = 0;
    let stops = 0;
    const { planOf } = await importsForTest({
      time: {
        clock: { nowMs: () => (now += 5) }, // each look at the clock comes 5 ms after the last one
        timers: {
          after: (delayMs, run) => {
            stops += 1;
            return realTime.timers.after(delayMs, run);
          },
        },
      },
    });
    const filler = `NOTE:${'x'.repeat(1_000)}\r\nX-OTHER:${'x'.repeat(100_000)}`;
    const content = Array.from({ length: 500 }, (_, at) => card(`FN:Person ${at}`, `EMAIL:p${at}@example.com`, filler)).join(''); // prettier-ignore
    const plan = await planOf({ name: 'large.vcf', content });
    expect(plan.counts).toMatchObject({ creates: { 'crm/contact': 500 }, refused: 0 });
    expect(stops).toBeGreaterThan(2_500); // 2,000 stops are in finding its encoding and planning its rows
  }, 60_000);
});
