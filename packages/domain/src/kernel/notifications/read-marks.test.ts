import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeField } from '../acts/merge.ts';
import type { JsonValue } from '../json.ts';
import {
  isRead,
  type Markable,
  type MarkFields,
  markFieldsOf,
  markId,
  type ReadMarks,
  readMarksOf,
  withAllRead,
  withMarked,
} from './read-marks.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 20, 8, minute)).toISOString();
const all: readonly Markable[] = Array.from({ length: 300 }, (_, minute) => ({
  id: markId(at(minute), 'assigned', `record-${minute}`),
  at: at(minute),
}));
const [first, second, third] = all as [Markable, Markable, Markable]; // there are 300
const none: ReadMarks = { upTo: '', read: new Set(), unread: new Set() };
const again = (marks: ReadMarks): ReadMarks => readMarksOf([{ fields: asJson(markFieldsOf(marks, all)) }]);
const asJson = ({ readUpTo, read, unread }: MarkFields): Readonly<Record<string, JsonValue>> => ({
  readUpTo: [...readUpTo],
  read: [...read],
  unread: [...unread],
});
const readOnes = (marks: ReadMarks, some = all) => some.filter((one) => isRead(marks, one)).map(({ id }) => id);

describe('marks of read notifications', () => {
  it('are single ones, and everything up to an instant with exceptions', () => {
    const one = again(withMarked(none, [second], 'read'));
    expect(readOnes(one)).toEqual([second.id]);
    const whole = again(withAllRead(one, all.slice(0, 3)));
    expect(readOnes(whole)).toEqual([first.id, second.id, third.id]);
    const back = again(withMarked(whole, [second], 'unread'));
    expect(readOnes(back)).toEqual([first.id, third.id]);
    expect(readOnes(again(withMarked(back, [second], 'read')))).toEqual([first.id, second.id, third.id]);
  });

  it('stay few: beyond a hundred the instant moves on, and skipped notifications stay unread', () => {
    const some = all.filter((_, minute) => minute % 2 === 0);
    const marks = again(withMarked(none, some, 'read'));
    const fields = markFieldsOf(marks, all);
    expect(fields.read.length + fields.unread.length).toBeLessThanOrEqual(200);
    expect(fields.readUpTo).toEqual([some.at(-1)?.at]);
    expect(readOnes(marks, some)).toHaveLength(150);
    expect(readOnes(marks, all.slice(200))).toHaveLength(50); // no mark of the newest hundred was dropped
  });

  it('of several records count together, and the latest instant counts', () => {
    const records = [
      { fields: { readUpTo: [at(2)], unread: [first.id] } },
      { fields: { readUpTo: [at(1), at(0)], read: [all[5]?.id ?? ''] } },
    ];
    const marks = readMarksOf(records);
    expect(marks.upTo).toBe(at(2));
    expect(readOnes(marks)).toEqual([second.id, third.id, all[5]?.id]);
  });

  it('[S-4] of two devices of a person are all kept by a merge, in either order, and nothing goes back', () => {
    type Step = { readonly kind: 'read' | 'unread' | 'all'; readonly upTo: number; readonly picked: readonly number[] };
    const step: fc.Arbitrary<Step> = fc.record({
      kind: fc.constantFrom('read', 'unread', 'all'),
      upTo: fc.nat(29),
      picked: fc.array(fc.nat(29), { maxLength: 4 }),
    });
    const known = all.slice(0, 30);
    const made = (marks: ReadMarks, { kind, upTo, picked }: Step): ReadMarks =>
      kind === 'all'
        ? withAllRead(marks, known.slice(0, upTo + 1))
        : withMarked(
            marks,
            picked.flatMap((place) => known[place] ?? []),
            kind,
          );
    const wishesOf = (steps: readonly Step[], as: 'read' | 'unread') => {
      const wished = new Set<string>();
      for (const { kind, upTo, picked } of steps) {
        const about = kind === 'all' ? known.slice(0, upTo + 1) : picked.flatMap((place) => known[place] ?? []);
        for (const { id } of about) {
          if ((kind === 'unread') === (as === 'unread')) wished.add(id);
          else wished.delete(id);
        }
      }
      return wished;
    };
    fc.assert(
      fc.property(
        fc.array(step),
        fc.array(step, { minLength: 1 }),
        fc.array(step, { minLength: 1 }),
        (before, a, b) => {
          const start = before.reduce(made, none);
          const fields = (marks: ReadMarks) => asJson(markFieldsOf(marks, known));
          const [from, ofA, ofB] = [start, a.reduce(made, start), b.reduce(made, start)].map(fields) as [
            Readonly<Record<string, JsonValue>>,
            Readonly<Record<string, JsonValue>>,
            Readonly<Record<string, JsonValue>>,
          ];
          const merged = (now: typeof from, to: typeof from) =>
            readMarksOf([
              {
                fields: Object.fromEntries(
                  Object.keys(from).map((name) => [
                    name,
                    mergeField({
                      policy: 'union',
                      from: from[name] ?? null,
                      to: to[name] ?? null,
                      now: now[name] ?? null,
                      yields: false,
                    }).value,
                  ]),
                ),
              },
            ]);
          const [one, other] = [merged(ofA, ofB), merged(ofB, ofA)];
          expect(readOnes(one, known)).toEqual(readOnes(other, known));
          const latest = [ofA, ofB].map((side) => readMarksOf([{ fields: side }]).upTo).sort();
          expect(one.upTo).toBe(latest.at(-1));
          // A notification that one device of the person marked as read stays read, unless the other device marked it as unread.
          const wanted = wishesOf(b, 'unread');
          const wasUnread = new Set(known.filter((each) => !isRead(start, each)).map(({ id }) => id));
          for (const id of wishesOf(a, 'read'))
            if (!wanted.has(id) && wasUnread.has(id) && !readMarksOf([{ fields: ofB }]).unread.has(id))
              expect(readOnes(one, known)).toContain(id);
        },
      ),
    );
  });
});
