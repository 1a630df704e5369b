import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { clearName } from '../files/blob-names.ts';
import { type BlobStore, sealedBlobs } from '../files/blob-store.ts';
import { tenantFileKeys } from '../files/file-keys.ts';
import { folderObjects } from '../files/folder-objects.ts';
import { givenServer } from '../testing/given-server.ts';
import type { TestTenant } from '../testing/test-server.ts';
import { filesWorker } from './files-worker.ts';

const folder = await mkdtemp(join(tmpdir(), 'outpost-files-worker-'));
const objects = await folderObjects(folder);
const given = givenServer();
afterAll(() => rm(folder, { recursive: true }));

let tenant: TestTenant;
let inClear: readonly string[]; // SHA-256, in the order of the worker
beforeEach(async () => {
  tenant = await given.test.tenant();
  const plans = [1, 2, 3].map((plan) => Buffer.from(`plan ${plan}`));
  const hashes = plans.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  for (const [place, bytes] of plans.entries()) {
    const name = `${objects.clearPrefix}${clearName(tenant.orgId, hashes[place] ?? '')}`;
    await objects.put(name, Readable.from([bytes]), bytes.length);
  }
  inClear = hashes.toSorted();
});

/** A worker for which each content takes a time, and the first content cannot be sealed. */
function givenWorker({ takesMs }: { readonly takesMs: number }) {
  const { database } = given.database;
  const now = { ms: 0 };
  const tried: string[] = [];
  const logged: object[] = [];
  const stored = sealedBlobs({ objects, keys: tenantFileKeys({ database, clock: given.test.clock }), random: randomBytes, clock: given.test.clock }); // prettier-ignore
  const blobs: BlobStore = {
    ...stored,
    async of(orgId) {
      const contents = await stored.of(orgId);
      return {
        ...contents,
        renew(content) {
          now.ms += takesMs;
          tried.push(content.sha256);
          return content.sha256 === inClear[0] ? Promise.reject(new Error('no sealing')) : contents.renew(content);
        },
      };
    },
  };
  const { installed, clock } = given.test.server.tenancy;
  const log = { error: (details: object) => logged.push(details) };
  const worker = filesWorker({ database, installed, clock, monotonic: { elapsedMs: () => now.ms }, blobs, log });
  return { worker, tried, logged, now };
}
async function leftInClear(): Promise<readonly string[]> {
  const left: string[] = [];
  for await (const { name } of objects.under(`${objects.clearPrefix}${tenant.orgId}/`))
    left.push(name.slice(name.lastIndexOf('/') + 1));
  return left;
}

it('[PLT-48] seals the other contents in clear where one cannot be sealed, and names it in the log', async () => {
  const { worker, logged } = givenWorker({ takesMs: 1 });
  expect(await worker.run(tenant.orgId)).toBe('done');
  expect(await leftInClear()).toEqual([inClear[0]]);
  expect(logged).toMatchObject([{ orgId: tenant.orgId, sha256: inClear[0] }]);
});

it('[PLT-48] seals for some seconds at once, so that other tenants have their turn, and goes on', async () => {
  const { worker, tried, now } = givenWorker({ takesMs: 20_000 });
  const standings: string[] = [];
  for (let turn = 0; turn < 4; turn += 1) standings.push(await worker.run(tenant.orgId));
  expect(standings).toEqual(['more', 'more', 'more', 'done']);
  expect(tried).toEqual(inClear); // the one that fails is not tried again at once
  now.ms += 3_600_000;
  await worker.isDue?.();
  await worker.run(tenant.orgId);
  expect(tried).toEqual([...inClear, inClear[0]]);
});
