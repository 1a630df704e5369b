import { idSchema } from '@outpost/domain/kernel/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { z } from 'zod';

/** A round as this device keeps it: the day on which it was made, and the ids of its stops in their order. */
const keptRoundSchema = z.object({ day: z.iso.date(), stops: z.array(idSchema) });
export type KeptRound = z.infer<typeof keptRoundSchema>;

/** The name of the round of a kind among the values of this device (ADR 126). */
export const roundKey = (entityName: string): string => `round/${entityName}`;

/** Returns the kept round; undefined where there is none, or none that this version can read. */
export const readRound = (kept: JsonValue | undefined): KeptRound | undefined => {
  const round = keptRoundSchema.safeParse(kept).data;
  return round && round.stops.length > 0 ? round : undefined;
};

/** Returns the stops of a day. A round of another day has none. */
export const stopsOf = (round: KeptRound | undefined, day: string): readonly string[] =>
  round?.day === day ? round.stops : [];

/**
 * Returns the kept stops after a change of the shown ones. Kept stops that are not shown, because their records are being
 * read or are no longer visible, keep their places.
 */
export function withShownStops(
  kept: readonly string[],
  shown: readonly string[],
  next: readonly string[],
): readonly string[] {
  const rest = [...next];
  const known = new Set(shown);
  const wanted = new Set(next);
  const stops = kept.flatMap((id) => (known.has(id) ? rest.splice(0, 1) : wanted.has(id) ? [] : [id]));
  return [...stops, ...rest];
}
