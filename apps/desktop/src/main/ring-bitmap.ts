/** The colour of the ring in light and dark trays: between both, so that it can be seen on either. */
const grey = 0x8a;

/**
 * Returns a ring as pixels, four bytes each (blue, green, red, opacity), from the top left. Drawn here, because an icon of this
 * size needs no file.
 */
export function ringBitmap(size: number): Buffer {
  const pixels = Buffer.alloc(size * size * 4);
  const middle = (size - 1) / 2;
  const [outer, inner] = [size * 0.44, size * 0.26];
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) {
      const away = Math.hypot(x - middle, y - middle);
      // One pixel of half opacity on both edges, so that the ring looks round.
      const cover = Math.max(0, Math.min(1, outer - away + 0.5, away - inner + 0.5));
      const value = Math.round(grey * cover); // multiplied by the opacity, as bitmaps of Electron are
      pixels.set([value, value, value, Math.round(255 * cover)], (y * size + x) * 4);
    }
  return pixels;
}
