import { uuidV7Source } from '@outpost/domain/kernel/ids';
import { seededBytes } from '@outpost/desktop/replica/testing/seeded-bytes';
import { VirtualTime } from '@outpost/desktop/replica/testing/virtual-time';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import type { StagedDevice, StagedEdit } from '../stage/proof-stage.ts';
import { stageForTest } from '../stage/stage-for-test.ts';

/*
 * Erasing by law (P-5), on real replicas and the real server: no device keeps anything of an erased record, wherever it
 * was when the record was erased.
 */

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.start();
});
afterAll(() => server.stop());

const ids = uuidV7Source(new VirtualTime('2026-11-19T00:00:00.000Z').clock, seededBytes(9));
const newIds = (count: number): string[] => Array.from({ length: count }, () => ids.newId());
const [none = ''] = newIds(1);

/** A word in every text about the record, also in folded form. */
const secret = 'beeblebrox';

/**
 * Returns the tables of a device's file that contain a word in any column, including deleted rows. The search index is left out,
 * because it drops words only when it is purged.
 */
function tablesWith(device: StagedDevice, word: string): readonly string[] {
  const { writer } = device.tenant.device.database.file;
  const tables = writer
    .prepare<[], string>(
      `select name from sqlite_master where type = 'table' and sql not like 'create virtual%' and name not like 'sqlite_%' and name not glob '*__search*'`,
    )
    .pluck()
    .all();
  return tables.filter((table) =>
    writer
      .prepare(`select * from "${table}"`)
      .all()
      .some((row) => rowText(row).includes(word)),
  );
}
const rowText = (row: unknown): string =>
  Object.values(row as object) // better-sqlite3 returns rows as objects
    .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))
    .join(' ')
    .toLowerCase();

/** Whether a word occurs anywhere in a device's decrypted file: free pages and search index included. */
function isOnDisk(device: StagedDevice, word: string): boolean {
  const { writer } = device.tenant.device.database.file;
  writer.pragma(`rekey=''`);
  return device.image().toString('latin1').toLowerCase().includes(word);
}

const contact = (id: string, ownerId: string): StagedEdit => ({
  id,
  entity: 'crm/contact',
  create: { ownerId, fields: { name: `Zaphod ${secret}`, email: `z@${secret}.example`, about: `${secret} likes tea` } },
});
const call = (id: string, about: string): StagedEdit => ({
  id,
  entity: 'crm/activity',
  create: { fields: { about: `crm/contact:${about}`, kind: 'call', subject: `Call with ${secret}` } },
});

/** Creates a contact of Mia's that she and Ann hold, with an edit of each. */
async function contactOfBoth() {
  const w = await stageForTest(server);
  const [c1 = none, a1 = none] = newIds(2);
  const [ann, mia] = [await w.device('ann'), await w.device('mia')];
  await mia.act([contact(c1, w.people.mia.id)]);
  await w.settle(ann, mia);
  await ann.act([w.set(c1, { jobTitle: `President ${secret}` }, 'crm/contact')]);
  await ann.act([call(a1, c1)]);
  await w.settle(ann, mia);
  expect(tablesWith(ann, secret).length).toBeGreaterThan(3);
  return { w, c1, a1, ann, mia };
}
const erase = async (w: { readonly orgId: string }, id: string, withChildren = true): Promise<void> => {
  const erased = await server.erase(w.orgId, [id], { withChildren });
  if (!erased.ok) throw new Error(erased.why);
};

describe('a record that was erased by law', () => {
  it('[P-5] is removed from every device with all that they kept of it: history, marks, and acts that are kept for a lost tail', async () => {
    const { w, c1, ann, mia } = await contactOfBoth();
    expect(ann.tenant.device.memory.kept.size).toBeGreaterThan(0);
    await erase(w, c1);
    await w.settle(ann, mia);
    expect([tablesWith(ann, secret), tablesWith(mia, secret)]).toEqual([[], []]);
    expect([await ann.shown(c1), ann.tray()]).toEqual([undefined, []]);
    expect((await server.verify(w.orgId)).problems).toEqual([]);
  });

  it('[P-5] is removed with acts that are confirmed by the same page that reports the erasure', async () => {
    const { w, c1, mia } = await contactOfBoth();
    await mia.act([w.set(c1, { about: `${secret} drinks` }, 'crm/contact')]);
    await mia.push();
    await erase(w, c1);
    await mia.pull();
    expect(tablesWith(mia, secret)).toEqual([]);
  });

  it('[P-5] is in no byte of a device’s file after the upkeep', async () => {
    const { w, c1, mia } = await contactOfBoth();
    await erase(w, c1);
    await w.settle(mia);
    await w.time.pass(3_600_000);
    await vi.waitFor(() => expect(mia.tenant.device.memory.state.purgeDue).toBe(false), { timeout: 20_000 });
    expect(isOnDisk(mia, secret)).toBe(false);
  });

  it('[P-5] is removed with the acts that wait on it: an act by records continues without it, one that is all or nothing goes to the tray without its values', async () => {
    const { w, c1, mia } = await contactOfBoth();
    const [d1 = none, d2 = none, d3 = none] = newIds(3);
    await mia.act([w.deal(d1), w.deal(d2), w.deal(d3)]);
    await w.settle(mia);
    await mia.act([w.set(c1, { about: `${secret} drinks` }, 'crm/contact'), w.set(d1, { name: 'Each' })], {
      shape: 'each',
    });
    await mia.act([w.set(c1, { about: `${secret} sings` }, 'crm/contact'), w.set(d2, { name: 'Together' })]);
    await mia.act([w.set(d3, { name: 'Alone' })]);
    await erase(w, c1);
    await mia.pull();
    expect(tablesWith(mia, secret)).toEqual([]);
    await w.settle(mia);
    expect([
      (await w.onServer(d1))?.['name'],
      (await w.onServer(d2))?.['name'],
      (await w.onServer(d3))?.['name'],
    ]).toEqual(['Each', 'Deal', 'Alone']);
    const tray = [...mia.tenant.device.memory.tray.values()].map(({ act }) => act.edits);
    expect(tray).toEqual([
      [{ id: c1, entity: 'crm/contact', seen: 0, fields: {} }],
      [
        { id: c1, entity: 'crm/contact', seen: 0, fields: {} },
        expect.objectContaining({ id: d2, fields: { name: ['Deal', 'Together'] } }),
      ],
    ]);
  });

  it('[P-5] is removed from the content that the tray kept of it', async () => {
    const { w, c1, mia } = await contactOfBoth();
    await w.setRoles('mia', [{ role: 'viewer', teamId: w.teams.one }]);
    await mia.act([w.set(c1, { about: `${secret} drinks` }, 'crm/contact')]);
    await w.settle(mia);
    expect(mia.tray()).toHaveLength(1);
    await erase(w, c1);
    await w.settle(mia);
    expect([tablesWith(mia, secret), mia.tray()]).toEqual([[], [['records/not-found']]]);
  });

  it('[P-5] [S-1c] does not come back when the tail is lost, it is erased again, and a device sends its creation once more', async () => {
    const w = await stageForTest(server);
    const [c1 = none] = newIds(1);
    const mia = await w.device('mia');
    const old = await w.backup();
    await mia.act([contact(c1, w.people.mia.id)]);
    await w.settle(mia);
    await erase(w, c1);
    await w.restore(old);
    await erase(w, c1);
    await w.settle(mia);
    expect([await mia.shown(c1), tablesWith(mia, secret)]).toEqual([undefined, []]);
    expect(JSON.stringify(await server.rows(w.orgId, 'select payload from store.journal'))).not.toContain(secret);
  });

  it('[P-5] [A-4] is reported to a person who wrote to it and no longer sees it, and to nobody who never saw it', async () => {
    const w = await stageForTest(server);
    const [c1 = none] = newIds(1);
    const [ann, mia, moe] = [await w.device('ann'), await w.device('mia'), await w.device('moe')];
    await mia.act([contact(c1, w.people.mia.id)]);
    await w.settle(ann, mia, moe);
    await ann.act([w.set(c1, { ownerId: w.people.max.id, teamId: w.teams.two }, 'crm/contact')]);
    await w.settle(ann, mia, moe);
    expect(await mia.shown(c1)).toBeUndefined();
    expect(tablesWith(mia, secret)).not.toEqual([]); // an act of hers, kept for a lost tail
    await erase(w, c1);
    const told: unknown[] = [];
    const page = await moe.pull();
    if (page.kind === 'page') told.push(...page.page.rows, ...page.page.history);
    expect(JSON.stringify(told)).not.toContain(c1);
    await w.settle(ann, mia, moe);
    expect([tablesWith(ann, secret), tablesWith(mia, secret)]).toEqual([[], []]);
  });

  it('[P-5] is reported to a device that starts over, too', async () => {
    const { w, c1, mia } = await contactOfBoth();
    await mia.act([w.set(c1, { about: `${secret} drinks` }, 'crm/contact')]);
    await erase(w, c1);
    await w.passHorizon();
    await w.settle(mia);
    expect(tablesWith(mia, secret)).toEqual([]);
  });

  it('[P-5] leaves its activities where they were not erased; a label that names it is removed from their history', async () => {
    const { w, c1, a1, ann } = await contactOfBoth();
    const [d1 = none] = newIds(1);
    await ann.act([w.deal(d1)]);
    const made = await ann.tenant.acts.perform({ label: `Met Zaphod ${secret}`, shape: 'together', edits: [w.set(d1, { name: 'Tea' }), w.set(c1, { about: null }, 'crm/contact')] }); // prettier-ignore
    expect(made.ok).toBe(true);
    await w.settle(ann);
    await erase(w, c1, false);
    await w.settle(ann);
    expect((await ann.shown(a1))?.fields['subject']).toBe(`Call with ${secret}`);
    const labels = ann.tenant.device.lookups.historyOf([d1], { before: 1e9, limit: 10 }).map(({ label }) => label);
    expect(labels).toEqual(['Erased by law', 'test']);
    expect(JSON.stringify([...ann.tenant.device.memory.kept.keys()])).not.toContain(secret);
  });
});
