import { beforeAll, describe, expect, it } from 'vitest';
import { type AuditDocument, auditReportSchema, type SignedDocument } from '@outpost/domain/kernel/audit/audit-report';
import { inTenant } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import { made, testPassword, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { noteEvent } from '../events/note-event.ts';
import { isSignedText } from '../exports/detached-jws.ts';

const given = givenServer();
let tenant: TestTenant;
let ada: TestDevice;
let token: string;

beforeAll(async () => {
  tenant = await given.test.tenant();
  const email = `ada-${given.test.newId()}@fenwright.example`;
  ada = await tenant.person('Ádám', 'admin', { email });
  await ada.do([made(given.test.newId(), 'crm/account', { name: 'Acme' })]);
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: ada.device, name: 'Laptop' } },
  });
  ({ accessToken: token } = (await signedIn.json()) as { accessToken: string });
  const { orgId } = tenant;
  const origin = { address: '192.0.2.199', request: null, person: null, session: null, device: null };
  const nowMs = given.test.clock.nowMs();
  await inTenant(given.test.database, { orgId, mode: 'write' }, async (tx) => {
    for (let round = 0; round < 25; round += 1)
      await noteEvent(tx, orgId, { action: 'sign-in/refused', outcome: 'refused', nowMs, origin, key: 'k' });
    await noteEvent(tx, orgId, {
      action: 'data/exported',
      nowMs,
      origin,
      by: ada.userId,
      details: { of: 'Accounts', count: 7 },
    });
  });
  await given.test.server.runWorkers(orgId);
  given.test.advance(3_600_000);
  await given.test.server.runWorkers(orgId); // reports the surplus of the hour
  const again = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: ada.device, name: 'Laptop' } },
  });
  ({ accessToken: token } = (await again.json()) as { accessToken: string });
});

const period = () => {
  const nowMs = given.test.clock.nowMs();
  return { from: new Date(nowMs - 86_400_000).toISOString(), until: new Date(nowMs + 60_000).toISOString() };
};
const make = (body: object) => given.test.fetch('/api/v1/audit/reports', { token, body });
const report = async (kind: string) => {
  const document = (await (await make({ kind, ...period() })).json()) as SignedDocument;
  return { document, report: auditReportSchema.parse(JSON.parse(document.content)) };
};

describe('a report of a period', () => {
  it('[PLT-21] of security counts sign-ins, failures, new devices and refusals, and lists changes of rights', async () => {
    const { report: found } = await report('security');
    const times = (action: string) => found.actions.find((one) => one.action === action)?.times;
    expect(times('sign-in/refused')).toBe(25);
    expect(times('sign-in/new-device')).toBe(1);
    expect(found.actions.find((one) => one.action === 'sign-in/refused')?.entries).toBe(21);
    expect(found.addresses).toEqual([{ address: '192.0.2.199', times: 25 }]);
    expect(found.rights.map(({ label }) => label)).toContain('Added Ádám');
    expect(found.madeBy.name).toBe('Ádám');
  });

  it('[PLT-21] of compliance lists exports, and counts changes by kind', async () => {
    const { report: found } = await report('compliance');
    expect(found.acts.map(({ details }) => details)).toContainEqual({ of: 'Accounts', count: 7 });
    expect(found.kinds).toContainEqual({ entity: 'crm/account', label: 'Accounts', created: 1, changed: 0 });
  });

  it('[PLT-21] is empty for a period without entries, and refused for one that ends before it begins', async () => {
    const before = { from: '2020-01-01T00:00:00.000Z', until: '2020-02-01T00:00:00.000Z' };
    const document = (await (await make({ kind: 'security', ...before })).json()) as SignedDocument;
    expect(auditReportSchema.parse(JSON.parse(document.content))).toMatchObject({
      actions: [],
      rights: [],
      addresses: [],
    });
    const turned = await make({ kind: 'security', from: before.until, until: before.from });
    expect(turned.status).toBe(400);
  });

  it('[PLT-21] is signed, kept, listed, and readable as a PDF', async () => {
    const { document } = await report('security');
    const keyOf = (kid: string) => given.test.keys.verifying(kid);
    expect(await isSignedText(new TextEncoder().encode(document.content), document.signature, keyOf)).toBe(true);
    const list = (await (await given.test.fetch('/api/v1/audit/reports', { token })).json()) as {
      reports: AuditDocument[];
    };
    expect(list.reports.map(({ id }) => id)).toContain(document.id);
    const one = await (await given.test.fetch(`/api/v1/audit/reports/${document.id}`, { token })).json();
    expect(one).toEqual(document);
    const pdf = await given.test.fetch(`/api/v1/audit/reports/${document.id}/pdf`, { token });
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const bytes = Buffer.from(await pdf.arrayBuffer());
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.length).toBeGreaterThan(5_000);
  });

  it('[A-2] is for administrators of its own tenant alone', async () => {
    const { document } = await report('security');
    const other = await given.test.tenant();
    const email = `eve-${given.test.newId()}@fenwright.example`;
    const eve = await other.person('Eve', 'admin', { email });
    const signedIn = await given.test.fetch('/auth/sign-in', {
      body: { email, password: testPassword, device: { id: eve.device, name: 'Laptop' } },
    });
    const { accessToken } = (await signedIn.json()) as { accessToken: string };
    for (const path of ['', '/pdf'])
      expect(
        (await given.test.fetch(`/api/v1/audit/reports/${document.id}${path}`, { token: accessToken })).status,
      ).toBe(404);
  });
});
