import { expect, describe, it, vi } from 'vitest';
import type { PageInFull } from '@outpost/domain/sync/page-in-full';
import { groupsOf } from '@outpost/domain/sync/token-groups';
import { applyPage } from '../sync/answers/apply-page.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { givenPerson } from '../testing/given-tenant.ts';
import { givenDeal, givenHistoryRow } from '../testing/scripted-server.ts';
import { settleTurns } from '../testing/virtual-time.ts';

const records = 300;
const textChars = 3_000;
const idOf = (place: number): string => `0190b1f2-7c00-7000-8000-${String(place).padStart(12, '0')}`;
const hourMs = 3_600_000;
const longAgo = '2026-07-01T08:00:00.000Z';
const lately = '2026-11-19T08:00:00.000Z';

const page = (n: number, given: Pick<PageInFull, 'rows' | 'history'>): PageInFull => ({
  kind: 'page',
  tokens: groupsOf(['crm/deal@org']),
  changesTokens: true,
  next: { n, id: '~', tokens: 'digest', gain: null, history: n },
  done: true,
  head: { head: [n, `h${n}`], signature: '' },
  durable: n,
  remaining: 0,
  ...given,
});
const deal = (place: number) => ({
  id: idOf(place),
  n: place + 1,
  record: {
    ...givenDeal(idOf(place), place + 1, { name: `Deal ${place}`, about: 'x'.repeat(textChars) }),
    sharedWith: [],
    inherited: null,
  },
  through: ['crm/deal@org'],
});
const told = (n: number, at: string): PageInFull['history'][number] =>
  givenHistoryRow(idOf(0), n, { kind: 'changed', label: `Told ${n}`, at });

describe('the upkeep of a file in idle time', () => {
  it('[D-2] removes old history and tombstones, and returns their space to the disk', async () => {
    const given = await tenantForTest();
    const { device } = given.tenant;
    const take = (taken: PageInFull) =>
      device.transact((write) =>
        applyPage(write, taken, { lookups: device.lookups, userId: givenPerson.id, now: lately }),
      );
    const all = Array.from({ length: records }, (_, place) => place);
    await take(page(records, { rows: all.map(deal), history: [told(1, longAgo), told(2, lately)] }));
    device.database.file.checkpoint();
    const full = device.database.file.sizes().main;
    await take(
      page(records * 2, {
        rows: all.slice(1).map((place) => ({ id: idOf(place), n: records + place, gone: true as const })),
        history: [],
      }),
    );
    const { writer } = device.database.file;
    const counted = (sql: string): number => Number(writer.prepare(sql).pluck().get());
    const tombstones = 'select count(*) from r_crm_deal where deleted = 1';
    expect(counted(tombstones)).toBe(records - 1);
    await given.time.pass(hourMs + 1_000);
    for (let turn = 0; turn < 200 && (counted(tombstones) > 0 || device.database.file.sizes().free > 0); turn += 1)
      await settleTurns();
    expect(counted(tombstones)).toBe(0);
    expect(device.lookups.historyBefore('2026-12-01T00:00:00.000Z', 10)).toEqual([`2:${idOf(0)}`]);
    expect(device.database.file.sizes().free).toBe(0);
    device.database.file.checkpoint();
    expect(full - device.database.file.sizes().main).toBeGreaterThan(records * textChars);
    expect(given.faults).toEqual([]);
  });

  it('[E-1] logs a fault, and continues in the next hour', async () => {
    const { time, faults, tenant } = await tenantForTest();
    const { file } = tenant.device.database;
    const giveBack = vi.spyOn(file, 'giveBackSpace').mockImplementationOnce(() => {
      throw new Error('The disk is broken');
    });
    await time.pass(hourMs + 1_000);
    await expect.poll(() => faults).toMatchObject([{ message: 'The disk is broken' }]);
    await time.pass(hourMs + 1_000);
    await expect.poll(() => giveBack.mock.calls.length).toBeGreaterThan(1);
    expect(faults).toHaveLength(1);
  });

  it('[P-5] purges the file once after an erasure, even where the replica was closed at once', async () => {
    const before = await tenantForTest();
    await before.tenant.device.transact(async (write) => write.setState({ purgeDue: true }));
    const { time, tenant } = await before.reopen();
    const { file } = tenant.device.database;
    const purge = vi.spyOn(file, 'purge').mockReturnValueOnce(false); // a reader blocks the log
    await time.pass(31_000);
    await expect.poll(() => purge.mock.calls.length).toBe(1);
    await tenant.device.lane.idle();
    expect(tenant.device.memory.state.purgeDue).toBe(true);
    await time.pass(hourMs + 1_000);
    await expect.poll(() => tenant.device.memory.state.purgeDue).toBe(false);
    await time.pass(hourMs + 1_000);
    expect(purge).toHaveBeenCalledTimes(2);
  });
});
