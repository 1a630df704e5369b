import { describe, expect, it } from 'vitest';
import { calculate } from '../../../../kernel/query/calculate.ts';
import { aprCalculation } from './apr-calculation.ts';
import { paymentCalculation } from './payment-calculation.ts';
import { pointsCalculation } from './points-calculation.ts';
import { refinanceCalculation } from './refinance-calculation.ts';
import { rentOrOwnCalculation } from './rent-or-own-calculation.ts';
import { scheduleCalculation } from './schedule-calculation.ts';
import type { Calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';

const usd = (amount: number) => ({ amount, currency: 'USD' });
const said = (calculation: Calculation, given: unknown) => {
  const answer = calculate(calculation, given);
  return answer.ok ? answer.value : [answer.details, answer.message];
};
const loan = { loanAmount: usd(30_000_000), noteRate: 6.5, termMonths: 360 };
const dated = { ...loan, firstPaymentOn: '2026-01-01' };

describe('the payment of a loan as a calculation', () => {
  it('answers 1,896.20 for 300,000 at 6.5 % over 360 months', () => {
    expect(said(paymentCalculation, loan)).toEqual({ payment: usd(189_620), paymentsPerYear: 12 });
    expect(said(paymentCalculation, { ...loan, frequency: 'biweekly' })).toEqual({ payment: usd(94_810), paymentsPerYear: 26 }); // prettier-ignore
    expect(said(paymentCalculation, { ...loan, interestOnlyMonths: 60 })).toMatchObject({ interestOnlyPayment: usd(162_500) }); // prettier-ignore
  });
  it('names the value to correct', () => {
    expect(said(paymentCalculation, { ...loan, noteRate: 65 })).toEqual([
      { path: 'body.noteRate' },
      expect.any(String),
    ]);
    expect(said(paymentCalculation, { ...loan, loanAmount: usd(0) })).toEqual([{ path: 'body.loanAmount' }, 'Loan amount must be between 0.01 and 1,000,000,000.00, in whole cents.']); // prettier-ignore
  });
});

describe('the schedule of a loan as a calculation', () => {
  it('answers its sums, and its payments where they are asked for', () => {
    expect(said(scheduleCalculation, dated)).toEqual({
      firstPayment: usd(189_620),
      lastPayment: usd(190_091),
      paymentCount: 360,
      endsOn: '2055-12-01',
      totalInterest: usd(38_263_671),
      totalPaid: usd(68_263_671),
    });
    const short = said(scheduleCalculation, { ...dated, termMonths: 2, noteRate: 0, withRows: true });
    expect(short).toMatchObject({
      rows: [
        { number: 1, payment: 15_000_000 },
        { number: 2, balance: 0 },
      ],
    });
  });
  it('takes extra payments, and the terms of an adjustable rate', () => {
    expect(said(scheduleCalculation, { ...dated, extraEach: usd(20_000) })).toMatchObject({ endsOn: '2049-01-01' });
    expect(said(scheduleCalculation, { ...dated, extraOnce: usd(5_000_000), extraOnceOn: '2031-06-15' })).toMatchObject({ paymentCount: 263 }); // prettier-ignore
    const arm = { fixedMonths: 60, index: 5, margin: 3, initialCap: 2, periodicCap: 2, lifetimeCap: 5 };
    expect(said(scheduleCalculation, { ...dated, ...arm, withRows: true })).toMatchObject({ rows: expect.arrayContaining([expect.objectContaining({ number: 61, rate: 8 })]) as unknown }); // prettier-ignore
    const { margin: _left, ...without } = arm;
    expect(said(scheduleCalculation, { ...dated, ...without })).toEqual([{ path: 'body.margin' }, 'An adjustable rate needs this value.']); // prettier-ignore
    expect(said(scheduleCalculation, { ...dated, margin: 3 })).toEqual([{ path: 'body.fixedMonths' }, expect.stringContaining('leave the terms')]); // prettier-ignore
  });
  it('refuses amounts in two currencies', () => {
    expect(said(scheduleCalculation, { ...dated, extraEach: { amount: 1, currency: 'EUR' } })).toEqual([{ path: 'body.extraEach' }, 'Extra with each payment must be in USD like the other amounts, not EUR.']); // prettier-ignore
  });
});

describe('the annual percentage rate as a calculation', () => {
  it('answers the figures of sample H-25(B)', () => {
    const sample = {
      loanAmount: usd(16_200_000),
      noteRate: 3.875,
      termMonths: 360,
      firstPaymentOn: '2013-06-01',
      monthlyInsurance: usd(8_235),
      insuranceMonths: 80,
      prepaidInterest: usd(27_904),
      loanCosts: usd(469_405),
    };
    expect(said(aprCalculation, sample)).toEqual({
      apr: 4.17428,
      tolerance: 0.25,
      amountFinanced: usd(16_200_000),
      financeCharge: usd(11_883_170),
      totalOfPayments: usd(28_580_479),
      totalInterestPercentage: 69.458,
      paidInFiveYears: usd(5_562_089),
      principalInFiveYears: usd(1_577_258),
    });
    expect(said(aprCalculation, { ...sample, interestFrom: '2013-07-01' })).toEqual([{ path: 'body.interestFrom' }, expect.any(String)]); // prettier-ignore
  });
});

describe('the comparisons as calculations', () => {
  it('answer when points and a refinance have paid for themselves', () => {
    const points = said(pointsCalculation, { ...loan, points: 1, reducedRate: 6.25 });
    expect(points).toMatchObject({ cost: usd(300_000), breakEvenMonth: 62, breakEvenWithBalanceMonth: 48 });
    const refinance = { currentBalance: usd(30_000_000), currentRate: 7.5, remainingMonths: 360, newRate: 6.5, newTermMonths: 360, closingCosts: usd(600_000) }; // prettier-ignore
    expect(said(refinanceCalculation, refinance)).toMatchObject({ monthlySaving: usd(20_144), breakEvenMonth: 30 });
    expect(said(refinanceCalculation, { ...refinance, financesCosts: true })).toMatchObject({ newLoanAmount: usd(30_600_000) }); // prettier-ignore
  });
  it('answer what renting and owning leave', () => {
    const home = { price: usd(40_000_000), downPayment: usd(8_000_000), noteRate: 6.5, termMonths: 360, closingCosts: usd(1_000_000), propertyTaxRate: 1.1, upkeepRate: 1, homeInsurance: usd(180_000), rent: usd(250_000), rentGrowth: 3, appreciation: 3, costGrowth: 2.5, sellingCostRate: 6, savingsRate: 4, years: 10 }; // prettier-ignore
    expect(said(rentOrOwnCalculation, home)).toMatchObject({ payment: usd(202_262), breakEvenYear: 5, ownAhead: usd(7_838_707) }); // prettier-ignore
    expect(said(rentOrOwnCalculation, { ...home, downPayment: usd(40_000_001) })).toEqual([{ path: 'body.downPayment' }, expect.any(String)]); // prettier-ignore
  });
});
