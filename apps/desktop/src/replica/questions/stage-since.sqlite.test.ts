import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership } from '../testing/given-tenant.ts';
import { performed } from '../testing/performed.ts';
import { givenDeal, givenHistoryRow, ScriptedServer } from '../testing/scripted-server.ts';

const id = (number: number) => `0190b1f2-7c00-7000-8000-0000000007${number}0`;
const [moved, old, made, unknown] = [id(1), id(2), id(3), id(4)];

/** Makes a device with four deals and their history: one that was moved, an old one, a new one, and one without any. */
async function given() {
  const server = new ScriptedServer();
  server.memberships = [givenMembership('admin')];
  const device = await tenantForTest({ transport: server.transport });
  const row = (record: string, n: number, change: object) =>
    givenHistoryRow(record, n, { entity: 'crm/deal', ...change });
  server.page({
    rows: [moved, old, made, unknown].map((one, place) => ({
      record: givenDeal(one, place + 1, { name: 'Hall', stage: 'proposal' }),
    })),
    history: [
      row(moved, 1, { at: '2026-09-01T10:00:00.000Z', kind: 'created', changed: { stage: [null, 'engaging'] } }),
      row(moved, 2, { at: '2026-10-01T10:00:00.000Z', changed: { stage: ['engaging', 'proposal'] } }),
      row(old, 3, { at: '2026-10-02T10:00:00.000Z', changed: { name: ['Hal', 'Hall'] } }),
      row(made, 4, { at: '2026-10-03T10:00:00.000Z', kind: 'created', changed: { stage: [null, 'proposal'] } }),
      row(moved, 5, { at: '2026-10-04T10:00:00.000Z', changed: { name: ['Hal', 'Hall'] } }),
    ],
    head: 5,
  });
  await device.tenant.engine.now();
  const ask = async () => {
    const answer = await device.tenant.questions.stageSince({ entity: 'crm/deal', ids: [moved, old, made, unknown] });
    return answer.ok ? answer.value.since : answer.code;
  };
  return { device, ask };
}

describe('[T-14] since when records are in their stages', () => {
  it('is the newest change of the stage in the journal of this device; at least since its oldest row without one', async () => {
    const { ask } = await given();
    expect(await ask()).toEqual({
      [moved]: { at: '2026-10-01T10:00:00.000Z', isAtLeast: false },
      [old]: { at: '2026-10-02T10:00:00.000Z', isAtLeast: true },
      [made]: { at: '2026-10-03T10:00:00.000Z', isAtLeast: false },
    });
  });

  it('is the move that waits on this device', async () => {
    const { device, ask } = await given();
    const now = new Date(device.time.clock.nowMs()).toISOString();
    await performed(device, 'Moved Hall to Negotiation', [
      { entity: 'crm/deal', id: moved, fields: { stage: 'negotiation' } },
    ]);
    await performed(device, 'Renamed Hall', [{ entity: 'crm/deal', id: old, fields: { name: 'Great hall' } }]);
    expect(await ask()).toMatchObject({ [moved]: { at: now, isAtLeast: false }, [old]: { isAtLeast: true } });
  });
});
