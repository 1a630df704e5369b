import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { addedRecord, performed } from '../testing/performed.ts';

const kind = 'crm/activity';
const happensAt = '2030-03-25T08:30:00.000Z';

async function given() {
  const device = await tenantForTest();
  const { tenant } = device;
  const deal = await addedRecord(device, 'crm/deal', { name: 'Mill', stage: 'engaging' });
  const about = `crm/deal:${deal}`;
  const meetings = async () => {
    const found = await tenant.questions.rows(listQuerySchema.parse({ entity: kind, sort: [{ field: 'happensAt', direction: 'asc' }], limit: 200 })); // prettier-ignore
    if (!found.ok) throw new Error(found.message);
    return found.value.rows;
  };
  const weekly = { about, kind: 'meeting', subject: 'Weekly', happensAt, repeat: 'FREQ=WEEKLY;COUNT=3' };
  return { device, tenant, deal, meetings, weekly };
}

describe('a series of meetings on a device', () => {
  it('[T-19] is made in one act, and undone and done again as one', async () => {
    const { device, tenant, meetings, weekly } = await given();
    const { act, ids } = await performed(device, 'Added', [{ entity: kind, create: { fields: weekly } }]);
    const made = await meetings();
    expect(made).toHaveLength(3);
    expect(new Set(made.map(({ fields }) => fields['series']))).toEqual(new Set([ids[0]]));
    expect((await tenant.acts.undo(act)).ok).toBe(true);
    expect(await meetings()).toEqual([]);
    await tenant.acts.undoLast();
    expect(await meetings()).toHaveLength(3);
  });

  it('[CRM-10] is refused whole where its rule cannot be read', async () => {
    const { tenant, meetings, weekly } = await given();
    const fields = { ...weekly, repeat: 'FREQ=HOURLY' };
    const answer = await tenant.acts.perform({ label: 'x', shape: 'together', edits: [{ entity: kind, create: { fields } }] }); // prettier-ignore
    expect(answer).toMatchObject({ message: 'This does not repeat: it repeats by days, weeks, months or years.' });
    expect(await meetings()).toEqual([]);
  });

  it('shows in the timeline only the meetings whose time has come', async () => {
    const { device, tenant, deal, weekly } = await given();
    const now = device.time.clock.nowMs();
    const yesterday = new Date(now - 86_400_000).toISOString();
    await performed(device, 'Added', [{ entity: kind, create: { fields: { ...weekly, happensAt: yesterday } } }]);
    const later = new Date(now + 86_400_000).toISOString();
    await performed(device, 'Added', [{ entity: kind, create: { fields: { ...weekly, repeat: null, subject: 'Once', happensAt: later } } }]); // prettier-ignore
    const timeline = await tenant.questions.timeline({ id: deal, withRelated: false, changes: false, limit: 50 });
    const shown = timeline.ok ? timeline.value.entries.flatMap((entry) => ('record' in entry ? [entry.record.fields['subject']] : [])) : timeline; // prettier-ignore
    expect(shown).toEqual(['Once', 'Weekly']);
  });
});
