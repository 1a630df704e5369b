import { z } from 'zod';

/** The place of the organisation in the stream of one broker. Instants are ISO 8601 UTC. */
const eventStreamSchema = z.object({
  broker: z.string(),
  /** The last row of the journal that the broker has confirmed. */
  n: z.number().int().nullable(),
  publishedAt: z.string().nullable(),
  failingSince: z.string().nullable(),
  fault: z.enum(['unreachable', 'refused']).nullable(),
  /** When the server tries the broker again. */
  restsUntil: z.string().nullable(),
});
export type EventStream = z.output<typeof eventStreamSchema>;

/** An event as it goes out. `event`: the CloudEvent as the server sends it. */
const eventOutSchema = z.object({
  n: z.number().int(),
  topics: z.array(z.string()),
  event: z.looseObject({ type: z.string(), time: z.string() }),
  deliveredTo: z.array(z.string()),
});
export type EventOut = z.output<typeof eventOutSchema>;

/** The calls of the page of events that go out to brokers. */
export const eventCalls = {
  /** Refuses `access/denied`, `link/offline`. */
  'events.streams': {
    input: z.null(),
    output: z.object({ streams: z.array(eventStreamSchema), head: z.number().int(), topics: z.array(z.string()) }),
  },
  /** Newest first. `more`: ask again with it as `before`; null: there are no earlier ones. */
  'events.list': {
    input: z.strictObject({ before: z.number().int().nullable(), topic: z.string().nullable() }),
    output: z.object({ events: z.array(eventOutSchema), more: z.number().int().nullable() }),
  },
  /** Sign-ins and active people of the last 14 days, newest first. */
  'events.signIns': {
    input: z.null(),
    output: z.object({
      from: z.string(),
      days: z.array(z.object({ day: z.string(), signIns: z.number().int(), people: z.number().int() })),
    }),
  },
} as const;
