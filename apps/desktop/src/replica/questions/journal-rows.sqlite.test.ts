import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { journalQuestionSchema } from '../../bridge/journal-question.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { givenOrganisation, givenPerson, type GivenTenant } from '../testing/given-tenant.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';

const idOf = (n: number) => `0190b1f2-7c00-7000-8000-0000000009${String(n).padStart(2, '0')}`;
const [acme, other, zoe] = [idOf(1), idOf(2), idOf(60)];
let device: GivenTenant;

const row = (n: number, change: Partial<HistoryRow>): HistoryRow => ({
  n,
  id: acme,
  entity: 'crm/deal',
  act: idOf(30 + n),
  group: null,
  undoes: null,
  label: `Act ${n}`,
  by: givenPerson.id,
  device: null,
  at: `2026-11-1${n}T10:00:00.000Z`,
  madeAt: null,
  kind: 'changed',
  changed: { name: ['Old', 'New'] },
  superseded: {},
  ...change,
});

beforeEach(async () => {
  const server = new ScriptedServer();
  device = await tenantForTest({
    transport: server.transport,
    organisation: { ...givenOrganisation, timeZone: 'Europe/Vienna' }, // UTC+1 in November
  });
  const person = {
    ...givenDeal(zoe, 5),
    entity: 'platform/person',
    ownerId: null,
    fields: { name: 'Zoe', status: 'active' },
  };
  server.page({
    head: 5,
    rows: [{ record: givenDeal(acme, 3) }, { record: givenDeal(other, 4) }, { record: person }].map(({ record }) => ({
      record,
      through: [`${record.entity}@org`],
    })),
    tokens: ['crm/deal@org', 'platform/person@org'],
    history: [
      row(1, { kind: 'created' }),
      row(2, { changed: { ownerId: [null, zoe] } }),
      row(3, { by: zoe, at: '2026-11-13T23:30:00.000Z' }), // already the 14th in Vienna
      row(4, { id: other }),
      row(5, { id: zoe, entity: 'platform/person' }),
    ],
  });
  await device.tenant.replicator.pull();
});

const listed = async (question: object = {}) => {
  const answer = await device.tenant.questions.journal(journalQuestionSchema.parse(question));
  if (!answer.ok) throw new Error(answer.message);
  return { ...answer.value, numbers: answer.value.rows.map(({ n }) => n) };
};

describe('the journal on a device', () => {
  it('[S-9] is listed newest first, with the names of authors, of records and of the values', async () => {
    const all = await listed();
    expect([all.numbers, all.more]).toEqual([[5, 4, 3, 2, 1], false]);
    expect(all.names[zoe]).toBe('Zoe');
    expect(all.refs[acme]?.entity).toBe('crm/deal');
    expect(all.refs[zoe]?.title).toBe('Zoe');
    const part = await listed({ limit: 2 });
    expect([part.numbers, part.more]).toEqual([[5, 4], true]);
  });

  it('is filtered by person, kind, record and days of the organisation, all together', async () => {
    expect((await listed({ by: zoe })).numbers).toEqual([3]);
    expect((await listed({ entity: 'platform/person' })).numbers).toEqual([5]);
    expect((await listed({ record: acme })).numbers).toEqual([3, 2, 1]);
    expect((await listed({ record: acme, until: '2026-11-13' })).numbers).toEqual([2, 1]);
    expect((await listed({ from: '2026-11-14' })).numbers).toEqual([5, 4, 3]);
    expect((await listed({ from: '2026-11-14', until: '2026-11-14', by: zoe })).numbers).toEqual([3]);
    expect((await listed({ by: idOf(99) })).numbers).toEqual([]);
  });

  it('is empty on a device that has received nothing', async () => {
    const fresh = await tenantForTest({ seed: 2 });
    const answer = await fresh.tenant.questions.journal(journalQuestionSchema.parse({}));
    expect(answer).toMatchObject({ ok: true, value: { rows: [], more: false } });
  });
});
