import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type AccountMail, sendMails } from '../mail/outbox.ts';
import { guardedFetch } from '../outgoing/guarded-fetch.ts';
import { givenServer } from '../../testing/given-server.ts';
import { mailedCode } from '../../testing/mailed-code.ts';
import { testPassword } from '../../testing/test-server.ts';
import { breachList } from './breach-list.ts';

const stolen = 'seven loud yellow boats';
const own = 'nine dark green rivers';
const folder = mkdtempSync(join(tmpdir(), 'breached-'));
const hash = createHash('sha1').update(stolen).digest('hex').toUpperCase();
writeFileSync(join(folder, `${hash.slice(0, 5)}.txt`), `${hash.slice(5)}:4211\r\n`);
afterAll(() => rmSync(folder, { recursive: true }));

const ports = { fetch: guardedFetch(), log: { warn: () => undefined } };
const keepAccountMail = () => Promise.resolve('sent' as const);
/** The folder has one range: each other password can't be checked, and is accepted. */
const given = givenServer({
  keepAccountMail,
  registration: 'open',
  breached: breachList({ at: folder, whenUnreachable: 'accept' }, ports),
});
const strict = givenServer({ breached: breachList({ at: join(folder, 'nothing'), whenUnreachable: 'refuse' }, ports) });

type Body = Readonly<Record<string, unknown>>;
type Asking = { readonly token?: string; readonly method?: string; readonly of?: typeof given };
const ask = async (path: string, body: object, { token, method = 'POST', of = given }: Asking = {}) => {
  const reply = await of.test.fetch(path, { method, body, ...(token === undefined ? {} : { token }) });
  return { status: reply.status, body: (await reply.json()) as Body }; // our own server answers objects
};
const signIn = (email: string, password: string, more: object = {}, of = given) =>
  ask('/auth/sign-in', { email, password, device: { id: randomUUID(), name: 'A laptop' }, ...more }, { of });
const tokenOf = async (email: string, of = given) => String((await signIn(email, testPassword, {}, of)).body['accessToken']); // prettier-ignore
const address = () => `${randomUUID()}@fenwright.example`;
async function mailTo(email: string): Promise<AccountMail | undefined> {
  const sent: AccountMail[] = [];
  const send = (mail: AccountMail) => Promise.resolve(sent.push(mail)).then(() => 'sent' as const);
  await sendMails({ ...given.test.server.tenancy.identity, send, log: { warn: () => undefined } });
  return sent.findLast(({ to, subject }) => to === email && !subject.startsWith('A new device'));
}

let ada: string;
let token: string;
beforeEach(async () => {
  ada = address();
  const tenant = await given.test.tenant();
  await tenant.person('Ada', 'admin', { email: ada });
  token = await tokenOf(ada);
});
const refused = { status: 400, body: { code: 'request/invalid', details: { path: 'newPassword' }, detail: expect.stringContaining('list of stolen passwords') as unknown } }; // prettier-ignore

describe('[PLT-47] a password from the list of breached ones is refused', () => {
  it('where a person changes their own', async () => {
    const change = (newPassword: string) => ask('/auth/password', { currentPassword: testPassword, newPassword }, { token, method: 'PUT' }); // prettier-ignore
    expect(await change(stolen)).toMatchObject(refused);
    expect(await change(own)).toMatchObject({ status: 200 });
  });

  it('where an administrator gives one, and where its person replaces that', async () => {
    const email = address();
    const memberships = [{ role: 'member', teamId: null }];
    const add = (password: string) => ask('/admin/members', { name: 'Ben', email, password, memberships }, { token });
    expect(await add(stolen)).toMatchObject(refused);
    const { body } = await add(own);
    const give = (password: string) => ask(`/admin/members/${String(body['id'])}/password`, { password }, { token, method: 'PUT' }); // prettier-ignore
    expect(await give(stolen)).toMatchObject(refused);
    expect(await give('four slow brown clouds')).toMatchObject({ status: 200 });
    expect(await signIn(email, 'four slow brown clouds', { newPassword: stolen })).toMatchObject(refused);
    expect(await signIn(email, 'four slow brown clouds', { newPassword: own })).toMatchObject({ status: 200 });
  });

  it('where an invitation is accepted, and the same code serves for another password', async () => {
    const email = address();
    await ask('/admin/invites', { email, memberships: [{ role: 'member', teamId: null }] }, { token });
    const code = /([A-Z2-9]{4}-){4}[A-Z2-9]{4}/u.exec((await mailTo(email))?.text ?? '')?.[0];
    const take = (password: string) => ask('/auth/accept-invite', { code, name: 'Mira', password });
    expect(await take(stolen)).toMatchObject(refused);
    expect(await take(own)).toMatchObject({ status: 200 });
  });

  it('after a code of a forgotten password, which serves again; a wrong code asks no list', async () => {
    const { body } = await ask('/auth/forgotten-password', { email: ada });
    const code = mailedCode((await mailTo(ada))?.text);
    const reset = (password: string, shown: string) => ask('/auth/reset-password', { ticket: body['ticket'], code: shown, password }); // prettier-ignore
    expect(await reset(stolen, 'AAAA-AAAA')).toMatchObject({ body: { code: 'access/bad-code' } });
    expect(await reset(stolen, code)).toMatchObject(refused);
    expect(await reset(own, code)).toMatchObject({ status: 200 });
  });

  it('where somebody registers, and the same code serves for another password', async () => {
    const email = address();
    const { body } = await ask('/auth/ask-to-register', { email });
    const code = mailedCode((await mailTo(email))?.text);
    const organisation = { name: 'Nordwind', currency: 'EUR', timeZone: 'Europe/Vienna' };
    const register = (password: string) => ask('/auth/register', { ticket: body['ticket'], email, code, name: 'Mira Holt', password, organisation }); // prettier-ignore
    expect(await register(stolen)).toMatchObject(refused);
    expect(await register(own)).toMatchObject({ status: 200 });
  });
});

describe('[PLT-47] a list of breached passwords that cannot be asked', () => {
  it('refuses new passwords for now where the operator requires that; the present one stays', async () => {
    const email = address();
    const tenant = await strict.test.tenant();
    await tenant.person('Ada', 'admin', { email });
    const present = await tokenOf(email, strict);
    const change = { currentPassword: testPassword, newPassword: own };
    expect(await ask('/auth/password', change, { token: present, method: 'PUT', of: strict })).toMatchObject({ status: 503, body: { code: 'server/busy', details: { waitSeconds: 60 } } }); // prettier-ignore
    expect(await signIn(email, testPassword, {}, strict)).toMatchObject({ status: 200 });
  });
});
