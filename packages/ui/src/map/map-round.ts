import type { GeoPoint } from '@outpost/domain/kernel/geo/geo-point';
import { mostStops, nextNearest, shortestOrder, wayMetres } from '@outpost/domain/kernel/geo/round';
import type { MapPoints, PlaceRow } from './map-model.ts';

/** A round of a map: the ordered stops that a person wants to visit today. */
export type MapRound = {
  /** Whether the list and the map show the round. */
  readonly isOn: boolean;
  readonly onTool: (isOn: boolean) => void;
  /** The stops in their order, without those that the person no longer sees. */
  readonly stops: MapPoints;
  readonly rowAt: (index: number) => PlaceRow | undefined;
  /** Changes the stops: adds some at the end, removes some, or puts them into another order. */
  readonly onStops: (ids: readonly string[]) => void;
  readonly onClear: () => void;
  /** Opens the form that plans the round in the calendar. Left out: no kind of record can be a visit here. */
  readonly onPlan?: (() => void) | undefined;
  /** A sentence about stops that are missing, with its action. */
  readonly remark?: { readonly text: string; readonly act: string; readonly onAct: () => void } | undefined;
};

export const tooManyStops = `A round has at most ${mostStops} stops. Remove one first.`;

/** Returns the places of a map's points in their order. */
export const placesOf = ({ ids, degrees }: MapPoints): readonly GeoPoint[] =>
  ids.map((_id, at) => ({ latitude: degrees[2 * at] ?? 0, longitude: degrees[2 * at + 1] ?? 0 }));

/** Returns the ids of the stops with one of them at another place. */
export const movedStop = ({ ids }: MapPoints, id: string, to: number): readonly string[] =>
  ids.filter((one) => one !== id).toSpliced(to, 0, id);

/** Returns the shortest known order of the stops, and the metres by which it is shorter; 0: the order stays. */
export function shorterStops(
  stops: MapPoints,
  isFirstFixed: boolean,
): { readonly ids: readonly string[]; readonly savedMetres: number } {
  const places = placesOf(stops);
  const order = shortestOrder(places, isFirstFixed);
  return {
    ids: order.flatMap((index) => stops.ids[index] ?? []),
    savedMetres: wayMetres(places) - wayMetres(order.flatMap((index) => places[index] ?? [])),
  };
}

/** Returns the ids of those places of a list that are nearest to the end of the round: at most two, and no more than fit. */
export function nearestToRound(points: MapPoints, stops: MapPoints): readonly string[] {
  const from = placesOf(stops).at(-1);
  const count = Math.min(2, mostStops - stops.ids.length);
  if (!from || count <= 0) return [];
  const taken = new Set(stops.ids);
  const isFree = (index: number) => !taken.has(points.ids[index] ?? '');
  return nextNearest(placesOf(points), { from, count, isFree }).flatMap((index) => points.ids[index] ?? []);
}
