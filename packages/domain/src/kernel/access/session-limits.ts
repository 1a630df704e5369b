/** PLT-19: the limits of a tenant's sessions, in whole days. */
export type SessionLimits = {
  /** A device that has not asked the server for this long must sign in again. */
  readonly idleDays: number;
  /** A session ends this long after its sign-in, used or not. */
  readonly sessionDays: number;
};

/** Chosen (ASVS 5.0, 7.3.1 and 7.3.2): the limits where an organisation has set none. */
export const usualSessionLimits: SessionLimits = { idleDays: 7, sessionDays: 90 };

/**
 * Returns the limits that the settings of an organisation give. A limit that is missing, or is not a number of days,
 * has its usual value.
 */
export function sessionLimitsOf(settings: Readonly<Record<string, unknown>> | undefined): SessionLimits {
  const daysIn = (name: keyof SessionLimits): number => {
    const value = settings?.[name];
    return typeof value === 'number' && value >= 1 ? Math.floor(value) : usualSessionLimits[name];
  };
  return { idleDays: daysIn('idleDays'), sessionDays: daysIn('sessionDays') };
}
