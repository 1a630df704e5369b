import { describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership } from '../testing/given-tenant.ts';
import { givenDeal, givenHistoryRow, ScriptedServer } from '../testing/scripted-server.ts';

const id = (number: number) => `0190b1f2-7c00-7000-8000-0000000007${number}0`;
const monday = '2026-11-16T09:00:00.000Z'; // the tests' present is a Friday
const before = '2026-11-13T09:00:00.000Z';
const usd = (amount: number) => ({ amount, currency: 'USD' });

type Given = { readonly fields: object; readonly history: readonly object[]; readonly ownerId?: string };

/** Makes a device that holds deals with these fields and rows of the journal. */
async function given(deals: readonly Given[]) {
  const server = new ScriptedServer();
  server.memberships = [givenMembership('admin')];
  const device = await tenantForTest({ transport: server.transport });
  server.page({
    rows: deals.map(({ fields, ownerId }, place) => {
      const record = givenDeal(id(place), place + 1, { name: 'Hall', ...fields });
      return { record: { ...record, ...(ownerId === undefined ? {} : { ownerId }) } };
    }),
    history: deals.flatMap(
      ({ history }, place) =>
      history.map((change, nth) => givenHistoryRow(id(place), place * 10 + nth + 1, { kind: 'changed', at: monday, ...change })), // prettier-ignore
    ),
    head: 100,
  });
  await device.tenant.engine.now();
  return async (asked: object = {}) => {
    const answer = await device.tenant.questions.moves({
      entity: 'crm/deal',
      span: 'this-week',
      dueWithin: 'this-quarter',
      ...asked,
    });
    if (!answer.ok) throw new Error(answer.message);
    return answer.value;
  };
}
const moved = (from: string, to: string, more: object = {}) => ({ changed: { stage: [from, to] }, ...more });

describe('[T-14] what moved in a span', () => {
  it('counts moves by direction and outcome once for each record, with its worth and its present stage', async () => {
    const ask = await given([
      { fields: { stage: 'negotiation', value: usd(1_000) }, history: [moved('engaging', 'proposal'), moved('proposal', 'negotiation')] }, // prettier-ignore
      { fields: { stage: 'proposal', value: usd(200) }, history: [moved('prospecting', 'proposal')] },
      { fields: { stage: 'engaging', value: usd(40) }, history: [moved('proposal', 'engaging')] },
      { fields: { stage: 'won', value: usd(5_000) }, history: [moved('negotiation', 'won')] },
      { fields: { stage: 'lost' }, history: [moved('proposal', 'lost')] },
    ]);
    const { from, lines, isAll } = await ask();
    expect([from, isAll]).toEqual(['2026-11-16', true]);
    expect(lines.toSorted((a, b) => a.kind.localeCompare(b.kind))).toEqual([
      { kind: 'ahead', count: 2, sums: { USD: 1_200 }, stages: { negotiation: 1, proposal: 1 } },
      { kind: 'back', count: 1, sums: { USD: 40 }, stages: { engaging: 1 } },
      { kind: 'lost', count: 1, sums: {}, stages: { lost: 1 } },
      { kind: 'won', count: 1, sums: { USD: 5_000 }, stages: { won: 1 } },
    ]);
  });

  it('leaves out earlier moves, moves there and back, and records without a move', async () => {
    const ask = await given([
      { fields: { stage: 'proposal' }, history: [moved('engaging', 'proposal', { at: before }), { changed: { name: ['Hal', 'Hall'] } }] }, // prettier-ignore
      { fields: { stage: 'proposal' }, history: [moved('proposal', 'won'), moved('won', 'proposal')] },
    ]);
    expect((await ask()).lines).toEqual([]);
  });

  it('counts a new record as new, and as won where it is', async () => {
    const ask = await given([
      { fields: { stage: 'engaging', value: usd(70) }, history: [{ kind: 'created', changed: { stage: [null, 'engaging'] } }] }, // prettier-ignore
      { fields: { stage: 'won', value: usd(30) }, history: [{ kind: 'created', changed: { stage: [null, 'won'] } }] },
    ]);
    expect((await ask()).lines).toEqual([
      { kind: 'made', count: 2, sums: { USD: 100 }, stages: { engaging: 1, won: 1 } },
      { kind: 'won', count: 1, sums: { USD: 30 }, stages: { won: 1 } },
    ]);
  });

  it('counts open records whose due date left the days of the other span', async () => {
    const slip = (from: string, to: string) => ({ changed: { closesOn: [from, to] } });
    const ask = await given([
      { fields: { stage: 'proposal', closesOn: '2027-01-08', value: usd(96) }, history: [slip('2026-12-10', '2026-12-20'), slip('2026-12-20', '2027-01-08')] }, // prettier-ignore
      { fields: { stage: 'proposal', closesOn: '2026-12-30' }, history: [slip('2026-12-10', '2026-12-30')] },
      { fields: { stage: 'lost', closesOn: '2027-02-01' }, history: [slip('2026-12-10', '2027-02-01')] },
    ]);
    expect((await ask()).lines).toEqual([{ kind: 'slipped', count: 1, sums: { USD: 96 }, stages: { proposal: 1 } }]);
    expect((await ask({ dueWithin: undefined })).lines).toEqual([]);
  });

  it('[A-2] is about the records of the question', async () => {
    const ask = await given([
      { fields: { stage: 'won', name: 'Kept' }, history: [moved('proposal', 'won')] },
      { fields: { stage: 'won', name: 'Other' }, history: [moved('proposal', 'won')] },
    ]);
    const { lines } = await ask({ where: { field: 'name', op: 'is', value: 'Kept' } });
    expect(lines).toMatchObject([{ kind: 'won', count: 1 }]);
  });

  it('[T-20] counts the moves of a span that has ended by the stage at its end', async () => {
    const lastWeek = { at: before };
    const ask = await given([
      { fields: { stage: 'won', value: usd(90) }, history: [moved('engaging', 'proposal', lastWeek), moved('proposal', 'won')] }, // prettier-ignore
      { fields: { stage: 'won' }, history: [moved('proposal', 'won')] },
      { fields: { stage: 'engaging' }, history: [{ kind: 'created', changed: { stage: [null, 'engaging'] } }] },
      { fields: { stage: 'engaging', value: usd(5) }, history: [{ kind: 'created', changed: { stage: [null, 'engaging'] }, ...lastWeek }] }, // prettier-ignore
    ]);
    const { from, lines } = await ask({ span: 'last-week', dueWithin: undefined });
    expect(from).toBe('2026-11-09');
    expect(lines.toSorted((a, b) => a.kind.localeCompare(b.kind))).toEqual([
      { kind: 'ahead', count: 1, sums: { USD: 90 }, stages: { proposal: 1 } },
      { kind: 'made', count: 1, sums: { USD: 5 }, stages: { engaging: 1 } },
    ]);
    expect(Object.fromEntries((await ask()).lines.map(({ kind, count }) => [kind, count]))).toEqual({
      made: 1,
      won: 2,
    });
  });

  it('[T-20] counts due dates that were moved in a span that has ended', async () => {
    const slip = (from: string, to: string, more: object = {}) => ({ changed: { closesOn: [from, to] }, ...more });
    const ask = await given([
      { fields: { stage: 'proposal', closesOn: '2026-12-30' }, history: [slip('2026-12-10', '2027-01-08', { at: before }), slip('2027-01-08', '2026-12-30')] }, // prettier-ignore
      { fields: { stage: 'proposal', closesOn: '2027-01-08' }, history: [slip('2026-12-10', '2027-01-08')] },
    ]);
    expect((await ask({ span: 'last-week' })).lines).toMatchObject([{ kind: 'slipped', count: 1 }]);
  });
});
