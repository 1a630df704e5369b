import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { beforeEach, describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenPerson } from '../testing/given-tenant.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';

const idOf = (n: number) => `0190b1f2-7c00-7000-8000-0000000009${String(n).padStart(2, '0')}`;
const [ownerRole, adminRole, peopleRole, memberRole, olga, zoe, north, south] = [1, 2, 3, 4, 5, 6, 7, 8].map(idOf) as [string, string, string, string, string, string, string, string]; // prettier-ignore
const record = (id: string, entity: string, fields: StoredRecord['fields']): StoredRecord => ({
  ...givenDeal(id, 1),
  ownerId: null,
  entity,
  fields,
});
const grantsOf = (key: string) => [...(installedCatalogue.roles.find((role) => role.key === key)?.grants ?? [])];
const ofPeople = ['platform/person:*@org', 'platform/role:*@org', ...grantsOf('member')];
const role = (id: string, key: string, grants: readonly string[]) =>
  record(id, 'platform/role', { key, label: key, grants: [...grants], builtIn: false, portal: false });
const person = (id: string, name: string, key: string) =>
  record(id, 'platform/person', { name, status: 'active', memberships: [{ role: key, teamId: null }] });

const tokens = ['platform/person@org', 'platform/role@org'];

/** The device of a person who administers people and roles, and is a member. */
let device: GivenTenant;
let server: ScriptedServer;
beforeEach(async () => {
  server = new ScriptedServer();
  device = await tenantForTest({
    transport: server.transport,
    membership: { role: 'people', teamId: null, grants: ofPeople, portal: false },
  });
  server.memberships = [{ role: 'people', teamId: null, grants: ofPeople, portal: false }];
  server.page({
    head: 1,
    tokens,
    rows: [
      role(ownerRole, 'owner', ['*:*@org']),
      role(adminRole, 'admin', ['*:*@org']),
      role(peopleRole, 'people', ofPeople),
      role(memberRole, 'member', grantsOf('member')),
      person(givenPerson.id, 'Mia Member', 'people'),
      person(olga, 'Olga', 'owner'),
      person(zoe, 'Zoe', 'member'),
    ].map((one) => ({ record: one, through: [`${one.entity}@org`] })),
  });
  await device.tenant.replicator.pull();
});

const perform = async (id: string, entity: string, fields: StoredRecord['fields']) => {
  const done = await device.tenant.acts.perform({ label: 'x', shape: 'together', edits: [{ entity, id, fields }] });
  return done.ok ? 'waiting' : done.code;
};
const setPerson = (id: string, fields: StoredRecord['fields']) => perform(id, 'platform/person', fields);
const roles = (...keys: readonly string[]) => keys.map((key) => ({ role: key, teamId: null }));
const mayTo = async (id: string) => {
  const got = await device.tenant.questions.get({ id });
  return got.ok ? got.value.may : undefined;
};

describe('rights on a device', () => {
  it('[A-1] refuses at once to grant more rights than the person has', async () => {
    expect(await setPerson(givenPerson.id, { memberships: roles('people', 'admin') })).toBe('access/denied');
    expect(await setPerson(zoe, { memberships: roles('owner') })).toBe('access/denied');
    expect(await perform(memberRole, 'platform/role', { grants: [...grantsOf('member'), '*:read@org'] })).toBe('access/denied'); // prettier-ignore
    expect(await setPerson(olga, { status: 'suspended' })).toBe('access/denied');
    expect(await setPerson(olga, { phone: '+43 1 234567' })).toBe('waiting');
    expect(await setPerson(zoe, { memberships: roles('member', 'people') })).toBe('waiting');
    expect(await setPerson(zoe, { memberships: roles('no-such-role') })).toBe('records/invalid');
    expect([...device.tenant.device.memory.acts.values()].length).toBe(2);
  });

  it('[A-1] judges the new rights of a role against every person who has it', async () => {
    const lead = { role: 'lead', teamId: north, grants: ['*:read@team'], portal: false };
    const memberships = [{ role: 'people', teamId: null, grants: ofPeople, portal: false }, lead];
    server.memberships = memberships;
    const zoeIn = async (teamId: string, version: number): Promise<void> => {
      const moved = record(zoe, 'platform/person', { name: 'Zoe', status: 'active', memberships: [{ role: 'member', teamId }] }); // prettier-ignore
      server.page({
        head: version,
        tokens,
        rows: [{ record: { ...moved, version }, through: ['platform/person@org'] }],
      });
      await device.tenant.replicator.pull();
      await device.tenant.hold(memberships);
    };
    const widen = () => perform(memberRole, 'platform/role', { grants: [...grantsOf('member'), '*:read@team'] });
    await zoeIn(south, 2);
    expect(await widen()).toBe('access/denied'); // the author may read nothing of that team
    await zoeIn(north, 3);
    expect(await widen()).toBe('waiting');
  });

  it('[A-1] [T-9] [T-10] keeps at least one administrator, once the device holds all people and roles', async () => {
    // All of an owner's grants: nobody suspends a person who may do more.
    await device.tenant.hold([{ role: 'owner', teamId: null, grants: [...grantsOf('owner')], portal: false }]);
    const suspend = (...ids: readonly string[]) =>
      device.tenant.acts.perform({
        label: 'x',
        shape: 'together',
        edits: ids.map((id) => ({ entity: 'platform/person', id, fields: { status: 'suspended' } })),
      });
    expect(await suspend(olga, givenPerson.id)).toMatchObject({ ok: false, code: 'access/last-administrator' });
    const { state } = device.tenant.device.memory;
    const at = state.at && {
      ...state.at,
      gain: { had: 'none', since: 0, whole: { 'platform/person': olga } },
    };
    for (const apart of [{ at }, { at: state.at, sweeping: true }]) {
      await device.tenant.device.transact(async (write) => Promise.resolve(write.setState(apart)));
      const done = await suspend(olga, givenPerson.id);
      expect(done).toMatchObject({ ok: true }); // other people may still be on their way: the server decides
      if (done.ok) await device.tenant.acts.undo(done.value.act);
    }
  });

  it('[A-1] explains beside the fields why the person may not change the access of somebody above', async () => {
    expect(await mayTo(olga)).toMatchObject({
      update: { allowed: true },
      administer: { allowed: false, why: expect.stringContaining('may do more than you') as string },
      delete: { allowed: false },
    });
    expect(await mayTo(zoe)).toMatchObject({ administer: { allowed: true }, delete: { allowed: true } });
    expect(await mayTo(adminRole)).toMatchObject({ administer: { allowed: false } });
    expect(await mayTo(memberRole)).toMatchObject({ administer: { allowed: true } });
  });
});
