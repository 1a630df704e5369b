import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { accept } from '@outpost/domain/kernel/refusal';
import { describe, expect, it } from 'vitest';
import { duplicateCalls } from '../../bridge/calls/duplicate-calls.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { realTime } from '../testing/real-time.ts';
import { duplicateSearches } from './duplicate-searches.ts';
import { duplicateHandlers } from './duplicates.ts';
import type { AskRows } from './ask-rows.ts';
import { findPairs } from './find-pairs.ts';

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };
function ok<T>(result: Answer<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

/** Makes a device without a network, and its calls of duplicates. */
async function givenDuplicates() {
  const device = await tenantForTest();
  const calls = duplicateHandlers({
    tenant: () => accept(device.tenant),
    searches: duplicateSearches({ ...device.tenant.device.ports, ...realTime }),
  });
  const list = async (entity: string) =>
    duplicateCalls['duplicates.list'].output.parse(ok(await calls['duplicates.list']({ entity })));
  /** Looks through all records of a kind, and returns the pairs as titles. */
  const found = async (entity: string) => {
    ok(await calls['duplicates.find']({ entity }));
    await expect.poll(async () => (await list(entity)).running, { interval: 2, timeout: 20_000 }).toBeNull();
    return list(entity);
  };
  const near = async (entity: string, fields: Record<string, string>) =>
    duplicateCalls['duplicates.near'].output.parse(ok(await calls['duplicates.near']({ entity, fields, limit: 5 })))
      .hits;
  return { device, calls, list, found, near };
}

const addMany = async (device: Awaited<ReturnType<typeof givenDuplicates>>['device'], names: readonly string[]) => {
  for (let from = 0; from < names.length; from += 1_000)
    await performed(
      device,
      'Added accounts',
      names.slice(from, from + 1_000).map((name) => ({ entity: 'crm/account', create: { fields: { name } } })),
    );
};
const words = (pairs: Awaited<ReturnType<Awaited<ReturnType<typeof givenDuplicates>>['list']>>['pairs']) =>
  pairs.map(({ left, right }) => [left.title, right.title].sort().join(' + '));

describe('duplicates on a device without a network [S-4f]', () => {
  it('are found among several windows of records, the most alike first', async () => {
    const { device, found } = await givenDuplicates();
    await addedRecord(device, 'crm/account', { name: 'Dunmere Estates', phone: '+1 555 010 7733' });
    await addMany(
      device,
      Array.from({ length: 2_500 }, (_, at) => `House ${at}`),
    );
    await addedRecord(device, 'crm/account', { name: 'Dunmere Estates Ltd.', phone: '(555) 010-7733' });
    await addedRecord(device, 'crm/account', { name: 'house 77' });
    const { pairs, records, isCut, foundAt } = await found('crm/account');
    expect(words(pairs)).toEqual(['Dunmere Estates + Dunmere Estates Ltd.', 'House 77 + house 77']);
    expect(pairs.map(({ percent }) => percent)).toEqual([99, 82]);
    expect(pairs[0]?.reasons).toEqual([
      { field: 'name', how: 'same' },
      { field: 'phone', how: 'same' },
    ]);
    expect([records, isCut]).toEqual([2_503, false]);
    expect(foundAt).not.toBeNull();
  });

  it('are no longer listed when one is merged, deleted or changed, or when they are marked as different', async () => {
    const { device, calls, found, list } = await givenDuplicates();
    const same = { name: 'Orla Dunmere', email: 'orla@dunmere.example' };
    const [first, second, third] = [
      await addedRecord(device, 'crm/contact', same),
      await addedRecord(device, 'crm/contact', same),
      await addedRecord(device, 'crm/contact', same),
    ];
    expect((await found('crm/contact')).pairs).toHaveLength(3);
    await performed(device, 'Merged', [{ entity: 'crm/contact', id: second, fields: { life: `merged:${first}` } }]);
    expect((await list('crm/contact')).pairs).toHaveLength(1);
    const [pair] = (await list('crm/contact')).pairs;
    const both = { entity: 'crm/contact', left: pair?.right.id ?? '', right: pair?.left.id ?? '' };
    ok(await calls['duplicates.tellApart']({ ...both, areDifferent: true }));
    expect((await list('crm/contact')).pairs).toEqual([]);
    expect((await found('crm/contact')).pairs).toEqual([]);
    ok(await calls['duplicates.tellApart']({ ...both, areDifferent: false }));
    expect((await list('crm/contact')).pairs).toHaveLength(1);
    await performed(device, 'Changed', [
      { entity: 'crm/contact', id: third, fields: { name: 'Runa Astbeck', email: 'runa@astbeck.example' } },
    ]);
    expect((await list('crm/contact')).pairs).toEqual([]);
  });

  it('a value that very many records share brings no pairs', async () => {
    const { device, found } = await givenDuplicates();
    await addMany(
      device,
      Array.from({ length: 21 }, () => 'Test'),
    );
    await addMany(device, ['Brindle House', 'Brindle House']);
    expect(words((await found('crm/account')).pairs)).toEqual(['Brindle House + Brindle House']);
  });

  it('are listed up to 200, the most alike first, with a note that there are more', async () => {
    const { device, calls, found, list } = await givenDuplicates();
    for (const name of ['Brindle House', 'Astbeck Mill'])
      await addMany(
        device,
        Array.from({ length: 20 }, () => name), // as many as may share a value: 190 pairs
      );
    const first = await found('crm/account');
    expect([first.pairs.length, first.isCut]).toEqual([200, true]);
    const { left, right } = first.pairs[0] ?? {};
    ok(await calls['duplicates.tellApart']({ entity: 'crm/account', left: left?.id ?? '', right: right?.id ?? '', areDifferent: true })); // prettier-ignore
    const { pairs } = await list('crm/account');
    expect(pairs).toHaveLength(200);
    expect(pairs.map(({ percent }) => percent)).toEqual(pairs.map(({ percent }) => percent).sort((a, b) => b - a));
  });

  it('are kept up to 1,000, the most alike ones', async () => {
    const { device } = await givenDuplicates();
    await addMany(
      device,
      Array.from({ length: 120 }, (_, at) => `Cobblewick ${String.fromCodePoint(65 + Math.floor(at / 20)).repeat(9)}`),
    ); // six names of 20 records: 1,140 pairs
    const alike = { name: 'Brindle House', phone: '+1 555 010 4411' };
    const ids = [await addedRecord(device, 'crm/account', alike), await addedRecord(device, 'crm/account', alike)];
    const { questions, device: replica } = device.tenant;
    const entity = entityOf(replica.catalogue, 'crm/account');
    const read: number[] = [];
    const ask: AskRows = (query) => questions.rows(query);
    const { pairs, records, isCut } = ok(
      await findPairs(
        { ask, pace: realTime, onRead: (count) => read.push(count), apartAmong: () => Promise.resolve(accept(new Set([ids.toSorted().join(' ')]))) }, // prettier-ignore
        entity,
      ),
    );
    // The pair that a person has called different is kept in addition to them.
    expect([pairs.length, records, isCut, read]).toEqual([1_001, 122, true, [122]]);
    expect([...(pairs[0] ?? [])].sort()).toEqual(ids.sort());
  });

  it('are sorted again where a change made one pair more alike than another', async () => {
    const { device, found, list } = await givenDuplicates();
    const [mill, brindle] = ['+1 555 010 7733', '+1 555 010 4411'];
    const first = await addedRecord(device, 'crm/account', { name: 'Astbeck Mill', phone: mill });
    await addedRecord(device, 'crm/account', { name: 'Astbeck Mill', phone: mill });
    const other = await addedRecord(device, 'crm/account', { name: 'Brindle House' });
    await addedRecord(device, 'crm/account', { name: 'Brindle House', phone: brindle });
    const names = ['Astbeck Mill + Astbeck Mill', 'Brindle House + Brindle House'];
    expect(words((await found('crm/account')).pairs)).toEqual(names);
    await performed(device, 'Changed', [
      { entity: 'crm/account', id: first, fields: { phone: null } },
      { entity: 'crm/account', id: other, fields: { phone: brindle } },
    ]);
    expect(words((await list('crm/account')).pairs)).toEqual(names.toReversed());
  });

  it('that are marked as different stay marked, only for this kind, and those marked before stay too', async () => {
    const { device, calls, found, list } = await givenDuplicates();
    await addMany(device, ['Brindle House', 'Brindle House', 'Astbeck Mill', 'Astbeck Mill']);
    const { pairs } = await found('crm/account');
    for (const { left, right } of pairs)
      ok(await calls['duplicates.tellApart']({ entity: 'crm/account', left: left.id, right: right.id, areDifferent: true })); // prettier-ignore
    expect([pairs.length, (await list('crm/account')).pairs.length]).toEqual([2, 0]);
    const [first] = pairs;
    const asked = { left: first?.left.id ?? '', right: first?.right.id ?? '', areDifferent: false };
    expect(await calls['duplicates.tellApart']({ entity: 'crm/contact', ...asked })).toMatchObject({ code: 'records/not-found' }); // prettier-ignore
    expect((await list('crm/account')).pairs).toEqual([]);
    ok(await calls['duplicates.tellApart']({ entity: 'crm/account', ...asked }));
    expect(words((await list('crm/account')).pairs)).toEqual(words(first ? [first] : []));
    expect(await calls['duplicates.tellApart']({ entity: 'crm/deal', ...asked })).toMatchObject({
      code: 'request/invalid',
    });
  });

  it('of a new record are at most as many as are asked for, the most alike first', async () => {
    const { device, calls } = await givenDuplicates();
    await addMany(device, ['Dunmere Estates', 'Dunmere Estates']);
    await addedRecord(device, 'crm/account', { name: 'Dunmere Estates Ltd', phone: '+1 555 010 7733' });
    const fields = { name: 'Dunmere Estates', phone: '555 0107733' };
    const near = async (limit: number) =>
      ok(await calls['duplicates.near']({ entity: 'crm/account', fields, limit })).hits.map(({ title }) => title);
    expect(await near(1)).toEqual(['Dunmere Estates Ltd']);
    expect(await near(5)).toEqual(['Dunmere Estates Ltd', 'Dunmere Estates', 'Dunmere Estates']);
  });

  it('a search can be stopped, and keeps the results of the last one', async () => {
    const { device, calls, found, list } = await givenDuplicates();
    await addMany(device, ['Brindle House', 'Brindle House']);
    await found('crm/account');
    await addMany(
      device,
      Array.from({ length: 3_000 }, (_, at) => `House ${at}`),
    );
    ok(await calls['duplicates.find']({ entity: 'crm/account' }));
    await expect
      .poll(async () => (await list('crm/account')).running?.total, { interval: 1, timeout: 20_000 })
      .toBe(3_002);
    ok(await calls['duplicates.stop']({ entity: 'crm/account' }));
    const after = await list('crm/account');
    expect([after.running, after.records, after.pairs.length]).toEqual([null, 2, 1]);
    const again = await found('crm/account'); // the stopped search neither goes on nor keeps a new one from starting
    expect([again.records, again.pairs.length, again.problem]).toEqual([3_002, 1, null]);
  });

  it('each of several answers that come at once is stored', async () => {
    const { device, calls, found, list } = await givenDuplicates();
    const same = { name: 'Orla Dunmere', email: 'orla@dunmere.example' };
    for (let count = 0; count < 3; count += 1) await addedRecord(device, 'crm/contact', same);
    const { pairs } = await found('crm/contact');
    await Promise.all(
      pairs.map(({ left, right }) =>
        calls['duplicates.tellApart']({ entity: 'crm/contact', left: left.id, right: right.id, areDifferent: true }),
      ),
    );
    expect([pairs.length, (await list('crm/contact')).pairs.length]).toEqual([3, 0]);
  });

  it('of a new record are found by title, mail address, number in any notation, and context', async () => {
    const { device, near } = await givenDuplicates();
    const account = await addedRecord(device, 'crm/account', {
      name: 'Dunmere Estates Ltd',
      website: 'https://www.dunmere.example',
    });
    await addedRecord(device, 'crm/contact', { name: 'P. Hallam', mobile: '+1 (555) 010-7734', account });
    await addedRecord(device, 'crm/contact', { name: 'Orla Dunmere', email: 'orla@dunmere.example' });
    const titles = async (...asked: Parameters<typeof near>) => (await near(...asked)).map(({ title }) => title);
    expect(await titles('crm/account', { name: 'dunmere estates' })).toEqual(['Dunmere Estates Ltd']);
    expect(await titles('crm/account', { name: 'Dunmere', website: 'dunmere.example/shop' })).toEqual([
      'Dunmere Estates Ltd',
    ]);
    expect(await titles('crm/contact', { name: 'Perrin Hallam', phone: '555 0107734' })).toEqual(['P. Hallam']);
    expect(await titles('crm/contact', { name: 'Perin Hallam', account })).toEqual(['P. Hallam']);
    await addedRecord(device, 'crm/contact', { name: 'Orlando Brecklin', account });
    expect(await titles('crm/contact', { name: 'Orlanda Brecklyn', account })).toEqual(['Orlando Brecklin']); // found by its account
    expect(await titles('crm/contact', { name: 'Somebody', email: 'ORLA@dunmere.example' })).toEqual(['Orla Dunmere']);
    await addedRecord(device, 'crm/account', { name: 'Astbeck Mill', website: 'astbeck.example' });
    expect(await titles('crm/account', { name: 'Astbeck', website: 'https://www.astbeck.example/en' })).toEqual([
      'Astbeck Mill',
    ]);
    expect(await titles('crm/contact', { name: 'Mia Jones' })).toEqual([]);
    expect(await titles('crm/deal', { name: 'Dunmere Estates Ltd' })).toEqual([]);
    const [hit] = await near('crm/contact', { name: 'Perrin Hallam', account });
    expect(hit).toMatchObject({
      subtitle: 'Dunmere Estates Ltd',
      reasons: [{ field: 'name', how: 'near' }, { field: 'account' }],
    });
  });

  it('are refused for unknown kinds, and for kinds without merging', async () => {
    const { calls } = await givenDuplicates();
    expect(await calls['duplicates.find']({ entity: 'crm/nothing' })).toMatchObject({ code: 'records/unknown-entity' });
    expect(await calls['duplicates.list']({ entity: 'crm/deal' })).toMatchObject({
      code: 'request/invalid',
      message: 'Deals cannot be merged, so they have no duplicates.',
    });
    expect(await calls['duplicates.near']({ entity: 'crm/nothing', fields: {}, limit: 5 })).toMatchObject({
      code: 'records/unknown-entity',
    });
  });
});
