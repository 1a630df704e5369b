import { type AuditReport, auditReportSchema, type SignedDocument } from '@outpost/domain/kernel/audit/audit-report';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { receiverDigest } from '../../jobs/message-log/note-logged.ts';
import { eraseRecords } from '../../records/erase/erase-records.ts';
import { givenOffers } from '../../testing/messages/offers-world.ts';
import { testPassword } from '../../testing/test-server.ts';
import { verifyExport } from '../verifier/verify-export.ts';

const given = givenOffers();
const [cleo, noor] = ['cleo.planck@example.com', 'noor@example.com'];
let eraser: Database;
beforeAll(async () => {
  eraser = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
});
afterAll(() => eraser.close());

const period = () => {
  const nowMs = given.test.clock.nowMs();
  return { from: new Date(nowMs - 86_400_000).toISOString(), until: new Date(nowMs + 60_000).toISOString() };
};
type Made = { readonly document: SignedDocument; readonly report: AuditReport };
async function make(token: string, more: object = {}): Promise<Made> {
  const answer = await given.test.fetch('/api/v1/audit/reports', { token, body: { kind: 'messages', ...period(), ...more } }); // prettier-ignore
  const document = (await answer.json()) as SignedDocument;
  return { document, report: auditReportSchema.parse(JSON.parse(document.content)) };
}
/** The server's public keys, as everybody gets them. */
const jwks = async (): Promise<string> => (await given.test.fetch('/.well-known/journal-jwks.json')).text();

/** An offer that was sent, one that was refused, and one about a contract. */
async function threeMails() {
  const { contact, consent } = await given.agreed(cleo, { name: 'Cleo Planck' });
  const mails = [await given.offer(cleo), await given.offer(noor), await given.offer(noor, { purpose: 'contract' })];
  await given.run();
  await given.run(); // the journal
  return { contact, consent, mails };
}

describe('[MSG-34] a report of messages', () => {
  it('lists what was sent and what was refused, by what right, with the rows of the journal that prove it', async () => {
    const { consent, mails } = await threeMails();
    const { report } = await make(await given.token());
    const { lines, more, receivers } = report.messages;
    expect([more, receivers]).toEqual([false, []]);
    const byRecord = new Map(lines.map((line) => [line.record.id, line]));
    const [sent, refused, contract] = mails.map((id) => byRecord.get(id));
    expect(sent).toMatchObject({ state: 'sent', receiver: cleo, ground: 'consent', consent, author: { name: 'Mia' }, provider: `<${mails[0]}@fenwright.example>` }); // prettier-ignore
    expect(refused).toMatchObject({ state: 'refused', receiver: noor, rule: 'MSG-5', text: null, provider: null });
    expect(contract).toMatchObject({ state: 'sent', ground: 'contract', consent: null });
    const rows = await given.w.tenant.journal();
    for (const line of lines) {
      const [n] = line.rows;
      const row = rows.find((one) => one?.['n'] === n) as { event: { details: { receiver: string } } } | undefined;
      expect(row?.event.details.receiver).toBe(receiverDigest(line.salt ?? '', line.receiver ?? ''));
    }
  });

  it('asks for single receivers, however they are written, and for a period', async () => {
    await threeMails();
    const token = await given.token();
    const { report } = await make(token, { receivers: ['Cleo.Planck@Example.com'] });
    expect(report.messages.lines.map(({ receiver }) => receiver)).toEqual([cleo]);
    const before = { from: '2020-01-01T00:00:00.000Z', until: '2020-02-01T00:00:00.000Z' };
    expect((await make(token, before)).report.messages.lines).toEqual([]);
  });

  it('is signed: a stranger verifies it by the public keys, and any changed byte is found', { timeout: 60_000 }, async () => {
    await threeMails();
    const { document } = await make(await given.token());
    const keys = await jwks();
    const verify = (file: Uint8Array, signature = document.signature) => verifyExport({ file, signature, jwks: keys });
    const bytes = Buffer.from(document.content);
    expect(await verify(bytes)).toMatchObject({ kind: 'messages', problems: [] });
    for (let place = 0; place < bytes.length; place += Math.ceil(bytes.length / 60)) {
      const changed = Buffer.from(bytes);
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect([place, (await verify(changed)).problems[0]]).toEqual([place, 'No key of the server has signed these bytes.']);
    }
    const forged = document.content.replace('"state": "refused"', '"state": "sent"');
    expect(forged).not.toBe(document.content);
    expect((await verify(Buffer.from(forged))).problems).not.toEqual([]);
    expect((await verify(Buffer.concat([bytes, Buffer.from('\n')]))).problems).not.toEqual([]);
  }); // prettier-ignore

  it('is a PDF for people', async () => {
    await threeMails();
    const token = await given.token();
    const { document } = await make(token);
    const pdf = await given.test.fetch(`/api/v1/audit/reports/${document.id}/pdf`, { token });
    expect([pdf.status, (await pdf.text()).slice(0, 5)]).toEqual([200, '%PDF-']);
  });

  it('is made by administrators only, and has nothing of another organisation', async () => {
    await threeMails();
    const email = `ben-${given.test.newId()}@fenwright.example`;
    const other = await given.test.tenant('Harbour');
    const ben = await other.person('Ben', 'admin', { email });
    const device = { id: ben.device, name: 'Laptop' };
    const signedIn = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } }); // prettier-ignore
    const { accessToken } = (await signedIn.json()) as { accessToken: string };
    expect((await make(accessToken)).report.messages.lines).toEqual([]);
    expect(await other.rows('select id from store.message_log')).toEqual([]);
  });
});

describe('[MSG-34] a person who was erased by law', () => {
  it('is in reports without their data, also in earlier ones, which are signed again; the lines stay', async () => {
    const { contact, mails } = await threeMails();
    const token = await given.token();
    const { document: kept } = await make(token, { receivers: [cleo, noor] });
    const { tenancy } = given.test.server;
    const order = { orgId: given.w.tenant.orgId, ids: [contact, mails[0] ?? ''], withChildren: true, withUnknown: false, orderedBy: 'ticket 4711', reason: 'GDPR, article 17', isDry: false }; // prettier-ignore
    const erased = await eraseRecords({ ...tenancy, database: eraser, signing: given.test.keys.signing }, order);
    expect(erased.ok).toBe(true);
    const { report } = await make(token);
    const line = report.messages.lines.find(({ record }) => record.id === mails[0]);
    expect(line).toMatchObject({ state: 'sent', channel: 'email', purpose: 'offers', receiver: null, salt: null, text: null }); // prettier-ignore
    expect(report.messages.lines).toHaveLength(3);
    const again = (await (await given.test.fetch(`/api/v1/audit/reports/${kept.id}`, { token })).json()) as SignedDocument; // prettier-ignore
    expect(kept.content).toContain(cleo);
    expect(again.content).not.toContain('planck');
    expect(again.content).toContain(noor);
    const verified = await verifyExport({ file: Buffer.from(again.content), signature: again.signature, jwks: await jwks() }); // prettier-ignore
    expect(verified.problems).toEqual([]);
    const left = await given.w.tenant.rows<{ line: string }>(
      'select to_jsonb(m)::text as line from store.message_log m',
    );
    expect(left.map(({ line: text }) => text).join()).not.toContain('planck');
    const journal = JSON.stringify(await given.w.tenant.journal());
    expect(journal).not.toContain('planck');
  });
});
