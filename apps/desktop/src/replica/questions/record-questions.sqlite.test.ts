import { describe, expect, it } from 'vitest';
import {
  type Filter,
  type ListQueryInput,
  placesQuerySchema,
  summaryQuerySchema,
  reportSchema,
  listQuerySchema,
} from '@outpost/domain/kernel/questions/list-query';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenOrganisation, givenPerson } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { FileReader } from './file-reader.ts';
import { compileList } from '@outpost/domain/kernel/query/lists/compile-list';

const usd = (amount: number) => ({ amount, currency: 'USD' });

/** Makes an account with three deals, and the person who signed in. */
async function given() {
  const device = await tenantForTest();
  const account = await addedRecord(device, 'crm/account', { name: 'Acme GmbH' });
  const deals = [
    await addedRecord(device, 'crm/deal', { name: 'Renewal', stage: 'prospecting', value: usd(100_00), account }),
    await addedRecord(device, 'crm/deal', { name: 'Upgrade', stage: 'prospecting', value: usd(50_00), account }),
    await addedRecord(device, 'crm/deal', { name: 'Éclair', stage: 'engaging' }),
  ];
  return { device, account, deals };
}

/** Makes a reader with threads, and a list of deals without an index. */
function inThreads({ tenant }: GivenTenant) {
  const reader = new FileReader(tenant.device.database.file, {
    workerFile: new URL('../storage/reading/reader-worker.ts', import.meta.url),
  });
  const sort = ['stage', 'name'].map((field) => ({ field, direction: 'asc' as const }));
  return { reader, list: listOfDeals(tenant, { sort }) };
}

function listOfDeals({ device }: GivenTenant['tenant'], more: Partial<ListQueryInput> = {}) {
  const compiled = compileList(
    {
      catalogue: device.catalogue,
      engine: { dialect: 'sqlite' },
      asking: { userId: givenPerson.id, now: '2026-11-20T08:00:00.000Z', timeZone: 'UTC' },
    },
    listQuerySchema.parse({ entity: 'crm/deal', ...more }),
  );
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.value;
}

describe('questions to the device', () => {
  it('[K-2] [D-3] answers the places of a list, by an area and after a place has moved', async () => {
    const device = await tenantForTest();
    const [vienna, graz] = [
      { latitude: 48.2082, longitude: 16.3738 },
      { latitude: 47.0707, longitude: 15.4395 },
    ];
    const ids = [
      await addedRecord(device, 'crm/account', { name: 'Wien GmbH', place: vienna }),
      await addedRecord(device, 'crm/account', { name: 'Graz GmbH', place: graz }),
      await addedRecord(device, 'crm/account', { name: 'Nowhere' }),
    ];
    const places = async (where?: Filter) => {
      const asked = placesQuerySchema.parse({ entity: 'crm/account', field: 'place', ...(where ? { where } : {}) });
      const answer = await device.tenant.questions.places(asked);
      if (!answer.ok) throw new Error(answer.message);
      return answer.value;
    };
    const near: Filter = { field: 'place', op: 'near', value: { ...vienna, metres: 10_000 } };
    const all = await places();
    expect(Object.fromEntries(all.ids.map((id, at) => [id, all.degrees.slice(2 * at, 2 * at + 2)]))).toEqual({
      [ids[0] ?? '']: [48.2082, 16.3738],
      [ids[1] ?? '']: [47.0707, 15.4395],
    });
    expect((await places(near)).ids).toEqual([ids[0]]);
    await performed(device, 'Moved', [{ entity: 'crm/account', id: ids[1] ?? '', fields: { place: vienna } }]);
    await performed(device, 'Emptied', [{ entity: 'crm/account', id: ids[0] ?? '', fields: { place: null } }]);
    expect((await places(near)).ids).toEqual([ids[1]]);
    const refused = await device.tenant.questions.places(
      placesQuerySchema.parse({ entity: 'crm/account', field: 'name' }),
    );
    expect(refused.ok || refused.code).toBe('query/invalid');
  });

  it('[Q-2] lists with references by name and empty values last', async () => {
    const { device, account } = await given();
    const list = await device.tenant.questions.list(
      listQuerySchema.parse({ entity: 'crm/deal', sort: [{ field: 'value', direction: 'desc' }] }),
    );
    expect(list.ok && list.value.rows.map((row) => row.fields['name'])).toEqual(['Renewal', 'Upgrade', 'Éclair']);
    expect(list.ok && list.value.refs[account]).toEqual({ entity: 'crm/account', title: 'Acme GmbH', life: 'alive' });
    expect(list.ok && list.value.rows[0]?.waiting).toBe(1);
  });

  it('[T-29] answers for kinds that nobody has used, which have no tables', async () => {
    const device = await tenantForTest();
    const { questions } = device.tenant;
    const { catalogue, database } = device.tenant.device;
    const kinds = [...catalogue.entities.values()].filter(({ sealed }) => sealed === undefined); // no lists of sealed kinds (K-4)
    expect(kinds.filter(({ name }) => database.storage.hasTable(name)).map(({ name }) => name)).toEqual([]);
    const found = await questions.search({ text: 'acme', limit: 10 });
    expect(found.ok && found.value.hits).toEqual([]);
    for (const { name, title } of kinds) {
      const list = await questions.list(listQuerySchema.parse({ entity: name, sort: [{ field: title, direction: 'asc' }], search: 'acme' })); // prettier-ignore
      expect([name, list.ok && list.value.rows]).toEqual([name, []]);
      const summary = await questions.summary(summaryQuerySchema.parse({ entity: name, groupBy: 'ownerId' }));
      expect([name, summary.ok && summary.value.groups]).toEqual([name, []]);
    }
    const deals = await addedRecord(device, 'crm/deal', { name: 'Renewal', stage: 'prospecting' });
    const list = await questions.list(listQuerySchema.parse({ entity: 'crm/deal', search: 'renew' }));
    expect(list.ok && list.value.rows.map(({ id }) => id)).toEqual([deals]);
  });

  it('[D-3] a repeated window is the same object until one of its records was written', async () => {
    const { device, account, deals } = await given();
    const ask = async () => {
      const list = await device.tenant.questions.list(
        listQuerySchema.parse({ entity: 'crm/deal', sort: [{ field: 'name', direction: 'asc' }], limit: 2 }),
      );
      if (!list.ok) throw new Error(list.message);
      return list.value;
    };
    const first = await ask();
    const again = await ask();
    expect([again.rows, again.refs]).toEqual([first.rows, first.refs]);
    expect(again.rows).toBe(first.rows);
    expect(again.next).toBe(first.next);
    const change = (entity: string, id: string, fields: Readonly<Record<string, string>>) =>
      performed(device, 'Changed', [{ entity, id, fields }]);
    await change('crm/account', account, { name: 'Acme AG' });
    expect((await ask()).refs[account]?.title).toBe('Acme AG');
    await change('crm/deal', deals[0] ?? '', { name: 'Zz last' });
    const changed = await ask();
    expect(changed.rows.map(({ fields }) => fields['name'])).toEqual(['Éclair', 'Upgrade']);
    expect(changed.next).not.toBe(first.next);
  });

  it('[Q-3] sums exactly, by groups', async () => {
    const { device } = await given();
    const summary = await device.tenant.questions.summary(
      summaryQuerySchema.parse({ entity: 'crm/deal', groupBy: 'stage', sums: ['value'] }),
    );
    expect(summary.ok && summary.value.groups).toEqual([
      { value: 'prospecting', count: 2, sums: { value: { USD: 150_00 } } },
      { value: 'engaging', count: 1, sums: { value: {} } },
    ]);
    const report = await device.tenant.questions.report(
      reportSchema.parse({
        entity: 'crm/deal',
        groupBy: [{ field: 'account' }],
        measures: [{ name: 'deals', fn: 'count' }],
      }),
    );
    expect(report.ok && report.value.rows.map((row) => row.measures['deals'])).toEqual([2, 1]);
  });

  it('[Q-4] finds records by folded prefixes of words, with subtitles that distinguish hits', async () => {
    const { device, deals } = await given();
    const found = await device.tenant.questions.search({ text: 'ecl', limit: 10 });
    expect(found.ok && found.value.hits.map((hit) => [hit.id, hit.title])).toEqual([[deals[2], 'Éclair']]);
    const renewal = await device.tenant.questions.search({ text: 'renew', limit: 10 });
    expect(renewal.ok && renewal.value.hits[0]?.subtitle).toContain('Acme GmbH');
  });

  it('[Q-4] finds the first record of a kind, in an earlier search and in a list', async () => {
    const { device } = await given();
    const search = async () => {
      const found = await device.tenant.questions.search({ text: 'quill', limit: 10 });
      return found.ok && found.value.hits.map(({ title }) => title);
    };
    const list = async () => {
      const found = await device.tenant.questions.list(
        listQuerySchema.parse({
          entity: 'crm/lead',
          search: 'quill',
          sort: [{ field: 'name', direction: 'asc' }],
          limit: 10,
        }),
      );
      return found.ok && found.value.rows.map(({ fields }) => fields['name']);
    };
    expect([await search(), await list()]).toEqual([[], []]);
    await addedRecord(device, 'crm/lead', { name: 'Quill', status: 'new' });
    expect([await search(), await list()]).toEqual([['Quill'], ['Quill']]);
  });

  it('[Q-4] finds an account before the activities that name it, and phones by any run of four digits', async () => {
    const { device } = await given();
    const account = await addedRecord(device, 'crm/account', { name: 'Zephyr', phone: '+15550142987' });
    const about = `crm/account:${account}`;
    const call = await addedRecord(device, 'crm/activity', { about, kind: 'call', subject: 'A call to Zephyr' });
    const find = async (text: string) => {
      const found = await device.tenant.questions.search({ text, limit: 10 });
      return found.ok && found.value.hits.map(({ id }) => id);
    };
    expect(await find('zephyr')).toEqual([account, call]);
    expect(await find('01 42-98')).toEqual([account]);
    expect(await find('0143')).toEqual([]);
  });

  it('[A-5] gives the same answer for missing records and for records of other devices', async () => {
    const { device } = await given();
    const got = await device.tenant.questions.get({ id: givenOrganisation.id });
    expect(got.ok ? '' : got.code).toBe('records/not-found');
  });

  it('[D-3] resolves when no screen waits any more, nor a question that followed its first answer', async () => {
    const { device } = await given();
    const { reader, list } = inThreads(device);
    const answered: string[] = [];
    const screen = reader.ask('windows', list).then(async () => {
      answered.push('first');
      await reader.ask('windows', list);
      answered.push('behind');
    });
    await reader.windowsAnswered();
    expect(answered).toEqual(['first', 'behind']);
    await screen;
    await reader.close();
  });

  it('[D-3] reads in threads beside the writer, and sees each commit', async () => {
    const { device } = await given();
    const { reader, list } = inThreads(device);
    const before = await reader.ask('windows', list);
    await addedRecord(device, 'crm/deal', { name: 'Later', stage: 'prospecting' });
    const after = await reader.ask('windows', list);
    expect([before.ok && before.value.rows.length, after.ok && after.value.rows.length]).toEqual([3, 4]);
    await reader.close();
  });
});
