import { instantOf, wallTimeOf } from '../../calendar/wall-time.ts';
import { addDays } from '../../days.ts';

/**
 * MSG-30: the hours in which texts and calls may go out, where the receiver is: from 8:00, and before 21:00 (47 CFR 64.1200(c)(1)). We
 * keep them for every purpose and in every country.
 */
const [opens, closes] = [8 * 60, 21 * 60];

/** Whether a message may go out now. `closesAt`: the end of the hours. `zone`: the one whose morning decides. */
export type SendingHours =
  | { readonly isOpen: true; readonly closesAt: string | undefined }
  | { readonly isOpen: false; readonly opensAt: string; readonly zone: string };

const isWithin = (instant: string, zone: string): boolean => {
  const { minute } = wallTimeOf(instant, zone);
  return minute >= opens && minute < closes;
};

/**
 * Returns whether the hours of all of these zones are open at an instant, and else when they all open next. Without a zone they are
 * always open. Zones too far apart to have an hour in common count by the first of them. `now`: UTC.
 */
export function sendingHours(zones: readonly string[], now: string): SendingHours {
  const [first] = zones;
  if (first === undefined) return { isOpen: true, closesAt: undefined };
  const at = (zone: string, days: number, minute: number): string => instantOf({ day: addDays(wallTimeOf(now, zone).day, days), minute }, zone); // prettier-ignore
  const isOpenAt = (instant: string): boolean => zones.every((zone) => isWithin(instant, zone));
  if (isOpenAt(now)) {
    const [closesAt] = zones.map((zone) => at(zone, 0, closes)).toSorted();
    return { isOpen: true, closesAt };
  }
  const [next] = zones
    .flatMap((zone) => [0, 1, 2].map((days) => ({ zone, opensAt: at(zone, days, opens) })))
    .filter(({ opensAt }) => opensAt > now && isOpenAt(opensAt))
    .toSorted((a, b) => (a.opensAt < b.opensAt ? -1 : 1));
  return next ? { isOpen: false, ...next } : sendingHours([first], now);
}

/** Returns the city after which a zone is named: "America/Los_Angeles" → "Los Angeles". */
const cityOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

/** Returns what a message waits for, in words: "8:00 in Denver". */
export const openingInWords = ({ zone }: { readonly zone: string }): string => `8:00 in ${cityOf(zone)}`;
