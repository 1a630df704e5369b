import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { rowOfDay } from '../tables/dated-row.ts';
import {
  type VaRegion,
  vaRegionOf,
  type VaResidualGuidelines,
  vaResidualGuidelines,
  type VaResidualIncomes,
} from '../tables/va-residual-table.ts';
import { percentOf, percentRatio } from '../inputs/exact-percent.ts';
import { amountFault, cannot, countFault, isCannot } from '../inputs/input-faults.ts';

/** What residual income is computed from. Amounts are cents a month. */
export interface ResidualIncomeTerms {
  readonly grossIncome: number;
  /** Federal and state income tax, social security and other deductions. */
  readonly taxesAndDeductions: number;
  /** The housing payment: principal, interest, taxes, insurance, dues. */
  readonly housingPayment: number;
  /** Debts, child care and job expenses. */
  readonly monthlyDebts: number;
  /** Gross living area, for maintenance and utilities. */
  readonly livingAreaSquareFeet: number;
  /** The loan with the funding fee, in cents. */
  readonly loanAmount: number;
  readonly familySize: number;
  /** The property's state by its two letters. */
  readonly state: string;
  /** Whether a military base nearby lowers the guideline by 5 % (38 CFR 36.4340(e)(4)). */
  readonly hasBaseBenefits?: boolean | undefined;
  readonly on: string;
}

/** A veteran's residual income with its guideline, in cents a month. */
export interface ResidualIncome {
  readonly maintenanceAndUtilities: number;
  /** Negative where the expenses exceed the income. */
  readonly residualIncome: number;
  readonly guideline: number;
  readonly region: VaRegion;
  /** How much is missing; 0 where the guideline is met. */
  readonly shortfall: number;
  /** Of the guideline, with two decimals. From 120 on, a debt ratio over 41 needs no further reason. */
  readonly percentOfGuideline: number;
  readonly source: string;
}

/** Members over seven do not count (Pamphlet 26-7, chapter 4). */
const mostCounted = 7;

function guidelineDollars({ byFamilySize, furtherMember }: VaResidualIncomes, region: VaRegion, familySize: number) {
  const rows = byFamilySize[region];
  const counted = Math.min(familySize, mostCounted);
  const further = Math.max(0, counted - rows.length);
  return (rows[counted - further - 1] ?? 0) + further * furtherMember;
}

/**
 * Returns VA's residual income: gross income less taxes, housing payment, maintenance and utilities (14 cents a square foot), and debts; with
 * the guideline of the region, family size and loan amount. Source: VA Pamphlet 26-7, chapter 4 (VA Form 26-6393), 38 CFR
 * 36.4340(e). The percentage of the guideline is rounded down. Refuses negative amounts, a family of none, an unknown state and a day without
 * a table.
 */
export function vaResidualIncome(
  terms: ResidualIncomeTerms,
  tables: readonly VaResidualGuidelines[] = vaResidualGuidelines,
): ResidualIncome | Cannot<keyof ResidualIncomeTerms> {
  const { grossIncome, taxesAndDeductions, housingPayment, monthlyDebts, livingAreaSquareFeet } = terms;
  const { loanAmount, familySize, state, hasBaseBenefits = false, on } = terms;
  const wrong =
    amountFault({ grossIncome, taxesAndDeductions, housingPayment, monthlyDebts, loanAmount }) ??
    countFault('familySize', familySize, { least: 1, most: 50 }) ??
    countFault('livingAreaSquareFeet', livingAreaSquareFeet, { least: 0, most: 100_000 });
  if (wrong) return wrong;
  const region = vaRegionOf(state);
  if (!region) return cannot('state', `"${state}" is not in VA's table of regions. Use two letters, such as TX.`);
  const table = rowOfDay(tables, { on, field: 'on', called: 'VA residual income guidelines' } as const);
  if (isCannot(table)) return table;
  const incomes = loanAmount < table.loanBound ? table.below : table.above;
  const whole = guidelineDollars(incomes, region, familySize) * 100;
  const guideline = hasBaseBenefits ? percentOf(whole, 95, 'up') : whole;
  const maintenanceAndUtilities = livingAreaSquareFeet * table.maintenanceCentsPerSquareFoot;
  const residualIncome = grossIncome - taxesAndDeductions - housingPayment - maintenanceAndUtilities - monthlyDebts;
  return {
    maintenanceAndUtilities,
    residualIncome,
    guideline,
    region,
    shortfall: Math.max(0, guideline - residualIncome),
    percentOfGuideline: residualIncome <= 0 ? 0 : percentRatio(residualIncome, guideline, { rounding: 'down' }),
    source: table.source,
  };
}
