import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { type DatedRow, rowOfDay } from './dated-row.ts';
import { limitOfUnits, type UnitCount, type UnitLimits } from './unit-limits.ts';
import { cannot, isCannot } from '../inputs/input-faults.ts';

/**
 * The shape of a county's limits. The pack holds no county: FHFA and HUD publish some 3,200 rows a year, and a tenant imports the
 * list that its lenders use.
 */
export interface CountyLimit extends DatedRow {
  /** FHFA's limit for conventional loans, or HUD's for FHA loans. */
  readonly kind: 'conforming' | 'fha';
  /** The state's two letters, "CA". */
  readonly state: string;
  /** The county's FIPS code with the state's, five digits, "06037". */
  readonly countyFips: string;
  readonly countyName: string;
  /** In cents. */
  readonly limits: UnitLimits;
}

/** Returns a county's limit of a day in cents. Refuses a county that the tenant's list does not have, and a day without a row. */
export function countyLimitOf(
  rows: readonly CountyLimit[],
  {
    kind,
    countyFips,
    units,
    on,
  }: Pick<CountyLimit, 'kind' | 'countyFips'> & { readonly units: UnitCount; readonly on: string },
): number | Cannot<'countyFips' | 'on'> {
  const own = rows.filter((row) => row.kind === kind && row.countyFips === countyFips);
  const [first] = own;
  if (!first) return cannot('countyFips', `The imported list has no county ${countyFips}. Use five digits, "06037".`);
  const row = rowOfDay(own, { on, field: 'on', called: `limits of ${first.countyName}, ${first.state}` } as const);
  return isCannot(row) ? row : limitOfUnits(row.limits, units);
}
