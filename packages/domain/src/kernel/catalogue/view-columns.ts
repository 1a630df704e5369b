import { z } from 'zod';

/** The most columns of a view. Chosen: more than the fields of the widest kind of record. */
const mostColumns = 200;

/** The columns of a view, in order: names of fields, and widths in pixels where a person changed them. */
export const viewColumnsSchema = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(120),
      width: z.number().int().min(40).max(2_000).optional(),
    }),
  )
  .max(mostColumns);
export type ViewColumns = readonly {
  readonly name: string;
  readonly width?: number | undefined;
}[];

/**
 * The names of the pinned columns of a view, which stay at the left edge of a grid that is scrolled sideways. They are not a part of
 * the columns' entries, because builds without pins refuse a view whose columns have properties that they do not know (N-1).
 */
export const viewPinsSchema = z.array(z.string().min(1).max(120)).max(mostColumns);
