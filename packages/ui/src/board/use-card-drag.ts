import { type PointerEvent as ReactPointerEvent, useRef, useState } from 'react';
import { type PointerPoint, usePointerFollow } from '../parts/use-pointer-follow.ts';
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

/** Scrolls the board and the column under the pointer where it is near their edges. Returns whether anything was scrolled. */
function scrollAt(board: HTMLElement, { clientX, clientY }: PointerPoint, column: string | undefined): boolean {
  const pull = (near: number, far: number) => (near < EDGE_PX ? -EDGE_STEP : far < EDGE_PX ? EDGE_STEP : 0);
  const outer = board.getBoundingClientRect();
  const before = board.scrollLeft;
  board.scrollLeft += pull(clientX - outer.left, outer.right - clientX);
  const isScrolled = board.scrollLeft !== before;
  const cards =
    column === undefined
      ? null
      : board.querySelector<HTMLElement>(`[data-column="${CSS.escape(column)}"] [data-cards]`);
  if (!cards) return isScrolled;
  const inner = cards.getBoundingClientRect();
  const top = cards.scrollTop;
  cards.scrollTop += pull(clientY - inner.top, inner.bottom - clientY);
  return isScrolled || cards.scrollTop !== top;
}

/**
 * Handles drags of cards. A card that may not be moved starts no drag; the reason is shown instead. A drag that ends outside of
 * the columns moves nothing.
 */
export function useCardDrag(
  board: { readonly current: HTMLElement | null },
  { refusalsOf, onDrop, onRefused }: CardDragPorts,
) {
  const [drag, setDrag] = useState<CardDrag>();
  const latest = useRef<CardDrag>(undefined);
  const { follow, wasDragged } = usePointerFollow();
  const put = (next: CardDrag | undefined) => {
    latest.current = next;
    setDrag(next);
  };
  const placed = ({ clientX: x, clientY: y }: PointerPoint) => ({
    x,
    y,
    over: board.current ? dropAt(board.current, x, y) : undefined,
  });

  const onPointerDown = (card: BoardCard, from: string) => (pressed: ReactPointerEvent<HTMLElement>) => {
    const { currentTarget: element, pointerId, clientX, clientY } = pressed;
    const box = element.getBoundingClientRect();
    follow(pressed, {
      begin(at) {
        if (card.readOnlyReason !== undefined) {
          onRefused(card);
          return false;
        }
        element.setPointerCapture?.(pointerId);
        put({
          card,
          from,
          refusals: refusalsOf(card),
          width: box.width,
          height: box.height,
          grabX: clientX - box.left,
          grabY: clientY - box.top,
          ...placed(at),
        });
        return true;
      },
      move(at) {
        if (latest.current) put({ ...latest.current, ...placed(at) });
      },
      drop() {
        const done = latest.current;
        put(undefined);
        if (done?.over) onDrop(done);
      },
      cancel: () => put(undefined),
      scroll: (at) => board.current !== null && scrollAt(board.current, at, latest.current?.over?.column),
    });
  };
  return { drag, onPointerDown, wasDragged };
}
