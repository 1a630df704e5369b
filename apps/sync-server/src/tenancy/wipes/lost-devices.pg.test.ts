import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditAction } from '@outpost/domain/kernel/audit/audit-actions';
import { type AccountMail, sendMails } from '../../identity/mail/outbox.ts';
import { askAuditLog } from '../../journal/search/ask-audit-log.ts';
import { givenServer } from '../../testing/given-server.ts';
import { type TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';

const given = givenServer({ keepAccountMail: () => Promise.resolve('sent'), publicUrl: 'https://crm.example.com' });
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
/** Sends the waiting mails, and returns them without those about sign-ins. */
async function mails(): Promise<readonly AccountMail[]> {
  const sent: AccountMail[] = [];
  const keep = (mail: AccountMail) => Promise.resolve(sent.push(mail)).then(() => 'sent' as const);
  const { database, clock, keys } = given.test;
  while ((await sendMails({ database, clock, keys, send: keep, log: { warn: () => undefined } })) === 'more');
  return sent.filter(({ subject }) => !subject.startsWith('A new device'));
}
/** Sends the waiting mails. Returns the subjects of those to Max. */
const subjects = async () => (await mails()).flatMap(({ to, subject }) => (to === emails.max ? [subject] : []));
async function audited(action: AuditAction): Promise<number> {
  await given.test.server.runWorkers(tenant.orgId);
  const found = await askAuditLog(given.test.server.tenancy, ann.asker, { action, limit: 9 });
  return found.ok ? found.value.entries.length : 0;
}

/** The labels of the lines about people in the journal. */
const labels = async () =>
  (
    await tenant.rows(
      `select payload::jsonb ->> 'label' as label from store.journal where kind = 'decided' and act is null order by n`,
    )
  ).map(({ label }) => label);

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
    expect(await audited('device/reported-lost')).toBe(1);
    expect((await listedBy(phone)).find(({ name }) => name === 'Phone')?.lost).toBeNull(); // another device of the person
    expect(await labels()).toEqual(['Reported MAX-T14 as lost']);
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
    expect((await send(phone, `/me/sessions/${id}/lost`, 'DELETE')).status).toBe(200); // there is nothing to take back
    expect(await audited('device/found')).toBe(1);
    expect(await labels()).toEqual(['Reported MAX-T14 as lost', 'Reported that MAX-T14 is not lost']);
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
      for (const id of [sue?.id, given.test.newId()])
        expect((await send(laptop.token, `${path}/${id}/lost`)).status).toBe(path === '/me/sessions' ? 404 : 403);
    expect((await listedBy(admin)).every(({ lost }) => lost === null)).toBe(true);
  });
});

describe('[D-5] the mail about a device that its person has reported as lost', () => {
  const address = () => `p-${given.test.newId()}@fenwright.example`;
  const report = async (token: string, id: string, method: 'POST' | 'DELETE' = 'POST') =>
    expect((await send(token, `/me/sessions/${id}/lost`, method)).status).toBe(200);
  const own = async (token: string, name: string) =>
    (await listedBy(token)).find((one) => one.name === name && one.endedAt === null)?.id ?? '';
  beforeEach(async () => void (await mails()));

  it('goes to the administrators who can act on it, and to nobody else', async () => {
    const [owner, suspended, ofTeam, portal] = [address(), address(), address(), address()];
    await tenant.person('Olga', 'owner', { email: owner });
    await tenant.person('Sam', 'admin', { email: suspended });
    await tenant.rows(`update store.platform_person set fields = fields || '{"status": "suspended"}' where org_id = $1 and fields ->> 'name' = 'Sam' returning id`, [tenant.orgId]); // prettier-ignore
    await tenant.person('Tom', 'manager', { email: ofTeam });
    await tenant.person('Pia', 'viewer', { email: portal });
    const elsewhere = await given.test.tenant();
    await elsewhere.person('Eva', 'admin', { email: address() });
    await report(laptop.token, (await max()).id);
    expect((await mails()).map(({ to }) => to).toSorted()).toEqual([emails.ann, owner].toSorted());
  });

  it('names the person, the device and the time, and opens the devices of the person; it has no more about them', async () => {
    const { id } = await max();
    const [{ name: organisation } = {}] = await tenant.rows('select name from store.tenants where org_id = $1', [tenant.orgId]); // prettier-ignore
    const [{ id: personId } = {}] = await tenant.rows(`select id from store.platform_person where org_id = $1 and fields ->> 'name' = 'Max'`, [tenant.orgId]); // prettier-ignore
    await report(laptop.token, id);
    const [mail, ...more] = await mails();
    expect(more).toEqual([]);
    expect(mail?.subject).toBe(`A device of ${String(organisation)} was reported as lost`);
    const link = `https://crm.example.com/sign-in/open#${tenant.orgId}/devices/${String(personId)}`;
    for (const words of ['Max has reported this device as lost:', 'MAX-T14, 20 November 2026 at ', 'under Settings, Devices', link]) {
      expect(mail?.text).toContain(words);
      expect(mail?.html).toContain(words);
    } // prettier-ignore
    expect(mail?.html).toContain(`<a class="link" href="${link}"`);
    expect(mail?.text).not.toMatch(/@|\d+\.\d+\.\d+\.\d+/u); // no address of the person or of the device
  });

  it('is sent once for each report: not for a second one of the same device, and again after the first was taken back', async () => {
    const { id } = await max();
    await report(laptop.token, id);
    expect(await mails()).toHaveLength(1);
    await report(laptop.token, id);
    laptop = { ...laptop, token: await signIn(emails.max, 'MAX-T14', laptop.device) };
    await report(laptop.token, (await max()).id); // the same device, in a newer session
    expect(await mails()).toEqual([]);
    await report(laptop.token, (await max()).id, 'DELETE');
    expect(await mails()).toEqual([]);
    await report(laptop.token, (await max()).id);
    expect(await mails()).toHaveLength(1);
  });

  it('does not go to an administrator who reports an own device, or to one with fewer rights than the person', async () => {
    await report(admin, await own(admin, 'ANN-T14'));
    expect(await mails()).toEqual([]);
    const owner = address();
    await tenant.person('Olga', 'owner', { email: owner });
    const olga = await signIn(owner, 'OLGA-T14');
    await report(olga, await own(olga, 'OLGA-T14'));
    expect(await mails()).toEqual([]);
    await report(laptop.token, (await max()).id);
    expect((await mails()).map(({ to }) => to).toSorted()).toEqual([emails.ann, owner].toSorted());
  });

  it('is not sent where an administrator reports the device', async () => {
    await send(admin, `/admin/sessions/${(await max()).id}/lost`);
    expect((await mails()).map(({ to }) => to)).toEqual([emails.max]);
  });
});

describe('[D-5] an administrator', () => {
  it('reports the device of a person as lost and takes it back; the person gets a mail', async () => {
    const { id } = await max();
    expect((await send(admin, `/admin/sessions/${id}/lost`)).status).toBe(200);
    expect((await max()).lost).toMatchObject({ by: ann.userId });
    expect(await subjects()).toContain('Your device was reported as lost');
    expect((await send(admin, `/admin/sessions/${id}/lost`)).status).toBe(200); // a second report does nothing
    expect(await subjects()).toEqual([]);
    expect(await audited('device/reported-lost')).toBe(1);
    for (const _turn of [1, 2]) expect((await send(admin, `/admin/sessions/${id}/lost`, 'DELETE')).status).toBe(200);
    expect((await max()).lost).toBeNull();
    expect(await audited('device/found')).toBe(1);
    expect(await labels()).toEqual(['Reported MAX-T14 of Max as lost', 'Reported that MAX-T14 of Max is not lost']);
  });

  it('takes a report back only with a proof of identity', async () => {
    const { id } = await max();
    await send(admin, `/admin/sessions/${id}/lost`);
    given.test.advance(11 * 60_000);
    expect(await send(admin, `/admin/sessions/${id}/lost`, 'DELETE')).toMatchObject({ body: { code: 'access/step-up-needed' } }); // prettier-ignore
    expect((await max()).lost).not.toBeNull();
  });

  it('cannot report or ask about the device of a person with more rights', async () => {
    const email = `olga-${given.test.newId()}@fenwright.example`;
    await tenant.person('Olga', 'owner', { email });
    const [session] = await listedBy(await signIn(email, 'OLGA-T14'));
    for (const path of ['lost', 'ask'])
      expect((await send(admin, `/admin/sessions/${session?.id}/${path}`)).status).toBe(403);
    expect(await labels()).toEqual([]);
  });

  it('asks a second time: the question replaces the first one with its answer, and stays with the device over a sign-in', async () => {
    const { id } = await max();
    await send(admin, `/admin/sessions/${id}/ask`);
    expect((await send(laptop.token, `/me/sessions/${id}/lost`, 'DELETE')).status).toBe(200);
    expect(await max()).toMatchObject({ asked: { answer: 'here' } });
    expect((await send(admin, `/admin/sessions/${id}/ask`)).status).toBe(200);
    expect(await max()).toMatchObject({ asked: { by: ann.userId, answer: null, answeredAt: null } });
    given.test.advance(60_000);
    laptop = { ...laptop, token: await signIn(emails.max, 'MAX-T14', laptop.device) };
    expect(await max()).toMatchObject({ asked: { by: ann.userId, answer: null } });
    expect(await audited('device/asked-about')).toBe(2);
    expect(await labels()).toEqual(['Asked Max whether MAX-T14 is lost', 'Reported that MAX-T14 is not lost', 'Asked Max whether MAX-T14 is lost']); // prettier-ignore
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
