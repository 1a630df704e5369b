import { seededRandom } from '@outpost/domain/testing/seeded-random';
import { z } from 'zod';

/** The events of a history of effects, with their weights. */
const weights = {
  write: 12,
  /** Three e-mails that soon are too late, and a worker that sends them. */
  rush: 4,
  /** A late answer comes between the reading and the writing of an end by another worker. */
  crossEnd: 8,
  edit: 6,
  retime: 4,
  decide: 14,
  deleteOrRestore: 4,
  declare: 8,
  stopOrResume: 4,
  suppressElsewhere: 2,
  goOffline: 2,
  sync: 4,
  work: 18,
  turn: 20,
  answer: 8,
  kill: 2,
  passTime: 10,
} as const;
export type EffectEvent = keyof typeof weights;
const eventNames = Object.keys(weights) as EffectEvent[]; // the keys of the table above
const drawn = eventNames.flatMap((event) => Array.from({ length: weights[event] }, () => event));

const effectStepSchema = z.strictObject({
  event: z.enum(eventNames),
  /** The seed of all random values in the step, so that removing other steps leaves it unchanged. */
  seed: z.number().int().min(0),
  /** No reply is lost in the step, and no worker dies. */
  calm: z.literal(true).optional(),
});
export type EffectStep = z.infer<typeof effectStepSchema>;

/**
 * A history of effects. Playing it again gives the same result. `hasKeys`: the provider carries out one order of each key.
 * `isSluggish`: it answers most orders late.
 */
export type EffectRecording = {
  readonly seed: number;
  readonly hasKeys: boolean;
  readonly isSluggish: boolean;
  readonly steps: readonly EffectStep[];
};

/** Chosen: a few e-mails with several claims each, in less than half a second. */
const stepsDrawn = 90;

/** Draws a history of effects. The same seed gives the same history. In one of three the provider remembers keys, in another it is sluggish. */
export function drawEffects(seed: number): EffectRecording {
  const random = seededRandom(seed);
  return {
    seed,
    hasKeys: seed % 3 === 0,
    isSluggish: seed % 3 === 1,
    steps: Array.from({ length: stepsDrawn }, () => ({ event: random.pick(drawn), seed: random.below(2 ** 31) })),
  };
}
