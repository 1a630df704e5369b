import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership } from '../testing/given-tenant.ts';
import { performed } from '../testing/performed.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';
import { trayEntries } from './tray.ts';

const deal = '0190b1f2-7c00-7000-8000-000000000d01';

/** A device whose edit of a deal's name was refused for what another field holds. */
async function givenRefusedFor(field: string): Promise<GivenTenant> {
  const server = new ScriptedServer();
  const device = await tenantForTest({ transport: server.transport, membership: givenMembership('admin') });
  server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
  await device.tenant.replicator.pull();
  await performed(device, 'Renamed', [{ entity: 'crm/deal', id: deal, fields: { name: 'Mine' } }]);
  server.refuse({ [deal]: { code: 'records/invalid', message: 'Region must be filled in.', details: { field } } }, 2);
  await device.tenant.replicator.push();
  return device;
}
const aboutOf = ({ tenant }: GivenTenant) => trayEntries(tenant.device)[0]?.reasons[0]?.about;

describe('the tray', () => {
  it('[S-5] names the field that a refusal asks for beside what was wanted, with what the record has there', async () => {
    const device = await givenRefusedFor('region');
    expect(aboutOf(device)).toBeNull(); // the definition has not come yet: nothing could be filled in
    const { acts } = device.tenant;
    const definition = { forEntity: 'crm/deal', name: 'region', label: 'Region', type: 'text' };
    const defined = await acts.perform({
      label: 'Added a field',
      shape: 'together',
      edits: [{ entity: 'platform/field-definition', create: { fields: { ...definition, required: true } } }],
    });
    expect(defined.ok).toBe(true);
    expect(aboutOf(device)).toEqual({ field: 'region', value: null });
    const [entry] = trayEntries(device.tenant.device);
    const mended = await acts.mend(entry?.id ?? '', { [deal]: { region: 'North' } });
    expect(mended.ok).toBe(true);
    const shown = await device.tenant.questions.get({ id: deal });
    expect(shown.ok && [shown.value.record.fields['name'], shown.value.record.fields['region']]).toEqual([
      'Mine',
      'North',
    ]);
  });

  it('[S-5] says nothing beside a field that the act itself names', async () => {
    expect(aboutOf(await givenRefusedFor('name'))).toBeNull();
  });

  it('[S-5] shows what the record holds in the field that a refusal speaks of', async () => {
    expect(aboutOf(await givenRefusedFor('stage'))).toEqual({ field: 'stage', value: 'prospecting' });
  });
});
