/**
 * Returns the sentence about wrong tries that are left on a device; empty while there are many, or if the number is not
 * known.
 */
export const triesWords = (left: number | undefined): string =>
  left === undefined || left > 4
    ? ''
    : ` ${left} more ${left === 1 ? 'try' : 'tries'}, then a sign-in online is needed.`;
