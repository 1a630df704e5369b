import { calculation } from '../../../kernel/catalogue/calculations/calculation.ts';
import { timesExactly } from '../../../kernel/text/exact-money.ts';
import { money, number, percent } from '../../../kernel/entities/fields.ts';

const quantityDecimals = 3;

/**
 * The price of a line of a quote: quantity × list price, less the discount. Source: EN 16931-1: the line net amount
 * (BT-131) is the quantity times the unit price, less the line's allowances. Each amount is rounded to the currency's
 * minor unit. Halves are rounded away from zero.
 */
export const linePrice = calculation('crm/line-price', {
  label: 'Price a line',
  summary: 'Quantity times list price, less the discount, each rounded to the cent.',
  icon: 'coin',
  takes: {
    quantity: number({ required: true, decimals: quantityDecimals, min: 0, max: 1_000_000_000 }),
    listPrice: money({ required: true, help: 'The price of one.' }),
    discount: percent({ min: 0, max: 100, help: 'Of the list price.' }),
  },
  gives: {
    gross: money({ required: true, label: 'Before discount' }),
    discountAmount: money({ required: true, label: 'Discount' }),
    net: money({ required: true, label: 'Line price' }),
  },
  work: ({ quantity, listPrice: { amount, currency }, discount = 0 }) => {
    const gross = timesExactly(amount, quantity, quantityDecimals);
    if (gross === undefined)
      return {
        cannot: {
          message: 'The price of the line is larger than the largest amount. Lower the quantity.',
          field: 'quantity',
        },
      };
    const taken = timesExactly(gross, discount / 100, 4) ?? 0; // at most the whole
    const sum = (value: number) => ({ amount: value, currency });
    return { gross: sum(gross), discountAmount: sum(taken), net: sum(gross - taken) };
  },
});
