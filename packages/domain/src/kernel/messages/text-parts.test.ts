import { describe, expect, it } from 'vitest';
import { textPartsInWords, textPartsOf } from './text-parts.ts';

const counts = (text: string): readonly [string, number, number, number] => {
  const { encoding, units, parts, left } = textPartsOf(text);
  return [encoding, units, parts, left];
};
const x = (times: number): string => 'x'.repeat(times);

describe('[MSG-15] the parts of a text message', () => {
  it.each([
    ['nothing', '', ['GSM-7', 0, 0, 160]],
    ['one letter', 'a', ['GSM-7', 1, 1, 159]],
    ['all that fits alone', x(160), ['GSM-7', 160, 1, 0]],
    ['one more', x(161), ['GSM-7', 161, 2, 145]],
    ['two full parts', x(306), ['GSM-7', 306, 2, 0]],
    ['a third', x(307), ['GSM-7', 307, 3, 152]],
    ['the default alphabet', '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà', ['GSM-7', 42, 1, 118]],
    ['the extension table', '^{}\\[~]|€', ['GSM-7', 18, 1, 142]],
    ['80 euro signs', '€'.repeat(80), ['GSM-7', 160, 1, 0]],
    // A pair does not begin at the end of a part: 152 letters and a euro sign fill 152, and the sign opens the second part.
    ['a pair at the border', `${x(152)}€${x(10)}`, ['GSM-7', 164, 2, 141]],
    ['a small cedilla, which GSM-7 lacks', 'ç', ['UCS-2', 1, 1, 69]],
    ['a typographic apostrophe', 'I’ll come', ['UCS-2', 9, 1, 61]],
    ['70 of UCS-2', 'я'.repeat(70), ['UCS-2', 70, 1, 0]],
    ['71 of UCS-2', 'я'.repeat(71), ['UCS-2', 71, 2, 63]],
    ['134 of UCS-2', 'я'.repeat(134), ['UCS-2', 134, 2, 0]],
    ['an emoji', '😀', ['UCS-2', 2, 1, 68]],
    ['an emoji at the border', `${'я'.repeat(66)}😀${'я'.repeat(10)}`, ['UCS-2', 78, 2, 55]],
  ] as const)('%s', (_name, text, expected) => {
    expect(counts(text)).toEqual(expected);
  });

  it('are told in words', () => {
    expect(textPartsInWords('')).toBe('160 characters fit into one part.');
    expect(textPartsInWords('a')).toBe('1 character, 1 part, room for 159 more.');
    expect(textPartsInWords('😀')).toBe('2 characters, 1 part, room for 68 more. Parts are shorter: the text has characters such as emoji.'); // prettier-ignore
  });
});
