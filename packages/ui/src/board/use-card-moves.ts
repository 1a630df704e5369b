import { useState } from 'react';
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
export type CardMoves = {
  readonly move: (card: BoardCard, move: CardMove) => void;
  readonly refuse: (why: string) => void;
  /** Announces the active card. This ends the note of an earlier refusal. */
  readonly announce: (text: string | undefined) => void;
  /** The announcement for screen readers. */
  readonly said: string;
  /** The reason why the last move was refused. */
  readonly notice: string | undefined;
};

/** Returns the moves of cards. `onMoved` is called with the id of each card that moves. */
export function useCardMoves(
  { isOrdered, refusalsOf, onMove }: Pick<BoardProps, 'isOrdered' | 'refusalsOf' | 'onMove'>,
  onMoved: (id: string) => void,
): CardMoves {
  const [said, setSaid] = useState('');
  const [notice, setNotice] = useState<string>();
  const refuse = (why: string) => {
    setNotice(why);
    setSaid(why);
  };
  return {
    said,
    notice,
    refuse,
    announce(text) {
      setNotice(undefined);
      if (text !== undefined) setSaid(text);
    },
    move(card, { from, to, index, refusals }) {
      if (card.readOnlyReason !== undefined) return refuse(card.readOnlyReason);
      if (to.id === from && !isOrdered) return;
      const why = to.id === from ? undefined : (refusals ?? refusalsOf?.(card))?.get(to.id);
      if (why !== undefined) return refuse(why);
      setNotice(undefined);
      onMoved(card.id);
      setSaid(`Moved ${card.title} to ${to.name}`);
      onMove(card, { column: to.id, index }, from);
    },
  };
}
