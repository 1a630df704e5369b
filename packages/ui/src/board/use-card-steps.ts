import { type RefObject, useEffect, useRef } from 'react';
import type { BoardCard, BoardColumn, CardPlace } from './board-model.ts';
import type { ActiveCard } from './use-active-card.ts';

/** The steps that make another card the active one. */
export type CardSteps = {
  readonly goTo: (place: CardPlace) => void;
  /** Makes the first card of a column the active one, and focuses the board. */
  readonly enterColumn: (column: number) => void;
  /** Makes the first card of the board the active one, where none is. */
  readonly enterBoard: () => void;
};

const placeWords = ({ title }: BoardCard, { name, count }: BoardColumn, { index }: CardPlace): string =>
  `${title}, ${name}, ${index + 1} of ${count}`;

/** Announces a card that a key went to before it was loaded, once it is there. Returns the function that says whether one is awaited. */
function useAnnouncedArrival(
  { card, column, place }: ActiveCard,
  announce: (text: string) => void,
): (isAwaited: boolean) => void {
  const isAwaited = useRef(false);
  useEffect(() => {
    if (!isAwaited.current || !card || !column || !place) return;
    isAwaited.current = false;
    announce(placeWords(card, column, place));
  });
  return (next) => {
    isAwaited.current = next;
  };
}

/** Returns the steps between cards. Each is announced to screen readers. */
export function useCardSteps(
  board: RefObject<HTMLElement | null>,
  columns: readonly BoardColumn[],
  about: { readonly active: ActiveCard; readonly announce: (text: string | undefined) => void },
): CardSteps {
  const { active, announce } = about;
  const awaitCard = useAnnouncedArrival(active, announce);
  const goTo = (next: CardPlace) => {
    const column = columns[next.column];
    const card = column?.cardAt(next.index);
    active.go(next);
    awaitCard(column !== undefined && card === undefined);
    announce(column && card && placeWords(card, column, next));
  };
  return {
    goTo,
    enterColumn(column) {
      board.current?.focus({ preventScroll: true });
      goTo({ column, index: 0 });
    },
    enterBoard() {
      if (active.place) return;
      const first = columns.findIndex((column) => column.count > 0 && !column.isClosed);
      if (first >= 0) goTo({ column: first, index: 0 });
    },
  };
}
