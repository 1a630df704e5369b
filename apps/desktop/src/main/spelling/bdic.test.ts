import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bdicOf } from './bdic.ts';

/** Finds a word in a file, byte by byte, by the description of the format. Returns its sets of flags. */
function find(file: Buffer, word: string): readonly number[] | undefined {
  let at = file.readUInt32LE(12);
  for (let place = 0; ; place += 1) {
    const id = file.readUInt8(at);
    if ((id & 0x80) === 0) return leafAt(file, at, word.slice(place));
    const byte = word.charCodeAt(place) || 0;
    const next = (id & 0xe0) === 0xe0 ? inList(file, at, byte) : inTable(file, at, byte);
    if (next === undefined) return undefined;
    if (byte === 0) return leafAt(file, next, '');
    at = next;
  }
}

function leafAt(file: Buffer, at: number, rest: string): readonly number[] | undefined {
  const head = file.readUInt16BE(at);
  let next = at + 2;
  const end = head & 0x4000 ? file.indexOf(0, next) : next;
  if (file.toString('latin1', next, end) !== rest) return undefined;
  if (head & 0x4000) next = end + 1;
  const places = (head & 0x1fff) === 0x1fff ? [] : [head & 0x1fff];
  if (head & 0x2000) for (; file.readUInt16LE(next) !== 0xffff; next += 2) places.push(file.readUInt16LE(next));
  return places;
}

function inList(file: Buffer, at: number, byte: number): number | undefined {
  const id = file.readUInt8(at);
  const [count, entry] = [id & 0xf, id & 0x10 ? 3 : 2];
  for (let place = at + 1; place < at + 1 + count * entry; place += entry)
    if (file.readUInt8(place) === byte)
      return at + 1 + count * entry + (entry === 3 ? file.readUInt16LE(place + 1) : file.readUInt8(place + 1));
  return undefined;
}

function inTable(file: Buffer, at: number, byte: number): number | undefined {
  const id = file.readUInt8(at);
  const [wide, hasEnd] = [(id & 2) !== 0, (id & 1) !== 0];
  const size = wide ? 4 : 2;
  const [first, count] = [file.readUInt8(at + 1), file.readUInt8(at + 2)];
  if (byte === 0 ? !hasEnd : byte < first || byte >= first + count) return undefined;
  const entry = at + 3 + (byte === 0 ? 0 : (hasEnd ? size : 0) + (byte - first) * size);
  const found = wide ? file.readUInt32LE(entry) : file.readUInt16LE(entry);
  return found === 0 ? undefined : wide ? found : at + found;
}

const dictionaryOf = (words: ReadonlyMap<string, readonly number[]>) => ({
  flagSets: ['S', 'ST'],
  affixes: ['SFX S Y 1', 'SFX S 0 s .'],
  replacements: [['f', 'ph']] as const,
  others: ['TRY es'],
  words,
});

describe('a dictionary in Chromium’s form', () => {
  it('holds every word with its sets of flags, and no other word', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz\u00E9';
    const words = new Map<string, readonly number[]>([['a', [0]]]);
    for (const one of letters)
      for (const two of letters)
        for (let number = 0; number < 40; number += 1) words.set(`${one}${two}${number % 9}${number}`, [number % 3]);
    words.set('party', [1, 2]).set('parties', [0x2000]).set('New York', [0x1ffe, 0x1fff]).set('zzz', [0]);
    const file = bdicOf(dictionaryOf(words));
    expect(file.length).toBeGreaterThan(0x1_0000); // places of two bytes no longer suffice at the root
    expect([...words].filter(([word, places]) => String(find(file, word)) !== String(places))).toEqual([]);
    expect(['', 'ab', 'part', 'partys', 'parti', '\u00FF', 'zzzz', 'New'].map((word) => find(file, word))).toEqual(
      Array.from({ length: 8 }, () => undefined),
    );
  });

  it('begins with its mark, its version and the checksum of the rest, and holds its rules', () => {
    const file = bdicOf(dictionaryOf(new Map([['hello', [0]]])));
    expect([file.toString('latin1', 0, 4), file.readUInt16LE(4), find(file, 'hello')]).toEqual(['BDic', 2, [0]]);
    expect(file.subarray(16, 32)).toEqual(createHash('md5').update(file.subarray(32)).digest());
    const listAt = (place: number) => file.toString('latin1', file.readUInt32LE(32 + place * 4), file.readUInt32LE(12));
    expect([0, 1, 2, 3].map((place) => listAt(place).split('\0\0')[0]?.split('\0'))).toEqual([
      ['AF 2', 'AF S', 'AF ST'],
      ['SFX S Y 1', 'SFX S 0 s .'],
      ['f', 'ph'],
      ['TRY es'],
    ]);
  });
});
