import { z } from 'zod';

/** A rectangle on the screens, in pixels of the system. */
export type WindowBounds = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

const wholeNumber = z.number().int().min(-100_000).max(100_000);
const stateSchema = z.strictObject({
  x: wholeNumber,
  y: wholeNumber,
  width: wholeNumber,
  height: wholeNumber,
  isMaximised: z.boolean(),
  /** Electron's measure: 0 is 100 %, each step a fifth more. */
  zoomLevel: z.number().min(-8).max(9),
});

/** The size, place and zoom of a window when it was last closed. The place is the one before it was maximised. */
export type WindowState = z.infer<typeof stateSchema>;

/** The least size of a window: every screen fits into it. */
export const leastSize = { width: 380, height: 560 } as const;
const usualSize = { width: 1440, height: 900 } as const;
/** Chosen: the part of a window's upper edge that must be in sight, so that a person can drag it. */
const held = { width: 120, height: 32 } as const;
/** The distance of a further window from the one before it. */
const step = 28;

/** Reads a kept state. Undefined for a missing or unreadable one: then the window opens as at the first start. */
export function readWindowState(text: string | undefined): WindowState | undefined {
  try {
    return stateSchema.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined; // not JSON: a file cut off by a power cut
  }
}

const overlap = (from: number, size: number, start: number, length: number): number =>
  Math.min(from + size, start + length) - Math.max(from, start);

/**
 * Returns where a window opens: at its kept place if a person can reach it there, otherwise without a place, so that the system
 * chooses one. It is never larger than the largest screen. `screens`: the areas of the present screens without their bars.
 */
export function placeFor(
  kept: WindowBounds | undefined,
  screens: readonly WindowBounds[],
): { readonly width: number; readonly height: number; readonly x?: number; readonly y?: number } {
  const most = {
    width: Math.max(leastSize.width, ...screens.map(({ width }) => width)),
    height: Math.max(leastSize.height, ...screens.map(({ height }) => height)),
  };
  const wanted = kept ?? usualSize;
  const width = Math.min(most.width, Math.max(leastSize.width, wanted.width));
  const height = Math.min(most.height, Math.max(leastSize.height, wanted.height));
  if (!kept) return { width, height };
  const isInSight = screens.some(
    (screen) =>
      overlap(kept.x, width, screen.x, screen.width) >= held.width &&
      kept.y >= screen.y &&
      kept.y + held.height <= screen.y + screen.height,
  );
  return isInSight ? { width, height, x: kept.x, y: kept.y } : { width, height };
}

/** Returns the place of a further window: a little below and to the right of the one in front. */
export const besideOf = (front: WindowBounds): WindowBounds => ({ ...front, x: front.x + step, y: front.y + step });
