import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type AccountMail, sendMails } from '../identity/mail/outbox.ts';
import { givenServer } from '../testing/given-server.ts';
import { type TestDevice, testPassword, type TestTenant } from '../testing/test-server.ts';
import { mailedCode } from '../testing/mailed-code.ts';

const given = givenServer({ keepAccountMail: () => Promise.resolve('sent') });
let tenant: TestTenant;
let mo: TestDevice;
let present: string;
let next: string;
let token: string;

const address = () => `${randomUUID()}@example.com`;
type Body = Readonly<Record<string, unknown>>;
const ask = async (method: string, path: string, body: object, by?: string) => {
  const reply = await given.test.fetch(path, { method, body, ...(by === undefined ? {} : { token: by }) });
  return { status: reply.status, body: (await reply.json()) as Body };
};
const signIn = (email: string) =>
  ask('POST', '/auth/sign-in', { email, password: testPassword, device: { id: randomUUID(), name: 'A laptop' } });
async function sentMails(): Promise<readonly AccountMail[]> {
  const sent: AccountMail[] = [];
  const send = (mail: AccountMail) => Promise.resolve(sent.push(mail)).then(() => 'sent' as const);
  await sendMails({ ...given.test.server.tenancy.identity, send, log: { warn: () => undefined } });
  return sent.filter(({ subject }) => !subject.startsWith('A new device'));
}
/** Asks for both codes, and returns the values that the device sends with them. */
async function asked(email = next) {
  const { body } = await ask('POST', '/auth/email', { email, password: testPassword }, token);
  const mails = await sentMails();
  const to = (one: string) => mailedCode(mails.find((mail) => mail.to === one)?.text);
  const { minutes: _, ...tickets } = body;
  return { email, ...tickets, code: to(email), presentCode: to(present) };
}
const change = (input: object) => ask('PUT', '/auth/email', input, token);

beforeEach(async () => {
  await sentMails();
  tenant = await given.test.tenant();
  [present, next] = [address(), address()];
  mo = await tenant.person('Mo', 'member', { email: present });
  token = String((await signIn(present)).body['accessToken']);
});

describe('a change of one’s own address', () => {
  it('needs the codes from both addresses; then it signs in, the record follows, and both addresses get a mail', async () => {
    const codes = await asked();
    expect((await change(codes)).body).toEqual({ done: true });
    expect((await signIn(present)).body['code']).toBe('access/bad-credentials');
    expect((await signIn(next)).body['person']).toMatchObject({ id: mo.userId, email: next });
    expect(await tenant.fields('platform/person', mo.userId)).toMatchObject({ email: next });
    expect((await tenant.journal()).at(-1)).toMatchObject({ record: mo.userId, label: 'Mo changed their e-mail' });
    const mails = await sentMails();
    expect(mails.map(({ to, subject }) => `${subject} ${to}`)).toEqual([present, next].map((to) => `The address of your Outpost account was changed ${to}`)); // prettier-ignore
    expect((await change(codes)).body['code']).toBe('access/bad-code');
  });

  it.each(['code', 'presentCode'] as const)('does nothing with a wrong %s, and names the address', async (field) => {
    const codes = await asked();
    const refused = await change({ ...codes, [field]: 'AAAA-AAAA' });
    expect(refused.body).toMatchObject({ code: 'access/bad-code', details: { triesLeft: 4 } });
    expect(String(refused.body['detail'])).toContain(field === 'code' ? next : present);
    expect((await signIn(present)).status).toBe(200);
    expect((await change(codes)).status).toBe(200);
  });

  it('accepts no code of another address or of another person', async () => {
    expect((await change({ ...(await asked()), email: address() })).body['code']).toBe('access/bad-code');
    given.test.advance(11 * 60_000);
    const others = address();
    await tenant.person('Ann', 'member', { email: others });
    token = String((await signIn(present)).body['accessToken']);
    const codes = await asked();
    token = String((await signIn(others)).body['accessToken']);
    expect((await change(codes)).body['code']).toBe('access/bad-code');
    expect((await signIn(others)).status).toBe(200);
  });

  it('[A-5] to an address with an account gets the same answer; its owner gets a mail without a code', async () => {
    const taken = address();
    await (await given.test.tenant('Sturm')).person('Sid', 'owner', { email: taken });
    const free = await ask('POST', '/auth/email', { email: next, password: testPassword }, token);
    const answered = await ask('POST', '/auth/email', { email: taken, password: testPassword }, token);
    expect([answered.status, Object.keys(answered.body)]).toEqual([free.status, Object.keys(free.body)]);
    const told = (await sentMails()).find(({ to }) => to === taken);
    expect(told?.subject).toBe('You have an Outpost account already');
    expect((await signIn(taken)).status).toBe(200);
  });

  it('asks for the password first, and counts wrong ones', async () => {
    const wrong = await ask('POST', '/auth/email', { email: next, password: 'wrong' }, token);
    expect(wrong.body).toMatchObject({ code: 'access/bad-credentials' });
    expect(await sentMails()).toEqual([]);
    const same = await ask('POST', '/auth/email', { email: present.toUpperCase(), password: testPassword }, token);
    expect(same.body).toMatchObject({ code: 'request/invalid', details: { path: 'email' } });
  });
});
