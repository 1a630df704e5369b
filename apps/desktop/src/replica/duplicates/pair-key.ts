/** The ids of two records, in any order. */
export type Pair = readonly [string, string];

/** Returns the key of a pair: the same in both orders. */
export const pairKey = ([one, other]: Pair): string => (one < other ? `${one} ${other}` : `${other} ${one}`);
