import { createRequire } from 'node:module';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it } from 'vitest';
import {
  addressSize,
  lettersPdfDefinition,
  letterPlaces,
  windowLines,
} from '@outpost/domain/kernel/letters/letters-pdf';
import type { LetterFormat } from '@outpost/domain/kernel/letters/letter-formats';

const letter = (name: string, more = {}) => ({ lines: [name, 'Main St 1', '80202 Denver'], date: '29 November 2026', subject: 'Your offer', body: 'Dear Ada,\n\nthe second paragraph.', ...more }); // prettier-ignore

/** Returns the texts of each page with their places from the upper left corner, in points. */
async function pagesOf(definition: object) {
  const load = createRequire(import.meta.url);
  const pdfMake = load('pdfmake/build/pdfmake.min.js') as { addVirtualFileSystem: (fonts: unknown) => void; createPdf: (definition: object) => { getBuffer: () => Promise<Uint8Array> } }; // prettier-ignore
  pdfMake.addVirtualFileSystem(load('pdfmake/build/vfs_fonts.js'));
  const data = new Uint8Array(await pdfMake.createPdf(definition).getBuffer());
  const pdf = await getDocument({ data }).promise;
  return Promise.all(
    Array.from({ length: pdf.numPages }, async (_none, place) => {
      const page = await pdf.getPage(place + 1);
      const { height } = page.getViewport({ scale: 1 });
      const { items } = await page.getTextContent();
      return items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [{ text: item.str, x: item.transform[4] as number, y: height - (item.transform[5] as number) }] : [])); // prettier-ignore
    }),
  );
}

describe('[LET-4] the PDF of a batch', () => {
  it.each(['din-5008', 'us-10'] as const)('(%s) has each letter on pages of its own, with its address in the window', async (format) => {
    const long = Array.from({ length: 90 }, (_none, n) => `Paragraph ${n}`).join('\n\n');
    const pages = await pagesOf(lettersPdfDefinition({ format, sender: 'Fenwright Systems\nElm St 2', letters: [letter('Ada Byron', { body: long }), letter('Cleo Marsh')] })); // prettier-ignore
    const { address, addressHeight, textAt } = letterPlaces[format];
    const first = pages.findIndex((page) => page.some(({ text }) => text === 'Cleo Marsh'));
    expect(first).toBeGreaterThan(1); // the first letter takes several pages
    for (const [place, name] of [[0, 'Ada Byron'], [first, 'Cleo Marsh']] as const) {
      const page = pages[place] ?? [];
      const lines = page.filter(({ text }) => [name, 'Main St 1', '80202 Denver'].includes(text));
      expect(lines).toHaveLength(3);
      for (const { x, y } of lines) {
        expect(x).toBeCloseTo(address.x, 0);
        expect(y).toBeGreaterThan(address.y);
        expect(y).toBeLessThanOrEqual(address.y + addressHeight);
      }
      expect(page.find(({ text }) => text === 'Your offer')?.y).toBeGreaterThan(textAt);
    }
    expect(pages.flat().filter(({ text }) => text === 'Ada Byron')).toHaveLength(1);
  }); // prettier-ignore

  it('[LET-5] has paragraphs, bold words, lists, tables and the targets of links, and HTML as it was typed', async () => {
    const body = '## Terms\n\nDear **Ada** & *Co*,\nnext line\n\n1. first\n2. second\n   - inner\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n[our page](https://example.com/x) <b>raw</b>'; // prettier-ignore
    const [page = []] = await pagesOf(
      lettersPdfDefinition({ format: 'din-5008', sender: '', letters: [letter('Ada Byron', { body })] }),
    );
    const all = page.map(({ text }) => text);
    expect(all.join(' ')).toContain('our page');
    expect(all.join('')).toContain('(https://example.com/x)');
    expect(all.join('')).toContain('<b>raw</b>');
    expect(all.join(' ')).not.toMatch(/\*\*|##|\| -/u);
    const yOf = (words: string) => page.find(({ text }) => text.includes(words))?.y ?? Number.NaN;
    const down = ['Terms', 'Ada', 'next line', 'first', 'second', 'inner', '1', 'our page'].map((words) => (words === '1' ? (page.findLast(({ text }) => text === '1')?.y ?? Number.NaN) : words === 'Ada' ? (page.findLast(({ text }) => text.includes('Ada'))?.y ?? Number.NaN) : yOf(words))); // prettier-ignore
    expect(down).toEqual(down.toSorted((a, b) => a - b));
    expect(new Set(down).size).toBe(down.length);
  });

  it.each([
    ['[https://example.com](https://example.com/offer/12)', '(https://example.com/offer/12)'],
    ['[h](https://example.com/h)', '(https://example.com/h)'],
    ['[our offer](https://example.com/offer "Offer")', '(https://example.com/offer)'],
  ])('[LET-5] prints the target of %s, which its words do not say', async (body, target) => {
    const [page = []] = await pagesOf(lettersPdfDefinition({ format: 'din-5008', sender: '', letters: [letter('Ada', { body })] })); // prettier-ignore
    expect(page.map(({ text }) => text).join('')).toContain(target);
  });

  it.each(['<https://example.com/offer>', 'https://example.com/', '[example.com](https://example.com/)', '<ada@example.com>', '[+13035550164](tel:+13035550164)'])('[LET-5] prints the target of %s once', async (body) => {
    const [page = []] = await pagesOf(lettersPdfDefinition({ format: 'din-5008', sender: '', letters: [letter('Ada', { body })] })); // prettier-ignore
    expect(page.map(({ text }) => text).join('')).not.toContain('(');
  }); // prettier-ignore

  it('writes long addresses smaller, so that they fit', () => {
    for (const format of ['din-5008', 'us-10'] satisfies LetterFormat[])
      for (const lines of [1, 3, 6, 9]) expect(addressSize(lines, format) * 1.2 * lines).toBeLessThan(letterPlaces[format].addressHeight + 0.01); // prettier-ignore
  });

  it('writes the place as each country does', () => {
    const address = { street: 'Main St 1\nFloor 2', city: 'Denver', region: 'CO', postalCode: '80202', country: 'usa' };
    expect(windowLines('Ada', address, 'us-10')).toEqual(['Ada', 'Main St 1', 'Floor 2', 'Denver, CO 80202', 'USA']);
    expect(windowLines('Ada', { street: 'Ring 1', city: 'Wien', postalCode: '1010' }, 'din-5008')).toEqual(['Ada', 'Ring 1', '1010 Wien']); // prettier-ignore
  });
});
