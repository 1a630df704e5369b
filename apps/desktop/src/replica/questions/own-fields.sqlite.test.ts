import type { JsonValue } from '@outpost/domain/kernel/json';
import { type Filter, listQuerySchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { describe, expect, it } from 'vitest';
import type { OwnDefinitions } from '../../bridge/own-definitions.ts';
import { machineForTest, tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership } from '../testing/given-tenant.ts';
import { givenCredentials } from '../testing/given-machine.ts';
import { addedRecord, performed } from '../testing/performed.ts';

const given = (role = 'admin'): Promise<GivenTenant> => tenantForTest({ membership: givenMembership(role) });

type Fields = Readonly<Record<string, JsonValue>>;
const define = (device: GivenTenant, name: string, type: string, more: Fields = {}): Promise<string> =>
  addedRecord(device, 'platform/field-definition', {
    forEntity: 'crm/deal',
    name,
    label: `Own ${name}`,
    type,
    ...more,
  });
const namesOf = async (
  { tenant }: GivenTenant,
  where: Filter | undefined,
  sort?: string,
): Promise<readonly unknown[]> => {
  const list = await tenant.questions.list(
    listQuerySchema.parse({
      entity: 'crm/deal',
      ...(where === undefined ? {} : { where }),
      ...(sort === undefined ? {} : { sort: [{ field: sort, direction: 'asc' }] }),
    }),
  );
  if (!list.ok) throw new Error(list.message);
  return list.value.rows.map((row) => row.fields['name']);
};

/** Each type with a lower and a higher value, and a filter that only the higher one matches. */
const types: readonly (readonly [
  type: string,
  low: JsonValue,
  high: JsonValue,
  higher: Omit<Extract<Filter, { field: string }>, 'field'>,
])[] = [
  ['text', 'Alder', 'Birch', { op: 'starts-with', value: 'bir' }],
  ['email', 'ann@example.com', 'bea@example.com', { op: 'is', value: 'BEA@example.com' }],
  ['phone', '+15550142', '+15550143', { op: 'is', value: '+15550143' }],
  [
    'money',
    { amount: 100, currency: 'USD' },
    { amount: 200, currency: 'USD' },
    { op: 'gt', value: { amount: 150, currency: 'USD' } },
  ],
  ['number', 0.5, 12, { op: 'gt', value: 1 }],
  ['percent', 3.25, 40, { op: 'gte', value: 40 }],
  ['flag', false, true, { op: 'is', value: true }],
  ['date', '2026-01-02', '2026-03-04', { op: 'gt', value: '2026-02-01' }],
  ['instant', '2026-01-02T08:00:00.000Z', '2026-01-02T09:00:00.000Z', { op: 'gt', value: '2026-01-02T08:30:00.000Z' }],
  ['duration', 60, 3_600, { op: 'gt', value: 600 }],
  ['choice', 'north', 'south', { op: 'one-of', value: ['south'] }],
  ['tags', ['old'], ['new'], { op: 'has-any', value: ['new'] }],
];
const options = [
  { value: 'north', label: 'North' },
  { value: 'south', label: 'South' },
];

const none: OwnDefinitions = { entities: [], retiredEntities: [], fields: [], retiredFields: [], packs: [] };

describe('own fields in questions', () => {
  it.each(types)('[K-3] of the type %s are stored, filtered and sorted by', async (type, low, high, higher) => {
    const device = await given();
    await define(device, 'own', type, type === 'choice' ? { options } : {});
    await addedRecord(device, 'crm/deal', { name: 'High', stage: 'prospecting', own: high });
    await addedRecord(device, 'crm/deal', { name: 'None', stage: 'prospecting' });
    await addedRecord(device, 'crm/deal', { name: 'Low', stage: 'prospecting', own: low });
    expect(await namesOf(device, { field: 'own', ...higher })).toEqual(['High']);
    expect(await namesOf(device, { field: 'own', op: 'is-empty' })).toEqual(['None']);
    if (type !== 'tags') expect(await namesOf(device, undefined, 'own')).toEqual(['Low', 'High', 'None']);
  });

  it('[K-3] group sums by choices, and add up money', async () => {
    const device = await given();
    await define(device, 'region', 'choice', { options });
    await define(device, 'fee', 'money');
    for (const region of ['north', 'south', 'north'])
      await addedRecord(device, 'crm/deal', {
        name: 'A',
        stage: 'prospecting',
        region,
        fee: { amount: 50, currency: 'USD' },
      });
    const summary = await device.tenant.questions.summary(
      summaryQuerySchema.parse({ entity: 'crm/deal', groupBy: 'region', sums: ['fee'] }),
    );
    expect(summary.ok && summary.value.groups).toEqual([
      { value: 'north', count: 2, sums: { fee: { USD: 100 } } },
      { value: 'south', count: 1, sums: { fee: { USD: 50 } } },
    ]);
  });

  it('[K-3] find a choice whose place among the options has changed', async () => {
    const device = await given();
    const id = await define(device, 'region', 'choice', { options });
    await addedRecord(device, 'crm/deal', { name: 'A', stage: 'prospecting', region: 'south' });
    await performed(device, 'Moved', [
      { entity: 'platform/field-definition', id, fields: { options: options.toReversed() } },
    ]);
    await expect
      .poll(() => namesOf(device, { field: 'region', op: 'one-of', value: ['south'] }), { timeout: 10_000 })
      .toEqual(['A']);
  });

  it('[K-3] keep a choice that is no longer offered, and let the record be changed', async () => {
    const device = await given();
    const id = await define(device, 'region', 'choice', { options });
    const deal = await addedRecord(device, 'crm/deal', { name: 'A', stage: 'prospecting', region: 'south' });
    const retired = options.map((option) => ({ ...option, isRetired: option.value === 'south' }));
    await performed(device, 'Changed', [{ entity: 'platform/field-definition', id, fields: { options: retired } }]);
    await performed(device, 'Changed', [{ entity: 'crm/deal', id: deal, fields: { name: 'B' } }]);
    expect(await namesOf(device, { field: 'region', op: 'one-of', value: ['south'] })).toEqual(['B']);
  });

  it('[A-2] are defined by administrators only', async () => {
    const device = await given('member');
    await expect(define(device, 'region', 'text')).rejects.toThrow('access/denied');
  });
});

describe('own fields on the bridge', () => {
  it('[K-3] are sent at once and with each change, retired ones separately, and never to a locked device', async () => {
    const replica = await machineForTest().start();
    const told: OwnDefinitions[] = [];
    replica.subscribe('ownDefinitions', (own) => told.push(own));
    expect(told).toEqual([{ ...none, fields: [], retiredFields: [] }]);
    expect(await replica.call('definitions.own', null)).toMatchObject({ ok: false, code: 'access/signed-out' });
    await replica.handlers['session.signIn'](givenCredentials);
    await replica.tenant()?.hold([givenMembership('admin')]);
    const region = { forEntity: 'crm/deal', name: 'region', label: 'Region', type: 'text' };
    const made = await replica.handlers['acts.perform']({
      label: 'Added',
      shape: 'together',
      edits: [{ entity: 'platform/field-definition', create: { fields: region } }],
    });
    expect(told.at(-1)).toEqual({ ...none, fields: [region], retiredFields: [] });
    const id = made.ok ? (made.value.ids[0] ?? '') : '';
    const change = (fields: Record<string, JsonValue>) =>
      replica.handlers['acts.perform']({
        label: 'Changed',
        shape: 'together',
        edits: [{ entity: 'platform/field-definition', id, fields }],
      });
    await change({ label: 'Sales region' });
    expect(told.at(-1)?.fields[0]?.label).toBe('Sales region');
    await change({ life: 'deleted' });
    expect(told.at(-1)).toEqual({ ...none, fields: [], retiredFields: [{ ...region, label: 'Sales region' }] });
    await replica.handlers['acts.undoLast'](null);
    expect(await replica.call('definitions.own', null)).toEqual({
      ok: true,
      value: { ...none, fields: [{ ...region, label: 'Sales region' }], retiredFields: [] },
    });
    await replica.call('session.lock', null);
    expect(told.at(-1)).toEqual({ ...none, fields: [], retiredFields: [] });
  });
});
