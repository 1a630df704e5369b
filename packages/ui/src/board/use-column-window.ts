import { useVirtualizer, type VirtualItem, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useRef } from 'react';
import type { BoardColumn, BoardProps } from './board-model.ts';

/** The estimated height of a card: one whose name takes one line. Each card is measured after it is drawn. */
export const cardEstimate = 108;
/** The distance between two cards. */
export const cardGap = 4;

/** The visible cards of a column. */
export type ColumnWindow = {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>;
  readonly items: readonly VirtualItem[];
  /** The index of the first of them. */
  readonly first: number;
};

/** Returns the visible cards of a column, and reports which they are. Scrolls to the active card when it changes. */
export function useColumnWindow(
  column: Pick<BoardColumn, 'id' | 'count'>,
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
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const end = (items.at(-1)?.index ?? -1) + 1;
  useEffect(() => {
    if (end > first) onVisibleRange?.(column.id, first, end);
  }, [column.id, first, end, onVisibleRange]);
  useEffect(() => {
    if (activeIndex !== undefined) virtualizer.scrollToIndex(activeIndex, { align: 'auto' });
  }, [activeIndex, virtualizer]);
  return { scroller, virtualizer, items, first };
}
