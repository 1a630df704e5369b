import type { ReactNode } from 'react';

/** What a card shows. All texts are ready to read. */
export type BoardCard = {
  readonly id: string;
  readonly title: string;
  readonly subtitle?: string | undefined;
  readonly amount?: string | undefined;
  readonly owner?: { readonly name: string; readonly isMe?: boolean | undefined } | undefined;
  /** The words of the act that waits: "Moved to Design, to send". */
  readonly waiting?: string | undefined;
  /** The one line of state: next step, "Quiet for 24 days", "No next step". */
  readonly line?:
    | { readonly icon?: string | undefined; readonly text: string; readonly tone?: 'warn' | 'faint' | undefined }
    | undefined;
  /** Why this person can't move it. */
  readonly readOnlyReason?: string | undefined;
};

/** One stage. Cards are asked for by index; undefined is one that isn't there yet. */
export type BoardColumn = {
  readonly id: string;
  readonly name: string;
  readonly count: number;
  readonly sum?: string | undefined;
  /** "$13,785 at 5 %". */
  readonly weighted?: string | undefined;
  /** Closed stages fold to strips that still take drops. */
  readonly isClosed?: boolean | undefined;
  /** Folded by itself, and shown now: it can be folded again. */
  readonly isUnfolded?: boolean | undefined;
  /** What the strip's sum is over: "this quarter". */
  readonly note?: string | undefined;
  readonly cardAt: (index: number) => BoardCard | undefined;
};

/** The board. */
export type BoardProps = {
  readonly label: string;
  readonly columns: readonly BoardColumn[];
  readonly onMove: (card: BoardCard, to: { readonly column: string; readonly index: number }, from: string) => void;
  /** Why this card may not come to that column; nothing where it may. Asked while a card is on its way, and by the menu. */
  readonly whyNot?: ((card: BoardCard, column: string) => string | null | undefined) | undefined;
  readonly onOpen: (card: BoardCard) => void;
  readonly onVisibleRange?: ((column: string, start: number, end: number) => void) | undefined;
  /** The card whose record is open beside the board. */
  readonly openId?: string | undefined;
  /** Whether the place within a column means something: then the marker stands between cards, else at the top. */
  readonly isOrdered?: boolean | undefined;
  /** Pressing a folded strip. */
  readonly onUnfold?: ((column: string) => void) | undefined;
  readonly onFold?: ((column: string) => void) | undefined;
  readonly empty?: ReactNode;
};

/** Where a card is. */
export type CardPlace = { readonly column: number; readonly index: number };

/** Where an arrow leads from a card: up and down within the column, sideways to the nearest column with cards, at the same height or its end. */
export function stepOnBoard(
  place: CardPlace,
  key: string,
  columns: readonly Pick<BoardColumn, 'count' | 'isClosed'>[],
): CardPlace | undefined {
  const column = columns[place.column];
  if (!column) return undefined;
  const within = (index: number): CardPlace => ({
    column: place.column,
    index: Math.min(column.count - 1, Math.max(0, index)),
  });
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
      return within(place.index + 1);
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
