import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type AccountMail, sendMails } from '../mail/outbox.ts';
import { directoryWorld, users } from '../../testing/directory-world.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, type TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';

const given = givenServer({ keepAccountMail: () => Promise.resolve('sent') });
let tenant: TestTenant;
let olga: TestDevice;
let mia: TestDevice;
let email = '';
const address = () => `${randomUUID()}@fenwright.example`;

beforeEach(async () => {
  tenant = await given.test.tenant('Fenwright');
  olga = await tenant.person('Olga', 'owner', { email: address() });
  email = address();
  mia = await tenant.person('Mia', 'member', { email });
  await sentMails(tenant);
});

/** Lets the workers of an organisation run, and returns the mails that are then sent, except those about new devices. */
async function sentMails(of: TestTenant): Promise<readonly AccountMail[]> {
  await given.test.server.runWorkers(of.orgId);
  const sent: AccountMail[] = [];
  const send = (mail: AccountMail) => Promise.resolve(sent.push(mail)).then(() => 'sent' as const);
  await sendMails({ ...given.test.server.tenancy.identity, send, log: { warn: () => undefined } });
  return sent.filter(({ subject }) => !subject.startsWith('A new device'));
}
const signIn = async (at: string, id: string = randomUUID()) => {
  const body = { email: at, password: testPassword, device: { id, name: 'Laptop' } };
  return given.test.fetch('/auth/sign-in', { body });
};
const setEmail = (from: string, to: string | null) => changeEdit(mia.userId, 'platform/person', { email: [from, to] });
const notedChanges = async (of: TestTenant) => {
  await given.test.server.runWorkers(of.orgId);
  const rows = await of.rows<{ payload: string }>(
    `select j.payload from store.journal j join store.audit_entry e on e.org_id = j.org_id and e.n = j.n where e.action = 'address/changed'`,
  );
  return rows.map(({ payload }) => (JSON.parse(payload) as { event: unknown }).event);
};

describe('[PLT-18] the address of a person that an administrator changes', () => {
  it('is told to the former and the new address by mail, with the name of the administrator and what to do', async () => {
    const next = address();
    expect((await olga.do([setEmail(email, next)])).status).toBe('accepted');
    const mails = await sentMails(tenant);
    expect(mails.map(({ to, subject }) => `${subject} ${to}`)).toEqual([email, next].map((to) => `The address of your Outpost account was changed by Fenwright ${to}`)); // prettier-ignore
    for (const { text, html } of mails) {
      expect(text).toContain(`as ${next} from now on, no longer as ${email}. Olga of Fenwright made this change.`);
      expect(text).toContain('ask an administrator of Fenwright at once');
      expect(html).toContain('Olga of Fenwright');
    }
    expect(await sentMails(tenant)).toEqual([]);
  });

  it('is an entry of the journal, about the person and by the administrator', async () => {
    await olga.do([setEmail(email, address())]);
    expect(await notedChanges(tenant)).toMatchObject([{ action: 'address/changed', by: olga.userId, about: mia.userId }]); // prettier-ignore
  });

  it('leaves the sessions of the person open', async () => {
    const { accessToken: token } = (await (await signIn(email)).json()) as { accessToken: string };
    await olga.do([setEmail(email, address())]);
    expect((await given.test.fetch('/me', { token })).status).toBe(200);
  });

  it('is told to nobody where the account still signs in as before', async () => {
    const taken = address();
    const elsewhere = await given.test.tenant();
    await elsewhere.person('Sid', 'owner', { email: taken });
    await sentMails(elsewhere);
    await olga.do([setEmail(email, email.toUpperCase())]);
    await olga.do([setEmail(email.toUpperCase(), null)]);
    await olga.do([changeEdit(mia.userId, 'platform/person', { life: ['alive', 'deleted'] })]);
    await olga.do([changeEdit(mia.userId, 'platform/person', { life: ['deleted', 'alive'] })]);
    await olga.do([changeEdit(mia.userId, 'platform/person', { email: [null, taken] })]);
    expect(await sentMails(tenant)).toEqual([]);
    expect(await notedChanges(tenant)).toEqual([]);
  });

  it('is told also where the person was deleted, and restored with another address', async () => {
    const next = address();
    await olga.do([changeEdit(mia.userId, 'platform/person', { life: ['alive', 'deleted'] })]);
    const restored = { life: ['deleted', 'alive'], email: [email, next] } as const;
    expect((await olga.do([changeEdit(mia.userId, 'platform/person', restored)])).status).toBe('accepted');
    expect((await sentMails(tenant)).map(({ to }) => to)).toEqual([email, next]);
  });
});

describe('[PLT-25] the address of a person that the directory changes', () => {
  it('is told to both addresses, and the mail names the directory and who connected it', async () => {
    const world = await directoryWorld(given);
    const former = address();
    const next = address();
    const mo = await world.tenant.person('Mo', 'member', { email: former });
    await sentMails(world.tenant);
    const patch = { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [{ op: 'replace', path: 'userName', value: next }] }; // prettier-ignore
    expect((await world.scim('PATCH', `${users}/${mo.userId}`, patch)).status).toBe(200);
    const mails = await sentMails(world.tenant);
    expect(mails.map(({ to }) => to)).toEqual([former, next]);
    for (const { text } of mails) expect(text).toMatch(/Ada of Nordwind, or the directory that Nordwind has connected, made this change/); // prettier-ignore
    expect(await notedChanges(world.tenant)).toMatchObject([{ by: world.admin.userId, about: mo.userId }]);
  });
});
