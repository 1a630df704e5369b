import { observeElementRect, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react';
import { useHeld } from '../loading/use-held.ts';
import { HEAD_HEIGHT } from './grid-model.ts';
import { createScrollScale } from './scroll-scale.ts';

const OVERSCAN = 8; // extra lines above and below, so that fast scrolling reaches rows that are loaded
const SETTLE_MS = 140; // the delay after the last scroll event; a shorter one would interfere with a touchpad's momentum

/**
 * Rows are placed from a line whose number is a multiple of this. Scrolling by less then moves all rows at once and
 * draws none of them again.
 */
const originEvery = 64;

/** The visible lines, and a way to scroll to a line. */
export type GridWindow = {
  /**
   * The lines to draw. After a far jump these are the lines from before it, in their place on the screen, until the first rows are
   * there: nobody sees a blank screen.
   */
  readonly lines: readonly number[];
  /** The lines that the scroll position asks for. */
  readonly wanted: readonly number[];
  /** The line from which rows are placed. */
  readonly origin: number;
  /** The scroll area's inner height in real pixels. */
  readonly height: number;
  /** The position of the line `origin` inside the scroll area. */
  readonly layerTop: number;
  readonly scrollTo: (line: number) => void;
  /** The number of lines on a page. */
  readonly pageLines: number;
};

/** The lines of a grid. `isThere`: whether a line can be drawn with its content. */
type GridLinesShape = {
  readonly count: number;
  readonly lineHeight: number;
  /** The height of the head that stays above the lines; left out: the head of a grid. A list has none. */
  readonly headHeight?: number;
  readonly isThere: (line: number) => boolean;
};

/**
 * Computes virtual lines of equal height by TanStack Virtual, on a scale that allows a million lines (see scroll-scale.ts).
 * `layer` is the element that holds the lines. It is moved directly while the bar settles, to avoid flicker.
 */
export function useGridWindow(
  { count, lineHeight, headHeight = HEAD_HEIGHT, isThere }: GridLinesShape,
  scroller: RefObject<HTMLDivElement | null>,
  layer: RefObject<HTMLDivElement | null>,
): GridWindow {
  const scale = useRef(createScrollScale(count * lineHeight, 0)).current;
  const tell = useRef<(offset: number, isScrolling: boolean) => void>(() => undefined);
  const base = useRef(0);
  const heightInSight = useRef(0); // asking the element while drawing would make the browser lay out the page
  scale.resize(count * lineHeight, Math.max(0, heightInSight.current - headHeight));

  const place = useCallback(() => {
    if (layer.current) layer.current.style.transform = `translateY(${base.current - scale.offset() + scale.top()}px)`;
  }, [layer, scale]);

  const observeElementOffset = useCallback(
    (instance: Virtualizer<HTMLDivElement, Element>, callback: (offset: number, isScrolling: boolean) => void) => {
      const element = instance.scrollElement;
      if (!element) return undefined;
      tell.current = callback;
      let settle: ReturnType<typeof setTimeout> | undefined;
      const onScroll = () => {
        scale.resize(scale.height >= 1 ? instance.getTotalSize() : 0, Math.max(0, element.clientHeight - headHeight));
        scale.scrolled(element.scrollTop);
        place();
        callback(scale.offset(), true);
        clearTimeout(settle);
        settle = setTimeout(() => {
          const top = scale.settled();
          if (Math.abs(element.scrollTop - top) > 1) {
            element.scrollTop = top;
            scale.scrolled(element.scrollTop); // the browser rounds scrollTop
            place();
          }
          callback(scale.offset(), false);
        }, SETTLE_MS);
      };
      element.addEventListener('scroll', onScroll, { passive: true });
      callback(scale.offset(), false);
      return () => {
        clearTimeout(settle);
        element.removeEventListener('scroll', onScroll);
      };
    },
    [place, scale, headHeight],
  );
  const virtualizer = useVirtualizer<HTMLDivElement, Element>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: OVERSCAN,
    observeElementOffset,
    observeElementRect: (instance, callback) =>
      observeElementRect(instance, (rect) => {
        heightInSight.current = instance.scrollElement?.clientHeight ?? 0;
        callback(rect);
      }),
    scrollToFn: (offset) => {
      if (scroller.current) scroller.current.scrollTop = scale.go(offset);
    },
  });
  // TanStack Virtual caches heights; a change of density measures again.
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, lineHeight]);

  const scrollTo = useCallback(
    (line: number) => {
      const element = scroller.current;
      if (!element || line < 0) return;
      const inSight = Math.max(lineHeight, element.clientHeight - headHeight);
      const start = line * lineHeight;
      const now = scale.offset();
      const target = start < now ? start : start + lineHeight > now + inSight ? start + lineHeight - inSight : now;
      if (target === now) return;
      element.scrollTop = scale.go(target);
      place();
      tell.current(scale.offset(), false);
    },
    [lineHeight, headHeight, place, scale, scroller],
  );
  const wanted = virtualizer.getVirtualItems().map((item) => item.index);
  const origin = Math.floor((wanted[0] ?? 0) / originEvery) * originEvery;
  // `shift`: the distance of the origin from the upper edge of the visible part.
  const drawn = useHeld(
    { indexes: wanted, origin, shift: origin * lineHeight - scale.offset() },
    { range: virtualizer.range, isThere },
  );
  base.current = drawn.shift + scale.offset();
  useLayoutEffect(place);
  return {
    lines: drawn.indexes,
    wanted,
    origin: drawn.origin,
    height: scale.height,
    layerTop: drawn.shift + scale.top(),
    scrollTo,
    pageLines: Math.max(1, Math.floor((heightInSight.current - headHeight) / lineHeight) - 1),
  };
}
