import { performance } from 'node:perf_hooks';

/** Does the `round`-th request of one kind. */
export type Timed = (round: number) => Promise<unknown>;

const roundsEach = 8;
const mostSeries = 8;
/** Chosen: work that only one of two cases does (a hash, a mail, a file) is several times as long as all the rest of the request. */
export const isSameClass = (ratio: number): boolean => ratio > 0.5 && ratio < 2;

async function millisOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Returns the least time of one kind of request, divided by that of another. Both are asked in turn. Other work on
 * the machine only adds time, so the least of many is the cost of a request. More series follow while the two still
 * differ, since each can only come closer to its true cost. A real difference stays.
 */
export async function ratioOfLeastTimes(
  one: Timed,
  other: Timed,
  { betweenSeries = () => undefined }: { readonly betweenSeries?: () => void } = {},
): Promise<number> {
  const least = { one: Number.POSITIVE_INFINITY, other: Number.POSITIVE_INFINITY };
  await one(-1); // the first requests also prepare data that later ones reuse
  await other(-1);
  for (let series = 0; series < mostSeries; series += 1) {
    betweenSeries();
    for (let turn = 0; turn < roundsEach; turn += 1) {
      const round = series * roundsEach + turn;
      least.one = Math.min(least.one, await millisOf(() => one(round)));
      least.other = Math.min(least.other, await millisOf(() => other(round)));
    }
    if (series > 0 && isSameClass(least.one / least.other)) break;
  }
  return least.one / least.other;
}
