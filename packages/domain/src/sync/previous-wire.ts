import { z } from 'zod';
import { pageSchema, pullRequestSchema, pulledRowSchema, wireRecordSchema } from './protocol.ts';

/*
 * S-7, K-5: the differences between wire 4 and wire 5. The server supports wire 4 until wire 6; devices of this build
 * do not use it.
 */

/** The number of the wire before this one. */
export const previousWire = 4;

const token = z.string().max(300);

/**
 * The checkpoint contains all tokens. For each token that is being fetched whole it contains the progress by id, and
 * the number since which the device has the token.
 */
export const previousCheckpointSchema = z.strictObject({
  n: z.number().int().min(0),
  id: z.string().max(60),
  tokens: z.array(token).max(5_000),
  whole: z.record(token, z.string().max(60)),
  since: z.record(token, z.number().int().min(0)),
  history: z.number().int().min(0),
});
export type PreviousCheckpoint = z.infer<typeof previousCheckpointSchema>;

export const previousPullRequestSchema = pullRequestSchema.extend({ at: previousCheckpointSchema.nullable() });
export type PreviousPullRequest = z.infer<typeof previousPullRequestSchema>;

const previousRowSchema = z.union([
  z.strictObject({
    id: pulledRowSchema.options[0].shape.id,
    n: z.number().int(),
    record: wireRecordSchema,
    through: z.array(token).min(1),
  }),
  pulledRowSchema.options[1],
]);

/** A page contains all tokens in force, and for each row the tokens that hold it. */
export const previousPageSchema = pageSchema.extend({
  rows: z.array(previousRowSchema),
  tokens: z.array(token),
  next: previousCheckpointSchema,
});
