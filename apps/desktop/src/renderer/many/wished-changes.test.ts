import { describe, expect, it } from 'vitest';
import { changeOfLines, isChangeable, waysToChange, type WishedChangeLine } from './wished-changes.ts';

const line = (part: Partial<WishedChangeLine>): WishedChangeLine => ({
  id: 1,
  field: 'x',
  how: 'set',
  value: null,
  ...part,
});

describe('the wished changes of many records', () => {
  it('become one change of the complete lines', () => {
    expect(
      changeOfLines([
        line({ field: 'ownerId', value: 'p' }),
        line({ field: 'closesOn', how: 'move', value: 30 }),
        line({ field: 'tags', how: 'add', value: ['a', 'b'] }),
        line({ field: 'note', how: 'empty', value: 'left over' }),
        line({ field: null, value: 'no field yet' }),
        line({ field: 'stage', value: null }),
      ]),
    ).toEqual({ sets: { ownerId: 'p', note: null }, shifts: { closesOn: 30 }, adds: { tags: ['a', 'b'] } });
  });

  it('take tags away, which leaves the other tags of each record', () => {
    expect(changeOfLines([line({ field: 'tags', how: 'remove', value: ['a'] })])).toEqual({ sets: {}, shifts: {}, adds: {}, removes: { tags: ['a'] } }); // prettier-ignore
  });

  it.each([
    ['no line', []],
    ['a field without a value', [line({ value: '' })]],
    ['a move by no day', [line({ how: 'move', value: 0 })]],
    ['no tags', [line({ how: 'add', value: [] })]],
  ])('are none with %s', (_of, lines) => {
    expect(changeOfLines(lines)).toBeUndefined();
  });

  it('offer the changes that fit the field', () => {
    expect(waysToChange({ id: 'a', label: 'A', kind: 'date' })).toEqual(['set', 'move', 'empty']);
    expect(waysToChange({ id: 'a', label: 'A', kind: 'tags' })).toEqual(['add', 'set', 'remove', 'empty']);
    expect(waysToChange({ id: 'a', label: 'A', kind: 'instant' })).toEqual(['set', 'move', 'empty']);
    expect(waysToChange({ id: 'a', label: 'A', kind: 'text', isRequired: true })).toEqual(['set']);
    expect(isChangeable({ id: 'a', label: 'A', kind: 'text', readOnlyReason: 'Computed' })).toBe(false);
    expect(isChangeable({ id: 'a', label: 'A', kind: 'json' })).toBe(false);
  });
});
