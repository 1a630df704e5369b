import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { markDurable, readHeads } from './mark-durable.ts';

const given = givenServer({ durability: 'backup' });
let w: SalesWorld;
let other: SalesWorld;

beforeAll(async () => {
  [w, other] = [await makeSalesWorld(given.test), await makeSalesWorld(given.test)];
});

const durableOf = async ({ tenant }: SalesWorld): Promise<number> => {
  const [row] = await tenant.rows<{ durable: number }>('select durable from store.clock');
  return row?.durable ?? -1;
};
const headOf = async (world: SalesWorld) => {
  const found = (await readHeads(given.test.database)).find(({ orgId }) => orgId === world.tenant.orgId);
  if (!found) throw new Error('no head');
  return found.head;
};

type Said = { readonly code: number | null; readonly answer: unknown; readonly words: string };
/** Runs the command like a backup job. */
async function durable(args: readonly string[], input = ''): Promise<Said> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts'), ...args], {
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: given.database.ownerUrl },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [out, words, code] = [await text(child.stdout), await text(child.stderr), await ended];
  return { code, answer: out === '' ? undefined : (JSON.parse(out) as unknown), words };
}

describe('the durable mark of a backup', () => {
  it('[S-1c] rises to a head of one tenant, never falls, and affects no other', async () => {
    const { orgId } = w.tenant;
    const early = await headOf(w);
    await w.mia.do([w.deal(w.id())]);
    const late = await headOf(w);
    expect(late[0]).toBeGreaterThan(early[0]);
    expect(await markDurable(given.test.database, { orgId, upTo: late })).toEqual({ ok: true, durable: late[0] });
    expect(await markDurable(given.test.database, { orgId, upTo: early })).toEqual({ ok: true, durable: late[0] });
    expect(await markDurable(given.test.database, { orgId, upTo: 1 })).toEqual({ ok: true, durable: late[0] });
    expect([await durableOf(w), await durableOf(other)]).toEqual([late[0], 0]);
  });

  it('[S-1c] refuses a number beyond the journal, the head of another journal, and an unknown tenant', async () => {
    const { orgId } = other.tenant;
    const [n, hash] = await headOf(other);
    expect(await markDurable(given.test.database, { orgId, upTo: n + 1 })).toEqual({
      ok: false,
      why: 'beyond-journal',
      head: n,
    });
    expect(await markDurable(given.test.database, { orgId, upTo: [n, hash.replace(/^../, 'zz')] })).toMatchObject({
      ok: false,
      why: 'other-journal',
    });
    expect(await markDurable(given.test.database, { orgId: given.test.newId(), upTo: 'head' })).toMatchObject({
      ok: false,
      why: 'unknown-tenant',
    });
    expect(await durableOf(other)).toBe(0);
  });

  it('[S-1c] reaches a device with its next page', async () => {
    const device = w.mia.twin();
    const before = await device.page();
    await w.mia.do([w.deal(w.id())]);
    const [n] = await headOf(w);
    await markDurable(given.test.database, { orgId: w.tenant.orgId, upTo: 'head' });
    const after = await device.page();
    expect([before.kind === 'page' && before.durable < n, after.kind === 'page' && after.durable]).toEqual([true, n]);
  });

  it('[S-1c] as a command: the heads before a backup, the mark after it; rows written meanwhile are not marked', async () => {
    const heads = await durable(['heads']);
    expect(heads.code).toBe(0);
    const [n] = await headOf(other);
    await other.mia.do([other.deal(other.id())]); // while the backup runs
    const done = await durable(['mark', '-'], JSON.stringify(heads.answer));
    expect([done.code, done.answer]).toEqual([
      0,
      { marked: expect.arrayContaining([{ tenant: other.tenant.orgId, durable: n }]) as unknown, refused: [] },
    ]);
    expect(await durableOf(other)).toBe(n);
    const beyond = await durable(['mark', '--tenant', other.tenant.orgId, '--up-to', '999999']);
    expect([beyond.code, beyond.answer]).toEqual([
      3,
      {
        marked: [],
        refused: [{ tenant: other.tenant.orgId, why: 'beyond-journal', head: (await headOf(other))[0] }],
      },
    ]);
    const now = await durable(['mark', '--now', '--tenant', other.tenant.orgId]);
    expect([now.code, await durableOf(other)]).toEqual([0, (await headOf(other))[0]]);
  });

  it('[E-2] as a command: prints its usage, and names the wrong setting', async () => {
    expect(await durable(['mark'])).toMatchObject({ code: 2, words: expect.stringContaining('-- heads') as string });
    expect(await durable(['mark', '-'], 'no JSON')).toMatchObject({
      code: 1,
      words: expect.stringContaining('not the output') as string,
    });
  });
});
