import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellTextOf, cellXmlText, xmlText } from './xml-text.ts';

describe('texts in XML', () => {
  it('writes characters that XML cannot contain as escapes, and keeps texts that look like them', () => {
    expect(cellXmlText('a\u0001\r<&>"')).toBe('a_x0001__x000D_&#60;&#38;&#62;&#34;');
    expect(cellXmlText('_x0041_')).toBe('_x005F_x0041_');
    expect(cellXmlText('_x0A00\r')).toBe('_x005F_x0A00_x000D_');
    expect(cellXmlText('\ud83d\ude00 \ud83d')).toBe('\ud83d\ude00 _xD83D_');
    expect(xmlText('A & "B"\u0000')).toBe('A &#38; &#34;B&#34; ');
  });

  it('restores every text', () => {
    const entities = (xml: string): string =>
      xml.replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)));
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[_x0-9A-F\r\n]*$/));
    fc.assert(
      fc.property(text, (written) => {
        expect(cellTextOf(entities(cellXmlText(written)))).toBe(written);
      }),
      { seed: 11, numRuns: 2_000, examples: [['_x0A00\r']] },
    );
  });
});
