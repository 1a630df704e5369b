import { currencyDigits, type Formats } from '@outpost/ui/formats/formats';

/** Formats the sums of one field by currency: "$1,759,200", or "$1,200 and €300" for several. */
export function sumText(sums: Readonly<Record<string, number>> | undefined, formats: Formats): string {
  const texts = Object.entries(sums ?? {}).map(([currency, amount]) =>
    currency === '' ? formats.number(amount) : formats.money({ amount, currency }),
  );
  return formats.list(texts);
}

/**
 * Multiplies sums by currency with a probability in percent. The result is in minor units but rounded to whole major units,
 * because a forecast is not exact to the cent.
 */
export function weightedSum(
  sums: Readonly<Record<string, number>> | undefined,
  chancePercent: number,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(sums ?? {}).map(([currency, amount]) => [
      currency,
      withoutCents((amount * chancePercent) / 100, currency),
    ]),
  );
}

function withoutCents(amount: number, currency: string): number {
  const unit = currency === '' ? 1 : 10 ** currencyDigits(currency);
  return Math.round(amount / unit) * unit;
}

/** Adds two sums by currency. */
export function addSums(
  left: Readonly<Record<string, number>>,
  right: Readonly<Record<string, number>> | undefined,
): Readonly<Record<string, number>> {
  const sums: Record<string, number> = { ...left };
  for (const [currency, amount] of Object.entries(right ?? {})) sums[currency] = (sums[currency] ?? 0) + amount;
  return sums;
}
