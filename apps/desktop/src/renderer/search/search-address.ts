import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { z } from 'zod';
import { both, mostSearchChars } from '../window/list-address.ts';

/** The spans by which a search is narrowed to records that were changed lately, in days with today. */
export const changedSpans = { today: 1, week: 7, month: 30, year: 365 } as const;
export type ChangedSpan = keyof typeof changedSpans;
const spanIds = Object.keys(changedSpans) as ChangedSpan[]; // the keys of the table

/** The state of the search page in its address. */
export const searchAddressSchema = z.object({
  text: z.string().max(mostSearchChars).optional().catch(undefined),
  /** The name of a kind, where only its records are wanted. */
  kind: z.string().max(120).optional().catch(undefined),
  owner: z.literal('me').optional().catch(undefined),
  changed: z.enum(spanIds).optional().catch(undefined),
});
export type SearchAddress = z.infer<typeof searchAddressSchema>;

/** Returns the filter of an address beside its words; `undefined` for none. */
export function filterOfAddress({ owner, changed }: SearchAddress): Filter | undefined {
  const owned: Filter | undefined = owner && { field: 'ownerId', op: 'is', value: '@me' };
  const recent: Filter | undefined = changed && {
    field: 'updatedAt',
    op: 'within',
    value: { direction: 'last', count: changedSpans[changed], unit: 'day' },
  };
  return both(owned, recent);
}
