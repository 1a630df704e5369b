import { type PointerEvent, type RefObject, useRef, useState } from 'react';
import { usePointerFollow } from '../parts/use-pointer-follow.ts';

type Options = {
  readonly scroller: RefObject<HTMLElement | null>;
  /** Pixels. */
  readonly rowHeight: number;
  readonly count: number;
  readonly onDrop: (from: number, to: number) => void;
};

/** Moves rows of one height by dragging. Until the drop only the order on the screen changes. */
export function useStopDrag({ scroller, rowHeight, count, onDrop }: Options): {
  /** The place over which the dragged row is; undefined without a drag. */
  readonly to: number | undefined;
  /** Returns the row that is drawn at a place. */
  readonly indexAt: (place: number) => number;
  readonly onGrip: (from: number, pressed: PointerEvent<HTMLElement>) => void;
  readonly wasDragged: () => boolean;
} {
  const { follow, wasDragged } = usePointerFollow();
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number }>();
  const over = useRef<number>(undefined);
  const onGrip = (from: number, pressed: PointerEvent<HTMLElement>) => {
    const put = (to: number | undefined) => {
      over.current = to;
      setDrag(to === undefined ? undefined : { from, to });
    };
    follow(pressed, {
      begin() {
        put(from);
        return true;
      },
      move({ clientY }) {
        const box = scroller.current;
        if (!box) return;
        const fromTop = clientY - box.getBoundingClientRect().top + box.scrollTop;
        put(Math.max(0, Math.min(count - 1, Math.floor(fromTop / rowHeight))));
      },
      drop() {
        const to = over.current;
        put(undefined);
        if (to !== undefined && to !== from) onDrop(from, to);
      },
      cancel: () => put(undefined),
      scroll({ clientY }) {
        const box = scroller.current;
        if (!box) return false;
        const { top, bottom } = box.getBoundingClientRect();
        const before = box.scrollTop;
        if (clientY < top + rowHeight / 2) box.scrollTop -= 6;
        else if (clientY > bottom - rowHeight / 2) box.scrollTop += 6;
        return box.scrollTop !== before;
      },
    });
  };
  const indexAt = (place: number): number => {
    if (!drag) return place;
    const { from, to } = drag;
    if (place === to) return from;
    if (from < to && place >= from && place < to) return place + 1;
    return from > to && place > to && place <= from ? place - 1 : place;
  };
  return { to: drag?.to, indexAt, onGrip, wasDragged };
}
