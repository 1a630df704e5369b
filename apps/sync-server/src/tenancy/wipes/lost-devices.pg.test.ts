import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditAction } from '@outpost/domain/kernel/audit/audit-actions';
import { type AccountMail, sendMails } from '../../identity/mail/outbox.ts';
import { askAuditLog } from '../../journal/search/ask-audit-log.ts';
import { givenServer } from '../../testing/given-server.ts';
import { type TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';

const given = givenServer({ keepAccountMail: () => Promise.resolve('sent') });
let tenant: TestTenant;
let ann: TestDevice;
let emails: { readonly ann: string; readonly max: string };
let admin: string;
let laptop: { readonly device: string; readonly token: string };

type Listed = {
  readonly id: string;
  readonly name: string;
  readonly endedAt: string | null;
  readonly lost: { readonly at: string; readonly by: string } | null;
  readonly asked: { readonly by: string; readonly answer: string | null } | null;
};

beforeEach(async () => {
  tenant = await given.test.tenant();
  emails = { ann: `ann-${given.test.newId()}@fenwright.example`, max: `max-${given.test.newId()}@fenwright.example` };
  ann = await tenant.person('Ann', 'admin', { email: emails.ann });
  await tenant.person('Max', 'member', { email: emails.max });
  admin = await signIn(emails.ann, 'ANN-T14');
  const device = given.test.newId();
  laptop = { device, token: await signIn(emails.max, 'MAX-T14', device) };
});

async function signIn(email: string, name: string, id = given.test.newId()): Promise<string> {
  const answer = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device: { id, name } } });
  return ((await answer.json()) as { readonly accessToken: string }).accessToken;
} // prettier-ignore
const listedBy = async (token: string, path = '/me/sessions'): Promise<readonly Listed[]> =>
  ((await (await given.test.fetch(path, { token })).json()) as { readonly sessions: readonly Listed[] }).sessions;
async function max(): Promise<Listed> {
  const found = (await listedBy(laptop.token)).find(({ name, endedAt }) => name === 'MAX-T14' && endedAt === null);
  if (!found) throw new Error('Max has no session on the laptop');
  return found;
}
const send = async (token: string, path: string, method: 'POST' | 'DELETE' = 'POST') => {
  const answer = await given.test.fetch(path, method === 'POST' ? { token, body: {} } : { token, method });
  return { status: answer.status, body: (await answer.json()) as { readonly code?: string } };
};
/** Sends the waiting mails. Returns the subjects of those to Max. */
async function subjects(): Promise<readonly string[]> {
  const sent: AccountMail[] = [];
  const keep = (mail: AccountMail) => Promise.resolve(sent.push(mail)).then(() => 'sent' as const);
  const { database, clock, keys } = given.test;
  await sendMails({ database, clock, keys, send: keep, log: { warn: () => undefined } });
  return sent.flatMap(({ to, subject }) => (to === emails.max ? [subject] : []));
}
async function audited(action: AuditAction): Promise<number> {
  await given.test.server.runWorkers(tenant.orgId);
  const found = await askAuditLog(given.test.server.tenancy, ann.asker, { action, limit: 9 });
  return found.ok ? found.value.entries.length : 0;
}

describe('[D-5] a person whose device is lost', () => {
  it('reports it from another device; its session and its data stay, and the report is in the journal', async () => {
    const phone = await signIn(emails.max, 'Phone');
    const { id } = await max();
    expect((await send(phone, `/me/sessions/${id}/lost`)).status).toBe(200);
    expect(await max()).toMatchObject({ id, endedAt: null, lost: { by: expect.any(String) as string } });
    expect((await send(laptop.token, '/me/sessions/end')).status).toBe(400); // its token is accepted still: the body is not
    expect(await audited('device/reported-lost')).toBe(1);
    const before = await max();
    given.test.advance(60_000);
    expect((await send(phone, `/me/sessions/${id}/lost`)).status).toBe(200);
    expect(await max()).toEqual(before); // a second report changes nothing
  });

  it('takes the report back with a proof of identity, which a thief of the open device does not have', async () => {
    const { id } = await max();
    await send(laptop.token, `/me/sessions/${id}/lost`);
    given.test.advance(11 * 60_000);
    expect(await send(laptop.token, `/me/sessions/${id}/lost`, 'DELETE')).toMatchObject({ body: { code: 'access/step-up-needed' } }); // prettier-ignore
    expect((await max()).lost).not.toBeNull();
    const phone = await signIn(emails.max, 'Phone');
    expect((await send(phone, `/me/sessions/${id}/lost`, 'DELETE')).status).toBe(200);
    expect((await max()).lost).toBeNull();
    expect(await audited('device/found')).toBe(1);
  });

  it('finds the report again after somebody signed in on the device; only the newest session has it', async () => {
    await send(laptop.token, `/me/sessions/${(await max()).id}/lost`);
    given.test.advance(60_000);
    laptop = { ...laptop, token: await signIn(emails.max, 'MAX-T14', laptop.device) };
    const all = (await listedBy(laptop.token)).filter(({ name }) => name === 'MAX-T14');
    expect(all.map(({ endedAt, lost }) => [endedAt === null, lost !== null])).toEqual([
      [true, true],
      [false, false],
    ]);
  });

  it('cannot report the device of somebody else', async () => {
    const sue = (await listedBy(admin)).find(({ name }) => name === 'ANN-T14');
    for (const path of ['/me/sessions', '/admin/sessions'])
      expect((await send(laptop.token, `${path}/${sue?.id}/lost`)).status).toBe(path === '/me/sessions' ? 404 : 403);
    expect((await listedBy(admin)).every(({ lost }) => lost === null)).toBe(true);
  });
});

describe('[D-5] an administrator', () => {
  it('reports the device of a person as lost and takes it back; the person gets a mail', async () => {
    const { id } = await max();
    expect((await send(admin, `/admin/sessions/${id}/lost`)).status).toBe(200);
    expect((await max()).lost).toMatchObject({ by: ann.userId });
    expect(await subjects()).toContain('Your device was reported as lost');
    expect((await send(admin, `/admin/sessions/${id}/lost`, 'DELETE')).status).toBe(200);
    expect((await max()).lost).toBeNull();
  });

  it.each([
    ['DELETE', 'here', false],
    ['POST', 'lost', true],
  ] as const)('asks the person first, who answers by %s: %s', async (method, answer, isLost) => {
    const { id } = await max();
    expect((await send(admin, `/admin/sessions/${id}/ask`)).status).toBe(200);
    expect(await subjects()).toContain('Is your device lost?');
    expect(await max()).toMatchObject({ asked: { by: ann.userId, answer: null }, lost: null });
    expect((await send(laptop.token, `/me/sessions/${id}/lost`, method)).status).toBe(200);
    const [told] = (await listedBy(admin, '/admin/sessions')).filter((one) => one.id === id);
    expect(told).toMatchObject({ asked: { answer } });
    expect(told?.lost !== null).toBe(isLost);
  });

  it('does not ask about their own device', async () => {
    const [own] = await listedBy(admin);
    expect(await send(admin, `/admin/sessions/${own?.id}/ask`)).toMatchObject({ status: 400 });
  });
});
