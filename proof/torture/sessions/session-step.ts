import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { z } from 'zod';

/** The events of a history of sessions, with their weights. */
const weights = {
  work: 36,
  exchange: 30,
  powerCut: 4,
  signOutOrIn: 5,
  cutLine: 4,
  endSession: 5,
  suspend: 4,
  endRoles: 4,
  withdrawSeal: 6,
  wipe: 2,
  applyHandedOver: 2,
  passTime: 2,
  erase: 4,
} as const;
export type SessionEvent = keyof typeof weights;
const eventNames = Object.keys(weights) as SessionEvent[]; // the keys of the table above
const drawn = eventNames.flatMap((event) => Array.from({ length: weights[event] }, () => event));

/** The number of laptops in the office (`session-world.ts`). */
const laptops = 5;

const sessionStepSchema = z.strictObject({
  event: z.enum(eventNames),
  laptop: z.number().int().min(0).max(4),
  /** The seed of all random values in the step, so that removing other steps leaves it unchanged. */
  seed: z.number().int().min(0),
  /** No line loses a message in the step. */
  calm: z.literal(true).optional(),
});
export type SessionStep = z.infer<typeof sessionStepSchema>;

/** A history of sessions as it is kept. Playing it again gives the same result. */
export const sessionRecordingSchema = z.strictObject({
  seed: z.number().int().min(0),
  steps: z.array(sessionStepSchema),
});
export type SessionRecording = z.infer<typeof sessionRecordingSchema>;

/** Chosen: in some hundred steps all events happen, and a history takes some four seconds. */
const stepsDrawn = 100;

/** Draws a history of sessions. The same seed gives the same history. */
export function drawSessions(seed: number): SessionRecording {
  const random = seededRandom(seed);
  return {
    seed,
    steps: Array.from({ length: stepsDrawn }, () => ({
      event: random.pick(drawn),
      laptop: random.below(laptops),
      seed: random.below(2 ** 31),
    })),
  };
}

/** Random choices that begin anew with each step. */
export type SteppedRandom = SeededRandom & { readonly begin: (seed: number) => void };

/** Returns random choices from a seed until the first step begins, and from each step's own seed after that. */
export function steppedRandom(seed: number): SteppedRandom {
  let current = seededRandom(seed);
  return {
    begin: (of) => {
      current = seededRandom(of);
    },
    next: () => current.next(),
    below: (below) => current.below(below),
    chance: (of) => current.chance(of),
    pick: (list) => current.pick(list),
    uuid: () => current.uuid(),
  };
}
