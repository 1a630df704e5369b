/** Returns the faults of a list that must have each number once, a sentence each. */
export function listingFaults(listed: readonly string[], due: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const number of listed) counts.set(number, (counts.get(number) ?? 0) + 1);
  const twice = [...counts].filter(([, count]) => count > 1).map(([number]) => `${number} is there more than once`);
  const missing = due.filter((number) => !counts.has(number)).map((number) => `${number} is missing`);
  return [...twice, ...missing];
}
