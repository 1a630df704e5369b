import { dayWords } from '../days.ts';
import type { JsonValue } from '../json.ts';
import { pdfText } from '../text/font-letters.ts';
import type { LetterFormat } from './letter-formats.ts';
import { type LetterNode, letterWords } from './letter-words.ts';

/** A letter as it is printed. `lines`: the name and the address, one line each. `date`: in words. `body`: Markdown. */
export type PrintedLetter = {
  readonly lines: readonly string[];
  readonly date: string;
  readonly subject: string;
  readonly body: string;
};

/** Returns millimetres and inches in points. */
const [mm, inch] = [(length: number) => (length * 72) / 25.4, (length: number) => length * 72];

/**
 * The places on the paper, in points from its upper left corner. DIN 5008:2020, form B: the address field begins 45 mm from the top and 20 mm from
 * the left, is 85 mm wide and 45 mm high, and its upper 17.7 mm are for the sender and remarks; the first fold is at 105 mm, and the text has margins
 * of 25 and 20 mm. US #10 with the usual left window (1 1/8 by 4 1/2 inches, 7/8 from the left, 1/2 from the bottom), for paper that is folded in
 * three: the window shows the paper between 2 1/16 and 3 3/16 inches from its top, where the paper lies at the envelope's lower edge.
 */
export const letterPlaces = {
  'din-5008': {
    pageSize: 'A4',
    margins: [mm(25), mm(27), mm(20), mm(20)],
    sender: { x: mm(25), y: mm(57) },
    address: { x: mm(25), y: mm(62.7) },
    addressWidth: mm(80),
    addressHeight: mm(27.3),
    textAt: mm(105),
  },
  'us-10': {
    pageSize: 'LETTER',
    margins: [inch(1), inch(1), inch(1), inch(0.8)],
    sender: { x: inch(1), y: inch(0.75) },
    address: { x: inch(1), y: inch(2.15) },
    addressWidth: inch(4.2),
    addressHeight: inch(0.95),
    textAt: inch(3.6),
  },
} as const satisfies Readonly<Record<LetterFormat, object>>;

/** Returns the size of the type in which all lines of an address fit into its window. */
export const addressSize = (lineCount: number, format: LetterFormat): number =>
  Math.min(10, Math.floor((letterPlaces[format].addressHeight / Math.max(1, lineCount) / 1.2) * 2) / 2);

/** The most letters of a batch. Chosen: an act of this size is decided at once, and a person can carry the paper. */
export const mostBatchLetters = 200;

/** A batch as it is printed. `sender`: the line above each address; empty: none. */
export type PrintedBatch = {
  readonly format: LetterFormat;
  readonly sender: string;
  readonly letters: readonly PrintedLetter[];
};

/** Returns letters as pdfmake takes them: each begins on a page of its own, with the address in the window. `sender`: of the organisation; empty: none. */
export function lettersPdfDefinition({ format, sender, letters }: PrintedBatch): LetterNode {
  const places = letterPlaces[format];
  const { margins, textAt } = places;
  return {
    pageSize: places.pageSize,
    pageMargins: margins,
    defaultStyle: { fontSize: 11, lineHeight: 1.2 },
    info: { title: 'Letters' },
    content: letters.map((letter, place) => ({
      stack: [
        { text: '', ...(place === 0 ? {} : { pageBreak: 'before' }) },
        ...(sender === '' ? [] : [{ text: pdfText(sender.replaceAll(/\s*\n\s*/gu, ', ')), fontSize: 7, absolutePosition: places.sender }]), // prettier-ignore
        {
          text: letter.lines.map(pdfText).join('\n'),
          fontSize: addressSize(letter.lines.length, format),
          lineHeight: 1,
          absolutePosition: places.address,
        },
        { text: pdfText(letter.date), alignment: 'right', margin: [0, textAt - margins[1], 0, 16] },
        { text: pdfText(letter.subject), bold: true, margin: [0, 0, 0, 12] },
        ...letterWords(letter.body),
      ],
    })),
  };
}

/** Returns the lines of an address below a name: street, then place. Empty parts make no line. */
export function windowLines(
  name: string,
  { street = '', city = '', region = '', postalCode = '', country = '' }: Readonly<Record<string, string>>,
  format: LetterFormat,
): readonly string[] {
  const place = format === 'us-10' ? [city, [region, postalCode].filter(Boolean).join(' ')].filter(Boolean).join(', ') : [postalCode, city].filter(Boolean).join(' '); // prettier-ignore
  return [name, ...street.split('\n'), place, country.toUpperCase()].map((line) => line.trim()).filter((line) => line !== ''); // prettier-ignore
}

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** Returns a letter of a batch as it is printed, on a device and on the server. Its batch has given it a date (LET-6). */
export function printedLetter(
  { fields }: { readonly fields: Readonly<Record<string, JsonValue>> },
  format: LetterFormat,
): PrintedLetter {
  const { address = null, datedOn } = fields;
  const parts =
    typeof address === 'object' && address !== null && !Array.isArray(address) ? Object.entries(address) : [];
  const texts = Object.fromEntries(parts.flatMap(([name, part]) => (typeof part === 'string' ? [[name, part]] : [])));
  return {
    lines: windowLines(textOf(fields['receiver']), texts, format),
    date: typeof datedOn === 'string' ? dayWords(datedOn) : '',
    subject: textOf(fields['subject']),
    body: textOf(fields['body']),
  };
}
