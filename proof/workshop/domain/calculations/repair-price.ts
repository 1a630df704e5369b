import { calculation } from '../../../kernel/catalogue/calculations/calculation.ts';
import { flag, money, number } from '../../../kernel/entities/fields.ts';
import { timesExactly } from '../../../kernel/text/exact-money.ts';
import { ofWorkshop } from '../settings.ts';

/** The price of a repair: hours at the workshop's rate, and parts, with VAT. Under warranty it costs nothing. */
export const repairPrice = calculation('workshop/repair-price', {
  label: 'Price a repair',
  summary: 'Hours at the hourly rate of the workshop, plus parts, plus VAT.',
  icon: 'coin',
  takes: {
    hours: number({ required: true, decimals: 2, min: 0, max: 1_000 }),
    parts: money({ help: 'All parts together, without VAT.' }),
    isWarranty: flag({ label: 'Under warranty' }),
  },
  gives: {
    labour: money({ required: true }),
    net: money({ required: true, label: 'Without VAT' }),
    gross: money({ required: true, label: 'To pay' }),
  },
  settings: ofWorkshop,
  work: ({ hours, parts, isWarranty }, { hourlyRate, vat }) => {
    const { currency } = hourlyRate;
    const sum = (amount: number) => ({ amount, currency });
    if (parts !== undefined && parts.currency !== currency)
      return {
        cannot: {
          message: `The workshop calculates in ${currency}. Give the price of the parts in ${currency}.`,
          field: 'parts',
        },
      };
    if (isWarranty === true) return { labour: sum(0), net: sum(0), gross: sum(0) };
    const labour = timesExactly(hourlyRate.amount, hours, 2) ?? 0; // the bounds of both keep it small
    const net = labour + (parts?.amount ?? 0);
    const gross = timesExactly(net, 1 + vat / 100, 4);
    return gross === undefined
      ? {
          cannot: {
            message: 'The price is larger than an amount can be. Lower the price of the parts.',
            field: 'parts',
          },
        }
      : { labour: sum(labour), net: sum(net), gross: sum(gross) };
  },
});
