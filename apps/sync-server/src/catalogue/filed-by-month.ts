import type { Month } from '@outpost/domain/kernel/access/record-age';

/**
 * the kinds of a tenant whose records are filed by the month of their last change: kind → the present month, at which the
 * tokens of devices end; null while records from before are still being filed. A kind stays here when its setting is gone, so
 * a kind whose old records are kept off again is not filed a second time.
 */
export type FiledByMonth = Readonly<Record<string, Month | null>>;

/** Returns the kinds of which all records are filed, with the present month. */
export const wholeByMonth = (filed: FiledByMonth): ReadonlyMap<string, Month> =>
  new Map(Object.entries(filed).flatMap(([kind, month]) => (month === null ? [] : [[kind, month] as const])));
