import { withCompanions } from '@outpost/domain/kernel/access/kept-off-devices';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Month } from '@outpost/domain/kernel/access/record-age';

/**
 * the kinds of a tenant whose records are filed by the month of their last change: kind → the present month, at which the
 * tokens of devices end; null while records from before are still being filed. A kind stays here when its setting is gone, so
 * a kind whose old records are kept off again is not filed a second time. Groups of sealed fields (K-4) are not named: they are
 * filed with their records.
 */
export type FiledByMonth = Readonly<Record<string, Month | null>>;

/** Returns the kinds of which all records are filed, and their groups of sealed fields, with the present month. */
export const wholeByMonth = ({
  catalogue,
  filedByMonth,
}: {
  readonly catalogue: Pick<Catalogue, 'entities'>;
  readonly filedByMonth: FiledByMonth;
}): ReadonlyMap<string, Month> =>
  new Map(
    Object.entries(filedByMonth).flatMap(([kind, month]) =>
      month === null ? [] : withCompanions(catalogue, kind).map((name) => [name, month] as const),
    ),
  );
