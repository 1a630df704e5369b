import { z } from 'zod';
import { idSchema } from '../../ids.ts';

/**
 * The states of an intent that an administrator looks after. `waiting`: for its time, its next try or a free server. `running`: a server
 * carries it out. `failed`, `expired`: it was certainly not carried out. `unclear`: nobody knows, so a person decides.
 */
export const queuedStates = ['waiting', 'running', 'failed', 'unclear', 'expired'] as const;
export type WorkState = (typeof queuedStates)[number];

/** Counts end here: more are shown as "10,000 or more". */
export const mostCountedWork = 10_000;

/** `before`: the place where the page before ended. */
export const queueQuestionSchema = z.strictObject({
  state: z.enum(queuedStates).default('waiting'),
  before: z
    .string()
    .regex(/^\d{1,16}:[0-9a-f-]{36}$/, 'must be the "next" of an earlier answer')
    .optional(),
});

const queuedWorkSchema = z.object({
  /** The kind of intent: "email". */
  kind: z.string(),
  /** The record that asks. Null: one that the asker does not see. */
  record: z.object({ entity: z.string(), id: idSchema }).nullable(),
  /** The number of tries. */
  tries: z.int(),
  /** When it is carried out at the earliest, when its time ends, when the present try has begun, and when it has ended. UTC. */
  opensAt: z.string().nullable(),
  closesAt: z.string().nullable(),
  runsSince: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** A sentence about its end, or its last try. */
  why: z.string().nullable(),
});
export type QueuedWork = z.output<typeof queuedWorkSchema>;

export const queueAnswerSchema = z.object({
  counts: z.record(z.enum(queuedStates), z.int()),
  /** Kinds of intents whose provider cannot be reached at present, from the view of the server that answers. */
  resting: z.array(z.object({ kind: z.string(), until: z.string() })),
  work: z.array(queuedWorkSchema),
  next: z.string().nullable(),
});
export type QueueAnswer = z.output<typeof queueAnswerSchema>;
