import { describe, expect, it } from 'vitest';
import type { Calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { valueSchema } from '../../../../kernel/entities/field-types.ts';
import type { Money } from '../../../../kernel/entities/fields.ts';
import { calculate } from '../../../../kernel/query/calculate.ts';
import { cashToClose } from './cash-to-close.ts';
import { debtToIncome } from './debt-to-income.ts';
import { fhaMortgageInsurance } from './fha-mortgage-insurance.ts';
import { fundingFee } from './funding-fee.ts';
import { guaranteeFee } from './guarantee-fee.ts';
import { initialEscrow } from './initial-escrow.ts';
import { loanLimit } from './loan-limit.ts';
import { loanToValue } from './loan-to-value.ts';
import { mortgageInsuranceEnd } from './mortgage-insurance-end.ts';
import { prepaidInterest } from './prepaid-interest.ts';
import { privateMortgageInsurance } from './private-mortgage-insurance.ts';
import { reserves } from './reserves.ts';
import { residualIncomeCheck } from './residual-income-check.ts';

const usd = (amount: number): Money => ({ amount, currency: 'USD' });
const eur = (amount: number): Money => ({ amount, currency: 'EUR' });
const cell = { ltvAbove: 90, ltvUpTo: 95, scoreFrom: 740, scoreTo: 759, rate: 0.41 };
const schedule = [{ dueOn: '2027-01-01', balance: 7_900_000 }, { dueOn: '2027-02-01', balance: 0 }]; // prettier-ignore
const debts = [{ kind: 'installment', payment: 30_000, monthsLeft: 8 }, { kind: 'revolving', payment: 10_000 }]; // prettier-ignore
const taxes = [{ item: 'Taxes', paidOn: '2027-03-10', amount: 120_000 }];

type Sample = {
  readonly declared: Calculation;
  /** Values that fit. */
  readonly given: Readonly<Record<string, unknown>>;
  /** A part of the answer. */
  readonly part: object;
  /** The name of one of its amounts. */
  readonly amount?: string;
};
const samples: readonly Sample[] = [
  { declared: loanToValue, given: { program: 'fannie-mae', purpose: 'purchase', loanAmount: usd(8_500_400), price: usd(10_000_000), appraisedValue: usd(10_000_000) }, part: { ltv: 85, ltvSteps: '85.004 → 85.00 → 85', value: usd(10_000_000) }, amount: 'loanAmount' },
  { declared: debtToIncome, given: { monthlyIncome: usd(500_000), principalAndInterest: usd(100_000), propertyTaxes: usd(40_000), debts, monthlyDebts: usd(5_000), ignoredMonthsLeft: 10 }, part: { front: 28, back: 31, countedDebts: usd(15_000) }, amount: 'propertyTaxes' },
  { declared: residualIncomeCheck, given: { grossIncome: usd(620_000), taxesAndDeductions: usd(109_430), housingPayment: usd(215_000), monthlyDebts: usd(165_000), livingAreaSquareFeet: 1_800, loanAmount: usd(28_500_000), familySize: 4, state: 'TX', on: '2026-11-30' }, part: { residualIncome: usd(105_370), guideline: usd(100_300), region: 'south' }, amount: 'monthlyDebts' },
  { declared: privateMortgageInsurance, given: { loanAmount: usd(28_500_000), ltv: 95, creditScore: 745, grid: [cell] }, part: { monthlyPremium: usd(9_738), rate: 0.41 }, amount: 'loanAmount' },
  { declared: mortgageInsuranceEnd, given: { originalValue: usd(10_000_000), schedule }, part: { cancellationOn: '2027-01-01', terminationOn: '2027-02-01', finalTerminationOn: '2027-02-01' }, amount: 'originalValue' },
  { declared: fhaMortgageInsurance, given: { baseLoan: usd(19_300_000), adjustedValue: usd(20_000_000), termMonths: 360, isUpfrontFinanced: true, noteRate: 6.5, principalAndInterest: usd(124_124), on: '2026-11-30' }, part: { upfrontPremium: usd(337_750), totalLoan: usd(19_637_700), annualRate: 0.55, durationMonths: 360 }, amount: 'baseLoan' },
  { declared: fundingFee, given: { purpose: 'purchase', loanAmount: usd(40_000_000), on: '2026-11-30' }, part: { fundingFee: usd(860_000), totalLoan: usd(40_860_000), isExempt: false }, amount: 'downPayment' },
  { declared: guaranteeFee, given: { baseLoan: usd(20_000_000), appraisedValue: usd(20_000_000), isFeeFinanced: true, on: '2026-11-30' }, part: { totalLoan: usd(20_202_000), guaranteeFee: usd(202_020) }, amount: 'averageBalance' },
  { declared: cashToClose, given: { purpose: 'purchase', salePrice: usd(18_000_000), loanAmount: usd(16_200_000), closingCosts: usd(971_210), paidBeforeClosing: usd(2_980), deposit: usd(1_000_000), sellerCredits: usd(250_000), adjustments: usd(-103_504) }, part: { cashToClose: usd(1_414_726), deposit: usd(-1_000_000) }, amount: 'deposit' },
  { declared: reserves, given: { liquidAssets: usd(2_488_000), fundsToClose: usd(1_000_000), housingPayment: usd(248_000), requiredMonths: 6 }, part: { months: 6, shortfall: usd(0) }, amount: 'fundsToClose' },
  { declared: prepaidInterest, given: { loanAmount: usd(16_200_000), noteRate: 3.875, disbursedOn: '2013-04-15', daysInYear: '360' }, part: { prepaidInterest: usd(27_904), perDiem: usd(1_744), days: 16 }, amount: 'loanAmount' },
  { declared: initialEscrow, given: { firstPaymentOn: '2027-01-01', disbursements: taxes }, part: { initialDeposit: usd(110_000), monthlyPayment: usd(10_000), cushion: usd(20_000) } },
  { declared: loanLimit, given: { kind: 'conforming', units: 1, loanAmount: usd(90_000_000), on: '2026-11-30' }, part: { limit: usd(83_275_000), standing: 'over', validTo: '2026-12-31' }, amount: 'loanAmount' },
]; // prettier-ignore

/** Matches a text with these words. */
const containing = (words: string): unknown => expect.stringContaining(words);

describe('[T-18] the calculations of qualifying', () => {
  it.each(samples)('$declared.name answers values that fit, in its own shape', ({ declared, given, part }) => {
    const answer = calculate(declared, given);
    if (!answer.ok) throw new Error(answer.message);
    expect(answer.value).toMatchObject(part);
    for (const [name, value] of Object.entries(answer.value)) {
      const field = declared.gives[name];
      expect(field && valueSchema(field).safeParse(value).error).toBeUndefined();
      expect(field).toBeDefined();
    }
    for (const [name, { required }] of Object.entries(declared.gives))
      if (required) expect(answer.value).toHaveProperty(name);
  });

  it.each(samples.filter(({ amount }) => amount !== undefined))(
    '$declared.name refuses negative amounts and other currencies at their place',
    ({ declared, given, amount = '' }) => {
      const refused = (value: unknown) => calculate(declared, { ...given, [amount]: value });
      expect(refused(usd(-1))).toMatchObject({
        ok: false,
        code: 'request/invalid',
        details: { path: `body.${amount}` },
      });
      expect(refused(eur(1))).toMatchObject({ ok: false, message: containing('in US dollars (USD), not EUR') }); // prettier-ignore
    },
  );

  it.each([
    { declared: debtToIncome, name: 'debts', list: [{ payment: 1 }], words: 'Row 1 must be such as' },
    { declared: privateMortgageInsurance, name: 'grid', list: 'none', words: 'This must be a list such as' },
    { declared: mortgageInsuranceEnd, name: 'schedule', list: [...schedule, null], words: 'Row 3 must be such as' },
    {
      declared: initialEscrow,
      name: 'disbursements',
      list: [{ item: 'Taxes', paidOn: 5 }],
      words: 'Row 1 must be such as',
    },
    {
      declared: initialEscrow,
      name: 'disbursements',
      list: Array.from({ length: 1_501 }, () => taxes[0]),
      words: 'The most is 1500',
    },
  ])('$declared.name refuses a list of another form: $words', ({ declared, name, list, words }) => {
    const sample = samples.find((one) => one.declared === declared);
    const answer = calculate(declared, { ...sample?.given, [name]: list });
    expect(answer).toMatchObject({ ok: false, message: containing(words), details: { path: `body.${name}` } });
  });

  it('of debts names the sum that is too large', () => {
    const most = usd(100_000_000_000);
    const given = { monthlyIncome: most, principalAndInterest: most, propertyTaxes: most };
    expect(calculate(debtToIncome, given)).toMatchObject({ ok: false, details: { path: 'body.principalAndInterest' } });
    expect(calculate(debtToIncome, { ...given, monthlyIncome: usd(0), propertyTaxes: usd(0) })).toMatchObject({ ok: false, message: 'Monthly income must be between 0.01 and 1,000,000,000.00, in whole cents.', details: { path: 'body.monthlyIncome' } }); // prettier-ignore
  });

  it('of FHA is zero after eleven years where the premium ends', () => {
    const low = { baseLoan: usd(16_000_000), adjustedValue: usd(20_000_000), termMonths: 360, noteRate: 6.5, principalAndInterest: usd(101_131), on: '2026-11-30' }; // prettier-ignore
    const of = (loanYear: number) => calculate(fhaMortgageInsurance, { ...low, loanYear });
    expect(of(11)).not.toMatchObject({ value: { monthlyPremium: usd(0) } });
    expect(of(12)).toMatchObject({ ok: true, value: { monthlyPremium: usd(0), durationMonths: 132 } });
  });
});
