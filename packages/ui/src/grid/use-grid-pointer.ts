import { type MouseEvent, type PointerEvent, type RefObject, useRef } from 'react';
import type { GridLines } from './grid-lines.ts';
import type { GridPlace, GridRange } from './grid-moves.ts';
import type { GridState } from './use-grid-state.ts';

/** The parts of the grid on which the pointer acts. */
type GridPointerContext<Row> = {
  readonly lines: GridLines;
  readonly state: GridState<Row>;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly fillRange: (range: GridRange) => void;
};

/** Reads the cell's place from its element. */
function placeAt(target: EventTarget): GridPlace | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-place]') : null;
  const { line, place } = cell?.dataset ?? {};
  return line === undefined || place === undefined ? undefined : { line: Number(line), column: Number(place) };
}

/**
 * Handles the pointer on the cells: a press makes a cell active, a mouse drags a range or the handle that fills downwards, and a
 * double press opens the editor. Keys do all of this as well (grid-keys.ts).
 */
export function useGridPointer<Row>({ lines, state, scroller, fillRange }: GridPointerContext<Row>) {
  const dragging = useRef<'range' | 'fill'>(undefined);
  const { active, range, editing } = state;
  return {
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      const { target } = event;
      if (
        !(target instanceof Element) ||
        !event.currentTarget.contains(target) ||
        event.button !== 0 ||
        target.closest('input, textarea, [data-editing]')
      )
        return;
      if (target.closest('button, a')) return event.preventDefault(); // a press on a name, a link or a head leaves the focus on the grid
      const head = target.closest<HTMLElement>('[data-group]');
      if (head) {
        scroller.current?.focus({ preventScroll: true });
        state.setActive({ line: Number(head.dataset['line']), column: -1 });
        if (event.pointerType === 'mouse') event.preventDefault();
        return;
      }
      const place = placeAt(target);
      if (!place || lines.at(place.line)?.kind !== 'row') return;
      scroller.current?.focus({ preventScroll: true }); // before the place is set, because the first focus moves to the first row
      if (state.focusUnread()) return event.preventDefault();
      if (target.closest('[data-handle]')) dragging.current = 'fill';
      else {
        state.setActive(place, { extend: event.shiftKey });
        if (event.pointerType === 'mouse' && place.column >= 0) dragging.current = 'range';
      }
      if (event.pointerType === 'mouse') event.preventDefault();
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>) {
      const place = dragging.current === undefined || event.buttons !== 1 ? undefined : placeAt(event.target);
      if (!place || place.column < 0 || !active || (place.line === active.line && place.column === active.column))
        return;
      const isFill = dragging.current === 'fill' && range;
      state.setActive(isFill ? { line: Math.max(place.line, range.top), column: active.column } : place, {
        extend: true,
      });
    },
    onPointerUp() {
      if (dragging.current === 'fill' && range) fillRange(range);
      dragging.current = undefined;
    },
    onDoubleClick(event: MouseEvent<HTMLDivElement>) {
      const isOnLink = event.target instanceof Element && event.target.closest('a') !== null;
      const place = isOnLink ? undefined : placeAt(event.target);
      if (place && place.column >= 0 && !editing) state.startEdit(place);
    },
  };
}
