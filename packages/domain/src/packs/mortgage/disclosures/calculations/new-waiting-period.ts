import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { flag, money, percent, text } from '../../../../kernel/entities/fields.ts';
import { newWaitAfter } from '../closing-disclosure.ts';
import { amountFault, cannot, isCannot } from '../../inputs/input-faults.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';

/** Rates are disclosed with up to three decimals (§ 1026.37(o)(4)(ii)); calculated ones may have more. */
const rate = { required: true, decimals: 6, min: 0, max: 1_000 } as const;

/** Whether changes need a new waiting period. Source: Regulation Z, §§ 1026.19(f)(2), 1026.22(a)(2) to (4). */
export const newWaitingPeriod = calculation('mortgage/new-waiting-period', {
  label: 'New waiting period',
  summary: 'Whether changes after the Closing Disclosure begin a new waiting period of three specific business days.',
  icon: 'clock',
  takes: {
    disclosedApr: percent({ ...rate, label: 'Disclosed APR' }),
    actualApr: percent({ ...rate, label: 'Actual APR' }),
    isIrregular: flag({
      label: 'Irregular transaction',
      help: 'Multiple advances, or irregular payment periods or amounts other than the first or last.',
    }),
    disclosedCharge: money({
      label: 'Disclosed finance charge',
      help: 'The one from which the disclosed APR results.',
    }),
    actualCharge: money({ label: 'Actual finance charge' }),
    isProductChanged: flag({ label: 'Loan product changed' }),
    isPrepaymentPenaltyAdded: flag({ label: 'Prepayment penalty added' }),
  },
  gives: {
    isNeeded: flag({ required: true, label: 'New waiting period' }),
    reasons: text({ required: true, multiline: true, label: 'Reasons' }),
  },
  work: ({ disclosedApr, actualApr, isIrregular = false, disclosedCharge, actualCharge, ...changes }) => {
    if ((disclosedCharge === undefined) !== (actualCharge === undefined))
      return cannot(
        disclosedCharge === undefined ? 'disclosedCharge' : 'actualCharge',
        'Give both finance charges or none.',
      );
    const amounts = amountsInCents({ disclosedCharge, actualCharge }, 'USD');
    if (isCannot(amounts)) return amounts;
    const fault = amountFault(amounts.cents);
    if (fault) return fault;
    const wait = newWaitAfter({
      ...changes,
      apr: {
        disclosedApr,
        actualApr,
        isIrregular,
        ...(disclosedCharge && actualCharge
          ? { financeCharge: { disclosedCents: disclosedCharge.amount, actualCents: actualCharge.amount } }
          : {}),
      },
    });
    if (isCannot(wait)) {
      const { message, field } = wait.cannot;
      return { cannot: { message, field: field === 'financeCharge' ? 'disclosedCharge' : field } };
    }
    return { isNeeded: wait.isNeeded, reasons: wait.reasons.join('\n') };
  },
});
