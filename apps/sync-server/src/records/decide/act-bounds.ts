import { type ActBounds, actTooLarge } from '@outpost/domain/engine/act/act-too-large';
import type { RefusalOf } from '@outpost/domain/kernel/refusal';

/**
 * E-3, chosen. `changes`: ten times the edits that an act may have. `places`: enough for a parent with 250,000 children
 * that moves from one owner to another, which takes Postgres a minute. The schema bounds the edits of an act, and
 * `mostShared` the people with whom a record is shared.
 */
export const usualBounds: ActBounds = { changes: 10_000, places: 1_000_000 };

/** Thrown when an act files too much while it is written. Its transaction is rolled back, and repeated with that act refused. */
export class TooManyPlaces extends Error {
  readonly act: string;
  readonly rows: number;
  readonly refusal: RefusalOf<'act/too-large'>;

  constructor(act: string, rows: number, limit: number) {
    super(`The act ${act} files more than ${limit} places`);
    this.act = act;
    this.rows = rows;
    this.refusal = actTooLarge('places', limit);
  }
}

/** The acts that file too much, by their ids. */
export type TooLargeActs = ReadonlyMap<string, TooManyPlaces>;
