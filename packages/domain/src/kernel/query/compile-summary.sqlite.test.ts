import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { sqliteStore } from '../../testing/query-stores.ts';
import type { StoredRecord } from '../record.ts';
import { compileSummary } from './compile-summary.ts';
import { summaryQuerySchema } from './list-query.ts';

type Amount = { readonly amount: number; readonly currency: string } | null;
const person = '0194205a-9960-78a3-b45e-686f40f10001';
const at = '2026-11-20T08:00:00.000Z';

const dealOf = (value: Amount, place: number): StoredRecord => ({
  id: `0194205a-9960-78a3-b45e-${String(place).padStart(12, '0')}`,
  entity: 'crm/deal',
  schema: 1,
  version: 1,
  life: 'alive',
  ownerId: person,
  teamId: null,
  sharedWith: [],
  inherited: null,
  fields: { name: `Deal ${place}`, stage: 'won', value },
  createdAt: at,
  createdBy: person,
  updatedAt: at,
  updatedBy: person,
});

const usd = (amount: number): Amount => ({ amount, currency: 'USD' });
const eur = (amount: number): Amount => ({ amount, currency: 'EUR' });

/** What a device answers that holds deals of these amounts, whose tenant counts in dollars. */
async function summed(amounts: readonly Amount[]) {
  const store = sqliteStore(installedCatalogue, new Map([['crm/deal', amounts.map(dealOf)]]));
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
      sums: ['value'],
    }),
  );
  if (!compiled.ok) throw new Error(compiled.message);
  const { groups } = await store.ask(compiled.value);
  await store.close();
  return groups.map(({ count, sums }) => ({ count, sum: sums['value'] }));
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
    ['where some have no amount', [usd(100), null, null], { USD: 100 }],
    ['where none has an amount', [null, null], {}],
    ['of amounts that come to nothing', [usd(100), usd(-100)], { USD: 0 }],
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
      'of small ones beside large ones',
      [...times(1_200, usd(-most)), ...times(1_199, usd(most)), usd(3)],
      { USD: 3 - most },
    ],
  ] satisfies readonly (readonly [string, readonly Amount[], Readonly<Record<string, number>>])[])(
    '%s',
    async (_name, amounts, sum) => {
      expect(await summed(amounts)).toEqual([{ count: amounts.length, sum }]);
    },
  );
});
