/*
 * ECMA-376 Part 1, 18.17.4: a spreadsheet stores a date as a number of days. In the 1900 system day 1 is 1900-01-01, and day 60 is a
 * 29 February 1900 that never was. In the 1904 system day 0 is 1904-01-01.
 */
const dayMs = 86_400_000;
const epoch1900Ms = Date.UTC(1899, 11, 30); // right from 1900-03-01 on, the day after the one that never was
const epoch1904Ms = Date.UTC(1904, 0, 1);
const marchOf1900Ms = Date.UTC(1900, 2, 1);

/**
 * Returns the serial number of a local time, given in milliseconds as if it were UTC. Undefined before March 1900, where programs
 * disagree about the number.
 */
export const serialOf = (localMs: number): number | undefined =>
  localMs < marchOf1900Ms ? undefined : (localMs - epoch1900Ms) / dayMs;

/**
 * Returns the local time of a serial number, in milliseconds as if it were UTC. Undefined for numbers that are not
 * dates: negative ones, the 29 February 1900, and days after the year 9999. The number is rounded to a millisecond.
 */
export function localMsOf(serial: number, is1904: boolean): number | undefined {
  if (!(serial >= 0)) return undefined;
  const day = Math.floor(serial);
  if (!is1904 && (day === 60 || day === 0)) return undefined;
  const epochMs = is1904 ? epoch1904Ms : day < 60 ? epoch1900Ms + dayMs : epoch1900Ms;
  const localMs = epochMs + Math.round(serial * dayMs);
  return localMs < Date.UTC(10_000, 0, 1) ? localMs : undefined;
}
