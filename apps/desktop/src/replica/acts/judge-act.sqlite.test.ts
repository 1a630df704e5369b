import { installedCatalogue } from '@outpost/domain/installed-packs';
import { mostShared } from '@outpost/domain/kernel/access/access';
import { definingEntities } from '@outpost/domain/kernel/definitions/tenant-definitions';
import { groupsOf } from '@outpost/domain/sync/token-groups';
import { beforeEach, describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership, givenPerson } from '../testing/given-tenant.ts';
import { addedRecord } from '../testing/performed.ts';

type Edit = Parameters<GivenTenant['tenant']['acts']['perform']>[0]['edits'][number];
const idOf = (n: number) => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const people = (count: number) => Array.from({ length: count }, (_, at) => idOf(at));
const stranger = idOf(999_999);

let device: GivenTenant;
let deal: string;
beforeEach(async () => {
  device = await tenantForTest();
  deal = await addedRecord(device, 'crm/deal', { name: 'Acme', stage: 'prospecting' });
});

const said = async (...edits: readonly Edit[]) => {
  const done = await device.tenant.acts.perform({ label: 'x', shape: 'together', edits: [...edits] });
  if (done.ok) return 'done';
  const { because: _whole, ...details } = { because: undefined, ...(done.details as object) };
  return { code: done.code, message: done.message, details };
};
const refused = (code: string, details: object, message = /./) => ({
  code,
  details,
  message: expect.stringMatching(message) as string,
});
const set = (fields: Extract<Edit, { fields: unknown }>['fields'], id = deal, entity = 'crm/deal'): Edit => ({ entity, id, fields }); // prettier-ignore
const make = (fields: Extract<Edit, { create: unknown }>['create']['fields'], more: object = {}, entity = 'crm/deal'): Edit =>
  ({ entity, create: { fields, ...more } }); // prettier-ignore
const named = { name: 'Beta', stage: 'prospecting' };

describe('refusals of a new record on the device', () => {
  it('[A-2] a kind that does not exist', async () => {
    expect(await said(make({}, {}, 'crm/spaceship'))).toEqual(refused('records/unknown-entity', { entity: 'crm/spaceship' })); // prettier-ignore
  });
  it('an id that was used before', async () => {
    expect(await said({ id: deal, ...make(named) })).toEqual(refused('records/exists', { id: deal }));
    const act = [...device.tenant.device.memory.acts.keys()][0] ?? '';
    expect(await said({ id: act, ...make(named) })).toEqual(refused('records/exists', { id: act }));
    expect(await said({ id: stranger, ...make(named) })).toBe('done');
  });
  it('[E-3] more people in sharedWith than allowed', async () => {
    const wide = refused('records/invalid', { field: 'sharedWith' }, /^A record is shared with at most 100 people\./);
    expect(await said(make(named, { sharedWith: people(mostShared) }))).toBe('done');
    expect(await said(make(named, { sharedWith: people(mostShared + 1) }))).toEqual(wide);
    expect(await said(set({ sharedWith: people(mostShared) }))).toBe('done');
    expect(await said(set({ sharedWith: people(mostShared + 1) }))).toEqual(wide);
  });
  it('[A-3a] a parent that is deleted or that the person may not change, but not a parent that is not on the device (T-9)', async () => {
    const note = (id: string) => make({ about: `crm/deal:${id}`, kind: 'note', subject: 'Hello' }, {}, 'crm/activity');
    expect(await said(note(stranger))).toBe('done');
    expect(await said(note(deal))).toBe('done');
    await device.tenant.hold([givenMembership('viewer')]);
    expect(await said(note(deal))).toEqual(refused('access/denied', { action: 'update' }, /change this deal/));
    await device.tenant.hold([givenMembership('admin')]);
    expect(await said(set({ life: 'deleted' }))).toBe('done');
    expect(await said(note(deal))).toEqual(refused('records/parent-gone', { id: deal }));
  });
  it('fields that only the server writes, unless they are empty', async () => {
    const mail = (fields: object) =>
      make({ about: `crm/deal:${deal}`, kind: 'email', subject: 'Hello', ...fields }, {}, 'crm/activity');
    expect(await said(mail({ deliveredAt: '2026-11-20T08:00:00.000Z' }))).toEqual(
      refused('access/denied', { action: 'update', field: 'deliveredAt' }, /^Sent at is written by the server alone/),
    );
    expect(await said(mail({ deliveredAt: null }))).toBe('done');
  });
  it('[A-2] kinds that only an administrator creates', async () => {
    await device.tenant.hold([givenMembership('viewer')]);
    expect(await said(make(named))).toEqual(refused('access/denied', { action: 'create' }, /add this deal/));
    expect(await said(make({ name: 'Bolt', sku: 'b-1' }, {}, 'crm/product'))).toEqual(refused('access/denied', { action: 'create' })); // prettier-ignore
  });
  it('[S-4e] a key that another record has, but not a blank one', async () => {
    const product = (fields: object) => make({ name: 'Bolt', ...fields }, {}, 'crm/product');
    expect(await said(product({ sku: 'b-1' }))).toBe('done');
    expect(await said(product({ sku: 'B-1' }))).toEqual(refused('records/taken', { fields: ['sku'] }));
    expect([await said(product({})), await said(product({}))]).toEqual(['done', 'done']);
    const other = await addedRecord(device, 'crm/product', { name: 'Nut', sku: 'n-1' });
    expect(await said(set({ sku: 'b-1' }, other, 'crm/product'))).toEqual(
      refused('records/taken', { fields: ['sku'] }),
    );
    expect(await said(set({ name: 'Nut 2' }, other, 'crm/product'))).toBe('done');
  });
});

describe('refusals of a change on the device', () => {
  it('[A-5] a record that is not on the device or is of another kind', async () => {
    expect(await said(set({ name: 'x' }, stranger))).toEqual(refused('records/not-found', { id: stranger }));
    expect(await said(set({ name: 'x' }, deal, 'crm/lead'))).toEqual(refused('records/not-found', { id: deal }));
    const act = [...device.tenant.device.memory.acts.keys()][0] ?? '';
    expect(await said(set({ name: 'x' }, act))).toEqual(refused('records/not-found', { id: act }));
    expect(await said(set({ name: 'x' }, act, 'outpost/act'))).toEqual(refused('records/not-found', { id: act }));
  });
  it('a deleted record, except to restore it', async () => {
    await said(set({ life: 'deleted' }));
    expect(await said(set({ name: 'x' }))).toEqual(
      refused('records/deleted', { id: deal }, /^This deal was deleted\./),
    );
    expect(await said(set({ life: 'alive', name: 'x' }))).toBe('done');
  });
  it('a field that is set only once, or does not exist', async () => {
    const note = await addedRecord(device, 'crm/activity', {
      about: `crm/deal:${deal}`,
      kind: 'note',
      subject: 'Hello',
    });
    const change = (fields: Parameters<typeof set>[0]) => said(set(fields, note, 'crm/activity'));
    expect(await change({ kind: 'call' })).toEqual(
      refused('records/fixed', { field: 'kind' }, /is given once and stays/),
    );
    expect(await change({ deliveryError: 'x' })).toEqual(
      refused('access/denied', { action: 'update', field: 'deliveryError' }, /^Why it failed is written by the server/),
    );
    expect(await change({ unheard: 'x' })).toEqual(refused('records/unknown-field', { field: 'unheard' }));
    expect(await change({ subject: 'Hello again' })).toBe('done');
  });
  it.each([
    ['ownerId', 'nobody'],
    ['teamId', 7],
    ['sharedWith', 'nobody'],
    ['life', 'half'],
    ['life', `merged:${stranger}x`],
    ['life', `xdeleted`],
  ] as const)('an invalid envelope: %s %s', async (name, value) => {
    expect(await said(set({ [name]: value }))).toEqual(refused('records/invalid', { field: name }));
  });
  it('[T-9] a merge with itself or into a deleted record, but not into a record that is not on the device', async () => {
    expect(await said(set({ life: `merged:${deal}` }))).toEqual(refused('records/circle', { id: deal }));
    const [gone, other] = [await addedRecord(device, 'crm/deal', named), await addedRecord(device, 'crm/deal', named)];
    await said(set({ life: 'deleted' }, gone));
    expect(await said(set({ life: `merged:${gone}` }))).toEqual(refused('records/parent-gone', { id: gone }));
    expect(await said(set({ life: `merged:${stranger}` }, other))).toBe('done');
    const third = await addedRecord(device, 'crm/deal', named);
    expect(await said(set({ life: `merged:${third}` }))).toBe('done');
  });
  it('people and teams that are known not to exist, but not unknown ones', async () => {
    expect(await said(set({ ownerId: deal }))).toEqual(
      refused('records/unknown-person', { field: 'ownerId', id: deal }),
    );
    expect(await said(set({ sharedWith: [deal] }))).toEqual(refused('records/unknown-person', { field: 'sharedWith', id: deal })); // prettier-ignore
    expect(await said(set({ teamId: deal }))).toEqual(refused('records/unknown-team', { field: 'teamId', id: deal }));
    expect(await said(set({ ownerId: stranger, teamId: stranger, sharedWith: [givenPerson.id] }))).toBe('done');
    const [team, person] = [await addedRecord(device, 'platform/team', { name: 'North' }), await addedRecord(device, 'platform/person', { name: 'Zoe', status: 'active' })]; // prettier-ignore
    expect(await said(set({ teamId: person }))).toEqual(
      refused('records/unknown-team', { field: 'teamId', id: person }),
    );
    expect(await said(set({ ownerId: team }))).toEqual(
      refused('records/unknown-person', { field: 'ownerId', id: team }),
    );
    expect(await said(set({ teamId: team, ownerId: person }))).toBe('done');
    await said(set({ life: 'deleted' }, person, 'platform/person'));
    expect(await said(set({ sharedWith: [person] }))).toEqual(refused('records/unknown-person', { field: 'sharedWith', id: person })); // prettier-ignore
  });
  it('[T-8] a change under a deleted parent, and an invalid reference', async () => {
    const note = await addedRecord(device, 'crm/activity', {
      about: `crm/deal:${deal}`,
      kind: 'note',
      subject: 'Hello',
    });
    expect(await said(set({ account: 'half' }))).toEqual(refused('records/invalid', { field: 'account' }));
    expect(await said(set({ account: stranger }))).toBe('done');
    await said(set({ life: 'deleted' }));
    expect(await said(set({ subject: 'Hello again' }, note, 'crm/activity'))).toEqual(
      refused('records/parent-gone', { id: deal }),
    );
  });
  it('[K-3] a field without a definition, once the device holds all definitions', async () => {
    const unheard = make({ ...named, unheard: 'x' });
    expect(await said(unheard)).toBe('done');
    const tokens = definingEntities(installedCatalogue).map(({ name }) => `${name}@org`);
    await device.tenant.device.transact(async (write) => {
      const sets = { tokens: groupsOf(tokens), had: groupsOf(tokens) };
      write.setState({ sets, at: { n: 9, id: '~', tokens: 'held', gain: null, history: 9 } });
      await Promise.resolve();
    });
    expect(await said(unheard)).toEqual(refused('records/unknown-field', { field: 'unheard' }));
  });
});
