import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entity } from '../entities/entity.ts';
import { idOf } from '../ids.ts';
import { type MergePolicy, tags, text as textField } from '../entities/fields.ts';
import type { JsonValue } from '../json.ts';
import { mergeField, mergeLines, policyOf } from './merge.ts';

const merge = (policy: MergePolicy, [from, to, now]: readonly [JsonValue, JsonValue, JsonValue], yields = false) =>
  mergeField({ policy, from, to, now, yields });

describe('merge of one field', () => {
  it('[S-4] applies an edit whose `from` is still current, and replaces nothing', () => {
    expect(merge('later', [5, 7, 5])).toEqual({ value: 7 });
  });
  it('[S-4] lets the later arrival win and keeps the replaced value', () => {
    expect(merge('later', [5, 7, 9])).toEqual({ value: 7, superseded: 9 });
  });
  it('[S-4] reports nothing when both sides made the same change', () => {
    expect(merge('later', [5, 7, 7])).toEqual({ value: 7 });
  });
  it('[S-4c] makes an undo lose to later changes', () => {
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
  it('[S-4] keeps each word of a set once, sorted, and ignores other values', () => {
    expect(merge('union', [['a'], ['c', 'a', 'b'], ['b', 'a', 'b']])).toEqual({ value: ['a', 'b', 'c'] });
    expect(merge('union', [['a'], ['a', 'b', 7], ['a', 9, 'c']])).toEqual({ value: ['a', 'b', 'c'] });
    expect(merge('union', [['a', 'b'], [], ['a', 'b', 'c']])).toEqual({ value: ['c'] });
  });
  it('[S-4] removes words that either side removed, and keeps a word that both added once', () => {
    expect(
      merge('union', [
        ['a', 'b', 'c'],
        ['a', 'c'],
        ['b', 'c'],
      ]),
    ).toEqual({ value: ['c'] });
    expect(merge('union', [['a'], ['a', 'x'], ['x']])).toEqual({ value: ['x'] });
  });
  it('[S-4c] unites the sets of an undo, too: no member is replaced', () => {
    expect(merge('union', [['a', 'b'], ['a'], ['a', 'b', 'c']], true)).toEqual({ value: ['a', 'c'] });
  });
  it('[S-4] merges long text by line', () => {
    expect(merge('lines', ['one\ntwo', 'one\ntwo\nmine', 'zero\none\ntwo'])).toEqual({ value: 'zero\none\ntwo\nmine' });
  });
  it('[S-4] treats an empty field as an empty value, on every side', () => {
    expect(merge('union', [null, ['a'], ['b']])).toEqual({ value: ['a', 'b'] });
    expect(merge('lines', [null, 'a', 'b'])).toEqual({ value: 'a\nb' });
  });
});

describe('the policy of a field', () => {
  const note = entity(idOf('test/note'), {
    label: { one: 'Note', many: 'Notes' },
    title: 'body',
    fields: {
      body: textField({ multiline: true }),
      marks: tags(),
      author: textField({ merge: 'fixed' }),
    },
  });

  it('[S-4] is the one that its declaration gives', () => {
    expect(policyOf(note, 'body')).toBe('lines');
    expect(policyOf(note, 'marks')).toBe('union');
    expect(policyOf(note, 'author')).toBe('fixed');
  });
  it('[S-4] unites sharing, and lets the later arrival win for owner, team and life', () => {
    expect(policyOf(note, 'sharedWith')).toBe('union');
    for (const name of ['ownerId', 'teamId', 'life']) expect(policyOf(note, name)).toBe('later');
  });
  it('[K-5] is the default for a field that this build does not declare', () => {
    expect(policyOf(note, 'cameLater')).toBe('later');
  });
  it('[S-4] of the envelope is unchanged by a field with an envelope name', () => {
    const odd = {
      ...note,
      fields: { ...note.fields, ownerId: tags(), teamId: tags(), life: tags(), sharedWith: textField() },
    };
    for (const name of ['ownerId', 'teamId', 'life']) expect(policyOf(odd, name)).toBe('later');
    expect(policyOf(odd, 'sharedWith')).toBe('union');
  });
});

describe('merge of text by line', () => {
  it('[S-4] puts an added line after the line that it followed', () => {
    expect(mergeLines('a\nb\nc', 'a\nnew\nb\nc', 'a\nb\nc\nd')).toBe('a\nnew\nb\nc\nd');
  });
  it('[S-4] keeps both rewrites of one line', () => {
    expect(mergeLines('a', 'mine', 'theirs').split('\n').toSorted()).toEqual(['mine', 'theirs']);
  });
  it('[S-4] removes a line that one side deleted', () => {
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
  it('[S-4] returns exactly one side when the other changed nothing, whatever the texts', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 6 }).map((list) => list.join('\n'));
    fc.assert(
      fc.property(text, text, (from, to) => {
        expect(mergeLines(from, to, from)).toBe(to);
        expect(mergeLines(from, from, to)).toBe(to);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  it('[S-4] contains each line as often as both sides together ask for, whatever the texts', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 7 }).map((list) => list.join('\n'));
    const times = (whole: string, line: string) =>
      whole === '' ? 0 : whole.split('\n').filter((one) => one === line).length;
    fc.assert(
      fc.property(text, text, text, (from, to, now) => {
        const merged = mergeLines(from, to, now);
        for (const line of ['a', 'b', 'c']) {
          const [before, asked, held] = [from, to, now].map((side) => times(side, line)) as [number, number, number];
          const added = Math.max(0, asked - before, held - before);
          const isUnchanged = from === to || from === now;
          const wanted = from === to ? held : asked;
          expect(times(merged, line)).toBe(isUnchanged ? wanted : Math.min(before, asked, held) + added);
        }
      }),
      { seed: 11, numRuns: 3000 },
    );
  });
  it('[S-4] keeps the lines of the record in their order and the added lines in theirs, whatever the texts', () => {
    const words = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 8 });
    fc.assert(
      fc.property(words, words, words, (from, to, now) => {
        const merged = mergeLines(from.join('\n'), to.join('\n'), now.join('\n'))
          .split('\n')
          .filter(Boolean)
          .map(Number);
        const isKept = (line: number) => !from.includes(line) || to.includes(line);
        if (String(from) === String(to) || String(from) === String(now)) return;
        const added = to.filter((line) => !from.includes(line) && !now.includes(line));
        expect(merged.filter((line) => now.includes(line))).toEqual(now.filter(isKept));
        expect(merged.filter((line) => added.includes(line))).toEqual(added);
      }),
      { seed: 13, numRuns: 3000 },
    );
  });
  it.each<readonly [string, readonly [from: string, to: string, now: string], string]>([
    // [from, to, now], merged
    [
      'a line is placed after the second of two equal lines',
      ['a\nb\na', 'a\nb\na\nnew', 'a\nb\na\nc'],
      'a\nb\na\nnew\nc',
    ],
    [
      'a line is placed after the first of two equal lines',
      ['a\nb\na', 'a\nnew\nb\na', 'a\nb\na\nc'],
      'a\nnew\nb\na\nc',
    ],
    ['two lines are placed in their order', ['a\nb', 'a\nx\ny\nb', 'a\nb\nc'], 'a\nx\ny\nb\nc'],
    [
      'a line whose preceding line is gone is placed after the line before that',
      ['a\nb\nc', 'a\nb\nnew\nc', 'a\nc\nd'],
      'a\nnew\nc\nd',
    ],
    ['a line before all others stays there', ['a\nb', 'new\na\nb', 'a\nb\nc'], 'new\na\nb\nc'],
    [
      'a line of the other order is placed after the farthest line so far',
      ['a\nb\nc', 'b\na\nnew\nc', 'a\nb\nc\nd'],
      'a\nb\nnew\nc\nd',
    ],
    ['a line that both added appears once', ['a', 'a\nsame', 'a\nsame\nmore'], 'a\nsame\nmore'],
    ['a line that one side repeated appears as often as it did there', ['a', 'a\na\na', 'a\nb'], 'a\na\na\nb'],
    ['one of two equal lines is removed, the other is kept', ['a\na\nb', 'a\nb', 'a\na\nb\nc'], 'a\nb\nc'],
    ['everything is removed', ['a\nb', '', 'a\nb\nc'], 'c'],
    ['everything is removed on the other side', ['a\nb', 'a\nb\nc', ''], 'c'],
    ['an empty line is a line', ['a\n\nb', 'a\n\nb\n\nc', 'z\na\n\nb'], 'z\na\n\nb\n\nc'],
  ])('[S-4] %s', (_, [from, to, now], merged) => {
    expect(mergeLines(from, to, now)).toBe(merged);
  });

  it('[S-4] merges by lines in time proportional to them, whatever the three texts are: other acts wait for it', () => {
    const lines = (prefix: string, many: number) => Array.from({ length: many }, (_, place) => `${prefix}${place}`);
    const from = lines('mine ', 60_000);
    const now = lines('theirs ', 60_000);
    const before = process.threadCpuUsage(); // not the clock's time, which depends on the machine's load
    expect(mergeLines(from.join('\n'), [...from, 'new'].join('\n'), now.join('\n'))).toBe(['new', ...now].join('\n'));
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(3_000);
  });
});
