/** Browsers limit an element's height to between 16 and 33 million pixels. The list is scaled from well below that limit. */
export const MAX_PIXELS = 8_000_000;

/**
 * The scroll position of a list whose full height may be more than a browser can lay out. `offset` is the position in the list
 * (in list pixels), `top` the element's scrollTop. Without scaling both are equal.
 */
export type ScrollScale = {
  readonly height: number;
  readonly offset: () => number;
  readonly top: () => number;
  readonly resize: (total: number, viewport: number) => void;
  /**
   * Follows the element's scrolling. Small steps (wheel, touch, keys) move pixel by pixel; large steps (dragging the bar) move in
   * proportion.
   */
  readonly scrolled: (top: number) => void;
  /** Moves to a position in the list; returns the matching scrollTop. */
  readonly go: (offset: number) => number;
  /** Returns the scrollTop in exact proportion to the position. After small steps the real one is slightly off. */
  readonly settled: () => number;
};

/** Makes the scale for a list `total` pixels high seen through `viewport` pixels. */
export function createScrollScale(total: number, viewport: number, maxPixels = MAX_PIXELS): ScrollScale {
  let whole = total;
  let view = viewport;
  let offset = 0;
  let top = 0;
  const height = () => Math.min(whole, maxPixels);
  const lastOffset = () => Math.max(0, whole - view);
  const lastTop = () => Math.max(0, height() - view);
  const clamp = (value: number) => Math.min(lastOffset(), Math.max(0, value));
  const toTop = (place: number) =>
    whole <= maxPixels || lastOffset() === 0 ? place : (place / lastOffset()) * lastTop();
  return {
    get height() {
      return height();
    },
    offset: () => offset,
    top: () => top,
    resize(nextTotal, nextView) {
      whole = nextTotal;
      view = nextView;
      offset = clamp(offset);
    },
    scrolled(next) {
      const step = next - top;
      top = next;
      if (whole <= maxPixels) offset = next;
      else if (Math.abs(step) > 2 * view) offset = clamp(lastTop() === 0 ? 0 : (next / lastTop()) * lastOffset());
      else offset = clamp(offset + step);
    },
    go(place) {
      offset = clamp(place);
      top = toTop(offset);
      return top;
    },
    settled() {
      top = toTop(offset);
      return top;
    },
  };
}
