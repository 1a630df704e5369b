import { useEffect, useState } from 'react';
import { type BoardCard, type BoardColumn, cardIdAt, type CardPlace } from './board-model.ts';

/** The card on which the keys act. */
export type ActiveCard = {
  /** The place from which the arrow keys go. */
  readonly place: CardPlace | undefined;
  readonly column: BoardColumn | undefined;
  readonly card: BoardCard | undefined;
  /** Makes the card at this place the active one. */
  readonly go: (place: CardPlace) => void;
  /** Keeps this card active when it moves to this column. */
  readonly follow: (card: BoardCard, column: string) => void;
};

/** A card that this person moved, and the column to which it moved. */
type MovedCard = { readonly card: BoardCard; readonly column: string };

/** The number of places of each column that are searched for a card; more would cost frames. */
const mostSearched = 500;

/**
 * Keeps the active card. It is a record, not a position: when the record moves (by a local act or a pull), the focus moves with
 * it. A card that this person moves stays the active one even where its new column does not show it, because it is folded or
 * has not read the card yet. When a card leaves the board otherwise, the card at its place becomes the active one. A place
 * whose card is not loaded yet gets its card when it arrives.
 */
export function useActiveCard(columns: readonly BoardColumn[]): ActiveCard {
  const [id, setId] = useState<string>();
  const [last, setLast] = useState<CardPlace>();
  const [moved, setMoved] = useState<MovedCard>();
  const found = last && placeOf(columns, last, id);
  const awaited = moved !== undefined && moved.card.id === id ? moved : undefined;
  const hasArrived = found !== undefined && columns[found.column]?.id === awaited?.column;
  const place = found ?? (last && !awaited ? nearest(columns, last) : undefined);
  const column = place ? columns[place.column] : undefined;
  const idThere = place && column && cardIdAt(column, place.index);
  useEffect(() => {
    if (id === undefined && idThere !== undefined) setId(idThere);
  }, [id, idThere]);
  useEffect(() => {
    if (hasArrived) setMoved(undefined);
  }, [hasArrived]);
  const steps = {
    go(next: CardPlace) {
      const at = columns[next.column];
      setLast(next);
      setId(at && cardIdAt(at, next.index));
      setMoved(undefined);
    },
    follow(card: BoardCard, to: string) {
      setId(card.id);
      setMoved({ card, column: to });
    },
  };
  if (last && awaited && !found) {
    const to = columns.find((one) => one.id === awaited.column);
    return { ...steps, place: { ...last, isLeft: true }, column: to, card: awaited.card };
  }
  return { ...steps, place, column, card: place ? column?.cardAt(place.index) : undefined };
}

/** Returns the place at which a card is loaded: the last one, or another one after a move. */
function placeOf(columns: readonly BoardColumn[], last: CardPlace, id: string | undefined): CardPlace | undefined {
  const column = columns[last.column];
  if (column && cardIdAt(column, last.index) === id) return last;
  for (const [columnPlace, searched] of id === undefined ? [] : columns.entries()) {
    for (let index = 0; index < Math.min(searched.count, mostSearched); index += 1)
      if (cardIdAt(searched, index) === id) return { column: columnPlace, index };
  }
  return undefined;
}

/** Returns the place itself or the last one of its column. */
function nearest(columns: readonly BoardColumn[], { column: at, index }: CardPlace): CardPlace | undefined {
  const count = columns[at]?.count ?? 0;
  return count > 0 ? { column: at, index: Math.min(index, count - 1) } : undefined;
}
