import { describe, expect, it } from 'vitest';
import { comeBack, type Returning, type StandingClaim } from './come-back.ts';

const at = (second: number): string => `2026-11-20T08:00:${String(second).padStart(2, '0')}.000Z`;
const author = { by: 'mia', at: at(50) };

/** Returns an act of the tenth second that is sent again: from one to two. */
const returning = (change: Partial<Returning> = {}): Returning => ({
  from: 'one',
  to: 'two',
  now: { value: 'one', by: 'ann', at: at(1) },
  gaveWay: undefined,
  place: { at: at(10), n: 10 },
  author,
  ...change,
});
/** Returns the claim of a value that the field has had since this second. */
const since = (second: number, change: Partial<StandingClaim> = {}): StandingClaim => ({
  at: at(second),
  n: second,
  isContested: false,
  owed: [],
  passed: [],
  isUnsure: false,
  ...change,
});
const now = (value: string) => ({ value, by: 'ann', at: at(1) });

describe('an act that is sent again after a lost tail', () => {
  it('[S-1c] wins over an older value, and reports nothing that nobody contested', () => {
    expect(comeBack(returning(), since(5))).toMatchObject({ value: 'two', claim: { at: at(10), from: 'one' } });
    const past = comeBack(returning({ now: now('zero') }), since(5));
    expect(past).toMatchObject({ value: 'two', claim: { passed: [{ value: 'zero', by: 'ann' }] } });
    expect(past).not.toHaveProperty('superseded');
  });

  it("[S-1c] loses to its own successor without a report, and keeps the successor's place", () => {
    const behind = comeBack(returning({ now: now('three') }), since(20, { from: 'two' }));
    expect(behind).toEqual({
      value: 'three',
      claim: { at: at(20), n: 20, from: 'two', isContested: false, owed: [], passed: [{ value: 'two', ...author }] },
    });
  });

  it('[S-1c] loses to a value written after the restore, and reports it', () => {
    expect(comeBack(returning({ now: now('new') }), undefined)).toEqual({
      value: 'new',
      superseded: { value: 'two', ...author },
    });
    expect(comeBack(returning({ now: now('two') }), undefined)).toEqual({ value: 'two' });
    expect(comeBack(returning(), undefined)).toMatchObject({ value: 'two', claim: { at: at(10) } });
  });

  it('[S-1c] reports the value that it replaces where that may have been written after the restore', () => {
    const unsure = comeBack(returning({ now: now('other') }), since(5, { isUnsure: true }));
    expect(unsure).toMatchObject({ value: 'two', superseded: { value: 'other', by: 'ann' } });
    expect(comeBack(returning(), since(5, { isUnsure: true }))).not.toHaveProperty('superseded');
  });

  it('[S-4c] loses again where it lost at its first decision', () => {
    expect(comeBack(returning({ gaveWay: 'two', now: now('other') }), since(5))).toEqual({
      value: 'other',
      superseded: { value: 'two', ...author },
    });
  });

  it('[S-1c] reports a value that it replaced at its first decision once more, in both orders of arrival', () => {
    const contested = returning({ gaveWay: 'rival' });
    expect(comeBack({ ...contested, now: now('rival') }, since(5))).toMatchObject({
      value: 'two',
      superseded: { value: 'rival', by: 'ann' },
      claim: { owed: [], isContested: true },
    });
    expect(comeBack(contested, since(5))).toMatchObject({ value: 'two', claim: { owed: ['rival'] } });
    const rival = returning({ from: 'zero', to: 'rival', now: now('two'), place: { at: at(9), n: 9 } });
    const told = comeBack(rival, since(10, { owed: ['rival'], isContested: true }));
    expect(told).toMatchObject({ value: 'two', superseded: { value: 'rival', by: 'mia' }, claim: { owed: [] } });
  });

  it('[S-1c] reports the value that it once replaced even if its own successor was sent before it', () => {
    const passed = [{ value: 'rival', by: 'max', at: at(40) }];
    expect(comeBack(returning({ gaveWay: 'rival', now: now('three') }), since(20, { passed }))).toMatchObject({
      value: 'three',
      superseded: { value: 'rival', by: 'max' },
    });
  });

  it('[S-4] reports two edits that started from one value if the later one was contested', () => {
    const sibling = since(20, { from: 'one', isContested: true });
    expect(comeBack(returning({ now: now('three') }), sibling)).toMatchObject({
      superseded: { value: 'two', by: 'mia' },
    });
    expect(comeBack(returning({ now: now('b'), gaveWay: 'c' }), since(5, { from: 'one' }))).toMatchObject({
      value: 'two',
      superseded: { value: 'b' },
      claim: { owed: ['c'] },
    });
  });

  it('[E-3] keeps a bounded number of values', () => {
    const passed = Array.from({ length: 30 }, (_, place) => ({ value: place, by: 'max', at: at(2) }));
    expect(comeBack(returning({ now: now('zero') }), since(5, { passed })).claim?.passed).toHaveLength(20);
  });
});
