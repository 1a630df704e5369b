import { calendarSpans, isCalendarDay } from '@outpost/domain/kernel/calendar/calendar-days';
import { z } from 'zod';

/** The state of the calendar of all kinds in its address: the shown days, the hidden kinds, the person, the open record. */
export const calendarSearchSchema = z.object({
  day: z.string().refine(isCalendarDay).optional().catch(undefined),
  span: z.enum(calendarSpans).optional().catch(undefined),
  /** The names of the kinds that are not shown. */
  without: z.array(z.string().max(120)).max(100).optional().catch(undefined),
  /** The id of a person, or `everyone`. Left out: the signed-in person. */
  who: z.string().max(60).optional().catch(undefined),
  open: z.string().max(60).optional().catch(undefined),
  full: z.boolean().optional().catch(undefined),
});
export type CalendarSearch = z.infer<typeof calendarSearchSchema>;

/** The value of `who` for the records of all people. */
export const everyone = 'everyone';
