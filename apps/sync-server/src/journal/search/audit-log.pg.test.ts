import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditAnswer, AuditEntry, AuditFile, AuditQuestion } from '@outpost/domain/kernel/audit/audit-log';
import { inTenant } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, testPassword, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { saltedDigestOf, linkOf } from '../chain.ts';
import { isSignedText } from '../exports/detached-jws.ts';
import type { Proof } from '../exports/proof-of-entries.ts';
import { noteEvent } from '../events/note-event.ts';
import { askAuditLog } from './ask-audit-log.ts';

const given = givenServer();
let tenant: TestTenant;
let ada: TestDevice;
let mo: TestDevice;
let token: string;
const origin = { address: '192.0.2.7', request: 'req-1', person: null, session: null, device: null };

beforeEach(async () => {
  tenant = await given.test.tenant();
  await given.test.server.runWorkers(tenant.orgId); // makes the settings of packs
  const email = `ada-${given.test.newId()}@fenwright.example`;
  ada = await tenant.person('Ada', 'admin', { email });
  mo = await tenant.person('Mo', 'member');
  await mo.do([made(given.test.newId(), 'crm/account', { name: 'Acme' }, { ownerId: mo.userId })], {
    label: '=1+1 Added',
  });
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: ada.device, name: 'Laptop' } },
  });
  ({ accessToken: token } = (await signedIn.json()) as { accessToken: string });
  await note({ action: 'data/exported', by: mo.userId, details: { of: 'crm/account', count: 3 } });
  await note({ action: 'sign-in/refused', outcome: 'refused', about: mo.userId, account: 'abcd' });
  await given.test.server.runWorkers(tenant.orgId);
});

async function note(noted: Omit<Parameters<typeof noteEvent>[2], 'nowMs'>): Promise<void> {
  const { orgId } = tenant;
  const nowMs = given.test.clock.nowMs();
  await inTenant(given.test.database, { orgId, mode: 'write' }, (tx) =>
    noteEvent(tx, orgId, { origin, ...noted, nowMs }),
  );
}
const ask = async (question: Partial<AuditQuestion> = {}, by = ada): Promise<AuditAnswer> => {
  const answer = await askAuditLog(given.test.server.tenancy, by.asker, { limit: 100, ...question });
  if (!answer.ok) throw new Error(answer.code);
  return answer.value;
};
/** A tenant is made with settings of the organisation and of its packs. */
const ofTheStart = ['settings/changed', 'settings/changed', 'settings/changed'];
const actions = async (question: Partial<AuditQuestion>) => (await ask(question)).entries.map(({ action }) => action);

describe('the audit log', () => {
  it('[PLT-21] has changes, sign-ins, refusals and exports in one order, each with its class', async () => {
    const { entries } = await ask();
    expect(entries.slice(0, 4).map(({ action, class: of }) => [action, of])).toEqual([
      ['sign-in/refused', 'security'],
      ['data/exported', 'compliance'],
      ['sign-in/new-device', 'security'],
      ['record/created', 'change'],
    ]);
    expect(entries.map(({ n }) => n)).toEqual(entries.map(({ n }) => n).toSorted((a, b) => b - a));
    expect(entries[1]).toMatchObject({ by: mo.userId, address: '192.0.2.7', request: 'req-1', details: { count: 3 } });
  });

  it('[PLT-21] is found by class, person, action, kind, outcome, address, words and time, together', async () => {
    expect(await actions({ class: 'compliance' })).toEqual(['data/exported', ...ofTheStart]);
    expect(await actions({ class: 'change', entity: 'crm/account' })).toEqual(['record/created']);
    expect(await actions({ by: mo.userId, class: 'security' })).toEqual(['sign-in/refused', 'rights/changed']);
    expect(await actions({ by: mo.userId })).toEqual([
      'sign-in/refused',
      'data/exported',
      'record/created',
      'rights/changed',
    ]);
    expect(await actions({ action: 'sign-in/new-device' })).toEqual(['sign-in/new-device']);
    expect(await actions({ outcome: 'refused' })).toEqual(['sign-in/refused']);
    expect(await actions({ address: '192.0.2.7' })).toEqual(['sign-in/refused', 'data/exported']);
    expect(await actions({ address: '192.0.2.7', outcome: 'done' })).toEqual(['data/exported']);
    expect(await actions({ words: 'ADDED' })).toContain('record/created');
    expect(await actions({ words: 'signed in on', class: 'security' })).toEqual(['sign-in/new-device']);
    const later = new Date(given.test.clock.nowMs() + 60_000).toISOString();
    expect(await actions({ from: later })).toEqual([]);
    expect(await actions({ until: later, class: 'compliance' })).toEqual(['data/exported', ...ofTheStart]);
  });

  it('[PLT-21] is read page by page without a gap, with and without a class', async () => {
    for (const question of [{}, { class: 'security' as const }]) {
      const all = (await ask(question)).entries.map(({ n }) => n);
      const read: number[] = [];
      let before: number | null = 10_000;
      while (before !== null) {
        const page: AuditAnswer = await ask({ ...question, limit: 2, before });
        read.push(...page.entries.map(({ n }) => n));
        before = page.next;
      }
      expect(all.length).toBeGreaterThan(2);
      expect(read).toEqual(all);
    }
  });

  it('[A-3c] has no change of a record that belongs to one person alone', async () => {
    const own = given.test.newId();
    await mo.do([made(own, 'platform/my-notifications', { hidden: ['due'] }, { ownerId: mo.userId })]);
    expect(await actions({ record: own })).toEqual([]);
  });

  it('[A-2] is refused to others, at every address', async () => {
    await expect(ask({}, mo)).rejects.toThrow('access/denied');
  });

  it('[PLT-21] is found by indexes: no question of a class reads the journal from its beginning', async () => {
    const plan = async (where: string): Promise<string> => {
      const rows = await tenant.rows<{ 'QUERY PLAN': string }>(
        `explain select j.n from store.audit_entry e join store.journal j on j.org_id = e.org_id and j.n = e.n
         where e.org_id = '${tenant.orgId}' and e.n >= 1 and e.n < 100 and ${where} order by e.n desc limit 100`,
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    for (const where of [
      `e.class = 'security'`,
      `(e.person = '${mo.userId}' or e.record = '${mo.userId}')`,
      `e.action = 'sign-in'`,
      `e.address = '192.0.2.7'`,
    ]) {
      const text = await plan(where);
      expect(text).not.toContain('Seq Scan');
      expect(text).toContain('Index');
    }
  });
});

describe('the addresses of the audit log', () => {
  const get = async (path: string, as = token) => {
    const answer = await given.test.fetch(`/api/v1/audit/${path}`, { token: as });
    return { status: answer.status, body: (await answer.json()) as AuditAnswer & AuditEntry & { code?: string } };
  };

  it('[PLT-21] answer logs, one entry, and the two classes', async () => {
    const { body } = await get('logs?limit=2');
    expect(body.entries).toHaveLength(2);
    const [newest] = body.entries;
    expect((await get(`logs/${newest?.n}`)).body).toEqual(newest);
    expect(await get('logs/999999')).toMatchObject({ status: 404, body: { code: 'records/not-found' } });
    expect((await get('security-events?limit=1')).body.entries[0]?.class).toBe('security');
    expect((await get('compliance-events')).body.entries.map(({ action }) => action)).toEqual([
      'data/exported',
      ...ofTheStart,
    ]);
    expect(await get('logs?limit=no')).toMatchObject({ status: 400, body: { code: 'request/invalid' } });
  });

  it('[A-2] answer nothing to people who are not administrators', async () => {
    const email = `max-${given.test.newId()}@fenwright.example`;
    const max = await tenant.person('Max', 'member', { email });
    const signedIn = await given.test.fetch('/auth/sign-in', {
      body: { email, password: testPassword, device: { id: max.device, name: 'Laptop' } },
    });
    const { accessToken } = (await signedIn.json()) as { accessToken: string };
    for (const path of ['logs', 'logs/1', 'security-events', 'compliance-events'])
      expect(await get(path, accessToken)).toMatchObject({ status: 403, body: { code: 'access/denied' } });
    const body = { format: 'csv' };
    expect((await given.test.fetch('/api/v1/audit/exports', { token: accessToken, body })).status).toBe(403);
  });
});

describe('an export of the journal', () => {
  const exported = async (body: object): Promise<AuditFile> =>
    (await (await given.test.fetch('/api/v1/audit/exports', { token, body })).json()) as AuditFile;
  const isSigned = (file: AuditFile, bytes = new TextEncoder().encode(file.content)) =>
    isSignedText(bytes, file.signature, (kid) => given.test.keys.verifying(kid));

  it('[PLT-21] as CSV runs no formula, names people, and is signed over its bytes', async () => {
    const file = await exported({ format: 'csv' });
    expect(file.content).toMatch(/^number,at,class,action,/);
    expect(file.content).toContain("'=1+1 Added");
    expect(file.content).toContain('Ada');
    expect(await isSigned(file)).toBe(true);
    const kid = (JSON.parse(Buffer.from(file.signature.split('.')[0] ?? '', 'base64url').toString()) as { kid: string })
      .kid;
    expect(given.test.keys.jwks().keys.map((key) => key.kid)).toContain(kid);
    expect(await isSigned(file, new TextEncoder().encode(file.content.replace('Ada', 'Eve')))).toBe(false);
    expect(await isSigned({ ...file, signature: file.signature.replace('..', '.e30.') })).toBe(false);
  });

  it('[P-5] as JSON leads from its entries to the signed head, and is itself an entry', async () => {
    const file = await exported({ format: 'json', question: { class: 'compliance' } });
    const { entries, proof, head } = JSON.parse(file.content) as {
      entries: AuditEntry[];
      proof: Proof;
      head: { n: number; hash: string };
    };
    expect(entries.map(({ action }) => action)).toEqual(['data/exported', ...ofTheStart]);
    expect(proof.after + proof.digests.length).toBe(head.n);
    expect(proof.digests.reduce((hash, digest) => linkOf(hash, Buffer.from(digest, 'hex')), proof.before)).toBe(
      head.hash,
    );
    for (const { n, salt, payload } of proof.rows)
      expect(saltedDigestOf(Buffer.from(salt, 'hex'), payload).toString('hex')).toBe(
        proof.digests[n - proof.after - 1],
      );
    await given.test.server.runWorkers(tenant.orgId);
    const again = await ask({ action: 'journal/exported' });
    expect(again.entries[0]).toMatchObject({ by: ada.userId, details: { format: 'json', entries: 4 } });
  });

  it('[P-5] has nothing of the entries that a rename changed meanwhile', async () => {
    const id = given.test.newId();
    await ada.do([made(id, 'crm/account', { name: 'Beta' })]);
    await ada.do([changeEdit(id, 'crm/account', { name: ['Beta', 'Gamma'] })]);
    const file = await exported({ format: 'json', question: { record: id } });
    const { entries } = JSON.parse(file.content) as { entries: AuditEntry[] };
    expect(entries.map(({ changed: values }) => values['name'])).toEqual([
      ['Beta', 'Gamma'],
      [null, 'Beta'],
    ]);
  });
});
