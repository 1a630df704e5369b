/**
 * The header in which a device reports at each refresh the number of its acts that no server has accepted: those that wait, and refused
 * ones that are not discarded. A server that does not know the header ignores it.
 */
export const unsentHeader = 'outpost-unsent';

/** Chosen: above any number of acts on a device. */
const mostUnsent = 1_000_000;

/** Returns the number in the header, at most a million; null for another text, or for none. */
export const unsentFrom = (header: string | undefined): number | null =>
  header !== undefined && /^\d{1,9}$/u.test(header) ? Math.min(Number(header), mostUnsent) : null;
