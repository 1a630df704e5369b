import { describe, expect, it } from 'vitest';
import { eachRequestSchema } from '../../bridge/shapes/act-request.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { performed } from '../testing/performed.ts';

const at = '2026-11-20T09:00:00.000Z';

/** A device with deals and a sequence. `start` starts it on deals, by their places. */
async function givenDeals(count: number) {
  const given = await tenantForTest();
  const { acts, device, questions } = given.tenant;
  const ids = device.ports.ids;
  const [sequence, version] = [ids.newId(), ids.newId()];
  const deals = Array.from({ length: count }, () => ids.newId());
  await performed(given, 'Given', [{ entity: 'crm/sequence', id: sequence, create: { fields: { name: 'After the fair', about: 'crm/deal', purpose: 'contract' } } }]); // prettier-ignore
  await performed(given, 'Given', [{ entity: 'crm/sequence-version', id: version, create: { fields: { name: 'Version 1', sequence, steps: [{ id: 'call', kind: 'task', subject: 'Call', days: 0 }] } } }]); // prettier-ignore
  await performed(given, 'Given', deals.map((id, place) => ({ entity: 'crm/deal', id, create: { fields: { name: `Deal ${place}`, stage: 'prospecting' } } }))); // prettier-ignore
  const start = (places: readonly number[], { group = null, isTrial = false, log }: { readonly group?: string | null; readonly isTrial?: boolean; readonly log?: readonly object[] } = {}) =>
    acts.performEach(
      eachRequestSchema.parse({
        label: 'Started the sequence',
        group,
        isTrial,
        edits: places.map((place) => ({
          entity: 'crm/enrolment',
          create: { fields: { name: `After the fair: Deal ${place}`, about: `crm/deal:${deals[place] ?? ''}`, sequence, sequenceVersion: version, letters: {}, status: 'active', place: 0, nextAt: at, ...(log === undefined ? {} : { log }) } }, // prettier-ignore
        })),
      }),
    ); // prettier-ignore
  const countOf = async (): Promise<number> => {
    const listed = await questions.list({ entity: 'crm/enrolment', life: 'alive', sort: [], limit: 1_000 });
    return listed.ok ? listed.value.rows.length : -1;
  };
  return { acts, start, enrolments: countOf };
} // prettier-ignore

describe('[T-8] edits that are performed record by record', () => {
  it('[SEQ-10] leave out a record that is refused, with its place and reason, and make the others', async () => {
    const { start, enrolments } = await givenDeals(3);
    expect(await start([1])).toMatchObject({ ok: true, value: { made: 1, refused: [] } });
    const answer = await start([0, 1, 2]);
    expect(answer).toMatchObject({ ok: true, value: { made: 2, refused: [{ place: 1, code: 'records/taken' }] } });
    expect(await enrolments()).toBe(3);
  });

  it('are only tried in a trial', async () => {
    const { start, enrolments } = await givenDeals(2);
    await start([1]);
    expect(await start([0, 1], { isTrial: true })).toMatchObject({ ok: true, value: { made: 1, refused: [{ place: 1 }], group: null } }); // prettier-ignore
    expect(await enrolments()).toBe(1);
  });

  it('[SEQ-11] of several pieces have one undo, which says what stays', async () => {
    const { acts, start, enrolments } = await givenDeals(4);
    const sent = [{ step: 'call', what: 'sent', at }];
    const first = await start([0, 1], { log: sent });
    if (!first.ok) throw new Error(first.message);
    await start([2, 3], { group: first.value.group });
    expect(await enrolments()).toBe(4);
    expect(await acts.undoLast()).toMatchObject({ ok: true, value: { left: '2 messages were sent and stay.' } });
    expect(await enrolments()).toBe(0);
  });
});
