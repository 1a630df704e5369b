import { type RefusalOf, refuse } from '@outpost/domain/kernel/refusal';

/** How much one act may write. */
export type ActBounds = {
  /** Rows of the journal: what it changes itself, and what the server changes for it (references that follow a merge). */
  readonly changes: number;
  /** Rows of the feed: each record that it changes or moves, under each token that holds it or held it. */
  readonly places: number;
};

/**
 * E-3, chosen: ten times what an act may name; and a parent with 250,000 children that moves from one owner to another, which takes Postgres
 * a minute. What an act may name is bounded by its schema, and with whom a record is shared by `mostShared`.
 */
export const usualBounds: ActBounds = { changes: 10_000, places: 1_000_000 };

/** The refusal of an act that would write more than it may. It names no count: that would tell of records out of sight. */
export const actTooLarge = (what: keyof ActBounds, limit: number): RefusalOf<'act/too-large'> =>
  refuse(
    'act/too-large',
    what === 'changes'
      ? `This would change more than ${limit.toLocaleString('en')} records in one step. Do it in several steps.`
      : `This would file more than ${limit.toLocaleString('en')} places anew: records, times the people and teams that see them. Share with fewer people, or change fewer records in one step.`,
    { what, limit },
  );

/** An act was found to file too much while it was written. Its transaction counts for nothing, and is made again with that act refused. */
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

/** Acts that were found to file too much. */
export type TooLargeActs = ReadonlyMap<string, TooManyPlaces>;
