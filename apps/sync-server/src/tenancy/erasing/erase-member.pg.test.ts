import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { tellsPseudonym } from '@outpost/domain/sync/erased-row';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, inTenant } from '../../db/database.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { queueMail } from '../../identity/mail/outbox.ts';
import { folderObjects } from '../../files/folder-objects.ts';
import { removeUnneeded } from '../../files/remove-unneeded.ts';
import { headNow, journalLines } from '../../files/archive/archived-journal.ts';
import { headSigner } from '../../identity/keys/sign-head.ts';
import { isSignedText } from '../../journal/exports/detached-jws.ts';
import { exportJournal } from '../../journal/exports/export-journal.ts';
import { noOrigin } from '../../journal/events/journal-event.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import { verifyExport } from '../../journal/verifier/verify-export.ts';
import { verifyLines } from '../../journal/verifier/verify-lines.ts';
import { verifyJournal } from '../../journal/verify.ts';
import { passHorizon } from '../../records/erase/horizon.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';
import { eraseMember, type MemberErasure } from './erase-member.ts';
import { previewErasure } from './judge-erasure.ts';

const folder = await mkdtemp(join(tmpdir(), 'outpost-erased-'));
const given = givenServer({
  keepAccountMail: () => Promise.resolve('sent'),
  files: { objects: await folderObjects(folder), quotaBytes: 1_000_000 },
});
let owner: pg.Client;
let eraser: Database;
let tenant: TestTenant;
let people: {
  readonly olga: TestDevice;
  readonly ada: TestDevice;
  readonly mia: TestDevice;
  readonly anna: TestDevice;
};
let email: string;

const name = 'Annabel Quillfeather';
const [ip, phone, device] = ['198.51.100.77', '+43 1 7654321', "Quillfeather's MacBook"];
/** No table may contain one of these after the erasure. */
const planted = ['Quillfeather', ip, '7654321', 'Annabel'];

beforeAll(async () => {
  owner = new pg.Client({ connectionString: given.database.ownerUrl });
  await owner.connect();
  eraser = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
});
afterAll(async () => {
  await owner.end();
  await eraser.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  tenant = await given.test.tenant('Fenwright');
  email = `annabel.quillfeather-${given.test.newId()}@fenwright.example`;
  people = {
    olga: await tenant.person('Olga', 'owner'),
    ada: await tenant.person('Ada', 'admin'),
    mia: await tenant.person('Mia', 'member'),
    anna: await tenant.person(name, 'member', { email }),
  };
});

const ports = () => ({ ...given.test.server.tenancy, eraser, signing: given.test.keys.signing });
const callerOf = (who: TestDevice) => ({ orgId: tenant.orgId, userId: who.userId, sessionId: given.test.newId() });
const usual: MemberErasure = { name, heir: null, inTexts: true, reason: 'GDPR, article 17' };
const erase = async (order: Partial<MemberErasure> = {}, by = people.ada, id = people.anna.userId) =>
  eraseMember(ports(), await signedInCaller(by), { id, order: { ...usual, ...order } });
const erased = async (...asked: Parameters<typeof erase>) => {
  const answer = await erase(...asked);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer.value;
};
/** Acts of a caller need a session that is open. */
async function signedInCaller(by: TestDevice) {
  const caller = callerOf(by);
  await tenant.rows(
    `insert into auth.session (org_id, id, person_id, identity_id, device_id, device_name, generation, created_at, expires_at, proved_ms)
     values ($1, $2, $3, $4, $5, 'Laptop', 1, '2026-11-20T08:00:00.000Z', '2027-11-20T08:00:00.000Z', $6)`,
    [tenant.orgId, caller.sessionId, by.userId, given.test.newId(), given.test.newId(), given.test.clock.nowMs()],
  );
  return caller;
}
const verify = () =>
  inTenant(given.test.database, { orgId: tenant.orgId, mode: 'snapshot' }, (tx) =>
    verifyJournal(tx, { orgId: tenant.orgId, keys: given.test.keys }),
  );

/**
 * Returns "table: text" for every table that contains one of the texts in any column: of the whole database, or only rows of a
 * tenant.
 */
async function tablesWith(texts: readonly string[], orgId?: string): Promise<readonly string[]> {
  const { rows: tables } = await owner.query<{ name: string; is_tenants: boolean }>(
    `select format('%I.%I', n.nspname, c.relname) as name,
       exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped) as is_tenants
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_t%' order by 1`,
  );
  const found: string[] = [];
  for (const { name: table, is_tenants: isTenants } of tables)
    for (const text of texts) {
      if (orgId !== undefined && !isTenants) continue;
      const { rows } = await owner.query(
        `select 1 from ${table} t where t::text ilike '%' || $1 || '%'${orgId === undefined ? '' : ` and org_id = '${orgId}'`} limit 1`,
        [text],
      );
      if (rows.length > 0) found.push(`${table}: ${text}`);
    }
  return found;
}

/** Returns all rows of another tenant, table by table. */
async function everythingOf(orgId: string): Promise<Readonly<Record<string, JsonValue>>> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
     join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname in ('store', 'auth') order by 1`,
  );
  const all: Record<string, JsonValue> = {};
  for (const { name: table } of tables) {
    const { rows } = await owner.query<{ all: JsonValue }>(
      `select coalesce(json_agg(t::text order by t::text), '[]') as all from ${table} t where org_id = $1`,
      [orgId],
    );
    all[table] = rows[0]?.all ?? null;
  }
  return all;
}

type Planted = { readonly deal: string; readonly note: string; readonly view: string };

/** Makes everything that can name the person: their work, texts of others, sign-ins, mails, and rows of every table about them. */
async function plant(): Promise<Planted> {
  const { anna, mia, ada } = people;
  const [deal, note, view] = [given.test.newId(), given.test.newId(), given.test.newId()];
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: given.test.newId(), name: device } },
  });
  expect(signedIn.status).toBe(200);
  await given.test.fetch('/auth/sign-in', {
    body: { email, password: 'not the password', device: { id: given.test.newId(), name: device } },
  });
  await tenant.rows(`update auth.session set address = $2, signed_in_from = $2 where person_id = $1`, [
    anna.userId,
    ip,
  ]);
  await anna.do([changeEdit(anna.userId, 'platform/person', { phone: [null, phone] })], { label: `${name} changed their phone` }); // prettier-ignore
  await anna.do([made(deal, 'crm/deal', { name: 'Harbour', stage: 'prospecting' }, { ownerId: anna.userId })]);
  await anna.do([made(view, 'platform/saved-view', { name: `View of ${name}`, forEntity: 'crm/deal' }, { ownerId: anna.userId })]); // prettier-ignore
  await mia.do([made(given.test.newId(), 'crm/contact', { name: 'Somebody' })]);
  await ada.do(
    [made(note, 'crm/activity', { about: `crm/deal:${deal}`, kind: 'note', subject: `Asked ${name}`, body: `@${name} and @Annabel, see ${email}.` })],
    { label: `Wrote to ${name}` },
  ); // prettier-ignore
  await inTenant(given.test.database, { orgId: tenant.orgId, mode: 'write' }, async (tx) => {
    const origin = { address: ip, request: null, person: anna.userId, session: null, device: null };
    const nowMs = given.test.clock.nowMs();
    await noteEvent(tx, tenant.orgId, { action: 'sign-in', nowMs, origin, details: { device } });
  });
  await given.test.server.runWorkers(tenant.orgId);
  await inTenant(given.test.database, { orgId: tenant.orgId, mode: 'write' }, async (tx) => {
    const origin = { address: ip, request: null, person: anna.userId, session: null, device: null };
    const later = given.test.clock.nowMs() + 3_600_000;
    await noteEvent(tx, tenant.orgId, { action: 'sign-in', nowMs: later, origin, details: { device } });
  });
  const seeded: readonly [string, readonly unknown[]][] = [
    [`insert into auth.directory_person (org_id, person_id, user_name, user_key, given_name, family_name, made_at) values ($1, $2, $3, $3, 'Annabel', 'Quillfeather', '2026-11-20')`, [email]],
    [`insert into auth.sso_pending (org_id, hash, provider_id, subject, identity_id, email, name, roles, device_id, device_name, expires_ms)
        select $1::uuid, '\\x01'::bytea, gen_random_uuid(), 'Quillfeather', m.identity_id, $3::text, $4::text, '[]'::jsonb, gen_random_uuid(), $5::text, 1 from auth.membership m where m.person_id = $2::uuid`, [email, name, device]],
    [`insert into auth.device_wipe (org_id, id, device_id, person_id, session_id, device_name, proof_key, why, ordered_at, told) values ($1, gen_random_uuid(), gen_random_uuid(), $2, gen_random_uuid(), $3, 'k', 'ordered', '2026', 'x')`, [device]],
    [`insert into auth.api_key (org_id, id, person_id, name, grants, made_at, expires_at) values ($1, gen_random_uuid(), $2, $3, '[]', '2026', '2027')`, [`Key of ${name}`]],
    [`insert into store.webhook_endpoint (org_id, id, person_id, name, url, content, grants, sends, events, made_at) values ($1, gen_random_uuid(), $2, $3, '', 'thin', '[]', '[]', '[]', '2026')`, [`Hook of ${name}`]],
    [`insert into store.webhook_endpoint (org_id, id, person_id, name, url, content, grants, sends, events, made_at)
        select $1::uuid, gen_random_uuid(), gen_random_uuid(), $3::text, '', 'thin', '[]', jsonb_build_array(jsonb_build_object('entity', 'crm/deal', 'where', jsonb_build_object('value', $3::text))), '[]', '2026' where $2::uuid is not null`, [`Deals of ${name}`]],
    [`insert into store.webhook_delivery (org_id, endpoint_id, n, type, subject, state, tries, due_at, fence, log, request, answer, made_at)
        select $1::uuid, gen_random_uuid(), 1, 'deal.updated', gen_random_uuid(), 'done', 1, '', 1, '[]', $3::text, $3::text, '2026' where $2::uuid is not null`, [`{"name":"${name}"}`]],
    [`insert into store.webhook_source (org_id, id, person_id, name, address, proof, grants, mapping, made_at)
        values ($1, gen_random_uuid(), $2, $3, gen_random_uuid()::text, 'token', '[]', '{}', '2026')`, [`Form of ${name}`]],
    [`insert into store.webhook_source (org_id, id, person_id, name, address, proof, grants, mapping, made_at)
        select $1::uuid, gen_random_uuid(), gen_random_uuid(), $3::text, gen_random_uuid()::text, 'token', '[]', jsonb_build_object('is', $3::text), '2026' where $2::uuid is not null`, [`Leads of ${name}`]],
    [`insert into store.mailbox (org_id, id, person_id, address, host, port, user_name, sealed, made_at, last_uid, failures, kept, skipped, tries, fence)
        values ($1, gen_random_uuid(), $2, $3, 'imap.example.com', 993, $3, 'sealed', '2026', 0, 0, 0, 0, 0, 0)`, [`${name}@example.com`]],
    [`insert into store.push_subscription (org_id, id, person_id, session_id, service, endpoint_hash, sealed, made_at)
        values ($1, gen_random_uuid(), $2, gen_random_uuid(), $3, '\\x01', 'sealed', '2026')`, [`${name}.example.com`]],
    [`insert into store.notice_number (org_id, id, person_id, number, made_at) values ($1, gen_random_uuid(), $2, $3, '2026')`, [phone]],
    [`insert into store.webhook_received (org_id, source_id, key, sent_id, payload, state, faults, turn, fence, received_at)
        select $1::uuid, gen_random_uuid(), 'k', $3::text, $3::text, 'failed', jsonb_build_array($3::text), 0, 0, '2026' where $2::uuid is not null`, [`{"name":"${name}"}`]],
    [`insert into auth.address_notice (org_id, person_id, former, next, by_person, changed_at) values ($1, $2, $3, $3, $2, '2026')`, [email]],
    [`insert into store.intent (org_id, intent, id, status, n, outcome) values ($1, 'x', $2, 'failed', 1, jsonb_build_object('why', $3::text))`, [`550 ${name}`]],
    [`insert into store.audit_document (org_id, id, kind, from_at, until_at, made_at, made_by, content, signature) values ($1, gen_random_uuid(), 'security', '', '', '', $2, $3, 'x')`, [`{"people":["${name}"]}`]],
  ]; // prettier-ignore
  for (const [statement, more] of seeded) await tenant.rows(statement, [tenant.orgId, anna.userId, ...more]);
  return { deal, note, view };
}

async function queueMails(): Promise<void> {
  const { tenancy } = given.test.server;
  const html = (org: string) => `<!--look of ${org}--><p>${name}</p>`;
  await given.test.database.transaction('write', async (tx) => {
    for (const to of [email, 'ada@fenwright.example'])
      await queueMail(tx, { mail: { to, subject: `About ${name}`, text: name, html: html(tenant.orgId) }, forMs: 1e9 }, tenancy.identity); // prettier-ignore
  });
}

describe('erasing a person with an account', () => {
  it('[P-5] leaves no plaintext of the person in any table, keeps the chain valid, and attributes their work to the pseudonym', async () => {
    const other = await given.test.tenant('Harbour');
    await other.person('Zoe', 'owner', { email: `zoe-${given.test.newId()}@harbour.example` });
    const { deal, note, view } = await plant();
    const before = await tablesWith(planted);
    expect(before.length).toBeGreaterThan(12);
    const others = await everythingOf(other.orgId);
    const { pseudonym } = await erased();
    expect(pseudonym).toMatch(/^Former member [0-9a-f]{4,}$/);
    expect(await tablesWith(planted)).toEqual([]);
    expect(await verify()).toMatchObject({ problems: [] });
    expect(await everythingOf(other.orgId)).toEqual(others);
    expect(await tenant.fields('platform/person', people.anna.userId)).toEqual({ name: pseudonym, status: 'suspended', memberships: [] }); // prettier-ignore
    expect(await tenant.fields('crm/activity', note)).toMatchObject({ subject: `Asked ${pseudonym}`, body: `@${pseudonym} and @${pseudonym}, see ${pseudonym}.` }); // prettier-ignore
    expect(await tenant.rows('select 1 from store.platform_saved_view where id = $1', [view])).toEqual([]);
    const own = (await tenant.journal()).find(
      (row) => row !== null && row['record'] === deal && row['kind'] === 'created',
    );
    expect(own).toMatchObject({ by: people.anna.userId });
  });

  it('[P-5] certifies the counts, signed, without the person, and says nothing about their account', async () => {
    await plant();
    const { document, pseudonym } = await erased();
    const [kept] = await tenant.rows<{ content: string; signature: string }>(
      'select content, signature from store.audit_document where id = $1',
      [document],
    );
    if (!kept) throw new Error('no certificate');
    const told = JSON.parse(kept.content) as Record<string, JsonValue>;
    expect(told).toMatchObject({ kind: 'erasure', subject: 'member', pseudonym, person: people.anna.userId, reason: 'GDPR, article 17', recordsErased: { 'platform/saved-view': 1 } }); // prettier-ignore
    expect(told['journalRowsRedacted']).toBeGreaterThan(3);
    expect(kept.content).not.toMatch(/auth\.(identity|factor|passkey)/);
    expect(await isSignedText(Buffer.from(kept.content), kept.signature, (kid) => given.test.keys.everSigned(kid))).toBe(true); // prettier-ignore
  });

  it('[P-5] tells devices of others the pseudonym and the redacted history', async () => {
    const { mia, anna } = people;
    await plant();
    await mia.pull();
    expect(JSON.stringify([[...mia.held.values()], mia.history])).toContain('Quillfeather');
    const known = mia.history.length;
    const { pseudonym } = await erased();
    await mia.pull();
    expect(mia.held.get(anna.userId)?.fields['name']).toBe(pseudonym);
    expect(JSON.stringify([...mia.held.values()])).not.toContain('Quillfeather');
    const news = mia.history.slice(known);
    expect(JSON.stringify(news)).not.toContain('Quillfeather');
    expect(news.filter(tellsPseudonym).map(({ id }) => id)).toEqual([anna.userId]);
    const stale = mia.history.slice(0, known).filter((row) => JSON.stringify(row).includes('Quillfeather'));
    const replaced = new Set(news.map(({ n, id }) => `${n}:${id}`));
    expect(stale.length).toBeGreaterThan(0);
    expect(stale.filter(({ n, id }) => !replaced.has(`${n}:${id}`))).toEqual([]);
    const fresh = mia.twin();
    await fresh.pull();
    expect(JSON.stringify([[...fresh.held.values()], fresh.history])).not.toContain('Quillfeather');
  });

  it('[P-5] hands the records on where the order says so, and keeps them under the pseudonym otherwise', async () => {
    const { anna, mia } = people;
    const ownerOf = async (id: string) => (await tenant.rows<{ owner: string }>('select owner_id as owner from store.crm_deal where id = $1', [id]))[0]?.owner; // prettier-ignore
    const { deal } = await plant();
    expect((await erase({ heir: given.test.newId() })).ok).toBe(false);
    expect(await erased({ heir: mia.userId })).toMatchObject({ handedOn: 1 });
    expect(await ownerOf(deal)).toBe(mia.userId);
    const ben = await tenant.person('Ben Fuller', 'member');
    const second = given.test.newId();
    await ben.do([made(second, 'crm/deal', { name: 'Pier', stage: 'prospecting' }, { ownerId: ben.userId })]);
    expect(await erased({ name: 'Ben Fuller' }, people.ada, ben.userId)).toMatchObject({ handedOn: 0 });
    expect(await ownerOf(second)).toBe(ben.userId);
    expect(anna.userId).not.toBe(ben.userId);
  });

  it('[P-5] leaves the account and the data of another organisation alone', async () => {
    const other = await given.test.tenant('Harbour');
    const twin = await other.person(name, 'owner');
    await owner.query(`insert into auth.membership select $1, $2, identity_id, created_at from auth.membership where org_id = $3 and person_id = $4`, [other.orgId, twin.userId, tenant.orgId, people.anna.userId]); // prettier-ignore
    await plant();
    const before = await everythingOf(other.orgId);
    await erased();
    expect(await everythingOf(other.orgId)).toEqual(before);
    const { rows } = await owner.query('select email from auth.identity where email = $1', [email]);
    expect(rows).toHaveLength(1);
    expect(await tablesWith(planted, tenant.orgId)).toEqual([]);
  });

  it('[P-5] removes waiting mails to the person, and their name in mails to others', async () => {
    await queueMails();
    await erased();
    const waiting = await tenant.rows<{ sealed: string }>('select sealed from auth.mail where not is_empty');
    const mails = await Promise.all(
      waiting.map(({ sealed }) => given.test.keys.unseal(sealed, 'mail about an account')),
    );
    expect(mails.join('\n')).not.toContain('Quillfeather');
    expect(mails.join('\n')).toContain('ada@fenwright.example');
  });

  it('[P-5] keeps the name of a contact with the same name, and texts where the order says so', async () => {
    const [contact, note] = [given.test.newId(), given.test.newId()];
    expect(await people.ada.do([made(contact, 'crm/contact', { name, email })])).toMatchObject({ status: 'accepted' });
    await people.ada.do([made(note, 'crm/activity', { about: `crm/contact:${contact}`, kind: 'note', body: `${name} asked. @${name} knows.` })]); // prettier-ignore
    const preview = await previewErasure(ports(), callerOf(people.ada), people.anna.userId);
    expect(preview).toMatchObject({ ok: true, value: { name, isMember: true, namesakes: 1 } });
    const { pseudonym } = await erased({ inTexts: false });
    expect(await tenant.fields('crm/contact', contact)).toMatchObject({ name, email });
    expect(await tenant.fields('crm/activity', note)).toMatchObject({ body: `${name} asked. @${pseudonym} knows.` });
    expect(await verify()).toMatchObject({ problems: [] });
  });

  it('[P-5] keeps the pseudonym beyond the horizon, and erases a member who was removed before', async () => {
    const { anna, ada } = people;
    await ada.do([changeEdit(anna.userId, 'platform/person', { life: ['alive', 'deleted'] })]);
    const { pseudonym } = await erased();
    const [clock] = await tenant.rows<{ head: number }>('select head from store.clock');
    await passHorizon(given.test.server.tenancy, tenant.orgId, Number(clock?.head));
    expect(await tenant.fields('platform/person', anna.userId)).toMatchObject({ name: pseudonym });
    expect(await tablesWith(planted, tenant.orgId)).toEqual([]);
  });

  it('[P-5] removes the bytes of their picture, although their record stays', async () => {
    const { anna, mia } = people;
    const sha256 = 'ab'.repeat(32);
    for (const { userId } of [anna, mia])
      await tenant.rows(
        `insert into store.file_content (org_id, file_id, sha256, entity, size_bytes, received_at) values ($1, $2, $3, 'platform/person', 1, '2026')`,
        [tenant.orgId, userId, sha256],
      );
    await erased();
    const { blobs } = given.test.server;
    if (!blobs) throw new Error('no store of files');
    await removeUnneeded({ ...given.test.server.tenancy, monotonic: given.test.monotonic, blobs }, tenant.orgId);
    const left = await tenant.rows<{ id: string }>('select file_id as id from store.file_content');
    expect(left.map(({ id }) => id)).toEqual([mia.userId]);
  });

  it('[P-5] [A-1] is refused to others than administrators, for owners above them, for oneself, another name, and twice', async () => {
    const { olga, ada, mia, anna } = people;
    expect(await erase({}, mia)).toMatchObject({ ok: false, code: 'access/denied' });
    expect(await erase({ name: 'Olga' }, ada, olga.userId)).toMatchObject({ ok: false });
    expect(await erase({ name: 'Ada' }, ada, ada.userId)).toMatchObject({ ok: false, code: 'request/invalid' });
    expect(await erase({ name: 'Annabel' })).toMatchObject({ ok: false, code: 'request/invalid', details: { path: 'name' } }); // prettier-ignore
    expect(await erase({}, ada, given.test.newId())).toMatchObject({ ok: false, code: 'records/not-found' });
    expect((await tenant.fields('platform/person', anna.userId))?.['name']).toBe(name);
    await erased();
    expect(await erase()).toMatchObject({ ok: false, code: 'request/invalid', details: { path: 'id' } });
  });

  it('[P-5] refuses a reason that names the person, and changes no name', async () => {
    expect(await erase({ reason: `${name} asked` })).toMatchObject({ ok: false, code: 'request/invalid', details: { path: 'reason' } }); // prettier-ignore
    const [anna] = await tenant.rows(`select life, fields ->> 'name' as name from store.platform_person where id = $1`, [people.anna.userId]); // prettier-ignore
    expect(anna).toEqual({ life: 'alive', name });
  });

  it('[P-5] leaves exports and archives that anybody verifies without the server, and finds a forged copy in them', async () => {
    await plant();
    await erased();
    const { tenancy } = given.test.server;
    const signHead = headSigner({ keys: given.test.keys, clock: tenancy.clock });
    const audit = { ...ports(), signHead, origin: noOrigin };
    const file = await exportJournal(audit, callerOf(people.ada), { format: 'json', question: {} });
    if (!file.ok) throw new Error(file.message);
    const jwks = JSON.stringify(given.test.keys.journalJwks());
    const verdict = (content: string) =>
      verifyExport({ file: Buffer.from(content), signature: file.value.signature, jwks });
    expect((await verdict(file.value.content)).problems).toEqual([]);
    expect(file.value.content).not.toContain('Quillfeather');
    const proof = (JSON.parse(file.value.content) as { proof: { copies: readonly unknown[] } }).proof;
    expect(proof.copies.length).toBeGreaterThan(3);
    const forged = file.value.content.replaceAll('Former member', 'Forger member');
    expect((await verdict(forged)).problems.some((problem) => /is not the one at its place/.test(problem))).toBe(true);
    const head = await headNow(given.test.database, tenant.orgId);
    const signed = JSON.stringify({ organisation: tenant.orgId, n: head[0], hash: head[1], signature: await signHead(tenant.orgId, head) }); // prettier-ignore
    const lines = async function* (change: (line: string) => string) {
      for await (const page of journalLines(given.test.database, {
        orgId: tenant.orgId,
        head: head[0],
        leftOut: new Set(),
      }))
        yield* page.split('\n').map(change);
    };
    const archive = (change: (line: string) => string) => verifyLines({ lines: lines(change), head: signed, jwks });
    expect((await archive((line) => line)).problems).toEqual([]);
    const forgedLines = await archive((line) =>
      line.includes('"salt"') ? line : line.replace('Former member', 'Forger member'),
    );
    expect(forgedLines.problems.join()).toMatch(/is a copy that no erasure names/);
  });

  it('[P-5] lets no copy pass that no signed erasure names', async () => {
    await plant();
    await erased();
    const [copy] = await tenant.rows<{ n: number; payload: string }>(
      'select n, payload from store.journal where salt is null and payload is not null order by n limit 1',
    );
    await owner.query('update store.journal set payload = $3 where org_id = $1 and n = $2', [tenant.orgId, copy?.n, copy?.payload.replace('"label":"', '"label":"Forged ')]); // prettier-ignore
    expect((await verify()).problems).toMatchObject([
      { n: copy?.n, problem: expect.stringContaining('copy') as string },
    ]);
  });
});
