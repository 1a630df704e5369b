import { expect, it } from 'vitest';
import type { Calculation } from '../../../kernel/catalogue/calculations/calculation.ts';
import { aprCalculation } from '../arithmetic/calculations/apr-calculation.ts';
import { paymentCalculation } from '../arithmetic/calculations/payment-calculation.ts';
import { pointsCalculation } from '../arithmetic/calculations/points-calculation.ts';
import { refinanceCalculation } from '../arithmetic/calculations/refinance-calculation.ts';
import { rentOrOwnCalculation } from '../arithmetic/calculations/rent-or-own-calculation.ts';
import { scheduleCalculation } from '../arithmetic/calculations/schedule-calculation.ts';
import { cashToClose } from '../qualifying/calculations/cash-to-close.ts';
import { debtToIncome } from '../qualifying/calculations/debt-to-income.ts';
import { fhaMortgageInsurance } from '../qualifying/calculations/fha-mortgage-insurance.ts';
import { fundingFee } from '../qualifying/calculations/funding-fee.ts';
import { guaranteeFee } from '../qualifying/calculations/guarantee-fee.ts';
import { initialEscrow } from '../qualifying/calculations/initial-escrow.ts';
import { loanLimit } from '../qualifying/calculations/loan-limit.ts';
import { loanToValue } from '../qualifying/calculations/loan-to-value.ts';
import { prepaidInterest } from '../qualifying/calculations/prepaid-interest.ts';
import { reserves } from '../qualifying/calculations/reserves.ts';
import { residualIncomeCheck } from '../qualifying/calculations/residual-income-check.ts';
import { inputLabel } from './input-labels.ts';

const all: readonly Calculation[] = [aprCalculation, paymentCalculation, pointsCalculation, refinanceCalculation, rentOrOwnCalculation, scheduleCalculation, cashToClose, debtToIncome, fhaMortgageInsurance, fundingFee, guaranteeFee, initialEscrow, loanLimit, loanToValue, prepaidInterest, reserves, residualIncomeCheck]; // prettier-ignore

/** `rowOfDay` quotes the day instead. The other labels depend on their form, or make no sentence. */
const ownWords = new Set(['on', 'ignoredMonthsLeft', 'mortgage/cash-to-close closingCosts']);

it.each(all)('a refusal of $name has the label of its field', ({ name, takes }) => {
  const checked = Object.entries(takes).filter(
    ([field, { type }]) =>
      ['money', 'number', 'percent', 'date'].includes(type) &&
      !ownWords.has(field) &&
      !ownWords.has(`${name} ${field}`),
  );
  expect(checked.map(([field]) => inputLabel(field))).toEqual(checked.map(([, { label }]) => label));
});
