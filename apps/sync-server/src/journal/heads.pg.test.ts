import { beforeAll, describe, expect, it } from 'vitest';
import type { Head } from '@outpost/domain/sync/protocol';
import { inTenant, type Transaction } from '../db/database.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { genesis, hashText, linkOf } from './chain.ts';
import { readDigests } from './digests.ts';
import { compareHeldHeads, findFork, findForks, readClock } from './heads.ts';
import { noteLoss } from './losses.ts';

const given = givenServer();
let w: SalesWorld;
let heads: readonly Head[];
const read = <T>(run: (tx: Transaction, orgId: string) => Promise<T>): Promise<T> =>
  inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'write' }, (tx) => run(tx, w.tenant.orgId));
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
  const rows = await w.tenant.rows('select n, hash from store.journal order by n');
  heads = rows.map(({ n, hash }): Head => [Number(n), hashText(hash as Uint8Array)]);
});
const other = (n: number): Head => [n, 'cd'.repeat(32)];
const at = (place: number): Head => heads.at(place) ?? [0, genesis];

describe('the heads that a device has seen', () => {
  it('[S-1b] are of this journal where the newest is', async () => {
    const fork = (...seen: readonly Head[]) => read((tx, orgId) => findFork(tx, orgId, seen));
    expect(await fork(at(-1))).toBeUndefined();
    expect(await fork(other(at(0)[0]), at(-1))).toBeUndefined();
    expect(await fork([0, genesis])).toBeUndefined();
    expect(await fork()).toBeUndefined();
  });
  it('[S-1b] differ from it after the last common number, or from the beginning', async () => {
    const fork = (...seen: readonly Head[]) => read((tx, orgId) => findFork(tx, orgId, seen));
    const [second, third] = [at(1), at(2)];
    expect(await fork(second, third, other(at(-1)[0]))).toBe(third[0]);
    expect(await fork(second, other(third[0]), other(at(-1)[0]))).toBe(second[0]);
    expect(await fork(other(second[0]))).toBe(0);
    expect(await fork([at(-1)[0] + 100, third[1]])).toBe(0);
  });
  it('[S-1b] are compared together for several devices', async () => {
    const forks = await read((tx, orgId) => findForks(tx, orgId, [[at(-1)], [at(1), other(at(-1)[0])], []]));
    expect(forks).toEqual([undefined, at(1)[0], undefined]);
    expect(await read((tx, orgId) => findForks(tx, orgId, [[], []]))).toEqual([undefined, undefined]);
  });
});

describe("a tenant's clock", () => {
  it('[P-4] shows the last row, read with or without a lock', async () => {
    for (const how of ['locked', 'unlocked'] as const)
      expect(await read((tx, orgId) => readClock(tx, orgId, how))).toMatchObject({ head: at(-1)[0], hash: at(-1)[1] });
    expect(await read((tx) => readClock(tx, w.id(), 'unlocked'))).toBeUndefined();
  });
});

describe('the digests of a chain', () => {
  it('[P-5] are paged, and produce the hashes up to the head', async () => {
    const page = (after: number, limit: number) => read((tx, orgId) => readDigests(tx, orgId, { after, limit }));
    const [head, hash] = at(-1);
    const { rows, more } = await page(0, head);
    expect(more).toBe(false);
    expect(rows.map(({ n }) => n)).toEqual(heads.map(([n]) => n));
    expect(rows.reduce((before, row) => linkOf(before, Buffer.from(row.digest, 'hex')), genesis)).toBe(hash);
    expect(await page(0, head - 1)).toEqual({ rows: rows.slice(0, -1), more: true });
    expect(await page(head - 1, 5)).toEqual({ rows: rows.slice(-1), more: false });
    expect(await page(head, 5)).toEqual({ rows: [], more: false });
  });
});

describe('a loss of the journal’s tail', () => {
  it('[S-1c] is noted at the clock of its tenant, and never removed', async () => {
    const neighbour = await makeSalesWorld(given.test);
    const loss = () => read(async (tx, orgId) => (await readClock(tx, orgId, 'unlocked'))?.loss);
    expect(await loss()).toBeUndefined();
    const first = { at: '2026-11-20T08:00:00.000Z', common: 7, seen: '2026-11-20T09:00:00.000Z' };
    await noteLoss(given.test.database, w.tenant.orgId, first);
    expect(await loss()).toEqual(first);
    const older = { at: '2026-11-20T07:00:00.000Z', common: 9, seen: '2026-11-20T10:00:00.000Z' };
    await noteLoss(given.test.database, w.tenant.orgId, older);
    expect(await loss()).toEqual({ ...first, common: 9 });
    const younger = { at: '2026-11-20T08:30:00.000Z', common: 8, seen: '2026-11-20T11:00:00.000Z' };
    await noteLoss(given.test.database, w.tenant.orgId, younger);
    expect(await loss()).toEqual({ ...younger, common: 9 });
    await noteLoss(given.test.database, w.tenant.orgId, { ...younger, seen: '2026-11-20T12:00:00.000Z' });
    expect(await loss()).toEqual({ ...younger, common: 9 }); // the same head a second time proves nothing new
    expect(await neighbour.tenant.rows('select lost_at from store.clock')).toEqual([{ lost_at: null }]);
  });
});

describe('the heads that devices reported', () => {
  const signedIn = (head: Head | null, ended: string | null = null) =>
    w.tenant.rows(
      `insert into auth.session (org_id, id, person_id, identity_id, device_id, device_name, generation, created_at, expires_at, last_used_at, ended_at, head_n, head_hash)
       values ('${w.tenant.orgId}', '${w.id()}', '${w.id()}', '${w.id()}', '${w.id()}', 'A laptop', 0, '2026', '2027', '2026', ${ended === null ? 'null' : `'${ended}'`}, ${head === null ? 'null, null' : `${head[0]}, '${head[1]}'`})`,
    );

  it('[P-5] are compared with the journal: one of a rewritten entry, or of one after its end, does not agree', async () => {
    const compared = () => read(compareHeldHeads);
    const before = await compared();
    for (const head of [at(-1), at(1), null]) await signedIn(head);
    expect(await compared()).toEqual({ holding: before.holding + 2, agreeing: before.agreeing + 2 });
    for (const head of [other(at(1)[0]), [at(-1)[0] + 100, at(-1)[1]] as Head]) await signedIn(head);
    await signedIn(other(at(1)[0]), '2026-11-20T08:00:00.000Z'); // a device that is signed out is not counted
    expect(await compared()).toEqual({ holding: before.holding + 4, agreeing: before.agreeing + 2 });
  });
});
