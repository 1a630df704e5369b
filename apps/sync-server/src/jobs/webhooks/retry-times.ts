const minute = 60_000;
const hour = 60 * minute;

/** The waits before each further try (issue 15; Standard Webhooks recommends them). After the last one a delivery is dead. */
export const retryWaitsMs = [5_000, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour] as const; // prettier-ignore

/** Chosen: the share of a wait that is added by chance, so that the deliveries of an outage do not come back together. */
const mostJitter = 0.1;

/** An endpoint without a good answer for this long is turned off. */
export const failingForMs = 5 * 24 * hour;

/**
 * Returns the wait before the next try, in milliseconds; undefined after the last one. `tries`: the number of failed ones, at
 * least 1. `chance`: from 0 to 1.
 */
export function waitAfter(tries: number, chance: number): number | undefined {
  const wait = retryWaitsMs[tries - 1];
  return wait === undefined ? undefined : Math.round(wait * (1 + mostJitter * chance));
}
