import type { Preferences } from './preferences.ts';

/**
 * Returns the minutes without use after which this device locks: the person's choice, or the organisation's time if
 * that is shorter (PLT-38); null: never.
 */
export function lockMinutes(chosen: Preferences['lockAfter'], atMost: number | null): number | null {
  const minutes = Math.min(chosen === 'never' ? Infinity : Number(chosen), atMost ?? Infinity);
  return minutes === Infinity ? null : minutes;
}
