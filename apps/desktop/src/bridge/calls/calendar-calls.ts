import { z } from 'zod';

/**
 * The calls about the person's calendar feed, to which other programs subscribe. The server has the feed, so all calls refuse
 * `sync/offline` where it does not answer.
 */
export const calendarCalls = {
  /** Returns the time at which its address was made, and the day on which a program last read it; null without an address. */
  'calendar.feed': {
    input: z.null(),
    output: z.strictObject({ madeAt: z.string().nullable(), readOn: z.string().nullable() }),
  },
  /** Makes its address, and ends the earlier one. Returns the path at the server. No device keeps it. */
  'calendar.makeFeed': { input: z.null(), output: z.strictObject({ path: z.string() }) },
  /** Ends its address. */
  'calendar.endFeed': { input: z.null(), output: z.null() },
} as const;
