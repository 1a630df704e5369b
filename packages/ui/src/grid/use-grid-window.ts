import { observeElementRect, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react';
import { HEAD_HEIGHT } from './grid-model.ts';
import { createScrollScale } from './scroll-scale.ts';

const OVERSCAN = 8; // extra lines above and below, so that fast scrolling reaches rows that are loaded
const SETTLE_MS = 140; // the delay after the last scroll event; a shorter one would interfere with a touchpad's momentum

/** The visible lines, and a way to scroll to a line. */
export type GridWindow = {
  readonly lines: readonly number[];
  /** The scroll area's inner height in real pixels. */
  readonly height: number;
  /** The position of the first line of `lines` inside the scroll area. */
  readonly layerTop: number;
  readonly scrollTo: (line: number) => void;
  /** The number of lines on a page. */
  readonly pageLines: number;
};

/**
 * Computes virtual lines of equal height by TanStack Virtual, on a scale that allows a million lines (see scroll-scale.ts).
 * `layer` is the element that holds the lines. It is moved directly while the bar settles, to avoid flicker.
 */
export function useGridWindow(
  count: number,
  lineHeight: number,
  scroller: RefObject<HTMLDivElement | null>,
  layer: RefObject<HTMLDivElement | null>,
): GridWindow {
  const scale = useRef(createScrollScale(count * lineHeight, 0)).current;
  const tell = useRef<(offset: number, isScrolling: boolean) => void>(() => undefined);
  const base = useRef(0);
  const heightInSight = useRef(0); // asking the element while drawing would make the browser lay out the page
  scale.resize(count * lineHeight, Math.max(0, heightInSight.current - HEAD_HEIGHT));

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
        scale.resize(scale.height >= 1 ? instance.getTotalSize() : 0, Math.max(0, element.clientHeight - HEAD_HEIGHT));
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
    [place, scale],
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
      const view = Math.max(lineHeight, element.clientHeight - HEAD_HEIGHT);
      const start = line * lineHeight;
      const now = scale.offset();
      const target = start < now ? start : start + lineHeight > now + view ? start + lineHeight - view : now;
      if (target === now) return;
      element.scrollTop = scale.go(target);
      place();
      tell.current(scale.offset(), false);
    },
    [lineHeight, place, scale, scroller],
  );
  const items = virtualizer.getVirtualItems();
  base.current = items[0]?.start ?? 0;
  useLayoutEffect(place);
  return {
    lines: items.map((item) => item.index),
    height: scale.height,
    layerTop: base.current - scale.offset() + scale.top(),
    scrollTo,
    pageLines: Math.max(1, Math.floor((heightInSight.current - HEAD_HEIGHT) / lineHeight) - 1),
  };
}
