import { filterSchema, type Filter } from '@outpost/domain/kernel/questions/list-query';
import { z } from 'zod';

/** The longest search in an address. */
export const mostSearchChars = 200;

/** The state of a list in its address, beside the entity: the view, its presentation, the filter, the open record. */
export const listSearchSchema = z.object({
  kind: z.enum(['board', 'grid']).optional().catch(undefined),
  view: z.string().max(100).optional().catch(undefined),
  where: filterSchema.optional().catch(undefined),
  search: z.string().max(mostSearchChars).optional().catch(undefined),
  sort: z.string().max(130).optional().catch(undefined),
  group: z.string().max(120).optional().catch(undefined),
  open: z.string().max(60).optional().catch(undefined),
  full: z.boolean().optional().catch(undefined),
  life: z.enum(['alive', 'deleted']).optional().catch(undefined),
});
export type ListSearch = z.infer<typeof listSearchSchema>;

/** Parses "value.desc" as a sort. */
export function readSort(
  text: string | undefined,
): { readonly field: string; readonly direction: 'asc' | 'desc' } | undefined {
  const match = /^([a-zA-Z0-9.]+)\.(asc|desc)$/.exec(text ?? '');
  return match?.[1] === undefined ? undefined : { field: match[1], direction: match[2] === 'desc' ? 'desc' : 'asc' };
}

/** Returns the conjunction of two filters; `undefined` for none. */
export function both(left: Filter | undefined, right: Filter | undefined): Filter | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return { and: [left, right] };
}
