/** E-3: from how many children on a parent's move is written in another way. Tests and the simulation set smaller ones, so that few records cross them. */
export type WriteLimits = {
  /** Children that one batch takes into memory. Of a parent with more, Postgres files them anew, piece by piece. */
  readonly childrenInMemory: number;
  /** Children in a piece. */
  readonly childrenAtOnce: number;
};

/** Chosen: a batch takes some ten megabytes of children into memory; a piece is some hundred milliseconds of Postgres and a few megabytes. */
export const usualWriteLimits: WriteLimits = { childrenInMemory: 10_000, childrenAtOnce: 2_000 };
