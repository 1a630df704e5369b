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
import { withOwner } from '../db/owner-connection.ts';
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
  const state = { isStoreDown: false };
  const tried: string[] = [];
  const logged: object[] = [];
  const stored = sealedBlobs({ objects, keys: tenantFileKeys({ database, clock: given.test.clock }), random: randomBytes, clock: given.test.clock }); // prettier-ignore
  const blobs: BlobStore = {
    ...stored,
    removeTenant: (orgId) => (state.isStoreDown ? Promise.reject(new Error('no store')) : stored.removeTenant(orgId)),
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
  return { worker, tried, logged, now, state, stored };
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

it('[PLT-48] seals for some seconds at a time, so that other tenants have their turn, and continues', async () => {
  const { worker, tried, now } = givenWorker({ takesMs: 20_000 });
  const standings: string[] = [];
  for (let turn = 0; turn < 4; turn += 1) standings.push(await worker.run(tenant.orgId));
  expect(standings).toEqual(['more', 'more', 'more', 'done']);
  expect(tried).toEqual(inClear); // the one that fails is not tried again immediately
  now.ms += 3_600_000;
  await worker.isDue?.();
  await worker.run(tenant.orgId);
  expect(tried).toEqual([...inClear, inClear[0]]);
});

it('[PLT-26] removes the files of an erased organisation, sealed and in clear, also where the store answers later', async () => {
  const { worker, logged, now, state, stored } = givenWorker({ takesMs: 1 });
  const other = await given.test.tenant();
  const [orgId, neighbour] = [tenant.orgId, other.orgId];
  const plan = { sha256: 'a'.repeat(64), sizeBytes: 4 };
  const namesOf = async (of: string) => {
    const names: string[] = [];
    for (const prefix of ['sealed/', objects.clearPrefix])
      for await (const { name } of objects.under(`${prefix}${of}/`)) names.push(name);
    return names.length;
  };
  await worker.run(orgId); // seals two of the three
  await objects.put(
    `${objects.clearPrefix}${clearName(neighbour, plan.sha256)}`,
    Readable.from([Buffer.from('plan')]),
    4,
  );
  expect([await namesOf(orgId), await namesOf(neighbour)]).toEqual([3, 1]);
  await withOwner(given.database.ownerUrl, ({ run }) =>
    run(`update store.tenants set deletes_at = now() - interval '1 second' where org_id = '${orgId}'`),
  );
  await given.test.server.runWorkers(orgId);
  state.isStoreDown = true;
  await worker.isDue?.();
  expect([await namesOf(orgId), logged.length]).toEqual([3, 2]);
  state.isStoreDown = false;
  now.ms += 3_600_000;
  await worker.isDue?.();
  expect([await namesOf(orgId), await namesOf(neighbour)]).toEqual([0, 1]);
  expect(await withOwner(given.database.ownerUrl, ({ rows }) => rows('select 1 from auth.erased_files'))).toEqual([]);
  // Nothing makes a data key for the erased organisation any more.
  await expect(stored.of(orgId)).rejects.toThrow('was not written');
});
