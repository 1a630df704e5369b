import { type PointerEvent as ReactPointerEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { BoardCard, CardRefusals } from './board-model.ts';

/** A drag in progress: the pointer's position, and the column and index under it. */
export type CardDrag = {
  readonly card: BoardCard;
  readonly from: string;
  /** The refusals at the start of the drag. */
  readonly refusals: CardRefusals;
  readonly width: number;
  readonly height: number;
  /** The pointer's position on the card, so that the card does not jump when the drag starts. */
  readonly grabX: number;
  readonly grabY: number;
  readonly x: number;
  readonly y: number;
  readonly over: { readonly column: string; readonly index: number } | undefined;
};

/** The questions and callbacks of a drag. */
export type CardDragPorts = {
  /** Called once, when a drag starts. */
  readonly refusalsOf: (card: BoardCard) => CardRefusals;
  readonly onDrop: (drag: CardDrag) => void;
  readonly onRefused: (card: BoardCard) => void;
};

const START_PX = 5; // a shorter movement is a press, not a drag
const HOLD_MS = 280; // a finger that rests this long picks the card up; a finger that moves earlier scrolls
const EDGE_PX = 48; // the board scrolls when the pointer is closer to its edge than this
const EDGE_STEP = 12;

function dropAt(board: HTMLElement, x: number, y: number): CardDrag['over'] {
  const columns = [...board.querySelectorAll<HTMLElement>('[data-column]')];
  const column = columns.find((element) => {
    const box = element.getBoundingClientRect();
    return x >= box.left && x <= box.right && y >= box.top - EDGE_PX && y <= box.bottom + EDGE_PX;
  });
  const id = column?.dataset['column'];
  if (!column || id === undefined) return undefined;
  const cards = [...column.querySelectorAll<HTMLElement>('[data-card-index]')];
  const after = cards.findLast((element) => {
    const box = element.getBoundingClientRect();
    return y > box.top + box.height / 2;
  });
  const first = Number(cards[0]?.dataset['cardIndex'] ?? 0);
  return { column: id, index: after ? Number(after.dataset['cardIndex']) + 1 : first };
}

/**
 * Handles drags by pointer events, so that mouse, pen and finger behave alike. A mouse starts a drag after a few pixels, a
 * finger after resting a moment. Esc or a lost pointer cancels the drag. A card that may not be moved starts no drag; the
 * reason is shown instead.
 */
export function useCardDrag(
  board: { readonly current: HTMLElement | null },
  { refusalsOf, onDrop, onRefused }: CardDragPorts,
) {
  const [drag, setDrag] = useState<CardDrag>();
  const latest = useRef<CardDrag>(undefined);
  const stop = useRef<() => void>(undefined);
  const justDragged = useRef(false);
  const put = useCallback((next: CardDrag | undefined) => {
    latest.current = next;
    setDrag(next);
  }, []);
  useEffect(() => () => stop.current?.(), []);

  const onPointerDown = (card: BoardCard, from: string) => (event: ReactPointerEvent<HTMLElement>) => {
    if (event.button !== 0 || latest.current) return;
    const element = event.currentTarget;
    const box = element.getBoundingClientRect();
    const start = { x: event.clientX, y: event.clientY };
    const isTouch = event.pointerType === 'touch';
    const { pointerId } = event;
    let hold: ReturnType<typeof setTimeout> | undefined;
    let frame = 0;
    let isRefused = false;
    /** Keeps the release of the pointer from opening the card, because the person meant to drag. */
    const refusedNow = () => {
      const over = () => {
        window.removeEventListener('pointerup', over);
        window.removeEventListener('pointercancel', over);
        setTimeout(() => {
          justDragged.current = false;
        }, 0);
      };
      window.addEventListener('pointerup', over);
      window.addEventListener('pointercancel', over);
      isRefused = true;
      justDragged.current = true;
    };
    const begin = (x: number, y: number) => {
      if (card.readOnlyReason !== undefined) {
        end();
        refusedNow();
        return onRefused(card);
      }
      element.setPointerCapture?.(pointerId);
      justDragged.current = true;
      put({
        card,
        from,
        refusals: refusalsOf(card),
        width: box.width,
        height: box.height,
        grabX: start.x - box.left,
        grabY: start.y - box.top,
        x,
        y,
        over: board.current ? dropAt(board.current, x, y) : undefined,
      });
      frame = requestAnimationFrame(scrollAlong);
    };
    const scrollAlong = () => {
      const now = latest.current;
      const area = board.current;
      if (!now || !area) return;
      const outer = area.getBoundingClientRect();
      const pull = (near: number, far: number) => (near < EDGE_PX ? -EDGE_STEP : far < EDGE_PX ? EDGE_STEP : 0);
      area.scrollLeft += pull(now.x - outer.left, outer.right - now.x);
      const cards =
        now.over === undefined
          ? null
          : area.querySelector<HTMLElement>(`[data-column="${CSS.escape(now.over.column)}"] [data-cards]`);
      if (cards) {
        const inner = cards.getBoundingClientRect();
        cards.scrollTop += pull(now.y - inner.top, inner.bottom - now.y);
      }
      frame = requestAnimationFrame(scrollAlong);
    };
    const move = (moved: PointerEvent) => {
      if (moved.pointerId !== pointerId) return;
      const far = Math.hypot(moved.clientX - start.x, moved.clientY - start.y) > START_PX;
      const now = latest.current;
      if (!now) {
        if (isTouch && far) return end(); // the finger scrolls
        return !isTouch && far ? begin(moved.clientX, moved.clientY) : undefined;
      }
      put({
        ...now,
        x: moved.clientX,
        y: moved.clientY,
        over: board.current ? dropAt(board.current, moved.clientX, moved.clientY) : undefined,
      });
    };
    const up = () => {
      const done = latest.current;
      end();
      if (done?.over) onDrop(done);
    };
    const key = (pressed: KeyboardEvent) => {
      if (pressed.key !== 'Escape' || !latest.current) return;
      pressed.preventDefault();
      pressed.stopPropagation();
      end();
    };
    const still = (touched: TouchEvent) => {
      if (latest.current) touched.preventDefault();
    }; // the page must not scroll during a drag
    const end = () => {
      clearTimeout(hold);
      cancelAnimationFrame(frame);
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('keydown', key, true);
      window.removeEventListener('touchmove', still);
      stop.current = undefined;
      put(undefined);
      setTimeout(() => {
        if (!isRefused) justDragged.current = false;
      }, 0); // the click event that follows the drop must not open a card
    };
    if (isTouch) hold = setTimeout(() => begin(start.x, start.y), HOLD_MS);
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', end);
    window.addEventListener('keydown', key, true);
    window.addEventListener('touchmove', still, { passive: false });
    stop.current = end;
  };
  return { drag, onPointerDown, wasDragged: () => justDragged.current };
}
