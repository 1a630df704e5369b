import { isDrawnInPdf } from '@outpost/domain/kernel/text/font-letters';
import fonts from 'pdfmake/build/vfs_fonts.js';
import { describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../reports/report-pdf.ts';
import { pdfPages } from '../testing/pdf-pages.ts';
import { reportBlob } from './report-blob.ts';

const figures = {
  columns: [
    { label: 'Owner', isNumber: false },
    { label: 'Win rate', isNumber: true },
  ],
  rows: [
    ['Noor Halvani', '63.16 %'],
    ['Zoë Müller', '59.7 %'],
  ],
};
const report: ReportDocument = {
  title: 'Win rate by agent',
  about: 'Win rate by Owner, 2026',
  madeBy: 'Maya Okafor, Fenwright Systems, 23 Nov 2026',
  sections: [figures],
};
const named = (...names: readonly string[]): ReportDocument => ({
  ...report,
  sections: [{ ...figures, rows: names.map((name) => [name, '1 %']) }],
});

/** Reads the text of each page of a document, as a reader of PDF documents does. */
async function pagesOf(document: ReportDocument): Promise<readonly string[]> {
  return await pdfPages(new Uint8Array(await (await reportBlob(document)).arrayBuffer()));
}

describe('the PDF of a report', () => {
  it('is a PDF of as many pages as it needs, with the texts in it', async () => {
    const pages = await pagesOf(named(...Array.from({ length: 120 }, (_, place) => `Agent ${place}`)));
    expect(pages).toHaveLength(5);
    expect(pages[0]).toContain('Win rate by agent');
    expect(pages[4]).toContain('Agent 119');
  });

  it('has a section for each report of a dashboard, with the reason where one has no figures', async () => {
    const sections = [
      { title: 'By stage', about: 'Deals by Stage', ...figures },
      { title: 'Costs', columns: [], rows: [], note: 'Costs are not shared with your role.' },
    ];
    const [page] = await pagesOf({ ...report, title: 'Sales', sections });
    for (const text of ['Sales', 'By stage', 'Deals by Stage', 'Zoë Müller', 'Costs are not shared with your role.'])
      expect(page).toContain(text);
  });

  it('shows names in Latin with accents, Greek and Cyrillic, and says nothing about them', async () => {
    const names = [
      'Łukasz Święś',
      'Nguyễn Thị Hạnh',
      'Αθηνά Παπαδοπούλου',
      'Борис Ёлкин',
      'Zoe\u0308 Du\u0301pre\u0301',
    ];
    const [page] = await pagesOf(named(...names));
    for (const name of names) expect(page).toContain(name.normalize('NFC'));
    expect(page).not.toContain('cannot show');
  });

  it('says which characters its font lacks, so that no box stands for a name in silence', async () => {
    const [page = ''] = await pagesOf(named('株式会社 Acme', 'محمد'));
    expect(page.replaceAll(/\s+/g, ' ')).toContain(
      'This document cannot show 8 characters and draws boxes in their place (Chinese or Japanese (Han): 4, Arabic: 4). Its font has Latin, Greek and Cyrillic letters. Save the figures as Excel or CSV to have them.',
    );
    expect(page).toContain('Acme');
  });

  it.each(['Regular', 'Medium', 'Italic'])('is drawn with a font that has the characters of the list: %s', (style) => {
    const letters = lettersOf(Buffer.from(fonts[`Roboto-${style}.ttf`] ?? '', 'base64'));
    expect(letters.size).toBeGreaterThan(900);
    const isPrivate = (code: number) => code < 0x20 || (code >= 0xe000 && code <= 0xf8ff);
    for (let code = 0x20; code <= 0xffff; code += 1)
      if (!isPrivate(code) && (code < 0xd800 || code > 0xdfff))
        expect([code.toString(16), isDrawnInPdf(String.fromCodePoint(code))]).toEqual([code.toString(16), letters.has(code)]); // prettier-ignore
  });
});

/** Returns the characters of a TrueType font by its table `cmap` of format 4 (OpenType, "cmap"). */
function lettersOf(font: Buffer): ReadonlySet<number> {
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, place) => 12 + 16 * place);
  const cmap = font.readUInt32BE((tables.find((at) => font.toString('latin1', at, at + 4) === 'cmap') ?? 0) + 8);
  const table = cmap + font.readUInt32BE(cmap + 8);
  expect(font.readUInt16BE(table)).toBe(4);
  const segments = font.readUInt16BE(table + 6) / 2;
  const word = (part: number, segment: number) => table + (part === 0 ? 14 : 16 + 2 * part * segments) + 2 * segment;
  const letters = new Set<number>();
  for (let segment = 0; segment < segments; segment += 1) {
    const [end, start] = [font.readUInt16BE(word(0, segment)), font.readUInt16BE(word(1, segment))];
    const [delta, rangeAt] = [font.readInt16BE(word(2, segment)), word(3, segment)];
    const range = font.readUInt16BE(rangeAt);
    for (let code = start; code <= end && code < 0xffff; code += 1) {
      const glyph = range === 0 ? (code + delta) & 0xffff : font.readUInt16BE(rangeAt + range + 2 * (code - start));
      if (glyph !== 0) letters.add(code);
    }
  }
  return letters;
}
