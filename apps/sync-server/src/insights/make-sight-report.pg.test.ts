import type { AuditDocument, SignedDocument } from '@outpost/domain/kernel/audit/audit-report';
import { sightReportSchema } from '@outpost/domain/kernel/audit/sight-report';
import { beforeAll, describe, expect, it } from 'vitest';
import { isSignedText } from '../journal/exports/detached-jws.ts';
import { askAuditLog } from '../journal/search/ask-audit-log.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { testPassword } from '../testing/test-server.ts';

const given = givenServer();
let w: SalesWorld;
let deal: string;
let admin: Awaited<ReturnType<typeof signedInAs>>;
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
  deal = w.id();
  await w.mia.do([w.deal(deal, { name: 'Harbour crane' })]);
  admin = await signedInAs('admin');
});

async function signedInAs(role: string) {
  const email = `ada-${w.id()}@fenwright.example`;
  const person = await w.tenant.person('Ada', role, { email });
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: person.device, name: 'Laptop' } },
  });
  const { accessToken: token } = (await signedIn.json()) as { accessToken: string };
  return { person, token };
}
const make = (of?: object, token = admin.token, id = deal) =>
  given.test.fetch('/access/report', { token, body: { record: { entity: 'crm/deal', id }, ...(of ? { of } : {}) } });
const documentOf = async (answer: Response) => {
  expect(answer.status).toBe(200);
  const document = (await answer.json()) as SignedDocument;
  return { document, report: sightReportSchema.parse(JSON.parse(document.content)) };
};

describe('a report of who can see a record', () => {
  it('[PLT-21] names the people, and the rights of one person with the grants, and contains no value of the record', async () => {
    const { document, report } = await documentOf(await make({ person: w.moe.userId }));
    expect(report.seenBy.people.map(({ name }) => name)).toContain('Mia');
    expect(report.of).toEqual({ person: w.moe.userId, name: 'Moe' });
    expect(report.rights?.actions.find(({ action }) => action === 'read')).toMatchObject({ may: false });
    expect(report.madeBy).toEqual({ id: admin.person.userId, name: 'Ada' });
    expect(document.content).not.toContain('Harbour crane');
    expect((await documentOf(await make({ role: 'viewer' }))).report.of).toEqual({ role: 'viewer' });
    expect((await documentOf(await make())).report).toMatchObject({ of: null, rights: null });
  });

  it('[PLT-21] is signed, listed with the reports of the journal, readable as a PDF, and an entry of the journal', async () => {
    const { document } = await documentOf(await make());
    const keyOf = (kid: string) => given.test.keys.verifying(kid);
    expect(await isSignedText(new TextEncoder().encode(document.content), document.signature, keyOf)).toBe(true);
    const fetched = async (path: string) => given.test.fetch(`/api/v1/audit/reports${path}`, { token: admin.token });
    const { reports } = (await (await fetched('')).json()) as { readonly reports: readonly AuditDocument[] };
    expect(reports.find(({ id }) => id === document.id)).toMatchObject({ kind: 'sight' });
    const pdf = await fetched(`/${document.id}/pdf`);
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    await given.test.server.runWorkers(w.tenant.orgId);
    const found = await askAuditLog(given.test.server.tenancy, admin.person.asker, { action: 'report/made', limit: 1 });
    expect(found).toMatchObject({ value: { entries: [{ by: admin.person.userId, record: deal, details: { kind: 'sight' } }] } }); // prettier-ignore
  });

  it('[A-2] is refused for a member, and for a record that does not exist', async () => {
    const { token } = await signedInAs('member');
    expect((await make(undefined, token)).status).toBe(403);
    expect((await make(undefined, admin.token, w.id())).status).toBe(404);
    expect((await make({ person: w.id() })).status).toBe(404);
  });
});
