import { maxEditsPerAct } from '@outpost/domain/kernel/acts/act';
import { plainIssue } from '@outpost/domain/kernel/text/plain-issue';
import { mostShared } from '@outpost/domain/kernel/access/access';
import { describe, expect, it } from 'vitest';
import { actRequestSchema } from '../../bridge/shapes/act-request.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { performed } from '../testing/performed.ts';
import { givenMembership } from '../testing/given-tenant.ts';

const deal = { entity: 'crm/deal', create: { fields: { name: 'One', stage: 'prospecting' } } };
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

describe('a very large act', () => {
  it('[E-3] is performed on a thousand records, and undone', { timeout: 60_000 }, async () => {
    const device = await tenantForTest();
    const { questions, acts } = device.tenant;
    const { ids } = await performed(
      device,
      'Added',
      times(maxEditsPerAct, () => deal),
    );
    const renamed = await performed(device, 'Renamed', ids.map((id) => ({ entity: 'crm/deal', id, fields: { name: 'Two' } }))); // prettier-ignore
    const named = async (name: string) => {
      const listed = await questions.list({ entity: 'crm/deal', life: 'alive', sort: [], limit: 1_000 });
      return listed.ok && listed.value.rows.filter(({ fields }) => fields['name'] === name).length;
    };
    expect(await named('Two')).toBe(maxEditsPerAct);
    expect((await acts.undo(renamed.act)).ok).toBe(true);
    expect(await named('One')).toBe(maxEditsPerAct);
  });

  it('[E-3] is refused above the limit, and the refusal contains the limit', () => {
    const wish = { label: 'Added', shape: 'each', edits: times(maxEditsPerAct + 1, () => deal) };
    expect(actRequestSchema.safeParse(wish, { error: plainIssue }).error?.issues[0]).toMatchObject({
      path: ['edits'],
      message: 'must have at most 1000 entries',
    });
  });

  it.each([mostShared + 1, 501])('[E-3] shares with at most 100 people, as the refusal states: %i', async (count) => {
    const device = await tenantForTest({ membership: givenMembership('admin') });
    const { acts, device: replica } = device.tenant;
    const many = times(count, () => replica.ports.ids.newId());
    const [id = ''] = (await performed(device, 'Added', [{ ...deal, create: { ...deal.create, sharedWith: many.slice(0, mostShared) } }])).ids; // prettier-ignore
    const refused = [
      await acts.perform({ label: 'Added', shape: 'together', edits: [{ ...deal, create: { ...deal.create, sharedWith: many } }] }), // prettier-ignore
      await acts.perform({ label: 'Shared', shape: 'together', edits: [{ entity: 'crm/deal', id, fields: { sharedWith: many } }] }), // prettier-ignore
    ];
    for (const one of refused)
      expect(one).toMatchObject({ code: 'records/invalid', message: expect.stringContaining('at most 100 people') as string, details: { field: 'sharedWith' } }); // prettier-ignore
  });
});
