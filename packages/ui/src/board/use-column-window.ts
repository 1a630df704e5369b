import { useVirtualizer, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual';
import { type RefCallback, type RefObject, useEffect, useRef, useState } from 'react';
import { useHeld } from '../loading/use-held.ts';
import { type BoardColumn, type BoardProps, cardIdAt } from './board-model.ts';

/** The estimated height of a card: one whose name takes one line. Each card is measured after it is drawn. */
export const cardEstimate = 108;
/** The distance between two cards. */
export const cardGap = 4;

/** The visible cards of a column. */
export type ColumnWindow = {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** The height of all cards in pixels. */
  readonly height: number;
  /**
   * The cards to draw. After a far jump these are the cards from before it, in their place on the screen, until the first ones are
   * there: nobody sees a blank column.
   */
  readonly items: readonly VirtualItem[];
  /** The distance in pixels by which they are drawn below their place. */
  readonly shift: number;
  /** The index of the first of them. */
  readonly first: number;
  /** Returns the ref of the card at an index. It measures the card's height, also when a card comes to another index. */
  readonly refAt: (index: number) => RefCallback<HTMLElement>;
};

/** Returns the visible cards of a column, and reports which they are. Scrolls to the active card when it changes. */
export function useColumnWindow(
  column: Pick<BoardColumn, 'id' | 'count' | 'cardAt' | 'idAt'>,
  about: { readonly activeIndex: number | undefined } & Pick<BoardProps, 'onVisibleRange'>,
): ColumnWindow {
  const { activeIndex, onVisibleRange } = about;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: column.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => cardEstimate,
    gap: cardGap,
    overscan: 4, // items have no keys of their own: with them each drawing would ask for the card of every index
    paddingEnd: 8,
  });
  const wanted = virtualizer.getVirtualItems();
  const first = wanted[0]?.index ?? 0;
  const end = (wanted.at(-1)?.index ?? -1) + 1;
  const offset = virtualizer.scrollOffset ?? 0;
  const drawn = useHeld(
    { indexes: wanted.map(({ index }) => index), items: wanted, offset },
    { range: virtualizer.range, isThere: (index) => cardIdAt(column, index) !== undefined },
  );
  useEffect(() => {
    if (end > first) onVisibleRange?.(column.id, first, end);
  }, [column.id, first, end, onVisibleRange]);
  useEffect(() => {
    if (activeIndex !== undefined) virtualizer.scrollToIndex(activeIndex, { align: 'auto' });
  }, [activeIndex, virtualizer]);
  const refAt = useMeasuringRefs(virtualizer);
  return {
    scroller,
    height: virtualizer.getTotalSize(),
    items: drawn.items,
    shift: offset - drawn.offset,
    first,
    refAt,
  };
}

/**
 * Returns one ref for each index. The element of a card stays when the card comes to another index, and its ref is then another
 * one, so that React calls both. With one ref for all, such a card would keep the height of the card that was there before.
 */
function useMeasuringRefs(virtualizer: Virtualizer<HTMLDivElement, Element>): ColumnWindow['refAt'] {
  const [refs] = useState(() => new Map<number, RefCallback<HTMLElement>>());
  const [measured] = useState(() => new WeakSet<HTMLElement>());
  return (index) => {
    const known = refs.get(index);
    if (known) return known;
    const ref: RefCallback<HTMLElement> = (element) => {
      // An element that is forgotten here stays observed. If not, the next card at this index would end that.
      if (!element) return void virtualizer.elementsCache.delete(index);
      virtualizer.measureElement(element);
      if (measured.has(element)) virtualizer.resizeItem(index, element.offsetHeight); // its observer reports a changed height, not a changed index
      measured.add(element);
    };
    refs.set(index, ref);
    return ref;
  };
}
