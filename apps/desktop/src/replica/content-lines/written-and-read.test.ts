import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardRow } from './card-rows.ts';
import { components } from './components.ts';
import { contentLines } from './content-lines.ts';
import { calendarParts, ChangedTimes, eventRows } from './event-rows.ts';
import { LeftOut } from './rows.ts';
import { Zones } from './zones.ts';

const seed = 20261123;

// The writer follows RFC 6350 and RFC 2047 by itself, so that reader and writer cannot share a mistake.
const escaped = (text: string): string => text.replace(/[\\,;]/gu, (letter) => `\\${letter}`).replaceAll('\n', '\\n');
function folded(line: string, width: number): string {
  const letters = [...line];
  const parts: string[] = [];
  for (let at = 0; at < letters.length; at += width) parts.push(letters.slice(at, at + width).join(''));
  return parts.join('\r\n ');
}
/** Writes a value of version 2.1 with a soft line break after every 20 bytes. */
function quotedPrintable(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`);
  return bytes.map((byte, at) => (at > 0 && at % 20 === 0 ? `=\r\n${byte}` : byte)).join('');
}
function inPieces(text: string, pieceChars: number): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / pieceChars) }, (_, at) =>
    text.slice(at * pieceChars, (at + 1) * pieceChars),
  );
}
const rowOf = (text: string, pieceChars: number): Readonly<Record<string, string>> => {
  const [row] = [...components(contentLines(inPieces(text, pieceChars)), new Set(['VCARD']))].flatMap((card) => {
    const found = card && cardRow(card, new LeftOut());
    return found ? [Object.fromEntries(found)] : [];
  });
  return row ?? {};
};

const letter = fc.constantFrom('a', 'Z', 'ß', '李', '🎉', ' ', ',', ';', ':', '"', "'", '=', '\n', '.', '7', '/', '^');
const text = fc.string({ unit: letter, minLength: 1, maxLength: 60 }).filter((one) => one.trim() !== '');
/** ical.js 2.2.1 takes "\\;" in a structured value for an escaped semicolon, so that these have no backslash. */
const plainText = fc.string({ unit: fc.oneof(letter, fc.constant('\\')), minLength: 1, maxLength: 60 }).filter((one) => one.trim() !== ''); // prettier-ignore
const layout = fc.record({ width: fc.integer({ min: 5, max: 80 }), pieceChars: fc.integer({ min: 1, max: 100 }) });

describe('written cards and events are read again', () => {
  it(`[E-2] cards of versions 3.0 and 4.0, folded anywhere and given in any pieces, seed ${seed}`, () => {
    fc.assert(
      fc.property(fc.constantFrom('3.0', '4.0'), plainText, fc.tuple(text, text), layout, (...given) => {
        const [version, name, [company, town], { width, pieceChars }] = given;
        const lines = ['BEGIN:VCARD', `VERSION:${version}`, `FN:${escaped(name)}`, `ORG:${escaped(company)};`, `ADR;TYPE="home,work":;;;${escaped(town)};;;`, 'END:VCARD', '']; // prettier-ignore
        const row = rowOf(lines.map((line) => folded(line, line.startsWith('VERSION') ? 80 : width)).join('\r\n'), pieceChars); // prettier-ignore
        expect([row['Full name'], row['Company'], row['Address']]).toEqual([name.trim(), company.trim(), town.trim()]);
      }), // prettier-ignore
      { seed, numRuns: 300 },
    );
  });

  it(`[E-2] cards of version 2.1 in quoted-printable, seed ${seed}`, () => {
    fc.assert(
      fc.property(text, layout, (note, { pieceChars }) => {
        const value = `NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:${quotedPrintable(note)}`;
        const row = rowOf(['BEGIN:VCARD', 'VERSION:2.1', 'N:A', value, 'END:VCARD'].join('\r\n'), pieceChars);
        expect(row['Notes']).toBe(note.trim());
      }),
      { seed, numRuns: 200 },
    );
  });

  it(`[E-2] events, seed ${seed}`, () => {
    fc.assert(
      fc.property(plainText, plainText, layout, (summary, description, { width, pieceChars }) => {
        const lines = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', `SUMMARY:${escaped(summary)}`, `DESCRIPTION;LANGUAGE=en:${escaped(description)}`, 'END:VEVENT', 'END:VCALENDAR', '']; // prettier-ignore
        const written = lines.map((line) => folded(line, width)).join('\r\n');
        const [part] = calendarParts;
        const rows = [...components(contentLines(inPieces(written, pieceChars)), new Set(['VEVENT']))].flatMap((event) => event ? eventRows(event, { part, zones: new Zones(), leftOut: new LeftOut(), changed: new ChangedTimes(), seriesFrom: '1970-01-01' }) : []); // prettier-ignore
        expect(rows.map((row) => [row.get('Subject'), row.get('Description')])).toEqual([[summary.trim(), description.trim()]]); // prettier-ignore
      }),
      { seed, numRuns: 200 },
    );
  });
});
