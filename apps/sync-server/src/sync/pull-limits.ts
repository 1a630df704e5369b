/** E-3: how much of the news one page or turn brings. Tests and the simulation set smaller ones, so that few records cross them. */
export type PullLimits = {
  /** Journal rows looked through for one page of history. */
  readonly historyRows: number;
  /** A page of long texts has fewer rows; never less than one. */
  readonly pageChars: number;
  /** Rows of one token, or journal numbers, that a turn of many devices reads. Who lacks more reads by themselves, so that nobody waits for them. */
  readonly news: number;
  /** T-29: rows of the feed that are read by number; a device that lacks more is read for by token. */
  readonly byNumber: number;
  /** T-28: sets of tokens that the server remembers by their digests. */
  readonly namedSets: number;
};

/**
 * Chosen: most tenants' rows of a day fit on a page of history, a page is some seconds of a slow line, a turn is over in some milliseconds, two
 * thousand rows are read in one or two, and so many sets have some 20 MB.
 */
export const usualPullLimits: PullLimits = {
  historyRows: 2_000,
  pageChars: 8_000_000,
  news: 500,
  byNumber: 2_000,
  namedSets: 5_000,
};
