import { calendarSpans, isCalendarDay } from '@outpost/domain/kernel/calendar/calendar-days';
import { filterSchema, type Filter, sortSchema } from '@outpost/domain/kernel/questions/list-query';
import { z } from 'zod';

/** The longest search in an address. */
export const mostSearchChars = 200;

/**
 * The state of a list in its address, apart from the entity: the view, its presentation, the filter, the open record.
 */
export const listSearchSchema = z.object({
  /** A kind of view. One that this build does not have is named above the list. */
  kind: z.string().min(1).max(40).optional().catch(undefined),
  view: z.string().max(100).optional().catch(undefined),
  where: filterSchema.optional().catch(undefined),
  /** `where` replaces the view's own filter. Otherwise it narrows it. */
  instead: z.boolean().optional().catch(undefined),
  search: z.string().max(mostSearchChars).optional().catch(undefined),
  sort: z.string().max(130).optional().catch(undefined),
  group: z.string().max(120).optional().catch(undefined),
  open: z.string().max(60).optional().catch(undefined),
  full: z.boolean().optional().catch(undefined),
  /** The day and the span of a calendar. */
  day: z.string().refine(isCalendarDay).optional().catch(undefined),
  span: z.enum(calendarSpans).optional().catch(undefined),
  life: z.enum(['alive', 'deleted']).optional().catch(undefined),
});
export type ListSearch = z.infer<typeof listSearchSchema>;

/** The order of a list: by a field, or with `from` by the distance of a field's place from this one. */
export type ListSort = z.output<typeof sortSchema>;

const degrees = String.raw`-?\d{1,3}(?:\.\d{1,12})?`;
const sortText = new RegExp(String.raw`^([a-zA-Z0-9.]+)\.(asc|desc)(?:@(${degrees}),(${degrees}))?$`, 'u');

/** Parses "value.desc" as an order, and "place.asc@48.2,16.37" as one by the distance from a place. */
export function readSort(text: string | undefined): ListSort | undefined {
  const [, field, direction, latitude, longitude] = sortText.exec(text ?? '') ?? [];
  if (field === undefined) return undefined;
  const from = latitude === undefined ? {} : { from: { latitude: Number(latitude), longitude: Number(longitude) } };
  return sortSchema.safeParse({ field, direction, ...from }).data;
}

/** Writes an order as `readSort` reads it. */
export const writeSort = ({ field, direction, from }: ListSort): string =>
  `${field}.${direction}${from ? `@${from.latitude},${from.longitude}` : ''}`;

/** Returns the conjunction of two filters; `undefined` for none. */
export function both(left: Filter | undefined, right: Filter): Filter;
export function both(left: Filter | undefined, right: Filter | undefined): Filter | undefined;
export function both(left: Filter | undefined, right: Filter | undefined): Filter | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return { and: [left, right] };
}
