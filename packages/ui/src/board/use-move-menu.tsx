import { type ReactNode, type RefObject, useState } from 'react';
import { cardElementId } from './column-card.tsx';
import type { BoardCard, BoardColumn, CardRefusals } from './board-model.ts';
import { MoveMenu } from './move-menu.tsx';
import type { CardMoves } from './use-card-moves.ts';

/** The open menu of a card. It keeps its card: another card may become the active one while the menu is open. */
type OpenMenu = {
  readonly card: BoardCard;
  readonly from: string;
  readonly anchor: DOMRect;
  readonly refusals: CardRefusals;
};

/** The menu that moves a card. */
export type CardMoveMenu = {
  /** Opens the menu, or shows the reason why the card may not be moved. `from`: the card's column. */
  readonly open: (card: BoardCard, from: string) => void;
  /** The menu where it is open; the board must draw it. */
  readonly element: ReactNode;
};

/** Returns the menu "Move to…". The board is focused when the menu closes. */
export function useMoveMenu(
  board: RefObject<HTMLElement | null>,
  about: {
    readonly boardId: string;
    readonly columns: readonly BoardColumn[];
    readonly refusalsOf: (card: BoardCard) => CardRefusals;
    readonly moves: Pick<CardMoves, 'move' | 'refuse'>;
  },
): CardMoveMenu {
  const { boardId, columns, refusalsOf, moves } = about;
  const [menu, setMenu] = useState<OpenMenu>();
  const close = () => {
    setMenu(undefined);
    board.current?.focus({ preventScroll: true });
  };
  return {
    open(card, from) {
      if (card.readOnlyReason !== undefined) return moves.refuse(card.readOnlyReason);
      const element = document.getElementById(cardElementId(boardId, card.id));
      const anchor = element?.getBoundingClientRect() ?? new DOMRect();
      return setMenu({ card, from, anchor, refusals: refusalsOf(card) });
    },
    element: menu ? (
      <MoveMenu
        {...menu}
        columns={columns}
        onClose={close}
        onPick={(to) => {
          close();
          moves.move(menu.card, { from: menu.from, to, index: 0, refusals: menu.refusals });
        }}
      />
    ) : null,
  };
}
