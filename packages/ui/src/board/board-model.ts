import type { ReactNode } from 'react';
import type { TagTone } from '../parts/tag.tsx';

/** The data that a card shows. All texts are already formatted. */
export type BoardCard = {
  readonly id: string;
  readonly title: string;
  readonly subtitle?: string | undefined;
  /** The value that orders the cards, where the card does not show it anyway: "Closes 12 Nov 2026". */
  readonly detail?: string | undefined;
  readonly amount?: string | undefined;
  readonly owner?:
    { readonly id?: string | undefined; readonly name: string; readonly isMe?: boolean | undefined } | undefined;
  /** The waiting act in words: "Moved to Design, to send". */
  readonly waiting?: string | undefined;
  /** The card's line of state: the next step, "Quiet for 24 days" or "No next step". */
  readonly line?:
    | { readonly icon?: string | undefined; readonly text: string; readonly tone?: 'warn' | 'faint' | undefined }
    | undefined;
  /**
   * The time that the card has been in its column: "12 days", and in full "12 days in Proposal, too long: at most 7
   * days".
   */
  readonly time?: { readonly short: string; readonly text: string; readonly isTooLong: boolean } | undefined;
  /** The reason why this person can't move it. */
  readonly readOnlyReason?: string | undefined;
};

/** One stage. Cards are requested by index; `undefined` means that the card is not loaded yet. */
export type BoardColumn = {
  readonly id: string;
  readonly name: string;
  /** The colour of a dot beside the name. */
  readonly tone?: TagTone | undefined;
  readonly count: number;
  readonly sum?: string | undefined;
  /** "$13,785 at 5 %". */
  readonly weighted?: string | undefined;
  /** Closed stages are folded to strips. A card can still be dropped on a strip. */
  readonly isClosed?: boolean | undefined;
  /** The stage is folded by default and was unfolded by the person, so the person can fold it again. */
  readonly isUnfolded?: boolean | undefined;
  /** The period of the strip's sum: "this quarter". */
  readonly note?: string | undefined;
  readonly cardAt: (index: number) => BoardCard | undefined;
  /**
   * Returns the id of the card at an index, where that costs less than reading the card. Left out: the id is taken from
   * the card.
   */
  readonly idAt?: ((index: number) => string | undefined) | undefined;
};

/** Returns the id of the card at an index of a column; undefined while it is not loaded. */
export const cardIdAt = ({ cardAt, idAt }: Pick<BoardColumn, 'cardAt' | 'idAt'>, index: number): string | undefined =>
  idAt ? idAt(index) : cardAt(index)?.id;

/** The columns into which a card may not be moved, each with the reason. */
export type CardRefusals = ReadonlyMap<string, string>;

/** The board. */
export type BoardProps = {
  readonly label: string;
  readonly columns: readonly BoardColumn[];
  readonly onMove: (card: BoardCard, to: { readonly column: string; readonly index: number }, from: string) => void;
  /** Called once for each drag, menu and key press. Without it a card may be moved to every column. */
  readonly refusalsOf?: ((card: BoardCard) => CardRefusals) | undefined;
  readonly onOpen: (card: BoardCard) => void;
  readonly onVisibleRange?: ((column: string, start: number, end: number) => void) | undefined;
  /** The card whose record is open beside the board. */
  readonly openId?: string | undefined;
  /** Whether the order within a column has a meaning. If so, the drop marker is between cards, otherwise at the top. */
  readonly isOrdered?: boolean | undefined;
  /** Called when a folded strip is pressed. */
  readonly onUnfold?: ((column: string) => void) | undefined;
  readonly onFold?: ((column: string) => void) | undefined;
  readonly empty?: ReactNode;
};

/** The position of a card. `isLeft`: the active card has left it, so the next card down is the one that is in it now. */
export type CardPlace = { readonly column: number; readonly index: number; readonly isLeft?: boolean | undefined };

/**
 * Returns the card that an arrow key leads to. Up and down stay in the column. Left and right go to the nearest column with
 * cards, to the same index or to its last card.
 */
export function stepOnBoard(
  place: CardPlace,
  key: string,
  columns: readonly Pick<BoardColumn, 'count' | 'isClosed'>[],
): CardPlace | undefined {
  const column = columns[place.column];
  if (!column) return undefined;
  const within = (index: number): CardPlace | undefined =>
    column.count === 0 ? undefined : { column: place.column, index: Math.min(column.count - 1, Math.max(0, index)) };
  const sideways = (by: 1 | -1): CardPlace | undefined => {
    for (let next = place.column + by; next >= 0 && next < columns.length; next += by) {
      const other = columns[next];
      if (other && other.count > 0 && !other.isClosed)
        return { column: next, index: Math.min(place.index, other.count - 1) };
    }
    return undefined;
  };
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return within(place.isLeft ? place.index : place.index + 1);
    case 'ArrowUp':
    case 'k':
      return within(place.index - 1);
    case 'ArrowRight':
      return sideways(1);
    case 'ArrowLeft':
      return sideways(-1);
    case 'Home':
      return within(0);
    case 'End':
      return within(column.count - 1);
    default:
      return undefined;
  }
}
