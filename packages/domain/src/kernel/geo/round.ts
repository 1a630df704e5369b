import type { GeoPoint } from './geo-point.ts';
import { metresBetween } from './place-vector.ts';

/** Chosen: the stops of one round. A person visits fewer in a day, and a map with more numbers is hard to read. */
export const mostStops = 25;

/**
 * Chosen: kilometres in a straight line that a person covers in an hour. Roads in towns are about 1.3 times as long, so this
 * is 26 km/h on the road. A wrong value makes all estimates too long or too short.
 */
export const roundKilometresPerHour = 20;

/** Chosen: minutes that a person spends at each stop. */
export const minutesPerStop = 15;

/** Chosen: minutes to which times of a round are rounded up. A more exact time would suggest a precision that it does not have. */
const stepMinutes = 5;

/** Returns the length of the way through places in their order, in metres, in straight lines along the ground. */
export function wayMetres(places: readonly GeoPoint[]): number {
  let metres = 0;
  for (const [index, place] of places.entries()) metres += metresBetween(places[index - 1] ?? place, place);
  return metres;
}

/** Returns the arrival at each stop in minutes after the start of the round, which is the arrival at the first stop. */
export function arrivalMinutes(places: readonly GeoPoint[]): readonly number[] {
  let metres = 0;
  return places.map((place, index) => {
    metres += metresBetween(places[index - 1] ?? place, place);
    const minutes = index * minutesPerStop + (metres / 1_000 / roundKilometresPerHour) * 60;
    return Math.ceil(Number((minutes / stepMinutes).toFixed(6))) * stepMinutes; // 15.000000001 minutes are 15
  });
}

/** Returns the minutes of a round: from the arrival at the first stop to the end of the last one. */
export function roundMinutes(places: readonly GeoPoint[]): number {
  const last = arrivalMinutes(places).at(-1);
  return last === undefined ? 0 : last + minutesPerStop;
}

type Order = readonly number[];

/** Differences below a micrometre are errors of rounding. Without this limit an improvement could be made without end. */
const leastGain = 1e-6;

/** Returns the order that begins at a place and always goes on to the nearest place that is left. */
function nearestFirst(metres: readonly Float64Array[], first: number): Order {
  const left = new Set(metres.keys());
  const order: number[] = [];
  let at: number | undefined = first;
  while (at !== undefined) {
    order.push(at);
    left.delete(at);
    let next: number | undefined;
    for (const one of left) if (next === undefined || (metres[at]?.[one] ?? 0) < (metres[at]?.[next] ?? 0)) next = one;
    at = next;
  }
  return order;
}

const lengthOf = (metres: readonly Float64Array[], order: Order): number =>
  order.reduce((sum, one, index) => sum + (index === 0 ? 0 : (metres[order[index - 1] ?? 0]?.[one] ?? 0)), 0);

/** Returns the order after all reversals of a part of it that make the way shorter (2-opt). `firstFree`: the first place that may change. */
function withoutDetours(metres: readonly Float64Array[], given: Order, firstFree: number): Order {
  const order = [...given];
  const between = (a: number | undefined, b: number | undefined): number =>
    a === undefined || b === undefined ? 0 : (metres[a]?.[b] ?? 0); // the way is open: nothing comes before it or after it
  let isShorter = true;
  while (isShorter) {
    isShorter = false;
    for (let from = firstFree; from < order.length - 1; from += 1)
      for (let to = from + 1; to < order.length; to += 1) {
        const [before, first, last, after] = [order[from - 1], order[from], order[to], order[to + 1]];
        const gain = between(before, first) + between(last, after) - between(before, last) - between(first, after);
        if (gain <= leastGain) continue;
        order.splice(from, to - from + 1, ...order.slice(from, to + 1).reverse());
        isShorter = true;
      }
  }
  return order;
}

/**
 * Returns a short order of places, as their indexes: the best of the nearest-neighbour orders and the given order, each
 * improved by 2-opt. Never longer than the given order, and the given order where nothing is shorter. `isFirstFixed`: the
 * first place stays the first. Meant for at most `mostStops` places: the time grows with the fourth power of their number.
 */
export function shortestOrder(places: readonly GeoPoint[], isFirstFixed = false): Order {
  const metres = places.map((from) => Float64Array.from(places, (to) => metresBetween(from, to)));
  const given: Order = [...places.keys()];
  const begins = isFirstFixed ? given.slice(0, 1) : given;
  let best = given;
  for (const start of [given, ...begins.map((first) => nearestFirst(metres, first))]) {
    const order = withoutDetours(metres, start, isFirstFixed ? 1 : 0);
    if (lengthOf(metres, order) < lengthOf(metres, best) - leastGain) best = order;
  }
  return best;
}

/**
 * Returns the indexes of the places to which a round goes on: the nearest to `from`, then the nearest to that one, up to
 * `count`. Takes only places for which `isFree` is true.
 */
export function nextNearest(
  places: readonly GeoPoint[],
  {
    from,
    count,
    isFree,
  }: { readonly from: GeoPoint; readonly count: number; readonly isFree: (index: number) => boolean },
): Order {
  const found: number[] = [];
  let at = from;
  while (found.length < count) {
    let [next, metres] = [-1, Infinity];
    for (const [index, place] of places.entries()) {
      if (!isFree(index) || found.includes(index)) continue;
      const away = metresBetween(at, place);
      if (away < metres) [next, metres] = [index, away];
    }
    const place = places[next];
    if (!place) break;
    found.push(next);
    at = place;
  }
  return found;
}
