import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/database.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { withOwner } from '../../db/owner-connection.ts';
import { type AccountMail, sendMails } from '../../identity/mail/outbox.ts';
import { givenServer } from '../../testing/given-server.ts';
import { type TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';
import { finishOwnErasures } from './own-erasure.ts';

const given = givenServer({ keepAccountMail: () => Promise.resolve('sent') });
const rowsAsOwner = (statement: string) => withOwner(given.database.ownerUrl, ({ rows }) => rows(statement));
const dayMs = 86_400_000;
let eraser: Database;
let tenant: TestTenant;
let anna: TestDevice;
let email: string;
let token: string;

beforeAll(async () => {
  eraser = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
});
afterAll(() => eraser.close());
beforeEach(async () => {
  tenant = await given.test.tenant('Fenwright');
  await tenant.person('Olga', 'owner');
  email = `anna-${given.test.newId()}@fenwright.example`;
  anna = await tenant.person('Anna Berger', 'member', { email });
  token = await signIn();
});

async function signIn(): Promise<string> {
  const body = { email, password: testPassword, device: { id: given.test.newId(), name: 'Laptop' } };
  const answer = (await (await given.test.fetch('/auth/sign-in', { body })).json()) as { accessToken: string };
  return answer.accessToken;
}
const ask = async (method: string, body?: unknown) => {
  const answer = await given.test.fetch('/me/erasure', { method, token, ...(body === undefined ? {} : { body }) });
  return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> };
};
const finish = () => finishOwnErasures({ ...given.test.server.tenancy, eraser, signing: given.test.keys.signing }, tenant.orgId); // prettier-ignore
const nameNow = async () => (await tenant.fields('platform/person', anna.userId))?.['name'];
async function mails(): Promise<readonly AccountMail[]> {
  const sent: AccountMail[] = [];
  const keep = (mail: AccountMail) => Promise.resolve(sent.push(mail)).then(() => 'sent' as const);
  await sendMails({ ...given.test.server.tenancy.identity, send: keep, log: { warn: () => undefined } });
  return sent.filter(({ to }) => to === email);
}

describe('[P-5] the erasure of one’s own account', () => {
  it('waits for 30 days, and then erases the person everywhere, with their account', async () => {
    expect((await ask('POST', { email: 'other@fenwright.example' })).body).toMatchObject({ code: 'request/invalid' });
    const asked = await ask('POST', { email: email.toUpperCase() });
    expect(asked.status).toBe(200);
    expect((await ask('GET')).body).toEqual({ erasure: asked.body });
    expect((await mails()).map(({ subject }) => subject).at(-1)).toMatch(/will be erased on/);
    given.test.advance(29 * dayMs);
    await finish();
    expect(await nameNow()).toBe('Anna Berger');
    given.test.advance(2 * dayMs);
    await finish();
    expect(await nameNow()).toMatch(/^Former member/);
    expect(await rowsAsOwner(`select 1 from auth.identity where email = '${email}'`)).toEqual([]);
    expect((await mails()).map(({ subject }) => subject)).toEqual(['Your data in Outpost was erased']);
  });

  it('is stopped in the settings, and by the code of the mail without a session', async () => {
    await ask('POST', { email });
    expect((await ask('DELETE')).status).toBe(200);
    expect((await ask('GET')).body).toEqual({ erasure: null });
    expect((await ask('DELETE')).body).toMatchObject({ code: 'request/invalid' });
    await mails();
    await ask('POST', { email });
    const code = /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec((await mails()).at(-1)?.text ?? '')?.[0] ?? '';
    const wrong = await given.test.fetch('/auth/stop-recovery', { body: { code: 'AAAA-AAAA' } });
    expect(wrong.status).toBe(404);
    expect((await given.test.fetch('/auth/stop-recovery', { body: { code } })).status).toBe(200);
    given.test.advance(31 * dayMs);
    await finish();
    expect(await nameNow()).toBe('Anna Berger');
  });

  it('is refused to the only owner of an organisation, and ends where the person has become one', async () => {
    await tenant.setRoles(anna.userId, [{ role: 'owner', teamId: null }]);
    await ask('POST', { email });
    const olga = (await tenant.rows<{ id: string }>(`select id from store.platform_person where fields ->> 'name' = 'Olga'`))[0]; // prettier-ignore
    await tenant.setRoles(olga?.id ?? '', [{ role: 'member', teamId: null }]);
    given.test.advance(31 * dayMs);
    await finish();
    expect(await nameNow()).toBe('Anna Berger');
    expect(await tenant.rows('select 1 from auth.account_erasure')).toEqual([]);
    token = await signIn();
    expect((await ask('POST', { email })).body).toMatchObject({ code: 'access/last-administrator' });
  });
});
