/** The kinds of answer to the step after a first factor, in the order in which they are offered. */
export const factorKinds = ['totp', 'backup-code'] as const;
export type FactorKind = (typeof factorKinds)[number];
