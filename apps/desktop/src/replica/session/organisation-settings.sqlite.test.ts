import { organisationEntity } from '../../bridge/organisation-entity.ts';
import { settingsIdOf } from '@outpost/domain/kernel/catalogue/settings';
import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership, givenOrganisation } from '../testing/given-tenant.ts';
import { performed } from '../testing/performed.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';
import { until } from '../testing/until.ts';

const id = settingsIdOf(givenOrganisation.id, organisationEntity);
const { name, currency, timeZone } = givenOrganisation;
const record = { ...givenDeal(id, 1), entity: organisationEntity, ownerId: null, fields: { name, currency, timeZone } };

/** Makes an administrator's device that has the record of its organisation. */
async function given() {
  const server = new ScriptedServer();
  server.memberships = [givenMembership('admin')];
  const device = await tenantForTest({ transport: server.transport, byItself: false });
  server.page({ rows: [{ record }], head: 1 });
  await device.tenant.engine.now();
  return { device, server };
}

describe('[PLT-15] the settings of the organisation, on a device', () => {
  it('are those of the sign-in until the record has arrived', async () => {
    const device = await tenantForTest();
    expect(device.tenant.session.organisation).toEqual({
      ...givenOrganisation,
      locale: null,
      weekStart: null,
      accent: null,
    });
  });

  it('apply as soon as they are changed here, offline too, and after a restart', async () => {
    const { device } = await given();
    await performed(device, 'Changed the organisation', [
      { entity: organisationEntity, id, fields: { currency: 'EUR', timeZone: 'Europe/Berlin', weekStart: 'sunday' } },
    ]);
    const wanted = { name, currency: 'EUR', timeZone: 'Europe/Berlin', weekStart: 'sunday', locale: null };
    await until(() => device.tenant.session.organisation.currency === 'EUR');
    expect(device.tenant.session.organisation).toMatchObject(wanted);
    const again = await device.reopen();
    expect(again.tenant.session.organisation).toMatchObject(wanted);
  });

  it('apply when another device has changed them, without a new sign-in', async () => {
    const { device, server } = await given();
    server.page({ rows: [{ record: { ...record, version: 2, fields: { ...record.fields, name: 'Example & Co' } } }], head: 2 }); // prettier-ignore
    await device.tenant.engine.now();
    await until(() => device.tenant.session.organisation.name === 'Example & Co');
    expect(device.tenant.session.organisation.name).toBe('Example & Co');
  });

  it('have the values of the sign-in where they are empty', async () => {
    const { device, server } = await given();
    server.page({ rows: [{ record: { ...record, version: 2, fields: { ...record.fields, name: '', timeZone: '' } } }], head: 2 }); // prettier-ignore
    await device.tenant.engine.now();
    await until(() => device.tenant.device.lookups.shown(organisationEntity, id)?.version === 2);
    expect(device.tenant.session.organisation).toMatchObject({ name, timeZone });
  });

  it('are refused here with a time zone that does not exist', async () => {
    const { device } = await given();
    const done = await device.tenant.acts.perform({
      label: 'Changed',
      shape: 'together',
      edits: [{ entity: organisationEntity, id, fields: { timeZone: 'Mars/Olympus' } }],
    });
    expect(done.ok ? '' : done.message).toContain('Europe/London');
  });
});
