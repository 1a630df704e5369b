import { describe, expect, it } from 'vitest';
import { comeBack, type Returning, type Standing } from './come-back.ts';

const at = (second: number): string => `2026-11-20T08:00:${String(second).padStart(2, '0')}.000Z`;
const author = { by: 'mia', at: at(50) };

/** An act of the tenth second that comes back: from one to two. */
const returning = (change: Partial<Returning> = {}): Returning => ({
  from: 'one',
  to: 'two',
  now: { value: 'one', by: 'ann', at: at(1) },
  gaveWay: undefined,
  place: { at: at(10), n: 10 },
  author,
  ...change,
});
/** The value that has stood there since this second. */
const since = (second: number, change: Partial<Standing> = {}): Standing => ({
  at: at(second),
  n: second,
  isContested: false,
  owed: [],
  passed: [],
  isUnsure: false,
  ...change,
});
const now = (value: string) => ({ value, by: 'ann', at: at(1) });

describe('an act that comes back', () => {
  it('[S-1c] wins over what was there before it, and says nothing of what nobody contested', () => {
    expect(comeBack(returning(), since(5))).toMatchObject({ value: 'two', claim: { at: at(10), from: 'one' } });
    const past = comeBack(returning({ now: now('zero') }), since(5));
    expect(past).toMatchObject({ value: 'two', claim: { passed: [{ value: 'zero', by: 'ann' }] } });
    expect(past).not.toHaveProperty('superseded');
  });

  it('[S-1c] gives way in silence to its own successor, and keeps the place of that', () => {
    const behind = comeBack(returning({ now: now('three') }), since(20, { from: 'two' }));
    expect(behind).toEqual({
      value: 'three',
      claim: { at: at(20), n: 20, from: 'two', isContested: false, owed: [], passed: [{ value: 'two', ...author }] },
    });
  });

  it('[S-1c] gives way to what was written after the restore, and says so', () => {
    expect(comeBack(returning({ now: now('new') }), undefined)).toEqual({
      value: 'new',
      superseded: { value: 'two', ...author },
    });
    expect(comeBack(returning({ now: now('two') }), undefined)).toEqual({ value: 'two' });
    expect(comeBack(returning(), undefined)).toMatchObject({ value: 'two', claim: { at: at(10) } });
  });

  it('[S-1c] says what it wins over where that may have been written after the restore', () => {
    const unsure = comeBack(returning({ now: now('other') }), since(5, { isUnsure: true }));
    expect(unsure).toMatchObject({ value: 'two', superseded: { value: 'other', by: 'ann' } });
    expect(comeBack(returning(), since(5, { isUnsure: true }))).not.toHaveProperty('superseded');
  });

  it('[S-4c] gives way again where it once gave way itself', () => {
    expect(comeBack(returning({ gaveWay: 'two', now: now('other') }), since(5))).toEqual({
      value: 'other',
      superseded: { value: 'two', ...author },
    });
  });

  it('[S-1c] tells once more what gave way to it, whichever of the two comes last', () => {
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

  it('[S-1c] tells what gave way to it though its own successor has come back before it', () => {
    const passed = [{ value: 'rival', by: 'max', at: at(40) }];
    expect(comeBack(returning({ gaveWay: 'rival', now: now('three') }), since(20, { passed }))).toMatchObject({
      value: 'three',
      superseded: { value: 'rival', by: 'max' },
    });
  });

  it('[S-4] tells of two that began at one value, of which the later one was contested', () => {
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

  it('[E-3] remembers a bounded number of values', () => {
    const passed = Array.from({ length: 30 }, (_, place) => ({ value: place, by: 'max', at: at(2) }));
    expect(comeBack(returning({ now: now('zero') }), since(5, { passed })).claim?.passed).toHaveLength(20);
  });
});
