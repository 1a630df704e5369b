import { describe, expect, it } from 'vitest';
import { gridLines } from './grid-lines.ts';
import { moveBy } from './grid-moves.ts';
import { createScrollScale } from './scroll-scale.ts';
import { fromTabSeparated, toTabSeparated } from './tab-separated.ts';

describe('lines of groups', () => {
  const groups = [
    { key: 'a', label: 'A', count: 3 },
    { key: 'b', label: 'B', count: 1_000, isCollapsed: true },
    { key: 'empty', label: 'Empty', count: 0 },
    { key: 'c', label: 'C', count: 2 },
  ];
  const lines = gridLines(1_005, groups);
  it('puts a head before each group and no rows under folded ones', () => {
    expect(lines.count).toBe(4 + 3 + 2);
    expect(
      Array.from({ length: lines.count }, (_, line) => {
        const at = lines.at(line);
        return at?.kind === 'group' ? at.group.key : at?.index;
      }),
    ).toEqual(['a', 0, 1, 2, 'b', 'empty', 'c', 1003, 1004]);
    expect(lines.at(9)).toBeUndefined();
    expect(lines.at(-1)).toBeUndefined();
  });
  it('finds a row’s line, or its folded head', () => {
    expect([0, 2, 500, 1003].map((index) => lines.lineOf(index))).toEqual([1, 3, 4, 7]);
  });
  it('finds the head of a line’s group', () => {
    expect([0, 2, 3, 4, 5, 8].map((line) => lines.headOf(line))).toEqual([0, 0, 0, 4, 5, 6]);
    expect(gridLines(10, undefined).headOf(7)).toBe(7);
  });
  it('requests visible rows only, without folded ones between them', () => {
    expect(lines.stretches(2, 8)).toEqual([
      { start: 1, end: 3 },
      { start: 1003, end: 1005 },
    ]);
    expect(gridLines(10, undefined).stretches(4, 20)).toEqual([{ start: 4, end: 10 }]);
  });
});

describe('scrolling a list higher than a browser can lay out', () => {
  const million = () => createScrollScale(32_000_000, 800);
  it('follows the wheel pixel by pixel', () => {
    const scale = million();
    expect(scale.height).toBe(8_000_000);
    scale.scrolled(100);
    scale.scrolled(200);
    expect(scale.offset()).toBe(200);
  });
  it('moves in proportion when the bar is dragged, to the end', () => {
    const scale = million();
    scale.scrolled(8_000_000 - 800);
    expect(scale.offset()).toBe(32_000_000 - 800);
    scale.scrolled(0);
    expect(scale.offset()).toBe(0);
  });
  it('corrects the bar without moving the list', () => {
    const scale = million();
    for (let top = 100; top <= 4_000; top += 100) scale.scrolled(top);
    expect(scale.offset()).toBe(4_000);
    expect(scale.settled()).toBeCloseTo(1_000, -1);
    expect(scale.offset()).toBe(4_000);
  });
  it('equals the browser’s own scrolling while the list is short', () => {
    const scale = createScrollScale(5_000, 800);
    scale.scrolled(4_200);
    expect([scale.offset(), scale.settled(), scale.height]).toEqual([4_200, 4_200, 5_000]);
    expect(scale.go(100)).toBe(100);
  });
});

describe('moves', () => {
  const bounds = { lines: 10, columns: 3, page: 4, hasHead: true };
  const press = (key: string, mod = false) => ({ key, mod, shift: false });
  it('stays inside, moves up to the head, and left of the first cell to the row', () => {
    expect(moveBy({ line: 9, column: 2 }, press('ArrowDown'), bounds)).toEqual({ line: 9, column: 2 });
    expect(moveBy({ line: 0, column: 1 }, press('ArrowUp'), bounds)).toEqual({ line: -1, column: 1 });
    expect(moveBy({ line: 0, column: 0 }, press('ArrowLeft'), bounds)).toEqual({ line: 0, column: -1 });
    expect(moveBy({ line: 3, column: 1 }, press('PageDown'), bounds)).toEqual({ line: 7, column: 1 });
    expect(moveBy({ line: 3, column: 1 }, press('End', true), bounds)).toEqual({ line: 9, column: 2 });
  });
  it('accepts J and K on rows only', () => {
    expect(moveBy({ line: 3, column: -1 }, press('j'), bounds)).toEqual({ line: 4, column: -1 });
    expect(moveBy({ line: 3, column: 0 }, press('j'), bounds)).toBeUndefined();
  });
});

describe('tab-separated text', () => {
  it('keeps tabs, line ends and quotes in cells', () => {
    const rows = [
      ['plain', 'two\nlines', 'a "quote"'],
      ['tab\there', '', 'end'],
    ];
    expect(fromTabSeparated(toTabSeparated(rows))).toEqual(rows);
  });
  it('reads the output of spreadsheets', () => {
    expect(fromTabSeparated('a\tb\r\nc\td\r\n')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(fromTabSeparated('one')).toEqual([['one']]);
  });
});
