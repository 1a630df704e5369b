import { randomBytes } from 'node:crypto';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import { describe, expect, it, vi } from 'vitest';
import { createLog } from '../http/log.ts';
import { openKeyRing } from '../identity/key-ring.ts';
import { memoryKeyStore } from '../identity/key-store.ts';
import { createPasswordHasher } from '../identity/password-hasher.ts';
import { createServer, type SyncServer } from '../server.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld } from '../testing/sales-world.ts';

const given = givenServer();

/** A server whose workers run by themselves, with its clock so far ahead. */
async function startServer(
  aheadMs: number,
): Promise<{ readonly server: SyncServer; readonly logged: readonly string[] }> {
  const { database, clock: now } = given.test;
  const clock = { nowMs: () => now.nowMs() + aheadMs };
  const logged: string[] = [];
  const server = await createServer({
    database, clock, durability: 'commit', installed: installedCatalogue, ids: uuidV7Source(clock, randomBytes), random: randomBytes, mail: null, workers: 'by-news',
    monotonic: { elapsedMs: () => performance.now() }, keys: await openKeyRing({ store: memoryKeyStore(), clock, random: randomBytes }),
    passwords: createPasswordHasher({ memoryKiB: 1_024, passes: 1 }), clientAddress: () => undefined, log: createLog({ level: 'info', to: { write: (line) => void logged.push(line) } }),
  }); // prettier-ignore
  return { server, logged };
}

describe("a server's workers", () => {
  it('[K-6] started with the clock a year ahead they leave every tombstone, and alarm', async () => {
    const w = await makeSalesWorld(given.test);
    const deal = w.id();
    await w.mia.do([w.deal(deal)]);
    await w.mia.do([w.set(deal, { life: ['alive', 'deleted'] })]);
    const seen = () => given.test.database.transaction('snapshot', (tx) => tx.query<{ seen_at_ms: number | null }>('select seen_at_ms from host.running_time')); // prettier-ignore
    const right = await startServer(0);
    await vi.waitFor(async () => expect((await seen())[0]?.seen_at_ms).not.toBeNull(), { timeout: 20_000 });
    await right.server.close();
    const wrong = await startServer(365 * 86_400_000);
    await vi.waitFor(() => expect(wrong.logged.join('')).toContain('"alarm":"clock-jump"'), { timeout: 20_000 });
    await wrong.server.close();
    expect(await w.tenant.rows('select life from store.crm_deal where id = $1', [deal])).toEqual([{ life: 'deleted' }]);
  });
});
