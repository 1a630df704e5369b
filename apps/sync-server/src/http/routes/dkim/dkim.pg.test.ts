import type { JsonValue } from '@outpost/domain/kernel/json';
import { authenticate } from 'mailauth';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { inTenant } from '../../../db/database.ts';
import { resealDkimKeys } from '../../../gateway/dkim/dkim-key.ts';
import type { ShownDkimKey } from '../../../gateway/dkim/manage-dkim.ts';
import { smtpTransport } from '../../../integrations/email/mail-transport.ts';
import { resealRecords } from '../../../records/reseal/reseal-records.ts';
import { makeSalesWorld, type SalesWorld } from '../../../testing/sales-world.ts';
import { makeTestDatabase, type TestDatabase } from '../../../testing/test-database.ts';
import { made, makeTestServer, testPassword, type TestServer } from '../../../testing/test-server.ts';

const mails: Buffer[] = [];
/** The answers of the name servers. */
const records = new Map<string, readonly string[]>();
const hour = 3_600_000;
const publicUrl = 'https://crm.example.com';
let database: TestDatabase;
let smtp: SMTPServer;
let test: TestServer;
let w: SalesWorld;
let admin: string;
let member: string;

beforeAll(async () => {
  database = await makeTestDatabase(inject('postgresUrl'));
  smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, _session, done) => void buffer(stream).then((raw) => (mails.push(raw), done())),
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const url = `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`;
  const mail = { transport: smtpTransport(url), from: 'Outpost <crm@Fenwright.example>' };
  const resolveTxt = (name: string) => Promise.resolve(records.get(name) ?? []);
  test = await makeTestServer(database.database, { mail, publicUrl, resolveTxt });
});
const signIn = async (name: string, role: string): Promise<string> => {
  const email = `${name}-${test.newId()}@fenwright.example`;
  const person = await w.tenant.person(name, role, { email });
  const answer = await test.fetch('/auth/sign-in', { body: { email, password: testPassword, device: { id: person.device, name: 'Laptop' } } }); // prettier-ignore
  return ((await answer.json()) as { accessToken: string }).accessToken;
};
beforeEach(async () => {
  w = await makeSalesWorld(test);
  admin = await signIn('Ada', 'admin');
  member = await signIn('Mo', 'member');
});
afterEach(() => {
  mails.length = 0;
  records.clear();
});
afterAll(async () => {
  await test.server.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await database.drop();
});

const ask = async (
  path: string,
  body?: JsonValue,
  { token = admin, method }: { token?: string; method?: string } = {},
) => {
  const answer = await test.fetch(`/admin/dkim-keys${path}`, { token, ...(body === undefined ? {} : { body }), ...(method === undefined ? {} : { method }) }); // prettier-ignore
  return { status: answer.status, body: (await answer.json()) as { key: ShownDkimKey; keys: readonly ShownDkimKey[]; code: string; message: string } }; // prettier-ignore
};
const make = async (domain = 'fenwright.example') => (await ask('', { domain })).body.key;
const check = async ({ id }: ShownDkimKey) => (await ask(`/${id}/check`, {})).body.key;
const publish = ({ record: { name, text } }: ShownDkimKey, as = text) => records.set(name, [as]);

/** Sends an e-mail. Returns what a stranger's verifier says about its signatures. */
async function sent(body = 'Words with ümlauts, and a line.\n.\n\nEnd'): Promise<readonly string[]> {
  const [deal, mail] = [w.id(), w.id()];
  const done = await w.mia.do([
    w.deal(deal),
    made(mail, 'crm/activity', { about: `crm/deal:${deal}`, kind: 'email', delivery: 'send', toAddress: 'cleo@example.com', subject: 'Grüße', body }), // prettier-ignore
  ]);
  expect(done.refused).toEqual({});
  await test.server.runWorkers(w.tenant.orgId);
  return verified(mails.at(-1) ?? Buffer.alloc(0));
}

async function verified(raw: Buffer): Promise<readonly string[]> {
  const resolver = async (name: string, type: string) => {
    const found = type === 'TXT' ? records.get(name) : undefined;
    if (!found) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    return found.map((text) => text.match(/.{1,255}/g) ?? []);
  };
  const { dkim } = await authenticate(raw, { ip: '127.0.0.1', helo: 'crm.example', sender: 'crm@fenwright.example', resolver, disableArc: true, disableDmarc: true, disableBimi: true }); // prettier-ignore
  return dkim.results.flatMap(({ signingDomain, selector, status }) => signingDomain ? [`${status.result} ${selector}._domainkey.${signingDomain}`] : []); // prettier-ignore
}

describe('[MSG-48] an e-mail by SMTP from a domain with a published key', () => {
  it('is signed, and a stranger’s library verifies it; a changed one does not verify', async () => {
    const key = await make();
    publish(key);
    expect(await check(key)).toMatchObject({ state: 'published' });
    expect(await sent()).toEqual([`pass ${key.record.name}`]);
    const raw = mails.at(-1)?.toString('latin1') ?? '';
    expect(await verified(Buffer.from(raw.replace('cleo@example.com', 'mallory@example.com'), 'latin1'))).toEqual([`fail ${key.record.name}`]); // prettier-ignore
    expect(await verified(Buffer.from(`${raw}\r\nMore words`, 'latin1'))).not.toEqual([`pass ${key.record.name}`]);
  });

  it('has its links to opt out in what is signed (RFC 8058)', async () => {
    const key = await make();
    publish(key);
    await w.setPostalAddress('1 Harbour Way');
    const [contact, consent, deal, mail] = [w.id(), w.id(), w.id(), w.id()];
    const givenAt = new Date(test.clock.nowMs() - 60_000).toISOString();
    await w.moe.do([
      made(contact, 'crm/contact', { name: 'Cleo', email: 'cleo@example.com' }, { ownerId: w.moe.userId }),
    ]);
    await w.moe.do([made(consent, 'crm/consent', { about: `crm/contact:${contact}`, channel: 'email', purpose: 'offers', standing: 'given', address: 'cleo@example.com', givenAt, source: 'Form' })]); // prettier-ignore
    await w.mia.do([w.deal(deal), made(mail, 'crm/activity', { about: `crm/deal:${deal}`, kind: 'email', delivery: 'send', toAddress: 'cleo@example.com', subject: 'a', body: 'b', purpose: 'offers' })]); // prettier-ignore
    await test.server.runWorkers(w.tenant.orgId);
    const raw = mails.at(-1)?.toString() ?? '';
    expect(await verified(Buffer.from(raw))).toEqual([`pass ${key.record.name}`]);
    const fields = /\sh=([^;]+);/.exec(raw.replaceAll(/\r\n[ \t]+/g, ' '))?.[1]?.toLowerCase().replaceAll(/\s/g, '').split(':'); // prettier-ignore
    expect(fields).toEqual(expect.arrayContaining(['from', 'to', 'subject', 'list-unsubscribe', 'list-unsubscribe-post'])); // prettier-ignore
  });

  it('is not signed while the record is missing, has another key, or belongs to another domain', async () => {
    const key = await make();
    expect(await sent()).toEqual([]);
    publish(key, 'v=DKIM1; k=rsa; p=MIIB');
    test.advance(hour);
    expect(await sent()).toEqual([]);
    expect(await w.tenant.rows('select state from store.dkim_key')).toEqual([{ state: 'another-key' }]);
    admin = await signIn('Eve', 'admin'); // the other session has ended
    const other = await make('harbour.example');
    publish(other);
    expect(await check(other)).toMatchObject({ state: 'published' });
    expect(await sent()).toEqual([]);
  });

  it('is signed by the new key once that is published, and by the old one until then', async () => {
    const old = await make();
    publish(old);
    test.advance(1_000);
    const young = await make();
    expect(young.selector).not.toBe(old.selector);
    expect(await sent()).toEqual([`pass ${old.record.name}`]);
    publish(young);
    await check(young);
    expect(await sent()).toEqual([`pass ${young.record.name}`]);
    expect((await ask(`/${old.id}`, undefined, { method: 'DELETE' })).status).toBe(200);
    expect(await sent()).toEqual([`pass ${young.record.name}`]);
  });

  it('of another organisation is not signed by it', async () => {
    publish(await make());
    w = await makeSalesWorld(test);
    expect(await sent()).toEqual([]);
  });

  it('is still signed after the keys of the organisation were renewed', async () => {
    const key = await make();
    publish(key);
    const before = await w.tenant.rows<{ sealed: string }>('select sealed from store.dkim_key');
    expect(JSON.stringify(before)).not.toContain('PRIVATE');
    const { orgId } = w.tenant;
    const ports = { ...test.server.tenancy, keys: test.keys };
    await resealRecords(ports, { orgId, rotate: true });
    expect(await inTenant(database.database, { orgId, mode: 'write' }, (tx) => resealDkimKeys(tx, orgId, ports))).toBe(
      1,
    );
    expect(await w.tenant.rows('select sealed from store.dkim_key')).not.toEqual(before);
    expect(await sent()).toEqual([`pass ${key.record.name}`]);
  });
});

describe('[MSG-49] the keys of sending domains', () => {
  it('are made, checked and removed by administrators, and shown with their record and never with the private key', async () => {
    const key = await make('  Fenwright.Example ');
    expect(key).toMatchObject({ domain: 'fenwright.example', state: 'not-published', checkedAt: null });
    expect(key.record.name).toBe(`${key.selector}._domainkey.fenwright.example`);
    expect(key.selector).toMatch(/^outpost-\d{6}-[0-9a-f]{8}$/);
    expect(await check(key)).toMatchObject({ state: 'not-published', checkedAt: new Date(test.clock.nowMs()).toISOString() }); // prettier-ignore
    publish(key, 'v=DKIM1; k=rsa; p=MIIB');
    expect(await check(key)).toMatchObject({ state: 'another-key' });
    publish(key);
    expect(await check(key)).toMatchObject({ state: 'published' });
    const { body } = await ask('');
    expect(JSON.stringify(body)).not.toMatch(/PRIVATE|sealed/);
    expect((await ask(`/${key.id}`, undefined, { method: 'DELETE' })).status).toBe(200);
    expect((await ask('')).body.keys).toEqual([]);
    const actions = JSON.stringify(await w.tenant.journal());
    await test.server.runWorkers(w.tenant.orgId);
    expect(actions + JSON.stringify(await w.tenant.journal())).toMatch(/dkim\/key-made.*dkim\/key-removed/s);
  });

  it.each(['fenwright', '-a.example', 'a b.example', 'https://a.example', '_dmarc.a.example', `${'a'.repeat(64)}.example`, 'a.example.', '127.0.0.1'])(
    'refuses %s as a domain',
    async (domain) => {
      expect(await ask('', { domain })).toMatchObject({ status: 400, body: { code: 'request/invalid' } });
    },
  ); // prettier-ignore

  it('refuses members and other organisations', async () => {
    const key = await make();
    expect((await ask('', undefined, { token: member })).status).toBe(403);
    expect((await ask('', { domain: 'a.example' }, { token: member })).status).toBe(403);
    expect((await ask(`/${key.id}/check`, {}, { token: member })).status).toBe(403);
    const first = admin;
    w = await makeSalesWorld(test);
    admin = await signIn('Eve', 'admin');
    expect((await ask('')).body.keys).toEqual([]);
    expect((await ask(`/${key.id}/check`, {})).status).toBe(404);
    expect((await ask(`/${key.id}`, undefined, { method: 'DELETE' })).status).toBe(404);
    admin = first;
    expect((await ask('')).body.keys).toHaveLength(1);
  });

  it('are twenty at most', async () => {
    const key = await make();
    const { orgId } = w.tenant;
    await inTenant(database.database, { orgId, mode: 'write' }, (tx) =>
      tx.query(
        `insert into store.dkim_key (org_id, id, domain, selector, public_key, sealed, made_at, state)
         select k.org_id, gen_random_uuid(), k.domain, 'outpost-' || n, k.public_key, k.sealed, k.made_at, k.state from store.dkim_key k, generate_series(1, 19) n where k.id = $1`,
        [key.id],
      ),
    );
    expect(await ask('', { domain: 'a.example' })).toMatchObject({ status: 400, body: { code: 'request/invalid' } });
  });
});
