/** Browsers cut elements off between 16 and 33 million pixels; well below that we scale. */
export const MAX_PIXELS = 8_000_000;

/**
 * Where a list is scrolled to, when its full height may be more than a browser can lay out. `offset` is the place in the
 * list (in its own pixels), `top` what the element's scrollTop stands at. Unscaled, both are the same.
 */
export type ScrollScale = {
  readonly height: number;
  readonly offset: () => number;
  readonly top: () => number;
  readonly resize: (total: number, viewport: number) => void;
  /** Follows the element. Small steps (wheel, touch, keys) go pixel by pixel, leaps (dragging the bar) in proportion. */
  readonly scrolled: (top: number) => void;
  /** Goes to a place; answers the scrollTop that belongs to it. */
  readonly go: (offset: number) => number;
  /** After steps the bar stands a little off its proportion: the scrollTop that would be right, place unchanged. */
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
