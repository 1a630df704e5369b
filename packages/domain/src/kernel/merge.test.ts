import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MergePolicy } from './fields.ts';
import type { JsonValue } from './json.ts';
import { mergeField, mergeLines } from './merge.ts';

const merge = (policy: MergePolicy, [from, to, now]: readonly [JsonValue, JsonValue, JsonValue], yields = false) =>
  mergeField({ policy, from, to, now, yields });

describe('merge of one field', () => {
  it('[S-4] applies an edit whose from is still current, with nothing superseded', () => {
    expect(merge('later', [5, 7, 5])).toEqual({ value: 7 });
  });
  it('[S-4] lets the later arrival win and keeps the value that gave way', () => {
    expect(merge('later', [5, 7, 9])).toEqual({ value: 7, superseded: 9 });
  });
  it('[S-4] reports nothing when both sides wanted the same', () => {
    expect(merge('later', [5, 7, 7])).toEqual({ value: 7 });
  });
  it('[S-4c] makes an undo give way to what came since', () => {
    expect(merge('later', [6, 5, 9], true)).toEqual({ value: 9, superseded: 5 });
  });
  it('[S-4] unites tags: additions and removals of both sides count', () => {
    expect(
      merge('union', [
        ['a', 'b'],
        ['b', 'c'],
        ['a', 'b', 'd'],
      ]),
    ).toEqual({ value: ['b', 'c', 'd'] });
  });
  it('[S-4] merges long text by line', () => {
    expect(merge('lines', ['one\ntwo', 'one\ntwo\nmine', 'zero\none\ntwo'])).toEqual({ value: 'zero\none\ntwo\nmine' });
  });
  it('[S-4] treats an empty field as nothing, on every side', () => {
    expect(merge('union', [null, ['a'], ['b']])).toEqual({ value: ['a', 'b'] });
    expect(merge('lines', [null, 'a', 'b'])).toEqual({ value: 'a\nb' });
  });
});

describe('merge of text by line', () => {
  it('[S-4] puts an added line behind the line that it stood behind', () => {
    expect(mergeLines('a\nb\nc', 'a\nnew\nb\nc', 'a\nb\nc\nd')).toBe('a\nnew\nb\nc\nd');
  });
  it('[S-4] leaves both rewrites of one line', () => {
    expect(mergeLines('a', 'mine', 'theirs').split('\n').toSorted()).toEqual(['mine', 'theirs']);
  });
  it('[S-4] takes a line away that one side deleted', () => {
    expect(mergeLines('a\nb\nc', 'a\nc', 'a\nb\nc\nd')).toBe('a\nc\nd');
  });
  it('[S-4] loses no line that either side added, whatever the texts', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 6 }).map((list) => list.join('\n'));
    fc.assert(
      fc.property(lines, lines, lines, (from, to, now) => {
        const before = new Set(from.split('\n'));
        const merged = new Set(mergeLines(from, to, now).split('\n'));
        for (const line of [...to.split('\n'), ...now.split('\n')])
          if (line !== '' && !before.has(line)) expect(merged).toContain(line);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
  it('[S-4] gives exactly one side when the other changed nothing, whatever the texts', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 6 }).map((list) => list.join('\n'));
    fc.assert(
      fc.property(text, text, (from, to) => {
        expect(mergeLines(from, to, from)).toBe(to);
        expect(mergeLines(from, from, to)).toBe(to);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  it('[S-4] merges by lines in time in proportion to them, whatever the three texts are: others wait behind it', () => {
    const lines = (prefix: string, many: number) => Array.from({ length: many }, (_, place) => `${prefix}${place}`);
    const from = lines('mine ', 60_000);
    const now = lines('theirs ', 60_000);
    const before = process.threadCpuUsage(); // not the clock's time: a busy machine makes that anything
    expect(mergeLines(from.join('\n'), [...from, 'new'].join('\n'), now.join('\n'))).toBe(['new', ...now].join('\n'));
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(3_000);
  });
});
