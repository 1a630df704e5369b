import { type Catalogue, catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { entity } from '@outpost/domain/kernel/entities/entity';
import { idOf } from '@outpost/domain/kernel/ids';
import { number, text } from '@outpost/domain/kernel/entities/fields';
import { installedPacks } from '@outpost/domain/installed-packs';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { groupsOf } from '@outpost/domain/sync/token-groups';
import { describe, expect, it } from 'vitest';
import { applyPage } from '../sync/answers/apply-page.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenPerson } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';

/** Returns a build with one kind of record: the second schema has a number in days where the first had it in weeks. */
const build = (schema: 1 | 2): Catalogue => {
  const job = entity(idOf('trial/job'), {
    label: { one: 'Job', many: 'Jobs' },
    title: 'name',
    schema,
    fields: { name: text({ required: true }), ...(schema === 1 ? { weeks: number() } : { days: number() }) },
    upgrades: { 2: ({ weeks, ...rest }) => (typeof weeks === 'number' ? { ...rest, days: weeks * 7 } : rest) },
  });
  return catalogueOf([...installedPacks, { name: 'trial', version: schema, entities: [job], roles: [] }]);
};
const held = { id: '0190b1f2-7c00-7000-8000-000000000e01', fields: { name: 'Held', weeks: 2 } };

/** Sent by a server of the second build while the device ran the first. */
const early = { id: '0190b1f2-7c00-7000-8000-000000000e02', schema: 2, fields: { name: 'Early', days: 11 } };

const at = '2026-11-19T08:00:00.000Z';
const sentRecord = (sent: typeof held | typeof early) => ({
  schema: 1,
  ...sent,
  entity: 'trial/job',
  version: 1,
  life: 'alive',
  ownerId: givenPerson.id,
  teamId: null,
  sharedWith: [],
  inherited: null,
  createdAt: at,
  createdBy: givenPerson.id,
  updatedAt: at,
  updatedBy: givenPerson.id,
});
/** Applies a page with these records and their history from the server. */
const received = (
  { tenant: { device } }: GivenTenant,
  records: ReturnType<typeof sentRecord>[],
  history: HistoryRow[] = [],
) =>
  device.transact((write) =>
    applyPage(
      write,
      {
        kind: 'page',
        rows: records.map((record) => ({ id: record.id, n: 1, record, through: [`${record.entity}@org`] })),
        history,
        tokens: groupsOf(records.map((record) => `${record.entity}@org`)),
        changesTokens: true,
        next: { n: 1, id: '~', tokens: 'digest', gain: null, history: 1 },
        done: true,
        head: { head: [1, 'h'], signature: '' },
        durable: 1,
        remaining: 0,
      },
      { lookups: device.lookups, userId: givenPerson.id, now: at },
    ),
  );

describe('a new build on an old file', () => {
  it('[K-5] upgrades records and waiting acts to its schemas, once', async () => {
    const old = await tenantForTest({ catalogue: build(1) });
    await received(old, [sentRecord(held), sentRecord(early)]);
    await performed(old, 'Longer', [{ entity: 'trial/job', id: held.id, fields: { weeks: 3 } }]);
    await addedRecord(old, 'trial/job', { name: 'New', weeks: 1 });
    let now = old;
    for (let start = 0; start < 2; start += 1) {
      now = await now.reopen(build(2));
      await now.tenant.device.lane.idle();
      await new Promise((resolve) => void setTimeout(resolve, 20)); // records are upgraded after the start, in the background
      await now.tenant.device.lane.idle();
      expect(now.tenant.replicator.nextBatch().map((act) => act.edits[0])).toMatchObject([
        { fields: { days: [14, 21] } },
        { create: { fields: { name: 'New', days: 7 }, schema: 2 } },
      ]);
      const list = await now.tenant.questions.list({
        entity: 'trial/job',
        life: 'alive',
        sort: [{ field: 'days', direction: 'asc' }],
        limit: 50,
      });
      expect(list.ok && list.value.rows.map((row) => [row.fields['name'], row.fields['days'], row.schema])).toEqual([
        ['New', 7, 2],
        ['Early', 11, 2],
        ['Held', 21, 2],
      ]);
    }
  });

  it('[K-5] notes only kinds whose schema has changed, and does not upgrade the new build’s own records', async () => {
    const device = await tenantForTest({ catalogue: build(2) });
    await addedRecord(device, 'trial/job', { name: 'New', days: 7 });
    const now = await device.reopen(build(2));
    const { memory, catalogue } = now.tenant.device;
    const changed = [...catalogue.entities.values()].filter(({ schema }) => schema > 1);
    const noted = Object.fromEntries(changed.map(({ name, schema }) => [name, schema]));
    expect([memory.state.actSchemas, memory.state.recordSchemas]).toEqual([noted, noted]);
    const [act] = now.tenant.replicator.nextBatch();
    expect(act?.edits[0]).toMatchObject({ create: { fields: { name: 'New', days: 7 }, schema: 2 } });
  });

  it('[K-5] upgrades an act of which only one record is of an older schema', async () => {
    const old = await tenantForTest({ catalogue: build(1) });
    await performed(old, 'Added', [
      { entity: 'crm/deal', create: { fields: { name: 'Acme', stage: 'prospecting' } } },
      { entity: 'trial/job', create: { fields: { name: 'New', weeks: 1 } } },
    ]);
    const now = await old.reopen(build(2));
    expect(now.tenant.replicator.nextBatch()[0]?.edits).toMatchObject([
      { entity: 'crm/deal', create: { fields: { name: 'Acme' } } },
      { create: { fields: { name: 'New', days: 7 }, schema: 2 } },
    ]);
  });

  it('[K-5] upgrades acts that are kept to be sent again after a lost tail', async () => {
    const old = await tenantForTest({ catalogue: build(1) });
    await addedRecord(old, 'trial/job', { name: 'New', weeks: 1 });
    await old.tenant.device.transact(async (write) => {
      for (const entry of write.acts.all()) write.acts.put({ ...entry, state: 'kept', n: 5 });
      await Promise.resolve();
    });
    const now = await old.reopen(build(2));
    await now.tenant.device.lane.idle();
    const kept = await now.tenant.device.transact(async (write) => {
      const ids = write.acts.keptAfter(-1);
      await write.documents.load(ids);
      return ids.map((id) => write.documents.book(id));
    });
    expect(kept).toMatchObject([{ state: 'kept', act: { edits: [{ create: { fields: { days: 7 }, schema: 2 } }] } }]);
  });

  it('[S-4] [S-5] upgrades refused acts and replaced values, so that the person can send or restore them', async () => {
    const old = await tenantForTest({ catalogue: build(1) });
    const mark = {
      id: `5:${held.id}:weeks`,
      entity: 'outpost/replaced' as const,
      n: 5,
      field: 'weeks',
      record: held.id,
      of: 'trial/job',
      lost: { value: 3, by: givenPerson.id, at: '2026-11-19T08:00:00.000Z' },
      kept: { value: 2, by: givenPerson.id, at: '2026-11-19T09:00:00.000Z' },
      handled: false,
    };
    await addedRecord(old, 'trial/job', { name: 'New', weeks: 1 });
    await old.tenant.device.transact(async (write) => {
      const [waiting] = write.acts.all();
      if (!waiting) throw new Error('No act waits');
      const { act } = waiting;
      write.acts.put({
        ...waiting,
        act: { ...act, edits: [{ id: held.id, entity: 'trial/job', seen: 1, fields: { weeks: [2, 3] } }] },
      });
      const [refused] = write.acts.all();
      if (!refused) throw new Error('No act waits');
      write.books.put({
        id: `tray/${act.id}`,
        entity: 'outpost/tray',
        act: refused.act,
        why: {},
        titles: {},
        refusedAt: '2026-11-19T10:00:00.000Z',
        discardedAt: null,
      });
      write.books.put(mark);
      await Promise.resolve();
    });
    let now = old;
    for (let start = 0; start < 2; start += 1) {
      now = await now.reopen(build(2));
      await now.tenant.device.lane.idle();
      const { tray, replaced } = now.tenant.device.memory;
      expect([...tray.values()].map(({ act }) => act.edits)).toMatchObject([[{ fields: { days: [14, 21] } }]]);
      expect([...(replaced.get(held.id)?.values() ?? [])]).toEqual([
        {
          ...mark,
          id: `5:${held.id}:days`,
          field: 'days',
          lost: { ...mark.lost, value: 21 },
          kept: { ...mark.kept, value: 14 },
        },
      ]);
    }
  });

  it('[A-4] [S-5] a start removes refused acts that were discarded more than thirty days before, and no others', async () => {
    const before = await tenantForTest();
    await addedRecord(before, 'crm/deal', { name: 'Acme', stage: 'prospecting' });
    const { memory, ports } = before.tenant.device;
    const [waiting] = memory.acts.values();
    if (!waiting) throw new Error('No act waits');
    const daysAgo = (days: number) => new Date(ports.clock.nowMs() - days * 86_400_000).toISOString();
    const entries = { open: null, lately: daysAgo(29), 'long-ago': daysAgo(31) };
    await before.tenant.device.transact((write) => {
      for (const [id, discardedAt] of Object.entries(entries))
        write.books.put({ id, entity: 'outpost/tray', act: waiting.act, why: {}, titles: {}, refusedAt: daysAgo(60), discardedAt }); // prettier-ignore
      return Promise.resolve();
    });
    const { tenant } = await before.reopen();
    expect([...tenant.device.memory.tray.keys()].toSorted()).toEqual(['lately', 'open']);
  });

  it("[S-4] [K-5] a value that was replaced before the server's update arrives in the old schema, and can be restored", async () => {
    const now = await tenantForTest({ catalogue: build(2) });
    const { device, acts } = now.tenant;
    const gaveWay = (n: number, value: number) => ({
      ...given(n),
      superseded: { weeks: { value, by: givenPerson.id, at } },
    });
    const given = (n: number) => ({
      n,
      id: early.id,
      entity: 'trial/job',
      act: null,
      group: null,
      undoes: null,
      label: 'Longer',
      by: givenPerson.id,
      device: null,
      at,
      madeAt: null,
      kind: 'changed' as const,
    });
    await received(
      now,
      [sentRecord(early)],
      [
        { ...gaveWay(2, 3), changed: { weeks: [1, 2] } },
        { ...gaveWay(3, 5), changed: {} }, // the value of an undo was replaced itself: the record has the kept value
      ],
    );
    const marks = [...(device.memory.replaced.get(early.id)?.values() ?? [])];
    expect(marks.map(({ n, field, lost, kept }) => [n, field, lost.value, kept.value])).toEqual([
      [2, 'days', 21, 14],
      [3, 'days', 35, 11],
    ]);
    expect((await acts.restoreReplaced(2, 'days')).ok).toBe(true);
    const shown = await now.tenant.questions.get({ id: early.id });
    expect(shown.ok && shown.value.record.fields['days']).toBe(21);
  });
});
