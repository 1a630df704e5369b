import { type RefObject, useCallback, useLayoutEffect, useMemo, useState } from 'react';
import { columnsInSight, type GridLayout } from '../grid-layout.ts';

/** Chosen: rows with fewer columns are drawn whole, because adding cells at each scroll costs more than they do. */
export const wholeRowsUpTo = 24;

/**
 * Returns the places of the columns whose cells the rows draw; `undefined` for all of them. A grid that scrolls sideways over many
 * columns draws those in sight, those that stay, and `always` (the active cell and the edited one).
 */
export function useColumnsInSight(
  scroller: RefObject<HTMLElement | null>,
  layout: GridLayout<never>,
  { width, always }: { readonly width: number; readonly always: readonly number[] },
): readonly number[] | undefined {
  const isWindowed = layout.columns.length > wholeRowsUpTo && width > 0 && layout.minWidth > width;
  const [left, setLeft] = useState(0);
  const keys = useCallback(
    (at: number) => (isWindowed ? columnsInSight(layout, { left: at, width }) : []),
    [isWindowed, layout, width],
  );
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!isWindowed || !element) return undefined;
    // A scroll that brings no other column into sight draws nothing.
    const onScroll = () =>
      setLeft((before) => {
        const now = Math.abs(element.scrollLeft); // negative where text runs from right to left
        return keys(before).join() === keys(now).join() ? before : now;
      });
    onScroll();
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [scroller, isWindowed, keys]);
  const wanted = isWindowed ? [...new Set([...keys(left), ...always.filter((place) => place >= 0)])] : undefined;
  const places = wanted?.toSorted((one, other) => one - other).join();
  return useMemo(() => (places === undefined ? undefined : places.split(',').map(Number)), [places]);
}
