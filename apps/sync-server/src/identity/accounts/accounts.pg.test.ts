import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { verifyAccessToken } from '../tokens/access-token.ts';
import { changePassword, createIdentity, setPassword } from './accounts.ts';
import type { Caller } from '../identity-ports.ts';
import { createPasswordHasher } from '../passwords/password-hasher.ts';
import { refresh } from '../sessions/refresh.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { goodPassword, openSignInWorld, postgresEngine, type SignInWorld } from '../../testing/sign-in-world.ts';

const newPassword = 'seven loud blue rivers';
/** The password that a person chooses in place of a given one. */
const ownPassword = 'nine dark yellow boats';
let world: SignInWorld;
let orgId: string;
let otherOrgId: string;
let counter = 0;

beforeAll(async () => {
  world = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
  orgId = await world.addTenant('Nordwind');
  otherOrgId = await world.addTenant('Südwind');
});
afterAll(() => world.close());

const emailOf = (): string => `account${(counter += 1)}@example.com`;

async function signedIn(
  email: string,
  password = goodPassword,
  chosen?: string,
): Promise<{ readonly caller: Caller; readonly refreshToken: string }> {
  const answer = await signIn({ email, password, newPassword: chosen, device: world.device() }, world.ports);
  if (!answer.ok) throw new Error(answer.message);
  const caller = await verifyAccessToken(answer.value.accessToken, world.ports);
  if (!caller.ok) throw new Error(caller.message);
  return { caller: caller.value, refreshToken: answer.value.refreshToken };
}

/** Joins the account to a person of the other tenant, as a verified e-mail address will one day. */
async function joinOtherTenant(email: string): Promise<void> {
  const personId = await world.addPerson(otherOrgId, emailOf());
  await world.asOwner(
    `update auth.membership set identity_id = (select id from auth.identity where email = '${email}') where person_id = '${personId}'`,
  );
}

describe('accounts', () => {
  it('changes a password, and ends the other sessions only', async () => {
    const email = emailOf();
    await world.addPerson(orgId, email);
    const mine = await signedIn(email);
    const other = await signedIn(email);
    expect(
      await changePassword({ caller: mine.caller, currentPassword: goodPassword, newPassword }, world.ports),
    ).toMatchObject({ ok: true });
    expect(await refresh({ refreshToken: mine.refreshToken }, world.ports)).toMatchObject({ ok: true });
    expect(await refresh({ refreshToken: other.refreshToken }, world.ports)).toMatchObject({
      code: 'access/session-ended',
      details: { reason: 'password-changed' },
    });
    expect(await signIn({ email, password: goodPassword, device: world.device() }, world.ports)).toMatchObject({
      code: 'access/bad-credentials',
    });
    await signedIn(email, newPassword);
  });

  it('refuses a change with a wrong password, and counts it', async () => {
    const email = emailOf();
    await world.addPerson(orgId, email);
    const { caller } = await signedIn(email);
    const attempts = Array.from({ length: 9 }, () =>
      changePassword({ caller, currentPassword: 'wrong', newPassword }, world.ports),
    );
    const codes = (await Promise.all(attempts)).map((answer) => (answer.ok ? 'done' : answer.code));
    expect(codes.filter((code) => code === 'access/bad-credentials')).toHaveLength(5);
    expect(codes.filter((code) => code === 'access/locked-out')).toHaveLength(4);
  });

  it('refuses passwords that are too short, too long, or easily guessed', async () => {
    const personId = await world.addPerson(orgId, emailOf());
    for (const password of ['short', 'a'.repeat(201), 'aaaaaaaaaaaaaaaa', `account${counter}@example.com`]) {
      expect(await setPassword({ orgId, personId, password }, world.ports)).toMatchObject({
        code: 'request/invalid',
        details: { path: 'newPassword' },
      });
    }
  });

  it("sets another person's password for an administrator, unless that person works elsewhere too", async () => {
    const email = emailOf();
    const personId = await world.addPerson(orgId, email);
    const { refreshToken } = await signedIn(email);
    expect(await setPassword({ orgId, personId, password: newPassword }, world.ports)).toMatchObject({ ok: true });
    expect(await refresh({ refreshToken }, world.ports)).toMatchObject({ code: 'access/session-ended' });
    await signedIn(email, newPassword, ownPassword);
    await joinOtherTenant(email); // the account keeps its password
    await signedIn(email, ownPassword);
    expect(
      await setPassword({ orgId: otherOrgId, personId, password: 'taken over by another' }, world.ports),
    ).toMatchObject({ code: 'records/not-found' });
    expect(await setPassword({ orgId, personId, password: 'taken over by another' }, world.ports)).toMatchObject({
      code: 'access/denied',
    });
    await signedIn(email, ownPassword);
  });

  it('gives an e-mail address to one person of a tenant', async () => {
    const email = emailOf();
    const personId = await world.addPerson(orgId, email);
    expect(await createIdentity({ orgId, personId, email, password: goodPassword }, world.ports)).toMatchObject({
      code: 'records/exists',
    });
    expect(
      await createIdentity(
        { orgId, personId: world.ports.ids.newId(), email: email.toUpperCase(), password: goodPassword },
        world.ports,
      ),
    ).toMatchObject({ code: 'records/taken' });
  });

  it('[A-5] joins nobody to an account of another tenant, whose creator knows its password, and reveals nothing', async () => {
    const email = emailOf();
    const first = await world.addPerson(otherOrgId, email);
    const wanted = { orgId, personId: world.ports.ids.newId(), email, password: newPassword };
    expect(await createIdentity(wanted, world.ports)).toMatchObject({ ok: true, value: { mayEnter: false } });
    expect(await signIn({ email, password: newPassword, device: world.device() }, world.ports)).toMatchObject({
      code: 'access/bad-credentials',
    });
    expect((await signedIn(email)).caller.orgId).toBe(otherOrgId);
    await world.asOwner(
      `update store.platform_person set fields = fields || '{"status": "suspended"}' where id = '${first}'`,
    );
    expect(await signIn({ email, password: goodPassword, device: world.device() }, world.ports)).toMatchObject({
      ok: false, // and it does not sign in to the other tenant with this address
    });
  });

  it('makes no account with a weak password, also for a person who has one', async () => {
    const email = emailOf();
    const personId = await world.addPerson(orgId, email);
    const account = { orgId, personId, email };
    expect(await createIdentity({ ...account, password: 'password1234' }, world.ports)).toMatchObject({ code: 'request/invalid' }); // prettier-ignore
    expect(await createIdentity({ ...account, password: goodPassword }, world.ports)).toMatchObject({ code: 'records/exists' }); // prettier-ignore
  });

  it('resets the wrong tries of a change after the right password', async () => {
    const email = emailOf();
    await world.addPerson(orgId, email);
    const { caller } = await signedIn(email);
    const change = (currentPassword: string) => changePassword({ caller, currentPassword, newPassword }, world.ports);
    for (const triesLeft of [4, 3, 2]) expect(await change('wrong')).toMatchObject({ details: { triesLeft } });
    expect(await change(goodPassword)).toMatchObject({ ok: true });
    expect(await change('wrong')).toMatchObject({ code: 'access/bad-credentials', details: { triesLeft: 4 } });
  });

  it('hashes a password again at the sign-in after the cost was raised', async () => {
    const email = emailOf();
    await world.addPerson(orgId, email);
    const dearer = { ...world.ports, passwords: createPasswordHasher({ memoryKiB: 2_048, passes: 2 }) };
    const kept = async () => {
      const [row] = await world.rowsAsOwner(`select password_hash from auth.identity where email = '${email}'`);
      return String(row?.['password_hash']);
    };
    const costOf = async () => (await kept()).split('$')[3];
    expect(await costOf()).toBe('m=1024,t=1,p=1');
    expect(await signIn({ email, password: 'wrong', device: world.device() }, dearer)).toMatchObject({ ok: false });
    expect(await costOf()).toBe('m=1024,t=1,p=1');
    expect(await signIn({ email, password: goodPassword, device: world.device() }, dearer)).toMatchObject({ ok: true });
    expect(await costOf()).toBe('m=2048,t=2,p=1');
    const anew = await kept();
    expect(await signIn({ email, password: goodPassword, device: world.device() }, dearer)).toMatchObject({ ok: true });
    expect(await kept()).toBe(anew);
  });

  it('signs in to the tenant that still allows the person', async () => {
    const email = emailOf();
    const first = await world.addPerson(orgId, email);
    await joinOtherTenant(email);
    expect((await signedIn(email)).caller.orgId).toBe(orgId);
    await world.asOwner(
      `update store.platform_person set fields = fields || '{"status": "suspended"}' where id = '${first}'`,
    );
    expect((await signedIn(email)).caller.orgId).toBe(otherOrgId);
  });

  it("[P-2] hides identities from the app's role, and each tenant's sessions from the other", async () => {
    const email = emailOf();
    const personId = await world.addPerson(orgId, email);
    await signedIn(email);
    const client = new pg.Client({ connectionString: world.appUrl });
    await client.connect();
    try {
      await expect(client.query('select email from auth.identity')).rejects.toThrow('permission denied');
      await expect(client.query("update auth.identity set password_hash = ''")).rejects.toThrow('permission denied');
      await expect(client.query('set role outpost_identity')).rejects.toThrow('permission denied');
      for (const table of ['session', 'refresh', 'membership']) {
        expect((await client.query(`select org_id from auth.${table}`)).rows).toEqual([]);
        await client.query(`select set_config('app.org_id', '${otherOrgId}', false)`);
        expect((await client.query(`select org_id from auth.${table} where org_id <> '${otherOrgId}'`)).rows).toEqual(
          [],
        );
        await client.query(`select set_config('app.org_id', '', false)`);
      }
      expect((await client.query('select email from auth.account_of($1)', [personId])).rows).toEqual([]);
      await client.query(`select auth.change_password($1, 'x', 'x')`, [personId]);
      expect((await client.query('select identity_id from auth.find_identity($1)', ['%'])).rows).toEqual([]);
    } finally {
      await client.end();
    }
    await signedIn(email); // a call without the right tenant changes nothing
    const elsewhere = await inTenant(world.ports.database, { orgId: otherOrgId, mode: 'snapshot' }, (tx) =>
      tx.query('select email from auth.account_of($1::uuid)', [personId]),
    );
    expect(elsewhere).toEqual([]);
  });

  /** Returns ports under which an event happens once, directly after a password was verified. */
  function overtakenBy(event: () => Promise<unknown>): typeof world.ports {
    const { passwords } = world.ports;
    const state = { isDone: false };
    return {
      ...world.ports,
      passwords: {
        ...passwords,
        async verify(passwordHash, password) {
          const verified = await passwords.verify(passwordHash, password);
          if (!state.isDone) {
            state.isDone = true;
            await event();
          }
          return verified;
        },
      },
    };
  }
  const openSessions = async (personId: string): Promise<number> =>
    (await world.rowsAsOwner(`select id from auth.session where person_id = '${personId}' and ended_at is null`))
      .length;

  it('refuses a sign-in as one with a wrong password when the password changes during it', async () => {
    const email = emailOf();
    const personId = await world.addPerson(orgId, email);
    const reset = () => setPassword({ orgId, personId, password: newPassword }, world.ports);
    const late = await signIn({ email, password: goodPassword, device: world.device() }, overtakenBy(reset));
    expect([late, await openSessions(personId)]).toMatchObject([{ code: 'access/bad-credentials' }, 0]);
    const same = () => setPassword({ orgId, personId, password: newPassword }, world.ports); // hashed again with another salt
    expect(await signIn({ email, password: newPassword, device: world.device() }, overtakenBy(same))).toMatchObject({
      code: 'access/new-password-needed',
    });
  });

  it('refuses a change of password when an administrator sets another one during it', async () => {
    const email = emailOf();
    const personId = await world.addPerson(orgId, email);
    const thief = await signedIn(email);
    const reset = () => setPassword({ orgId, personId, password: newPassword }, world.ports);
    const change = { caller: thief.caller, currentPassword: goodPassword, newPassword: 'nine dark yellow boats' };
    expect(await changePassword(change, overtakenBy(reset))).toMatchObject({ code: 'access/bad-credentials' });
    expect(await signIn({ email, password: newPassword, device: world.device() }, world.ports)).toMatchObject({
      code: 'access/new-password-needed',
    });
  });

  it('refuses the choice of a first password when an administrator sets another one during it', async () => {
    const email = emailOf();
    const personId = await world.addPerson(orgId, email);
    await setPassword({ orgId, personId, password: newPassword }, world.ports);
    const state = { isDone: false };
    const { passwords } = world.ports;
    const hash = async (password: string) => {
      if (!state.isDone) {
        state.isDone = true;
        await setPassword({ orgId, personId, password: 'six pale orange kites' }, world.ports);
      }
      return passwords.hash(password);
    };
    const late = { ...world.ports, passwords: { ...passwords, hash } };
    const asked = { email, password: newPassword, newPassword: ownPassword, device: world.device() };
    expect(await signIn(asked, late)).toMatchObject({ code: 'access/bad-credentials' });
    expect(await openSessions(personId)).toBe(0);
    await signedIn(email, 'six pale orange kites', ownPassword);
  });
});

describe('a password that an administrator has given', () => {
  const given = async () => {
    const email = emailOf();
    const personId = await world.addPerson(orgId, email);
    expect((await setPassword({ orgId, personId, password: newPassword }, world.ports)).ok).toBe(true);
    return { email, personId };
  };

  it('[A-5] gives no access until the person has chosen another one', async () => {
    const { email, personId } = await given();
    const asked = { email, password: newPassword, device: world.device() };
    for (let n = 0; n < 8; n += 1)
      // a request for a new password does not count as a wrong try
      expect(await signIn(asked, world.ports)).toMatchObject({ code: 'access/new-password-needed', details: {} });
    expect(await world.rowsAsOwner(`select id from auth.session where person_id = '${personId}'`)).toEqual([]);
    for (const weak of ['short', newPassword, 'password12345', 'Nordwind-2026!'])
      expect(await signIn({ ...asked, newPassword: weak }, world.ports)).toMatchObject({
        code: 'request/invalid',
        details: { path: 'newPassword' },
      });
    expect(await signIn({ ...asked, newPassword: ownPassword }, world.ports)).toMatchObject({ ok: true });
    expect(await signIn(asked, world.ports)).toMatchObject({ code: 'access/bad-credentials' });
    await signedIn(email, ownPassword);
    const again = { ...asked, password: ownPassword, newPassword: 'never asked for one' };
    expect(await signIn(again, world.ports)).toMatchObject({ code: 'request/invalid' }); // already their own
    await signedIn(email, ownPassword);
  });

  it('[A-5] lets only a person who knows it choose another', async () => {
    const { email } = await given();
    const asked = { email, password: 'wrong', newPassword: ownPassword, device: world.device() };
    expect(await signIn(asked, world.ports)).toMatchObject({ code: 'access/bad-credentials' });
    await signedIn(email, newPassword, ownPassword);
  });

  it('[A-5] can be the first one of a person, at the same cost if another account has the e-mail address', async () => {
    const hashes: string[] = [];
    const { passwords } = world.ports;
    const counting = { ...world.ports, passwords: { ...passwords, hash: (password: string) => (hashes.push(password), passwords.hash(password)) } }; // prettier-ignore
    const [free, taken] = [emailOf(), emailOf()];
    await world.addPerson(otherOrgId, taken);
    const withoutAccount = async (email: string) => {
      const personId = await world.addPerson(orgId, emailOf());
      await world.asOwner(`delete from auth.membership where person_id = '${personId}'`);
      await world.asOwner(`update store.platform_person set fields = fields || '{"email": "${email}"}' where id = '${personId}'`); // prettier-ignore
      return personId;
    };
    const answers = [];
    for (const email of [free, taken]) {
      const personId = await withoutAccount(email);
      answers.push(await setPassword({ orgId, personId, password: newPassword }, counting));
      answers.push(await setPassword({ orgId, personId, password: newPassword }, counting)); // and again
    }
    expect(answers).toEqual(answers.map(() => ({ ok: true, value: undefined })));
    expect(hashes.length).toBe(4);
    expect((await signedIn(free, newPassword, ownPassword)).caller.orgId).toBe(orgId);
    expect((await signedIn(taken)).caller.orgId).toBe(otherOrgId); // with its earlier password
  });
});
