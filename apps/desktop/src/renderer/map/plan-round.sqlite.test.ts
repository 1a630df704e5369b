import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { describe, expect, it } from 'vitest';
import { actRequestSchema } from '../../bridge/shapes/act-request.ts';
import { tenantForTest } from '../../replica/testing/for-test.ts';
import { givenMembership } from '../../replica/testing/given-tenant.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { planRequest, visitKindsOf } from './plan-round.ts';

const account = entityOf(installedCatalogue, 'crm/account');
const places = [
  { latitude: 48.2, longitude: 16.37 },
  { latitude: 48.21, longitude: 16.37 },
];

/** Plans a round over two new accounts on a device without a network. */
async function given(kind: string, start: string) {
  const { tenant } = await tenantForTest({ membership: givenMembership('owner') });
  const perform = (request: unknown) => tenant.acts.perform(actRequestSchema.parse(request));
  const added = await perform({
    label: 'Add',
    edits: places.map((place, index) => ({
      entity: account.name,
      create: { fields: { name: `Stop ${index + 1}`, place } },
    })),
  });
  const ids = added.ok ? added.value.ids : [];
  const visit = visitKindsOf(installedCatalogue, account.name).find(({ makes }) => makes.name === kind);
  if (!visit) throw new Error(`${kind} is no kind of visit`);
  const records = ids.map((id, index) =>
    givenShownRecord({ id, entity: account.name, fields: { name: `Stop ${index + 1}` } }),
  );
  const { label, edits } = planRequest(visit, { entity: account, records, places, start, ownerId: '' });
  const mine = edits.map((edit) => ('create' in edit ? { ...edit, create: { fields: edit.create.fields } } : edit));
  const planned = await perform({ label, edits: mine });
  const rows = async () => {
    const found = await tenant.questions.list(listQuerySchema.parse({ entity: kind }));
    return found.ok ? found.value.rows : [];
  };
  return { tenant, ids, planned, rows };
}

describe('the plan of a round on a device', () => {
  it('makes a record about each stop in one act, which one undo takes back', async () => {
    const { tenant, ids, planned, rows } = await given('crm/activity', '2026-11-20T08:00:00.000Z');
    expect(planned.ok).toBe(true);
    const made = await rows();
    const found = made.map(({ fields }) => JSON.stringify([fields['happensAt'], fields['about'], fields['kind']]));
    expect(found.toSorted((a, b) => a.localeCompare(b))).toEqual([
      JSON.stringify(['2026-11-20T08:00:00.000Z', `crm/account:${ids[0]}`, 'meeting']),
      JSON.stringify(['2026-11-20T08:20:00.000Z', `crm/account:${ids[1]}`, 'meeting']),
    ]);
    const undone = await tenant.acts.undoLast();
    expect(undone.ok).toBe(true);
    expect(await rows()).toEqual([]);
  });

  it('makes nothing where one value is refused, and names the field', async () => {
    const { planned, rows } = await given('crm/task', '+020000-01-01T08:00:00.000Z');
    expect(planned).toMatchObject({ ok: false, details: { field: 'dueAt' } });
    expect(await rows()).toEqual([]);
  });
});
