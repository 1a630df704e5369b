import { imageDimensionsFromData } from 'image-dimensions';
import { mostSmallPictureBytes } from '../../bridge/calls/file-calls.ts';

/** The longest side of a small version, in pixels. Chosen: a tile of 160 px on a screen with two dots to the pixel. */
export const smallSidePx = 320;

/**
 * A picture with more pixels is not decoded: a file of some KB can claim a size that fills the memory. Chosen: photos of telephones
 * have up to 50 million, and each takes four bytes.
 */
const mostPixels = 64_000_000;

/** No graphics card draws a picture with a longer side, however few its pixels are. */
const mostSidePx = 32_767;

/** The beginning of a file that contains the picture's size, after the notes of a camera. */
const mostHeaderBytes = 1_048_576;

/** Returns the size to draw at: the longest side is `smallSidePx` at most, and no side is less than one pixel. */
export function smallSize({ width, height }: { readonly width: number; readonly height: number }): {
  readonly width: number;
  readonly height: number;
} {
  const scale = Math.min(1, smallSidePx / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Whether a picture's own header says that it can be decoded within the bounds. `start`: the first bytes of the file. */
export function isDrawable(start: Uint8Array): boolean {
  try {
    const size = imageDimensionsFromData(start);
    return (
      size !== undefined &&
      size.width > 0 &&
      size.height > 0 &&
      Math.max(size.width, size.height) <= mostSidePx &&
      size.width * size.height <= mostPixels
    );
  } catch {
    return false; // cut off within its header
  }
}

/** First the quality of usual photos, then one that brings pictures full of noise below the bound. */
const qualities = [0.8, 0.5, 0.2] as const;

/**
 * Draws the small version of a picture, turned upright by its EXIF data. Of an animation it draws the first frame.
 * Undefined if the picture is damaged, or its header claims more pixels than are decoded.
 */
export async function drawSmall(picture: Blob): Promise<Blob | undefined> {
  const start = new Uint8Array(await picture.slice(0, mostHeaderBytes).arrayBuffer());
  if (!isDrawable(start)) return undefined;
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(picture, { imageOrientation: 'from-image' });
  } catch {
    return undefined; // damaged, or cut off
  }
  try {
    const { width, height } = smallSize(bitmap);
    const canvas = new OffscreenCanvas(width, height);
    const pen = canvas.getContext('2d');
    if (!pen) return undefined;
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(bitmap, 0, 0, width, height);
    for (const quality of qualities) {
      const small = await canvas.convertToBlob({ type: 'image/webp', quality });
      if (small.size <= mostSmallPictureBytes) return small;
    }
    return undefined;
  } finally {
    bitmap.close(); // closed immediately: the garbage collector does not see how large it is
  }
}
