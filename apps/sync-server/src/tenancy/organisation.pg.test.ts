import { settingsIdOf } from '@outpost/domain/kernel/catalogue/settings';
import { beforeEach, describe, expect, it } from 'vitest';
import { changeEdit, type TestDevice, type TestTenant } from '../testing/test-server.ts';
import { givenServer } from '../testing/given-server.ts';
import { readMe } from './me.ts';
import { bringSettingsUp } from './shipped-settings.ts';

const given = givenServer();
const entity = 'platform/organisation';
let tenant: TestTenant;
let ada: TestDevice;
let mo: TestDevice;
let id: string;

beforeEach(async () => {
  tenant = await given.test.tenant('Fenwright');
  ada = await tenant.person('Ada', 'admin');
  mo = await tenant.person('Mo', 'member');
  id = settingsIdOf(tenant.orgId, entity);
  await bringSettingsUp({ ...given.test.server.tenancy, log: { warn: () => undefined } }, tenant.orgId);
});

const told = async () => {
  const me = await readMe(given.test.server.tenancy, { orgId: tenant.orgId, userId: mo.userId });
  return me.ok ? me.value.organisation : me.code;
};
const mark = async () => {
  const [row] = await tenant.rows<{ rights: string }>('select rights from store.clock');
  return row?.rights;
};

describe('[PLT-15] the settings of an organisation', () => {
  it('are a record that the server makes from the values at the tenant’s creation', async () => {
    expect(await tenant.fields(entity, id)).toEqual({ name: 'Fenwright', currency: 'USD', timeZone: 'UTC' });
  });

  it('are changed by an administrator, and the list of tenants follows in the same transaction', async () => {
    const decided = await ada.do([
      changeEdit(id, entity, {
        name: ['Fenwright', 'Fenwright Ltd'],
        currency: ['USD', 'EUR'],
        timeZone: ['UTC', 'Europe/London'],
      }),
    ]);
    expect(decided.status).toBe('accepted');
    expect(await told()).toEqual({ id: tenant.orgId, name: 'Fenwright Ltd', currency: 'EUR', timeZone: 'Europe/London' }); // prettier-ignore
    await mo.pull();
    expect(mo.held.get(id)?.fields).toMatchObject({ name: 'Fenwright Ltd', currency: 'EUR' });
  });

  it('keep the mark of the rights where only formats change', async () => {
    const before = await mark();
    await ada.do([changeEdit(id, entity, { locale: [null, 'en-GB'] })]);
    expect(await mark()).toBe(before);
    await ada.do([changeEdit(id, entity, { currency: ['USD', 'EUR'] })]);
    expect(await mark()).not.toBe(before);
  });

  it('are refused from a member, and with a time zone that does not exist', async () => {
    const byMember = await mo.do([changeEdit(id, entity, { name: ['Fenwright', 'Mine'] })]);
    const bad = await ada.do([changeEdit(id, entity, { timeZone: ['UTC', 'Europe/Fenwright'] })]);
    expect([byMember.status, bad.status]).toEqual(['refused', 'refused']);
    expect(JSON.stringify(bad)).toContain('Europe/London');
    expect(await told()).toMatchObject({ name: 'Fenwright', timeZone: 'UTC' });
  });

  it('are neither made nor removed by a person', async () => {
    const removed = await ada.do([changeEdit(id, entity, { life: ['alive', 'deleted'] })]);
    expect(removed.status).toBe('refused');
  });
});
