import { type RefObject, useLayoutEffect, useState } from 'react';

/** Returns the width of an element without its scroll bar, in pixels: 0 until it is known, and while it is not needed. */
export function useInnerWidth(element: RefObject<HTMLElement | null>, isNeeded: boolean): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measured = element.current;
    if (!isNeeded || !measured) return undefined;
    const observer = new ResizeObserver(() => setWidth(measured.clientWidth));
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element, isNeeded]);
  return isNeeded ? width : 0;
}
