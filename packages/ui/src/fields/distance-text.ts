import type { Formats } from '../formats/formats.ts';

/** The units in which people give distances. The first is that of the locale. */
export type DistanceUnit = 'km' | 'mi';

const metresOf: Readonly<Record<DistanceUnit, number>> = { km: 1_000, mi: 1_609.344 };
/** The regions whose roads are signed in miles. */
const milesIn = new Set(['US', 'GB', 'LR', 'MM']);

/** Returns the unit of distances for a locale. */
export const unitOfLocale = (locale: string): DistanceUnit =>
  milesIn.has(new Intl.Locale(locale).maximize().region ?? '') ? 'mi' : 'km';

export const inUnit = (metres: number, unit: DistanceUnit): number => metres / metresOf[unit];
export const inMetres = (value: number, unit: DistanceUnit): number => value * metresOf[unit];

/** Formats a distance in the person's unit: "5 km", "3.1 mi". */
export function distanceText(metres: number, { locale, number }: Formats): string {
  const unit = unitOfLocale(locale);
  const value = inUnit(metres, unit);
  return `${number(Number(value.toFixed(value < 10 ? 1 : 0)))}\u00A0${unit}`;
}
