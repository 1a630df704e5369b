import { z } from 'zod';

/**
 * The calls about the person's calendar feed, to which other programs subscribe. The server has the feed, so all calls refuse
 * `sync/offline` where it does not answer.
 */
export const calendarCalls = {
  /**
   * Returns the time at which the feed's address was made, and the day on which a program last read the feed. Both are
   * null without an address.
   */
  'calendar.feed': {
    input: z.null(),
    output: z.strictObject({ madeAt: z.string().nullable(), readOn: z.string().nullable() }),
  },
  /** Makes a new address of the feed, and ends the earlier one. Returns its path at the server. No device keeps it. */
  'calendar.makeFeed': { input: z.null(), output: z.strictObject({ path: z.string() }) },
  /** Ends the feed's address. */
  'calendar.endFeed': { input: z.null(), output: z.null() },
} as const;
