import type { Filter } from '../questions/list-query.ts';

/** The functions of a roll-up, in the order in which the editor offers them. `latest`: of the record that was made last. */
export const rollUpFunctions = ['count', 'sum', 'min', 'max', 'latest'] as const;
export type RollUpFunction = (typeof rollUpFunctions)[number];

/**
 * PLT-8: a figure over the records of another kind that name a record in their field `by`. It is computed when it is asked for,
 * over the records that the asker may see (Q-6, T-17), and stored nowhere.
 */
export type RollUp = {
  /** The kind of the related records. */
  readonly of: string;
  /** Their reference to the record. */
  readonly by: string;
  readonly fn: RollUpFunction;
  /** The field of the related records; left out for `count`. */
  readonly field?: string;
  /** The filter that selects the counted records. */
  readonly where?: Filter;
};
