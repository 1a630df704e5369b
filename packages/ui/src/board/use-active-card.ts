import { useEffect, useState } from 'react';
import { type BoardCard, type BoardColumn, cardIdAt, type CardPlace } from './board-model.ts';

/** The card on which the keys act. */
export type ActiveCard = {
  readonly place: CardPlace | undefined;
  readonly column: BoardColumn | undefined;
  readonly card: BoardCard | undefined;
  /** Makes the card at this place the active one. */
  readonly go: (place: CardPlace) => void;
  /** Keeps this card active at its next place. */
  readonly follow: (id: string) => void;
};

/** The number of places of each column that are searched for a card; more would cost frames. */
const mostSearched = 500;

/**
 * Keeps the active card. It is a record, not a position: when the record moves (by a local act or a pull), the focus moves with
 * it. When it leaves the board, the card at its place becomes the active one. A place whose card is not loaded yet gets its card when
 * it arrives.
 */
export function useActiveCard(columns: readonly BoardColumn[]): ActiveCard {
  const [id, setId] = useState<string>();
  const [last, setLast] = useState<CardPlace>();
  const place = last && placeOf(columns, last, id);
  const column = place ? columns[place.column] : undefined;
  const idThere = place && column && cardIdAt(column, place.index);
  useEffect(() => {
    if (id === undefined && idThere !== undefined) setId(idThere);
  }, [id, idThere]);
  return {
    place,
    column,
    card: place ? column?.cardAt(place.index) : undefined,
    go(next) {
      const at = columns[next.column];
      setLast(next);
      setId(at && cardIdAt(at, next.index));
    },
    follow: setId,
  };
}

function placeOf(columns: readonly BoardColumn[], last: CardPlace, id: string | undefined): CardPlace | undefined {
  const column = columns[last.column];
  if (column && cardIdAt(column, last.index) === id) return last;
  for (const [columnPlace, searched] of id === undefined ? [] : columns.entries()) {
    for (let index = 0; index < Math.min(searched.count, mostSearched); index += 1)
      if (cardIdAt(searched, index) === id) return { column: columnPlace, index };
  }
  return column && column.count > 0
    ? { column: last.column, index: Math.min(last.index, column.count - 1) }
    : undefined;
}
