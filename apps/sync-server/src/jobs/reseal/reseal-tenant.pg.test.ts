import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { companionId } from '@outpost/domain/kernel/entities/sealed';
import { Upload } from '@tus/server';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, inTenant, withColumnKeys } from '../../db/database.ts';
import { pgDatabase } from '../../db/pg-database.ts';
import { folderObjects } from '../../files/folder-objects.ts';
import { sealedBlobs } from '../../files/blob-store.ts';
import { tenantFileKeys } from '../../files/file-keys.ts';
import { signatureOf, verifySigned } from '../../gateway/api-credentials.ts';
import { writtenSecret } from '../../gateway/webhooks/sign-webhook.ts';
import { openWebhookSecrets } from '../../gateway/webhooks/webhook-secrets.ts';
import { localMasterKey, Unwrappable } from '../../identity/keys/master-key.ts';
import { type NewProvider, secretOf, writeProvider } from '../../identity/providers/providers.ts';
import { givenServer } from '../../testing/given-server.ts';
import { testMasterKeyText } from '../../testing/test-keys.ts';
import { made, testPassword, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { resealTenant, resealTenants, type ResealTenantPorts } from './reseal-tenant.ts';

const folder = await mkdtemp(join(tmpdir(), 'outpost-reseal-'));
const objects = await folderObjects(folder);
const given = givenServer({ files: { objects, quotaBytes: 1e9 } });
afterAll(() => rm(folder, { recursive: true }));

const secret = 'the client’s secret at the provider';
const [older, newer] = [Buffer.from(testMasterKeyText, 'base64url'), randomBytes(32)];
let tenant: TestTenant;
let ada: TestDevice;
let provider: string;
let webhook: { readonly id: string; readonly secret: { readonly secret: string } };
let key: { readonly id: string; readonly clientId: string; readonly clientSecret: string };

beforeEach(async () => {
  tenant = await given.test.tenant();
  const email = `ada-${tenant.orgId}@fenwright.example`;
  ada = await tenant.person('Ada', 'owner', { email });
  provider = given.test.newId();
  await write((tx) => writeProvider(tx, { orgId: tenant.orgId, id: provider, provider: entered }, given.test));
  const device = { id: given.test.newId(), name: 'Laptop' };
  const signedIn = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } });
  const { accessToken: token } = (await signedIn.json()) as { accessToken: string };
  const madeKey = await given.test.fetch('/api/v1/keys', {
    token,
    body: { name: 'Sums', grants: ['crm/deal:read@org'] },
  });
  key = (await madeKey.json()) as typeof key;
  const madeWebhook = await given.test.fetch('/api/v1/webhooks', {
    token,
    body: {
      name: 'ERP',
      url: 'https://hooks.example.com',
      grants: ['crm/deal:read@org'],
      sends: [{ entity: 'crm/deal' }],
    },
  });
  webhook = (await madeWebhook.json()) as typeof webhook;
  const record = given.test.newId();
  const kind = 'crm/contact-identity';
  await ada.do([made(record, 'crm/contact', { name: 'Zaphod' })]);
  await ada.do([made(companionId(kind, record), kind, { record, taxNumber: '12-345-678' })]);
});
const entered: NewProvider = { kind: 'oidc', name: 'ID', issuer: 'https://login.example.com', clientId: 'us', secret, details: {}, roles: { claim: null, byGroup: {}, usual: null }, provisions: false, trustsEmail: false }; // prettier-ignore

const write = <T>(work: Parameters<typeof inTenant<T>>[2], database: Database = given.database.database) =>
  inTenant(database, { orgId: tenant.orgId, mode: 'write' }, work);
const portsOn = (database: Database): ResealTenantPorts => {
  const { tenancy } = given.test.server;
  const { clock, installed } = tenancy;
  const blobs = sealedBlobs({ objects, keys: tenantFileKeys({ database, clock }), random: randomBytes, clock });
  return { database, clock, installed, blobs, keys: given.test.keys };
};
const ports = () => portsOn(given.database.database);
const opened = (database?: Database) =>
  write((tx) => secretOf(tx, { orgId: tenant.orgId, id: provider }, given.test), database);
const stored = () =>
  write(async (tx) => {
    const providers = await tx.query<{ sealed: string }>('select sealed from auth.identity_provider where org_id = $1', [tenant.orgId]); // prettier-ignore
    const keys = await tx.query<{ sealed: string }>('select sealed from auth.api_secret where org_id = $1', [tenant.orgId]); // prettier-ignore
    const webhooks = await tx.query<{ sealed: string }>('select sealed from store.webhook_secret where org_id = $1', [tenant.orgId]); // prettier-ignore
    return [...providers, ...keys, ...webhooks].map(({ sealed }) => sealed);
  });
const keysOf = async () => new Set((await stored()).map((sealed) => sealed.split('.')[1]));
/** Whether webhooks are signed by the secret that their receiver has. */
const isWebhookSigned = () =>
  write(async (tx) => {
    const [held] = await openWebhookSecrets(tx, { orgId: tenant.orgId, endpointId: webhook.id }, given.test);
    return held !== undefined && writtenSecret(held.bytes) === webhook.secret.secret;
  });
/** Whether a request that is signed with the key’s secret is accepted. */
async function isSignedRequestAccepted(): Promise<boolean> {
  const request = { timestamp: String(given.test.clock.nowMs()), path: '/api/v1/x', body: randomBytes(8) };
  const signature = signatureOf(key.clientSecret, request).toString('hex');
  const credentials = { database: given.database.database, clock: given.test.clock, keys: given.test.keys };
  return (await verifySigned(credentials, { key: key.clientId, signature, ...request })).ok;
}

describe('secrets of a tenant', () => {
  it('[PLT-49] are encrypted under a key of the tenant, and neither in clear nor under the keys of the server', async () => {
    const [ofProvider = '', ofKey = ''] = await stored();
    expect([ofProvider, ofKey].map((sealed) => sealed.slice(0, 3))).toEqual(['t1.', 't1.']);
    expect(JSON.stringify(await stored())).not.toContain(Buffer.from(secret).toString('base64url'));
    expect(
      await given.test.keys.unseal(ofProvider, `secret of provider ${provider} of ${tenant.orgId}`),
    ).toBeUndefined();
    expect([await opened(), await isSignedRequestAccepted()]).toEqual([secret, true]);
    // A secret that is put into another place does not open there.
    await write((tx) => tx.query('update auth.identity_provider set sealed = $2 where org_id = $1', [tenant.orgId, ofKey])); // prettier-ignore
    await expect(opened()).rejects.toThrow('cannot be unsealed');
  });

  it('[PLT-49] that an earlier build encrypted under the keys of the server are still read, and moved by command', async () => {
    const { orgId } = tenant;
    const former = given.test.keys.seal(secret, `secret of provider ${provider} of ${orgId}`);
    await write((tx) => tx.query('update auth.identity_provider set sealed = $2 where org_id = $1', [orgId, former]));
    expect(await opened()).toBe(secret);
    expect(await resealTenant(ports(), { orgId, rotate: false })).toMatchObject({
      secrets: 1,
      records: 0,
      contents: 0,
    });
    expect([await opened(), (await keysOf()).size]).toEqual([secret, 1]);
    expect(await resealTenant(ports(), { orgId, rotate: false })).toMatchObject({ secrets: 0 });
  });

  it('[PLT-49] get a new key of the tenant by command, which continues after a kill halfway, and all are read meanwhile', async () => {
    const { orgId } = tenant;
    const [before] = await keysOf();
    // The command dies at each transaction in turn.
    for (let dies = 2; dies < 40; dies += 1) {
      let count = 0;
      const database: Database = {
        ...given.database.database,
        transaction: (...args: Parameters<Database['transaction']>) =>
          (count += 1) > dies ? Promise.reject(new Error('killed')) : given.database.database.transaction(...args),
      } as Database; // generic in its result
      const ended = await resealTenant(portsOn(database), { orgId, rotate: dies === 2 }).then(() => true, () => false); // prettier-ignore
      expect([await opened(), await isSignedRequestAccepted(), await isWebhookSigned()]).toEqual([secret, true, true]);
      if (ended) break;
    }
    const after = await keysOf();
    expect(after.size).toBe(1);
    expect(after.has(before)).toBe(false);
    expect(await resealTenant(ports(), { orgId, rotate: false })).toMatchObject({ secrets: 0, records: 0 });
  });

  it('[PLT-49] move to a new master key; before the command the old one is still needed, after it no longer', async () => {
    const { orgId } = tenant;
    const plain = pgDatabase(given.database.appUrl, { warn: () => undefined });
    const withMaster = (...keys: readonly Uint8Array[]): Database =>
      withColumnKeys(plain, { master: localMasterKey(keys, randomBytes), random: randomBytes });
    const [onlyNew, both] = [withMaster(newer), withMaster(newer, older)];
    await expect(opened(onlyNew)).rejects.toBeInstanceOf(Unwrappable);
    await expect(resealTenant(portsOn(onlyNew), { orgId, rotate: false })).rejects.toBeInstanceOf(Unwrappable);
    expect(await opened(both)).toBe(secret);
    expect(await resealTenant(portsOn(both), { orgId, rotate: false })).toMatchObject({ dataKeys: 1, secrets: 0 });
    expect(await opened(onlyNew)).toBe(secret);
    await expect(opened(withMaster(older))).rejects.toBeInstanceOf(Unwrappable);
    await plain.close();
  });
});

/** Stores a content of a tenant, with the row of a record that has it. Returns it and the names of its objects. */
async function storeContent({ orgId, bytes }: { readonly orgId: string; readonly bytes: Buffer }) {
  const { blobs, database } = ports();
  const content = { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length };
  const upload = new Upload({ id: given.test.newId(), size: bytes.length, offset: 0, metadata: { orgId } });
  await blobs.uploads.create(upload);
  await blobs.uploads.write(Readable.from([bytes]), upload.id, 0);
  const before = new Set(await namesOf(orgId));
  await (await blobs.of(orgId)).seal(upload.id, content);
  await inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query(
      `insert into store.file_content (org_id, file_id, sha256, entity, size_bytes, received_at) values ($1, $2, $3, 'platform/file', $4, '2026-11-25T00:00:00.000Z')`,
      [orgId, given.test.newId(), content.sha256, content.sizeBytes],
    ),
  );
  return { content, names: (await namesOf(orgId)).filter((name) => !before.has(name)) };
}
async function namesOf(orgId: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of objects.under(`sealed/${orgId}/`)) names.push(name);
  return names;
}
/** Changes one byte of an object. */
async function damage(name: string): Promise<void> {
  const bytes = await buffer((await objects.read(name)) ?? expect.fail('it is there'));
  bytes[bytes.length - 20] = (bytes.at(-20) ?? 0) ^ 1;
  await objects.put(name, Readable.from([bytes]), bytes.length);
}

describe('organisations whose files are damaged', () => {
  const both = (): { readonly plain: Database; readonly database: Database; readonly onlyNew: Database } => {
    const plain = pgDatabase(given.database.appUrl, { warn: () => undefined });
    const withMaster = (...keys: readonly Uint8Array[]): Database =>
      withColumnKeys(plain, { master: localMasterKey(keys, randomBytes), random: randomBytes });
    return { plain, database: withMaster(newer, older), onlyNew: withMaster(newer) };
  };

  it('[PLT-49] keep no other content and no other organisation from the new keys, and the command lists them', async () => {
    const other = await given.test.tenant();
    const [bad, good, theirs] = ['one plan', 'another plan', 'a third plan'].map((plan) => Buffer.from(plan));
    if (!bad || !good || !theirs) expect.fail('three contents');
    const damaged = await storeContent({ orgId: tenant.orgId, bytes: bad });
    const whole = await storeContent({ orgId: tenant.orgId, bytes: good });
    const behind = await storeContent({ orgId: other.orgId, bytes: theirs });
    for (const name of damaged.names) await damage(name);
    const { plain, database, onlyNew } = both();
    const orgIds = [tenant.orgId, other.orgId];
    const { ok, said } = await resealTenants(portsOn(database), { orgIds, rotate: true });
    expect([ok, said]).toMatchObject([
      false,
      {
        [tenant.orgId]: { dataKeys: 1, contents: 1, failed: [{ sha256: damaged.content.sha256 }] },
        [other.orgId]: { dataKeys: 1, contents: 1, failed: [] },
      },
    ]);
    const withNew = portsOn(onlyNew);
    for (const [orgId, { content }] of [
      [tenant.orgId, whole],
      [other.orgId, behind],
    ] as const)
      // prettier-ignore
      expect(await text(await (await withNew.blobs.of(orgId)).read(content, { from: 0, to: 0 }))).toMatch(/^a/);
    await plain.close();
  });

  it('[PLT-49] get the new master key for their data keys before any content is read', async () => {
    const other = await given.test.tenant();
    for (const orgId of [tenant.orgId, other.orgId]) await storeContent({ orgId, bytes: Buffer.from('a plan') });
    const { plain, database, onlyNew } = both();
    const working = portsOn(database);
    const blobs = { ...working.blobs, of: () => Promise.reject(new Error('the store is away')) };
    const orgIds = [tenant.orgId, other.orgId];
    expect(await resealTenants({ ...working, blobs }, { orgIds, rotate: false })).toEqual({
      ok: false,
      said: { [tenant.orgId]: { fault: 'the store is away' }, [other.orgId]: { fault: 'the store is away' } },
    });
    for (const orgId of orgIds) expect(await portsOn(onlyNew).blobs.of(orgId)).toBeDefined();
    await plain.close();
  });
});
