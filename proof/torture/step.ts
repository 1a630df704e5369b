import { seededRandom } from '@outpost/domain/testing/seeded-random';
import { z } from 'zod';

/**
 * What can happen in a history, and how often beside the others. People at work: `work`, `restoreReplaced`, `windows` (two at once on one
 * device); exchanges: `push`, `pull`; the network: `partition`, `echo`; machines: `crash…`, `disk…`, `clock`, `image`, `setBack`, `signOut`,
 * `idle`; the server: `roles`, `replicate`, `backup`, `failover`, `horizon`, `restartServer`.
 */
const weights = {
  work: 34,
  restoreReplaced: 7,
  tray: 3,
  windows: 4,
  push: 16,
  pull: 20,
  echo: 4,
  partition: 5,
  crashAtWork: 2,
  crashInPush: 3,
  crashInPull: 3,
  diskFull: 2,
  diskFails: 2,
  clock: 2,
  idle: 1,
  image: 1,
  setBack: 1,
  signOut: 1,
  roles: 4,
  replicate: 2,
  backup: 2,
  failover: 2,
  horizon: 1,
  restartServer: 1,
} as const;
export type StepKind = keyof typeof weights;
const kinds = Object.keys(weights) as StepKind[]; // the keys of the table above
const drawnFrom = kinds.flatMap((kind) => Array.from({ length: weights[kind] }, () => kind));

const stepSchema = z.strictObject({
  kind: z.enum(kinds as [StepKind, ...StepKind[]]), // there are some
  /** Which device; counted round. */
  device: z.number().int().min(0),
  /** All that the step draws, it draws from this: so steps can be left out and the others stay what they were. */
  seed: z.number().int().min(0),
  /** Nothing goes wrong on its line. */
  calm: z.literal(true).optional(),
});
export type Step = z.infer<typeof stepSchema>;

const personNames = ['ann', 'max', 'mia', 'moe', 'vic'] as const;

/** A history as it is kept: who has devices, and what happens. Played again it comes out the same. */
export const recordingSchema = z.strictObject({
  seed: z.number().int().min(0),
  /** Whose device each is: some people have two. */
  devices: z.array(z.enum(personNames)).min(1).max(6),
  steps: z.array(stepSchema),
});
export type Recording = z.infer<typeof recordingSchema>;

/** Two of one member, a manager of their team, then others: with three devices there is a conflict of every kind. */
const seats = ['mia', 'max', 'mia', 'moe', 'ann', 'vic'] as const;

/** Draws a history. The same three numbers give the same one. */
export function drawRecording({ seed, devices, ops }: { seed: number; devices: number; ops: number }): Recording {
  const random = seededRandom(seed);
  return {
    seed,
    devices: seats.slice(0, devices),
    steps: Array.from({ length: ops }, () => ({
      kind: random.pick(drawnFrom),
      device: random.below(devices),
      seed: random.below(2 ** 31),
    })),
  };
}
