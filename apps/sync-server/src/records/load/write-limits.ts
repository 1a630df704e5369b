/**
 * E-3: the numbers of children from which on a parent's move is written in another way. Tests and the simulation set
 * smaller ones, so that few records exceed them.
 */
export type WriteLimits = {
  /** The children that one batch takes into memory. Where a parent has more, Postgres files them again, in pieces. */
  readonly childrenInMemory: number;
  /** Children in a piece. */
  readonly childrenAtOnce: number;
};

/**
 * Chosen: a batch takes some ten megabytes of children into memory. A piece is some hundred milliseconds of Postgres
 * and a few megabytes.
 */
export const usualWriteLimits: WriteLimits = { childrenInMemory: 10_000, childrenAtOnce: 2_000 };
