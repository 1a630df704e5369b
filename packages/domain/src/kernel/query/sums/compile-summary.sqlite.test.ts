import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../../installed-packs.ts';
import { sqliteStore } from '../../../testing/query-stores.ts';
import type { StoredRecord } from '../../entities/record.ts';
import { compileSummary } from './compile-summary.ts';
import { summaryQuerySchema } from '../../questions/list-query.ts';

type Amount = { readonly amount: number; readonly currency: string } | null;
const person = '0194205a-9960-78a3-b45e-686f40f10001';
const at = '2026-11-20T08:00:00.000Z';

const dealOf = (stage: string, value: Amount, place: number): StoredRecord => ({
  id: `0194205a-9960-78a3-b45e-${String(place).padStart(12, '0')}`,
  entity: 'crm/deal',
  schema: 1,
  version: 1,
  life: 'alive',
  ownerId: person,
  teamId: null,
  sharedWith: [],
  inherited: null,
  fields: { name: `Deal ${place}`, stage, value },
  createdAt: at,
  createdBy: person,
  updatedAt: at,
  updatedBy: person,
});

const usd = (amount: number): Amount => ({ amount, currency: 'USD' });
const eur = (amount: number): Amount => ({ amount, currency: 'EUR' });
const zar = (amount: number): Amount => ({ amount, currency: 'ZAR' });

/**
 * Returns the answer of a device, and its statement, with won deals of the first amounts and lost deals of the second. The
 * tenant's currency is the dollar.
 */
async function summed(amounts: readonly Amount[], lost: readonly Amount[] = [], path = 'value') {
  const deals = [
    ...amounts.map((value, place) => dealOf('won', value, place)),
    ...lost.map((value, place) => dealOf('lost', value, amounts.length + place)),
  ];
  const store = sqliteStore(installedCatalogue, new Map([['crm/deal', deals]]));
  const compiled = compileSummary(
    {
      catalogue: installedCatalogue,
      engine: { dialect: 'sqlite' },
      asking: { userId: person, now: at, timeZone: 'UTC' },
      currency: 'USD',
    },
    summaryQuerySchema.parse({
      entity: 'crm/deal',
      where: { field: 'stage', op: 'is', value: 'won' },
      sums: [path],
    }),
  );
  if (!compiled.ok) throw new Error(compiled.message);
  const { groups } = await store.ask(compiled.value);
  const plan = await store.plan(compiled.value);
  await store.close();
  return { answer: groups.map(({ count, sums }) => ({ count, sum: sums[path] })), plan };
}

const times = (count: number, amount: Amount): readonly Amount[] => Array.from({ length: count }, () => amount);
/** The largest amount that can be written. */
const most = 9e15;
const largest = Number.MAX_SAFE_INTEGER;

describe('[Q-3] one sum of money on the device is exact', () => {
  it.each([
    ['of one currency', [usd(100), usd(-30), usd(5)], { USD: 75 }],
    ['of several currencies', [usd(100), eur(70), usd(-30), eur(-71)], { EUR: -1, USD: 70 }],
    ['of another currency alone', [eur(70), eur(1)], { EUR: 71 }],
    ['of its own currency and one that comes before it', [usd(100), eur(70)], { EUR: 70, USD: 100 }],
    ['of its own currency and one that comes after it', [usd(100), zar(70)], { USD: 100, ZAR: 70 }],
    ['where some have no amount', [usd(100), null, null], { USD: 100 }],
    ['where none has an amount', [null, null], {}],
    ['of amounts whose total is zero', [usd(100), usd(-100)], { USD: 0 }],
    ['of nothing', [], {}],
    ['up to the largest whole number', [usd(most), usd(largest - most)], { USD: largest }],
    ['beyond it', [usd(most), usd(most), usd(2)], { USD: 2 * most + 2 }],
    ['beyond what 64 bits hold', times(1_100, usd(most)), { USD: Number(1_100n * BigInt(most)) }],
    [
      'where it passed beyond them on the way',
      [...times(1_500, usd(-most)), ...times(1_500, usd(most)), usd(7), usd(-20)],
      { USD: -13 },
    ],
    [
      'of small and large ones together',
      [...times(1_200, usd(-most)), ...times(1_199, usd(most)), usd(3)],
      { USD: 3 - most },
    ],
  ] satisfies readonly (readonly [string, readonly Amount[], Readonly<Record<string, number>>])[])(
    '%s',
    async (_name, amounts, sum) => {
      expect((await summed(amounts)).answer).toEqual([{ count: amounts.length, sum }]);
    },
  );

  it.each([
    ['no others', []],
    ['others of another currency', [eur(7), zar(7)]],
  ])('with %s that the filter leaves out', async (_name, lost) => {
    expect((await summed([usd(100), usd(-30)], lost)).answer).toEqual([{ count: 2, sum: { USD: 70 } }]);
  });

  it('checks both ends of an index for another currency', async () => {
    for (const [path, index] of [
      ['value', 'r_crm_deal__by__ends_of_valueCurrency'],
      ['account.annualRevenue', 'r_crm_account__by__ends_of_annualRevenueCurrency'],
    ] as const) {
      const { plan } = await summed([usd(100)], [], path);
      expect(plan).toEqual(
        expect.arrayContaining(['<', '>'].map((side) => `SEARCH o USING INDEX ${index} (<expr>${side}?)`)),
      );
    }
  });
});
