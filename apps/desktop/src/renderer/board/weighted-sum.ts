/** Sums by currency times a chance in percent, rounded to whole minor units. */
export function weightedSum(sums: Readonly<Record<string, number>> | undefined, chancePercent: number): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(sums ?? {}).map(([currency, amount]) => [currency, Math.round((amount * chancePercent) / 100)]));
}

/** Two sums by currency together. */
export function addSums(left: Readonly<Record<string, number>>, right: Readonly<Record<string, number>> | undefined): Readonly<Record<string, number>> {
  const sums: Record<string, number> = { ...left };
  for (const [currency, amount] of Object.entries(right ?? {})) sums[currency] = (sums[currency] ?? 0) + amount;
  return sums;
}
