import type { KeyboardEvent } from 'react';
import { type BoardCard, type BoardColumn, stepOnBoard } from './board-model.ts';
import type { ActiveCard } from './use-active-card.ts';
import type { CardSteps } from './use-card-steps.ts';

/** The context of a key press. */
export type BoardKeysContext = {
  readonly columns: readonly BoardColumn[];
  readonly active: ActiveCard;
  /** Whether single letters and digits act (WCAG 2.1.4). */
  readonly singleKeys: boolean;
  readonly steps: Pick<CardSteps, 'goTo' | 'enterColumn'>;
  readonly onOpen: (card: BoardCard) => void;
  readonly onMove: (card: BoardCard, from: string, to: BoardColumn) => void;
  readonly onMenu: (card: BoardCard, from: string) => void;
};

/** Handles a key press on the board: arrows, Enter, 1…9 and M. Returns whether the board used the key. */
export function handleBoardKey(event: KeyboardEvent, context: BoardKeysContext): boolean {
  const { columns, active, steps } = context;
  const entered = event.target instanceof HTMLElement ? event.target.dataset['cards'] : undefined;
  if (entered !== undefined && event.key.startsWith('Arrow')) {
    steps.enterColumn(Number(entered)); // an arrow key on a column itself
    return true;
  }
  const { place, column, card } = active;
  const isLetter = event.key.length === 1 && event.key !== ' ';
  if (event.ctrlKey || event.metaKey || event.altKey || (isLetter && !context.singleKeys)) return false;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const next = place ? stepOnBoard(place, key, columns) : undefined;
  if (next) {
    steps.goTo(next);
    return true;
  }
  if (!card || !column) return false;
  if (key === 'Enter' || key === ' ') {
    context.onOpen(card);
    return true;
  }
  if (key === 'm') {
    context.onMenu(card, column.id);
    return true;
  }
  const to = /^[1-9]$/u.test(key) ? columns[Number(key) - 1] : undefined;
  if (!to) return false;
  context.onMove(card, column.id, to);
  return true;
}
