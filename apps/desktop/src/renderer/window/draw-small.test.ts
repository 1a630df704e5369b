import { describe, expect, it } from 'vitest';
import { isDrawable, smallSize } from './draw-small.ts';

/** Returns the header of a PNG with the given size, without any pixel. */
function pngHeader(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(33);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(bytes);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  Buffer.from('0806000000', 'hex').copy(bytes, 24);
  return new Uint8Array(bytes);
}

describe('[E-3] a picture is decoded for its small version', () => {
  it.each<readonly [name: string, start: Uint8Array, isDrawn: boolean]>([
    ['a photo', pngHeader(8_000, 6_000), true],
    ['a picture bomb', pngHeader(60_000, 60_000), false],
    ['a line that is too long', pngHeader(1_000_000, 1), false],
    ['a picture without pixels', pngHeader(0, 10), false],
    ['a file that ends in its header', pngHeader(10, 10).subarray(0, 18), false],
    ['an empty file', new Uint8Array(), false],
    ['a page', new TextEncoder().encode('<html>Sign in to this network</html>'), false],
  ])('only within bounds: %s', (_name, start, isDrawn) => {
    expect(isDrawable(start)).toBe(isDrawn);
  });

  it('keeps its shape, and a line does not vanish', () => {
    expect([
      smallSize({ width: 4_000, height: 3_000 }),
      smallSize({ width: 100, height: 50 }),
      smallSize({ width: 2, height: 9_000 }),
    ]).toEqual([
      { width: 320, height: 240 },
      { width: 100, height: 50 },
      { width: 1, height: 320 },
    ]);
  });
});
