import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { isSignedText } from '../../journal/exports/detached-jws.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { eraseRecords } from './erase-records.ts';

const given = givenServer();
let eraser: Database;
let tenant: TestTenant;
let ada: TestDevice;

beforeAll(async () => {
  eraser = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
  tenant = await given.test.tenant();
  ada = await tenant.person('Ada', 'admin');
});
afterAll(async () => {
  await eraser.close();
});

const erase = (id: string, isDry = false) => {
  const { clock, installed } = given.test.server.tenancy;
  const ports = { database: eraser, clock, random: randomBytes, installed, signing: given.test.keys.signing };
  const order = {
    orderedBy: 'The data protection officer',
    reason: 'GDPR, article 17',
    withChildren: true,
    withUnknown: false,
  };
  return eraseRecords(ports, { orgId: tenant.orgId, ids: [id], isDry, ...order });
};

describe('the certificate of an erasure', () => {
  it('[PLT-21] names the erased kinds, their number, the time, the order and the kept data, signed, and nothing of the person', async () => {
    const [contact, task] = [given.test.newId(), given.test.newId()];
    await ada.do([made(contact, 'crm/contact', { name: 'Perrin Hallam' })]);
    await ada.do([made(task, 'crm/task', { subject: 'Call Perrin Hallam', about: `crm/contact:${contact}` })]);
    await ada.do([changeEdit(contact, 'crm/contact', { name: ['Perrin Hallam', 'Perrin H.'] })]);
    const answer = await erase(contact);
    if (!answer.ok || !answer.certificate) throw new Error('not erased');
    const { content, signature } = answer.certificate;
    expect(JSON.parse(content)).toMatchObject({
      kind: 'erasure',
      organisation: tenant.orgId,
      journalRow: answer.n,
      orderedBy: 'The data protection officer',
      reason: 'GDPR, article 17',
      records: { count: 2, byKind: { 'crm/contact': 1, 'crm/task': 1 } },
      journalRowsEmptied: answer.rows.length,
      files: { count: 0 },
    });
    expect(content).not.toMatch(/Perrin/);
    const keyOf = (kid: string) => given.test.keys.everSigned(kid);
    expect(await isSignedText(Buffer.from(content), signature, keyOf)).toBe(true);
    expect(await isSignedText(Buffer.from(content.replace('17', '18')), signature, keyOf)).toBe(false);
    const kept = await tenant.rows('select kind, content, signature from store.audit_document');
    expect(kept).toEqual([{ kind: 'erasure', content, signature }]);
    const entries = await tenant.rows('select record from store.audit_entry where record = $1', [contact]);
    expect(entries).toEqual([]);
  });

  it('[PLT-21] is not made by a dry run', async () => {
    const contact = given.test.newId();
    await ada.do([made(contact, 'crm/contact', { name: 'Noor Halvani' })]);
    const before = await tenant.rows('select id from store.audit_document');
    expect(await erase(contact, true)).toMatchObject({ ok: true, n: null, certificate: null });
    expect(await tenant.rows('select id from store.audit_document')).toEqual(before);
  });
});
