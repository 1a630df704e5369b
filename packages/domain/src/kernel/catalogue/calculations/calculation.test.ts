import { describe, expect, expectTypeOf, it } from 'vitest';
import { installedCatalogue } from '../../../installed-packs.ts';
import { linePrice } from '../../../packs/crm/calculations/line-price.ts';
import { crm } from '../../../packs/crm/pack.ts';
import { platform } from '../../../packs/platform/pack.ts';
import type { Principal } from '../../access/access.ts';
import { calculate, calculateAs, mayCalculate } from '../../query/calculate.ts';
import { calculation } from './calculation.ts';
import { catalogueOf } from '../catalogue.ts';
import { timesExactly } from '../../text/exact-money.ts';
import { type Money, number, text } from '../../entities/fields.ts';
import { parseGrant } from '../role.ts';

const usd = (amount: number): Money => ({ amount, currency: 'USD' });
const said = (given: unknown) => {
  const answer = calculate(linePrice, given);
  return answer.ok ? answer.value : [answer.code, answer.message, answer.details];
};

describe('[T-18] a calculation', () => {
  it('has its input and its result in its type', () => {
    type Taken = Parameters<typeof linePrice.work>[0];
    expectTypeOf<Taken['listPrice']>().toEqualTypeOf<Money>();
    expectTypeOf<Taken['discount']>().toEqualTypeOf<number | undefined>();
    const shapes = {
      label: 'x',
      summary: 'x',
      icon: 'coin',
      takes: { one: number() },
      gives: { word: text({ required: true }) },
    };
    // @ts-expect-error the result is a text, not a number
    calculation('test/x', { ...shapes, work: ({ one = 0 }) => ({ word: one }) });
    // @ts-expect-error the input has no "two"
    calculation('test/x', { ...shapes, work: (values) => ({ word: String(values.two) }) });
    expect(() => calculation('x', { ...shapes, work: () => ({ word: 'x' }) })).toThrow('a name is "pack/name"');
  });
  it('returns the result for values from outside, or a refusal with the wrong value, its place and the expected form', () => {
    expect(said({ quantity: 3, listPrice: usd(1_999), discount: 10 })).toEqual({ gross: usd(5_997), discountAmount: usd(600), net: usd(5_397) }); // prettier-ignore
    expect(said({ quantity: 3, listPrice: usd(1_999), discount: null })).toMatchObject({ net: usd(5_997) });
    const refused = (given: unknown) => said(given);
    expect(refused([])).toEqual(['request/invalid', 'Price a line takes an object with a value for each name.', { path: 'body' }]); // prettier-ignore
    expect(refused({ quantity: 3 })).toEqual(['request/invalid', 'List price must be filled in.', { path: 'body.listPrice' }]); // prettier-ignore
    expect(refused({ quantity: '3', listPrice: usd(1) })).toEqual(['request/invalid', 'Quantity must be a number, not text in quotes.', { path: 'body.quantity' }]); // prettier-ignore
    expect(refused({ quantity: 1.5, listPrice: { amount: 1.5, currency: 'USD' } })).toMatchObject(['request/invalid', expect.stringContaining('whole minor units'), { path: 'body.listPrice.amount' }]); // prettier-ignore
    expect(refused({ quantity: 3, listprice: usd(1) })).toEqual(['request/invalid', 'Price a line takes no "listprice". Did you mean "listPrice"?', { path: 'body.listprice' }]); // prettier-ignore
    expect(refused({ quantity: 1e9, listPrice: usd(9e15) })).toMatchObject(['request/invalid', expect.stringContaining('larger than the largest amount'), { path: 'body.quantity' }]); // prettier-ignore
  });
  it('is available to people who may read a kind of its pack', () => {
    const person = (...grants: readonly string[]): Principal => ({
      userId: '0190b1f2-7c00-7000-8000-000000000001',
      memberships: [{ role: 'r', teamId: null, portal: true, grants: grants.flatMap((one) => parseGrant(one) ?? []) }],
    });
    expect(mayCalculate(person('crm/deal:read@own'), installedCatalogue, linePrice)).toBe(true);
    const outside = { principal: person('platform/team:read@org'), catalogue: installedCatalogue };
    expect(mayCalculate(outside.principal, installedCatalogue, linePrice)).toBe(false);
    expect(calculateAs(outside, linePrice, {})).toMatchObject({ ok: false, code: 'access/denied' });
  });
  it('is declared once, by the pack in its name', () => {
    expect(() => catalogueOf([platform, { ...crm, calculations: [linePrice, linePrice] }])).toThrow('declared twice');
    expect(() =>
      catalogueOf([
        { ...platform, calculations: [linePrice] },
        { ...crm, calculations: [] },
      ]),
    ).toThrow('crm/line-price is declared by pack platform');
  });
});

describe('a line price', () => {
  it('is exact to the cent where floating point is not, and rounds halves away from zero', () => {
    expect(said({ quantity: 1.005, listPrice: usd(100) })).toMatchObject({ net: usd(101) }); // 100.5 cents
    expect(said({ quantity: 0.1, listPrice: usd(9e15) })).toMatchObject({ net: usd(9e14) });
    expect(said({ quantity: 3, listPrice: usd(-35), discount: 50 })).toEqual({ gross: usd(-105), discountAmount: usd(-53), net: usd(-52) }); // prettier-ignore
    expect(said({ quantity: 1, listPrice: usd(1_000), discount: 12.34 })).toMatchObject({ discountAmount: usd(123), net: usd(877) }); // prettier-ignore
    expect([timesExactly(5, 0.5, 1), timesExactly(-5, 0.5, 1), timesExactly(9e15, 2, 0)]).toEqual([3, -3, undefined]);
  });
});
