import { installedCatalogue } from '@outpost/domain/installed-packs';
import { expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { indexedPaths } from '../storage/tables/table-indexes.ts';
import { deviceIndexes } from './record-database.ts';

it('[D-2] no two indexes of a kind contain the same values of the same records: each costs every write a page', () => {
  const twice = deviceIndexes(installedCatalogue).flatMap(({ entity, indexes }) => {
    const held = indexes.map(({ columns, covers, only }) => JSON.stringify([columns, covers, only]));
    return held.filter((one, place) => held.indexOf(one) !== place).map((one) => [entity, one]);
  });
  expect(twice).toEqual([]);
});

it('[D-2] every path that an index of a kind names has a column', () => {
  const missing = deviceIndexes(installedCatalogue).flatMap((plan) =>
    plan.columns === undefined
      ? []
      : indexedPaths(plan).filter((path) => path !== 'id' && !plan.columns?.includes(path)),
  );
  expect(missing).toEqual([]);
});

it('[D-4] the database reports to a key change which local values are written until it ends', async () => {
  const { database } = (await tenantForTest()).tenant.device;
  const heard: string[] = [];
  const stop = database.onLocal((key) => heard.push(key));
  await database.setLocal('one', 1);
  stop();
  await database.setLocal('two', 2);
  expect(heard).toEqual(['one']);
  expect(await database.getLocal('two')).toBe(2);
});
