import type { Range } from '@tanstack/react-virtual';
import { useEffect, useState } from 'react';

/** Chosen: reading a far page takes 20 to 60 ms. After this time the missing rows are shown as blank ones. */
const HOLD_MS = 250;

/** The rows or cards that were drawn last with content of their own. Asking twice with the same ones changes nothing, so it may be asked during drawing. */
class LastDrawn<Drawn> {
  #drawn: Drawn | undefined;

  /** Returns those from before if they are held. Otherwise keeps and returns these. */
  or(now: Drawn, isHeld: (before: Drawn) => boolean): Drawn {
    if (this.#drawn === undefined || !isHeld(this.#drawn)) this.#drawn = now;
    return this.#drawn;
  }
}

type InSight = {
  /** The part of the indexes that is in sight. */
  readonly range: Pick<Range, 'startIndex' | 'endIndex'> | null;
  /** Whether a row or card can be drawn with its content. */
  readonly isThere: (index: number) => boolean;
};

/**
 * Returns the rows or cards to draw: the wanted ones, or for a short time those drawn before, if nothing in sight can be drawn
 * yet and some of the earlier ones still can. So nobody sees a blank screen after a far jump.
 */
export function useHeld<Drawn extends { readonly indexes: readonly number[] }>(
  wanted: Drawn,
  { range, isThere }: InSight,
): Drawn {
  const inSight = wanted.indexes.filter((index) => range && index >= range.startIndex && index <= range.endIndex);
  const isMissing = inSight.length > 0 && !inSight.some(isThere);
  const [last] = useState(() => new LastDrawn<Drawn>());
  const [isTired, setTired] = useState(false);
  useEffect(() => {
    if (!isMissing) return setTired(false);
    const timer = setTimeout(() => setTired(true), HOLD_MS);
    return () => clearTimeout(timer);
  }, [isMissing]);
  return last.or(wanted, (before) => isMissing && !isTired && before.indexes.some(isThere));
}
