import { expect, it } from 'vitest';
import { companionId } from '@outpost/domain/kernel/entities/sealed';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { bookEntities, type ImportDocument, type TrayDocument } from '../../records/documents.ts';
import { tenantForTest } from '../../testing/for-test.ts';
import { givenDeal, givenHistoryRow, ScriptedServer } from '../../testing/scripted-server.ts';

const deal = '0190b1f2-7c00-7000-8000-000000000d01';
const groups = ['0190b1f2-7c00-7000-8000-0000000000a1', '0190b1f2-7c00-7000-8000-0000000000a2'] as const;

/**
 * Returns an import that was stopped, with the accepted mends: each is identified by its file, its column and the text of its
 * cell.
 */
const unfinished = (id: string, mends: JsonValue): ImportDocument => ({
  id,
  entity: bookEntities.import,
  files: [{ name: 'deals.csv', sizeBytes: 9, digest: 'd', takenFor: null }],
  recipe: 'entity:crm/deal',
  choices: { takenFor: [], mapping: [['deals.csv', [[0, 'name']]]], formats: [], mends, matching: [] },
  step: 1,
  done: 1,
  total: 2,
  startedAt: '2026-11-20T08:00:00.000Z',
});

it('[P-5] an erasure removes the texts of cells that an unfinished import keeps, and other imports can continue', async () => {
  const server = new ScriptedServer();
  const { tenant } = await tenantForTest({ transport: server.transport });
  const { device, replicator } = tenant;
  server.page({ rows: [{ record: givenDeal(deal, 1, { name: 'Ada Lovelacce' }) }], head: 1 });
  await replicator.pull();
  await device.transact(async (write) => {
    write.books.put(unfinished(groups[0], [['deals.csv:0:Ada Lovelacce', true]]));
    write.books.put(unfinished(groups[1], []));
  });
  const erased = givenHistoryRow(deal, 2, { kind: 'changed', changed: { life: [null, 'erased'] } });
  server.page({ rows: [{ gone: deal, n: 2 }], history: [erased], head: 2 });
  await replicator.pull();
  expect((await device.database.all<ImportDocument>(bookEntities.import)).map(({ id }) => id)).toEqual([groups[1]]);
});

it('[P-5] [K-4] an erasure removes the sealed values that were typed for the record and that the server never took', async () => {
  const server = new ScriptedServer();
  const { tenant } = await tenantForTest({ transport: server.transport });
  const { device, replicator } = tenant;
  const contact = '0190b1f2-7c00-7000-8000-000000000c01';
  const kind = 'crm/contact-identity';
  const typed = { id: companionId(kind, contact), entity: kind, create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields: { record: contact, taxNumber: '12-345-678' } } }; // prettier-ignore
  const act = { id: groups[0], number: 1, label: 'Changed tax number', shape: 'together' as const, madeAt: '2026-11-20T08:00:00.000Z', edits: [typed] }; // prettier-ignore
  await device.transact(async (write) => {
    write.books.put({ id: `tray/1`, entity: bookEntities.tray, act, why: {}, titles: {}, refusedAt: '2026-11-20T08:00:00.000Z', discardedAt: null }); // prettier-ignore
  });
  const erased = givenHistoryRow(contact, 2, { entity: 'crm/contact', kind: 'changed', changed: { life: [null, 'erased'] } }); // prettier-ignore
  server.page({ rows: [{ gone: contact, n: 2 }], history: [erased], head: 2 });
  await replicator.pull();
  const kept = await device.database.all<TrayDocument>(bookEntities.tray);
  expect(kept).toHaveLength(1); // the tray still says that the act was refused
  expect(JSON.stringify(kept)).not.toContain('12-345-678');
});

it('[P-5] a pseudonym removes the name from this device’s acts, its tray and its history, and the record stays', async () => {
  const server = new ScriptedServer();
  const { tenant } = await tenantForTest({ transport: server.transport });
  const { device, replicator } = tenant;
  const person = '0190b1f2-7c00-7000-8000-000000000a01';
  const given = (version: number, name: string) => givenDeal(person, version, { name });
  server.page({
    rows: [{ record: given(1, 'Anna Berger') }],
    history: [givenHistoryRow(person, 1, { label: 'Added Anna Berger', changed: { name: [null, 'Anna Berger'] } })],
    head: 1,
  });
  await replicator.pull();
  const edit = {
    id: person,
    entity: 'crm/deal',
    seen: 1,
    fields: { name: ['Anna Berger', 'Anna B.'] as [string, string] },
  };
  const act = { id: groups[0], number: 1, label: 'Renamed Anna Berger', shape: 'together' as const, madeAt: '2026-11-20T08:00:00.000Z', edits: [edit] }; // prettier-ignore
  await device.transact(async (write) => {
    write.books.put({ id: `tray/1`, entity: bookEntities.tray, act, why: {}, titles: {}, refusedAt: '2026-11-20T08:00:00.000Z', discardedAt: null }); // prettier-ignore
  });
  const told = givenHistoryRow(person, 3, { kind: 'changed', changed: { life: [null, 'pseudonymised'] } });
  const redacted = givenHistoryRow(person, 1, { label: 'Added Former member 0a01', changed: { name: [null, 'Former member 0a01'] } }); // prettier-ignore
  server.page({ rows: [{ record: given(2, 'Former member 0a01') }], history: [told, redacted], head: 3 });
  await replicator.pull();
  const all = await Promise.all([bookEntities.tray, bookEntities.history].map((kind) => device.database.all(kind)));
  expect(JSON.stringify(all)).not.toContain('Anna');
  expect(all.map((documents) => documents.length)).toEqual([1, 1]);
  expect(JSON.stringify(all)).not.toContain('pseudonymised');
});
