import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { fileKeyStore } from '../../identity/keys/file-key-store.ts';
import { openKeyRing } from '../../identity/keys/key-ring.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { made } from '../../testing/test-server.ts';
import { verifyJournal } from '../../journal/verify.ts';

const given = givenServer();
let w: SalesWorld;
let folder: string;

beforeAll(async () => {
  w = await makeSalesWorld(given.test);
  folder = mkdtempSync(join(tmpdir(), 'outpost-keys-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Said = { readonly code: number | null; readonly answer: unknown; readonly words: string };
/** Runs the command as an operator does. */
async function erase(...args: readonly string[]): Promise<Said> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts'), ...args], {
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: given.database.ownerUrl, OUTPOST_DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [out, words, code] = [await text(child.stdout), await text(child.stderr), await ended];
  return { code, answer: out === '' ? undefined : (JSON.parse(out) as unknown), words };
}

describe('npm run erase', () => {
  it("[P-5] erases with the server's keys, and reports the erased records; without them it erases nothing", async () => {
    const id = w.id();
    await w.mia.do([made(id, 'crm/contact', { name: 'Zaphod' }, { ownerId: w.mia.userId })]);
    const order = ['--organisation', w.tenant.orgId, '--record', id, '--reason', 'GDPR, article 17'];
    expect(await erase(...order)).toMatchObject({
      code: 1,
      words: expect.stringContaining('OUTPOST_DATA_DIR') as string,
    });
    const keys = await openKeyRing({ store: fileKeyStore(folder), clock: given.test.clock, random: randomBytes });
    expect(await erase(...order, '--dry-run')).toMatchObject({ code: 0, answer: { n: null, records: [{ id }] } });
    expect(await w.tenant.fields('crm/contact', id)).toEqual({ name: 'Zaphod' });
    expect(await erase(...order)).toMatchObject({ code: 0, answer: { records: [{ id, entity: 'crm/contact' }] } });
    expect(await w.tenant.fields('crm/contact', id)).toBeUndefined();
    const { orgId } = w.tenant;
    const verified = await inTenant(given.test.database, { orgId, mode: 'snapshot' }, (tx) =>
      verifyJournal(tx, { orgId, keys }),
    );
    expect(verified).toMatchObject({ erased: 1, problems: [] });
  });

  it('[E-2] prints its usage, and reports refusals', async () => {
    expect(await erase('--record', w.id())).toMatchObject({
      code: 2,
      words: expect.stringContaining('--reason') as string,
    });
    const unknown = w.id();
    expect(await erase('--organisation', w.tenant.orgId, '--record', unknown, '--reason', 'x')).toMatchObject({ code: 3, answer: { why: 'unknown-record', ids: [unknown] } }); // prettier-ignore
  });
});
