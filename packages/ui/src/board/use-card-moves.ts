import { type Announcer, useAnnouncer } from '../parts/use-announcer.ts';
import type { BoardCard, BoardColumn, BoardProps, CardRefusals } from './board-model.ts';

/** A wanted move: the column that the card leaves, and its new place. */
export type CardMove = {
  readonly from: string;
  readonly to: BoardColumn;
  readonly index: number;
  /** The refusals, where a drag or a menu has requested them already. */
  readonly refusals?: CardRefusals | undefined;
};

/** Makes or refuses moves of cards, and announces the result. */
export type CardMoves = Announcer & {
  readonly move: (card: BoardCard, move: CardMove) => void;
};

/** Returns the moves of cards. `onMoved` is called with each card that moves, and its new column. */
export function useCardMoves(
  { isOrdered, refusalsOf, onMove }: Pick<BoardProps, 'isOrdered' | 'refusalsOf' | 'onMove'>,
  onMoved: (card: BoardCard, column: string) => void,
): CardMoves {
  const announcer = useAnnouncer();
  const { announce, refuse } = announcer;
  return {
    ...announcer,
    move(card, { from, to, index, refusals }) {
      if (card.readOnlyReason !== undefined) return refuse(card.readOnlyReason);
      if (to.id === from && !isOrdered) return;
      const why = to.id === from ? undefined : (refusals ?? refusalsOf?.(card))?.get(to.id);
      if (why !== undefined) return refuse(why);
      onMoved(card, to.id);
      announce(`Moved ${card.title} to ${to.name}`);
      onMove(card, { column: to.id, index }, from);
    },
  };
}
