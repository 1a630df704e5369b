import { describe, expect, it } from 'vitest';
import { type PicturePart, placedParts } from './tiled-picture.ts';

const part = (isWide: boolean, rows = 2): PicturePart => ({
  title: 'Deals',
  about: '',
  columns: [{ label: 'Stage', isNumber: false }],
  rows: Array.from({ length: rows }, () => ['Won']),
  isWide,
});

describe('the parts of a picture', () => {
  it('stand two next to each other; a wide one stands alone, and none covers another', () => {
    const { boxes, height } = placedParts(
      [part(false), part(false, 5), part(true), part(false), part(true), part(false)],
      100,
    );
    expect(boxes.map(({ x, width }) => [x, width])).toEqual([
      [48, 1_128],
      [1_224, 1_128],
      [48, 2_304],
      [48, 1_128],
      [48, 2_304],
      [48, 1_128],
    ]);
    const [first, second, third] = boxes;
    expect([first?.y, second?.y]).toEqual([100, 100]);
    expect(third?.y).toBe(100 + (second?.height ?? 0) + 48);
    for (const [place, box] of boxes.entries())
      for (const other of boxes.slice(place + 1))
        expect(other.y >= box.y + box.height || other.x >= box.x + box.width).toBe(true);
    const last = boxes.at(-1);
    expect(height).toBe((last?.y ?? 0) + (last?.height ?? 0) + 48);
  });

  it('have no more rows than a picture can show', () => {
    const [many, more] = [part(true, 13), part(true, 1_000)].map((one) => placedParts([one], 0).height);
    expect(many).toBe(more);
  });
});
