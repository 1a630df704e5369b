import { installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { entity } from '@outpost/domain/kernel/entities/entity';
import { ref, text } from '@outpost/domain/kernel/entities/fields';
import { idOf } from '@outpost/domain/kernel/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import type { GivenTenant } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { givenDeal } from '../testing/scripted-server.ts';

type Edits = Parameters<GivenTenant['tenant']['acts']['perform']>[0]['edits'];
const perform = ({ tenant }: GivenTenant, edits: Edits) =>
  tenant.acts.perform({ label: 'x', shape: 'together', edits });
const newest = ({ tenant }: GivenTenant) => [...tenant.device.memory.acts.values()].at(-1)?.act;

const FirmId = idOf('trial/firm');
const firm = entity(FirmId, {
  label: { one: 'Firm', many: 'Firms' },
  title: 'name',
  byWildcard: true,
  duplicates: {},
  fields: { name: text({ required: true }) },
});
const order = entity(idOf('trial/order'), {
  label: { one: 'Order', many: 'Orders' },
  title: 'name',
  byWildcard: true,
  fields: {
    name: text({ required: true }),
    firm: ref(FirmId),
    madeFor: ref(FirmId, { merge: 'fixed' }),
    billedBy: ref(FirmId, { merge: 'server' }),
  },
});
const trial = { name: 'trial', version: 1, entities: [firm, order], roles: [] };

describe('an act that a person makes', () => {
  it('[S-4] is refused with a reason where nothing would change', async () => {
    const device = await tenantForTest();
    const id = await addedRecord(device, 'crm/deal', { name: 'Acme', stage: 'prospecting' });
    expect(await perform(device, [{ entity: 'crm/deal', id, fields: { name: 'Acme', stage: 'prospecting' } }])).toMatchObject({
      code: 'request/invalid',
      message: 'Nothing would change: the records hold these values already.',
      details: { path: 'edits' },
    }); // prettier-ignore
  });

  it('[E-3] has at most two million characters, and the refusal contains the limit', async () => {
    const device = await tenantForTest();
    const limit = 2_000_000;
    const [count, longest] = [200, 9_790];
    const deals = (spare: number): Edits =>
      Array.from({ length: count }, (_, place) => ({
        entity: 'crm/deal',
        create: {
          fields: { name: 'Deal', stage: 'prospecting', about: 'x'.repeat(longest - (place === 0 ? spare : 0)) },
        },
      }));
    const wishOf = async (characters: number) => {
      // All ids have the same length, so the size of a small act predicts that of the large one.
      await perform(device, deals(0).slice(0, 1));
      const whole = (JSON.stringify(newest(device)?.edits).length - 2) * count + count + 1;
      return deals(whole - characters);
    };
    expect(await perform(device, await wishOf(limit + 1))).toMatchObject({
      code: 'request/too-large',
      details: { limit },
    });
    expect((await perform(device, await wishOf(limit))).ok).toBe(true);
    expect(JSON.stringify(newest(device)?.edits)).toHaveLength(limit);
  });

  it('[S-4f] a merge leaves references that the person may not set to the server', async () => {
    const device = await tenantForTest({ catalogue: catalogueOf([...installedPacks, trial]) });
    const [kept, twin] = [await addedRecord(device, 'trial/firm', { name: 'Acme' }), await addedRecord(device, 'trial/firm', { name: 'ACME' })]; // prettier-ignore
    const told = async (fields: Readonly<Record<string, JsonValue>>): Promise<string> => {
      const id = device.tenant.device.ports.ids.newId();
      const record = { ...givenDeal(id, 3), entity: 'trial/order', fields: { name: 'Order', ...fields } };
      await device.tenant.device.transact(async (write) => {
        await write.documents.load([id]);
        write.records.setConfirmed(id, record, ['trial/order@org']);
      });
      return id;
    };
    const open = await told({ firm: twin });
    await told({ madeFor: twin });
    await told({ billedBy: twin });
    const merged = await perform(device, [{ entity: 'trial/firm', id: twin, fields: { life: `merged:${kept}` } }]);
    expect(merged.ok).toBe(true);
    expect(newest(device)?.edits).toMatchObject([{ id: twin }, { id: open, fields: { firm: [twin, kept] }, seen: 3 }]);
  });

  it('[S-4f] a merge leaves a reference that an act of the same write has changed', async () => {
    const device = await tenantForTest();
    const firms = ['Acme', 'ACME', 'Beta'].map((name) => addedRecord(device, 'crm/account', { name }));
    const [kept = '', twin = '', other = ''] = await Promise.all(firms);
    const deal = await addedRecord(device, 'crm/deal', { name: 'Renewal', stage: 'prospecting', account: twin });
    await Promise.all([
      performed(device, 'Changed', [{ entity: 'crm/deal', id: deal, fields: { account: other } }]),
      performed(device, 'Merged', [{ entity: 'crm/account', id: twin, fields: { life: `merged:${kept}` } }]),
    ]);
    const shown = await device.tenant.questions.get({ id: deal });
    expect(shown.ok && shown.value.record.fields['account']).toBe(other);
    expect(newest(device)?.edits.map(({ id }) => id)).toEqual([twin]);
  });
});
