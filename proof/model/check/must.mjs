/** A rule that does not hold in a history. */
export class Broken extends Error {}
export const must = (truth, rule, what) => {
  if (!truth) throw new Broken(`${rule}: ${what}`);
};
