/** The kinds of answer to the step after a first factor, in the order in which they are offered. */
export const factorKinds = ['passkey', 'totp', 'email', 'sms', 'backup-code'] as const;
export type FactorKind = (typeof factorKinds)[number];

/** The kinds of factor that a person sets up. */
export const setUpKinds = ['passkey', 'totp', 'email', 'sms'] as const;
export type SetUpKind = (typeof setUpKinds)[number];

/**
 * The ways in which a person proves, during a session, that they are still at the device. A person with a second factor uses that
 * one.
 */
export const proofKinds = ['password', ...factorKinds] as const;
export type ProofKind = (typeof proofKinds)[number];

/** The kinds whose code the server sends. */
export const sentKinds = ['email', 'sms'] as const;
export type SentKind = (typeof sentKinds)[number];
