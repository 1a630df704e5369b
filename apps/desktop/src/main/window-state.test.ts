import { describe, expect, it } from 'vitest';
import { besideOf, placeFor, readWindowState } from './window-state.ts';

const laptop = { x: 0, y: 25, width: 1_512, height: 920 };
const screenAbove = { x: -200, y: -1_440, width: 2_560, height: 1_440 };
const kept = { x: 300, y: 200, width: 1_000, height: 700 };

describe('the place of a window', () => {
  it('is the kept one, also on a second screen', () => {
    expect(placeFor(kept, [laptop])).toEqual(kept);
    const above = { ...kept, y: -1_200 };
    expect(placeFor(above, [laptop, screenAbove])).toEqual(above);
  });

  it('is left to the system where its screen is gone, or its upper edge is out of reach', () => {
    const { width, height } = kept;
    for (const gone of [
      { ...kept, y: -1_200 },
      { ...kept, x: 1_450 },
      { ...kept, x: -950 },
      { ...kept, y: 930 },
      { ...kept, y: 0 }, // under the menu bar
    ])
      expect(placeFor(gone, [laptop])).toEqual({ width, height });
  });

  it('is never smaller than a screen of the app, nor larger than the largest screen', () => {
    expect(placeFor({ ...kept, width: 10, height: 10 }, [laptop])).toMatchObject({ width: 380, height: 560 });
    expect(placeFor({ ...kept, x: 0, y: 25, width: 9_000, height: 9_000 }, [laptop])).toMatchObject({
      width: 1_512,
      height: 920,
    });
    expect(placeFor(undefined, [laptop])).toEqual({ width: 1_440, height: 900 });
    expect(placeFor(undefined, [])).toEqual({ width: 380, height: 560 });
  });

  it('of a further window is beside the one in front', () => {
    expect(besideOf(kept)).toEqual({ ...kept, x: 328, y: 228 });
  });
});

describe('[E-2] a kept state', () => {
  it('is read back', () => {
    const state = { ...kept, isMaximised: true, zoomLevel: 1.5 };
    expect(readWindowState(JSON.stringify(state))).toEqual(state);
  });

  it.each([
    undefined,
    '',
    '{',
    'null',
    '{"x":1}',
    '{"x":1e400,"y":0,"width":1,"height":1,"isMaximised":false,"zoomLevel":0}',
  ])('that is unreadable counts as none: %j', (text) => {
    expect(readWindowState(text)).toBeUndefined();
  });

  it('with a zoom outside the limits counts as none', () => {
    expect(readWindowState(JSON.stringify({ ...kept, isMaximised: false, zoomLevel: 400 }))).toBeUndefined();
  });
});
