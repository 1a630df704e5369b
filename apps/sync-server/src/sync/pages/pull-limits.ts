/** E-3: limits of one page's or turn's news. Tests and the simulation set smaller ones, so that few records exceed them. */
export type PullLimits = {
  /** Journal rows read for one page of history. */
  readonly historyRows: number;
  /** A page of long texts has fewer rows; never less than one. */
  readonly pageChars: number;
  /**
   * Rows of one token, or journal numbers, that a turn of many devices reads. A device that lacks more reads separately, so that
   * no other device waits for it.
   */
  readonly news: number;
  /** T-29: the rows of the feed that are read by number. Where a device lacks more, they are read by token. */
  readonly byNumber: number;
  /** T-28: sets of tokens that the server remembers by their digests. */
  readonly namedSets: number;
};

/**
 * Chosen: most tenants' rows of a day fit on a page of history, and a page takes some seconds on a slow line. A turn
 * ends in some milliseconds. Two thousand rows are read in one or two milliseconds, and this many sets take some 20 MB.
 */
export const usualPullLimits: PullLimits = {
  historyRows: 2_000,
  pageChars: 8_000_000,
  news: 500,
  byNumber: 2_000,
  namedSets: 5_000,
};
