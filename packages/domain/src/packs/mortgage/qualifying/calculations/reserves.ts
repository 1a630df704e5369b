import { calculation } from '../../../../kernel/catalogue/calculations/calculation.ts';
import { money, number } from '../../../../kernel/entities/fields.ts';
import { reserveMonths } from '../reserve-months.ts';
import { amountsInCents } from '../../inputs/amounts-in-cents.ts';
import { inUsDollars } from '../../inputs/us-dollars.ts';
import { isCannot } from '../../inputs/input-faults.ts';

/** Months of the housing payment that the assets cover after closing. Sources: see `reserveMonths`. */
export const reserves = calculation('mortgage/reserves', {
  label: 'Reserves',
  summary: 'How many months of the housing payment the assets cover after closing.',
  icon: 'coin',
  takes: {
    liquidAssets: money({ required: true }),
    fundsToClose: money({ required: true, help: 'Cash to close that is paid from the assets.' }),
    housingPayment: money({ required: true, help: 'Principal, interest, taxes, insurance and dues of a month.' }),
    requiredMonths: number({ decimals: 2, min: 0, max: 120 }),
  },
  gives: {
    months: number({ required: true, decimals: 2, label: 'Months of reserves' }),
    reserves: money({ required: true }),
    required: money({ required: true, label: 'Required' }),
    shortfall: money({ required: true }),
  },
  work: ({ liquidAssets, fundsToClose, housingPayment, requiredMonths }) => {
    const amounts = amountsInCents({ liquidAssets, fundsToClose, housingPayment }, 'USD');
    if (isCannot(amounts)) return amounts;
    const answer = reserveMonths({ ...amounts.cents, requiredMonths });
    if (isCannot(answer)) return answer;
    const { months, ...sums } = answer;
    return { months, ...inUsDollars(sums) };
  },
});
