import { describe, expect, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { waitingMails } from '../../identity/mail/outbox.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, type TestTenant } from '../../testing/test-server.ts';
import { applyAsServer } from '../../tenancy/create-tenant.ts';
import { runWorkers } from '../workers/workers.ts';
import { welcomeWorker } from './welcome-mails.ts';

const given = givenServer();

const run = (tenant: TestTenant) => {
  const { tenancy } = given.test.server;
  const identity = { ...tenancy.identity, accountMail: { queued: () => undefined, serverUrl: undefined } };
  return runWorkers([welcomeWorker({ ...tenancy, identity })], tenant.orgId);
};
const mails = async () =>
  (await given.test.database.transaction('snapshot', (tx) => waitingMails(tx, given.test.server.tenancy.identity))).map(({ mail }) => mail); // prettier-ignore
const mailsTo = async (address: string) => (await mails()).filter(({ to }) => to === address);
const setStatus = (tenant: TestTenant, person: string, [from, to]: readonly [string, string]) =>
  applyAsServer(given.test.server.tenancy, tenant.orgId, { label: 'Changed', edits: [changeEdit(person, 'platform/person', { status: [from, to] })] }); // prettier-ignore
const at = (name: string) => `${name}-${given.test.newId()}@fenwright.example`;

describe('[EVT-22] the mail that greets a person', () => {
  it('goes out once to each person who can work for the first time, in the name of the organisation', async () => {
    const tenant = await given.test.tenant();
    const email = at('ada');
    const { userId } = await tenant.person('Ada', 'member', { email });
    await run(tenant);
    await run(tenant);
    const [mail, ...more] = await mailsTo(email);
    expect(more).toEqual([]);
    expect(mail?.subject).toMatch(/^Welcome to Outpost/);
    expect(mail?.text).toContain('Ada');
    await setStatus(tenant, userId, ['active', 'suspended']);
    await setStatus(tenant, userId, ['suspended', 'active']);
    await run(tenant);
    expect((await mailsTo(email)).length).toBe(1); // somebody who comes back is not new
  });

  it('goes out once where two servers read the same rows, and not to people who are suspended meanwhile', async () => {
    const tenant = await given.test.tenant();
    const [ada, ben] = [at('ada'), at('ben')];
    await tenant.person('Ada', 'member', { email: ada });
    const { userId } = await tenant.person('Ben', 'member', { email: ben });
    await setStatus(tenant, userId, ['active', 'suspended']);
    await Promise.all([run(tenant), run(tenant), run(tenant)]);
    expect((await mailsTo(ada)).length).toBe(1);
    expect(await mailsTo(ben)).toEqual([]);
  });

  it('does not go out to everybody where it is turned on later', async () => {
    const tenant = await given.test.tenant();
    const [old, young] = [at('old'), at('young')];
    await tenant.person('Old', 'member', { email: old });
    given.test.advance(2 * 86_400_000);
    await tenant.person('Young', 'member', { email: young });
    await run(tenant);
    expect(await mailsTo(old)).toEqual([]);
    expect((await mailsTo(young)).length).toBe(1);
    const cursor = await inTenant(given.test.database, { orgId: tenant.orgId, mode: 'snapshot' }, (tx) => tx.query(`select n from store.reader_cursor where reader = 'welcome-mails'`)); // prettier-ignore
    expect(cursor).toHaveLength(1);
  });
});
