import type { Filter, ListQuery } from '@outpost/domain/kernel/questions/list-query';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { type ChangedMany, changeManySchema, recordsInPiece } from '../../bridge/change-many.ts';
import { tenantForTest } from '../testing/for-test.ts';
import type { GivenTenant } from '../testing/given-tenant.ts';
import { performed } from '../testing/performed.ts';
import { changeMany } from './change-many.ts';
import { PersonActs } from './person-acts.ts';

type Wish = Omit<Partial<z.input<typeof changeManySchema>>, 'after' | 'act'>;
const other = '01a00000-0000-7000-8000-0000000000aa';

const deals = (records: number, of: (place: number) => Record<string, string | object> = () => ({})) =>
  Array.from({ length: records }, (_, place) => ({
    entity: 'crm/deal',
    create: { fields: { name: `Deal ${place}`, stage: 'prospecting', ...of(place) } },
  }));

const partsOf = ({ device, acts, questions }: GivenTenant['tenant']) => ({
  device,
  acts,
  rows: (query: ListQuery) => questions.rows(query),
});

/** Runs all pieces of a change. */
async function changedAll({ tenant }: GivenTenant, wish: Wish, label?: string): Promise<readonly ChangedMany[]> {
  const pieces: ChangedMany[] = [];
  let after: string | null = null;
  let group: string | null = null;
  do {
    const asked = changeManySchema.parse({
      entity: 'crm/deal',
      ...wish,
      after,
      act: label === undefined ? null : { label, group },
    });
    const answer = await changeMany(partsOf(tenant), asked);
    if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
    pieces.push(answer.value);
    ({ next: after, group } = answer.value);
  } while (after !== null);
  return pieces;
}
const total = (pieces: readonly ChangedMany[], of: 'records' | 'changed' | 'same'): number =>
  pieces.reduce((sum, piece) => sum + piece[of], 0);
async function count({ tenant }: GivenTenant, where?: Filter): Promise<number> {
  const answer = await tenant.questions.summary({
    entity: 'crm/deal',
    life: 'alive',
    sums: [],
    ...(where === undefined ? {} : { where }),
  });
  return answer.ok ? (answer.value.groups[0]?.count ?? 0) : -1;
}
const is = (field: string, value: string): Filter => ({ field, op: 'is', value });

describe('a change of many records', () => {
  it('changes all records of a list in pieces, though they leave the list, and is one undo', async () => {
    const device = await tenantForTest();
    const records = 2 * recordsInPiece + 10;
    await performed(device, 'Added deals', deals(records));
    const wish = { where: is('stage', 'prospecting'), change: { sets: { stage: 'engaging' } } };
    const pieces = await changedAll(device, wish, 'Moved deals');
    expect(pieces).toHaveLength(3);
    expect(new Set(pieces.map(({ group }) => group)).size).toBe(1);
    expect([total(pieces, 'changed'), await count(device, is('stage', 'engaging'))]).toEqual([records, records]);
    const undone = await device.tenant.acts.undoLast();
    expect(undone).toMatchObject({ ok: true, value: { label: 'Moved deals' } });
    expect(await count(device, is('stage', 'prospecting'))).toBe(records);
  });

  it('is shown before it is made, value by value, and the preview changes nothing', async () => {
    const device = await tenantForTest();
    const closes = ['2026-01-30', '2026-01-30', '2026-12-31'];
    await performed(
      device,
      'Added deals',
      deals(4, (at) => (closes[at] === undefined ? {} : { closesOn: closes[at] })),
    );
    const unsent = device.tenant.device.memory.acts.size;
    const [told] = await changedAll(device, { change: { shifts: { closesOn: 30 } } });
    expect(told).toMatchObject({ records: 4, changed: 3, same: 1, refused: [], group: null });
    expect(told?.values).toEqual([
      { field: 'closesOn', from: '2026-01-30', to: '2026-03-01', records: 2 },
      { field: 'closesOn', from: '2026-12-31', to: '2027-01-30', records: 1 },
    ]);
    expect(device.tenant.device.memory.acts.size).toBe(unsent);
    expect(await count(device, is('closesOn', '2026-01-30'))).toBe(2);
  });

  it('[T-8] leaves out the records that the person may not change, with the reason, and changes the others', async () => {
    const device = await tenantForTest();
    const owned = deals(6).map((edit, at) => (at < 2 ? { ...edit, create: { ...edit.create, ownerId: other } } : edit));
    await performed(device, 'Added deals', owned);
    await device.tenant.hold([
      { role: 'tester', teamId: null, grants: ['*:read@org', 'crm/deal:update@own'], portal: false },
    ]);
    const [changed] = await changedAll(device, { change: { sets: { name: 'Renamed' } } }, 'Renamed deals');
    expect(changed).toMatchObject({ records: 6, changed: 4, same: 0 });
    expect(changed?.refused.map(({ title, code }) => [title, code])).toEqual([
      ['Deal 0', 'access/denied'],
      ['Deal 1', 'access/denied'],
    ]);
    expect(await count(device, is('name', 'Renamed'))).toBe(4);
  });

  it('takes tags away and adds others, and keeps the rest of each record', async () => {
    const device = await tenantForTest();
    const tags = [['fair', 'old'], ['old'], ['fair'], undefined];
    await performed(
      device,
      'Added deals',
      deals(4, (at) => (tags[at] === undefined ? {} : { tags: tags[at] })),
    );
    const [taken] = await changedAll(device, { change: { removes: { tags: ['old'] } } }, 'Untagged');
    expect(taken).toMatchObject({ changed: 2, same: 2 });
    expect(taken?.values.map(({ from, to }) => [from, to])).toEqual([
      [['fair', 'old'], ['fair']],
      [['old'], null],
    ]);
    const [both] = await changedAll(device, { change: { adds: { tags: ['new'] }, removes: { tags: ['fair'] } } }, 'Tagged'); // prettier-ignore
    expect(new Set(both?.values.map(({ to }) => JSON.stringify(to)))).toEqual(new Set(['["new"]']));
  });

  it('moves a time by days, at the same hour of the clock over a change of clocks', async () => {
    const { tenant } = await tenantForTest();
    const acts = new PersonActs(tenant.device, () => undefined, () => 'Europe/Oslo'); // prettier-ignore
    const task = { entity: 'crm/task', create: { fields: { subject: 'Call', dueAt: '2026-03-28T08:00:00.000Z' } } };
    expect((await acts.perform({ label: 'Added', shape: 'together', edits: [task] })).ok).toBe(true);
    const change = { shifts: { dueAt: 1 } };
    const asked = changeManySchema.parse({ entity: 'crm/task', change, after: null, act: { label: 'Moved', group: null } }); // prettier-ignore
    const moved = await changeMany({ ...partsOf(tenant), acts }, asked);
    expect(moved).toMatchObject({ value: { values: [{ from: '2026-03-28T08:00:00.000Z', to: '2026-03-29T07:00:00.000Z' }] } }); // prettier-ignore
  });

  it('deletes and restores', async () => {
    const device = await tenantForTest();
    await performed(device, 'Added deals', deals(3));
    await changedAll(device, { change: { sets: { life: 'deleted' } } }, 'Deleted deals');
    expect(await count(device)).toBe(0);
    const back = await changedAll(device, { life: 'deleted', change: { sets: { life: 'alive' } } }, 'Restored deals');
    expect([total(back, 'changed'), await count(device)]).toEqual([3, 3]);
  });

  it.each([
    ['an unknown kind', { entity: 'crm/boat' }, 'records/unknown-entity'],
    ['an unknown field', { change: { sets: { colour: 'red' } } }, 'records/unknown-field'],
    ['a text to be moved by days', { change: { shifts: { name: 3 } } }, 'request/invalid'],
    ['a text to lose tags', { change: { removes: { name: ['a'] } } }, 'request/invalid'],
    ['a text to get tags', { change: { adds: { name: ['a'] } } }, 'request/invalid'],
    ['a merge', { change: { sets: { life: `merged:${other}` } } }, 'request/invalid'],
  ])('[E-1] is refused for %s', async (_of, wish, code) => {
    const { tenant } = await tenantForTest();
    const asked = { entity: 'crm/deal', after: null, act: null, change: { sets: { name: 'x' } }, ...wish };
    expect(await changeMany(partsOf(tenant), changeManySchema.parse(asked))).toMatchObject({ ok: false, code });
  });

  it('[E-1] names at least one field', () => {
    const asked = { entity: 'crm/deal', after: null, act: null, change: {} };
    expect(changeManySchema.safeParse(asked).success).toBe(false);
  });

  it('[CRM-8] marks a record as converted only where it names a record made from it; the same holds for a paste and an import', async () => {
    const device = await tenantForTest();
    const { acts } = device.tenant;
    const lead = (more: Readonly<Record<string, string>>) => ({ entity: 'crm/lead', create: { fields: { name: 'Ada', status: 'new', ...more } } }); // prettier-ignore
    const { ids } = await performed(device, 'Added', [lead({}), lead({ name: 'Bo' })]);
    const [told] = await changedAll(device, { entity: 'crm/lead', change: { sets: { status: 'converted' } } });
    const why = 'Use "Convert" to give a lead this status, one at a time. It asks what the lead becomes.';
    expect([told?.changed, told?.refused.map(({ title, message }) => [title, message])]).toEqual([0, [['Ada', why], ['Bo', why]]]); // prettier-ignore
    const perform = (edits: Parameters<typeof acts.perform>[0]['edits']) => acts.perform({ label: 'Marked', shape: 'together', edits }); // prettier-ignore
    const marked = { entity: 'crm/lead', id: ids[0] ?? '', fields: { status: 'converted' } };
    const refusals = [await perform([marked]), await perform([lead({ status: 'converted' })])];
    expect(refusals.map((one) => !one.ok && [one.code, one.details])).toEqual([
      ['records/invalid', { field: 'status' }],
      ['records/invalid', { field: 'status' }],
    ]);
    const [deal] = (await performed(device, 'Added', deals(1))).ids;
    const whole = await perform([{ ...marked, fields: { status: 'converted', convertedTo: deal ?? '' } }]);
    expect(whole.ok).toBe(true);
    expect(await acts.undoLast()).toMatchObject({ ok: true });
    expect(await acts.redoLast()).toMatchObject({ ok: true });
  });
});
