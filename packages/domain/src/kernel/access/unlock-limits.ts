/** PLT-38: the limits of an organisation for opening its data on a device without the server. */
export type UnlockLimits = {
  /** Wrong tries in a row on a device; after them only a sign-in at the server opens the data. */
  readonly unlockTries: number;
  /** Days without contact with the server, after which only a sign-in there opens the data. Null: no limit. */
  readonly offlineDays: number | null;
  /** Minutes without use after which a device locks at the latest. Null: as each person chooses. */
  readonly lockMinutes: number | null;
};

/** The least and the most that an organisation can set. */
export const unlockBounds = {
  unlockTries: { min: 3, max: 10 },
  offlineDays: { min: 1, max: 90 },
  lockMinutes: { min: 1, max: 480 },
} as const satisfies Record<keyof UnlockLimits, { readonly min: number; readonly max: number }>;

/** The limits where an organisation has set none: those of the builds before these settings, so that an update locks nobody out. */
export const usualUnlockLimits: UnlockLimits = { unlockTries: 5, offlineDays: null, lockMinutes: null };

/**
 * Days without contact after which only a sign-in at the server opens a signed-out device, where the organisation sets no period.
 * Such a device is not notified when its person is suspended. Chosen: as long as an unused session is valid by default.
 */
export const signedOutDays = 7;

/** PLT-46: returns the limits of a device whose person has signed out. The period without contact always ends there. */
export const limitsSignedOut = (limits: UnlockLimits): UnlockLimits => ({
  ...limits,
  offlineDays: limits.offlineDays ?? signedOutDays,
});

/**
 * Returns the limits that the settings of an organisation give. A limit that is missing has its usual value. A limit
 * outside of the bounds is set to the nearest bound. So a device that cannot read a setting exactly is never open for
 * longer than the bounds allow.
 */
export function unlockLimitsOf(settings: Readonly<Record<string, unknown>> | undefined): UnlockLimits {
  const within = <N extends keyof UnlockLimits>(name: N): number | UnlockLimits[N] => {
    const value = settings?.[name];
    if (typeof value !== 'number' || Number.isNaN(value)) return usualUnlockLimits[name];
    const { min, max } = unlockBounds[name];
    return Math.min(max, Math.max(min, Math.floor(value)));
  };
  return {
    unlockTries: within('unlockTries'),
    offlineDays: within('offlineDays'),
    lockMinutes: within('lockMinutes'),
  };
}
