import type { KeyboardEvent } from 'react';
import { type BoardCard, type BoardColumn, type CardPlace, stepOnBoard } from './board-model.ts';
import type { ActiveCard } from './use-active-card.ts';

/** The context of a key press. */
export type BoardKeysContext = {
  readonly columns: readonly BoardColumn[];
  readonly active: ActiveCard;
  /** Whether single letters and digits act (WCAG 2.1.4). */
  readonly singleKeys: boolean;
  readonly goTo: (place: CardPlace) => void;
  readonly onOpen: (card: BoardCard) => void;
  readonly onMove: (card: BoardCard, from: string, to: BoardColumn) => void;
  readonly onMenu: (card: BoardCard) => void;
};

/** Handles a key press on the board: arrows, Enter, 1…9 and M. Returns whether the board used the key. */
export function handleBoardKey(event: KeyboardEvent, context: BoardKeysContext): boolean {
  const { columns, active } = context;
  const { place, column, card } = active;
  const isLetter = event.key.length === 1 && event.key !== ' ';
  if (event.ctrlKey || event.metaKey || event.altKey || (isLetter && !context.singleKeys)) return false;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const next = place ? stepOnBoard(place, key, columns) : undefined;
  if (next) {
    context.goTo(next);
    return true;
  }
  if (!card) return false;
  if (key === 'Enter' || key === ' ') {
    context.onOpen(card);
    return true;
  }
  if (key === 'm') {
    context.onMenu(card);
    return true;
  }
  const to = /^[1-9]$/u.test(key) ? columns[Number(key) - 1] : undefined;
  if (!to || !column) return false;
  context.onMove(card, column.id, to);
  return true;
}
