import { expect, it } from 'vitest';
import { ringBitmap } from './ring-bitmap.ts';

it('the bitmap is a ring with a hole, four bytes for each pixel', () => {
  const size = 32;
  const pixels = ringBitmap(size);
  const opacityAt = (x: number, y: number) => pixels[(y * size + x) * 4 + 3];
  expect(pixels).toHaveLength(size * size * 4);
  expect([opacityAt(0, 0), opacityAt(16, 16), opacityAt(16, 5), opacityAt(5, 16)]).toEqual([0, 0, 255, 255]);
});
