/** Chosen: a person who reads mail once a day can stop it. An organisation sets its own in `recoveryHours`. */
export const usualRecoveryHours = 24;

/**
 * Returns the hours between the start of a recovery by an administrator and the removal of a person's second factors (PLT-28), by the
 * settings of an organisation. A value that is missing, or is not a number of hours, gives the usual one.
 */
export function recoveryHoursOf(settings: Readonly<Record<string, unknown>> | undefined): number {
  const value = settings?.['recoveryHours'];
  return typeof value === 'number' && value >= 1 ? Math.floor(value) : usualRecoveryHours;
}
