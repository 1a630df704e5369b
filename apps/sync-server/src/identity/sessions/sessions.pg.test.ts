import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { verifyAccessToken } from '../tokens/access-token.ts';
import { openKeyRing } from '../keys/key-ring.ts';
import { memoryKeyStore } from '../keys/key-store.ts';
import { type AccountMail, sendMails } from '../mail/outbox.ts';
import { refresh } from './refresh.ts';
import { endSessionsOf } from './sessions.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { signOut } from './sign-out.ts';
import type { SignedIn } from './signed-in.ts';
import { goodPassword, openSignInWorld, postgresEngine, type SignInWorld } from '../../testing/sign-in-world.ts';

const dayMs = 86_400_000;
let world: SignInWorld;
let orgId: string;
let counter = 0;

beforeAll(async () => {
  world = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
  orgId = await world.addTenant('Nordwind');
});
afterAll(() => world.close());

async function newcomer(): Promise<{ readonly email: string; readonly personId: string; readonly signedIn: SignedIn }> {
  counter += 1;
  const email = `person${counter}@example.com`;
  const personId = await world.addPerson(orgId, email);
  const answer = await signIn({ email, password: goodPassword, device: world.device() }, world.ports);
  if (!answer.ok) throw new Error(answer.message);
  return { email, personId, signedIn: answer.value };
}

async function next(refreshToken: string): Promise<SignedIn> {
  const answer = await refresh({ refreshToken }, world.ports);
  if (!answer.ok) throw new Error(`${answer.code}: ${JSON.stringify(answer.details)}`);
  return answer.value;
}

const ended = (reason: string) => ({ ok: false, code: 'access/session-ended', details: { reason } });

describe('sessions', () => {
  it('returns person and tenant for every spelling of the e-mail address', async () => {
    const { personId, signedIn } = await newcomer();
    expect(signedIn.person).toEqual({ id: personId, name: 'Ann Example', email: `person${counter}@example.com` });
    expect(signedIn.organisation).toEqual({ id: orgId, name: 'Nordwind', currency: 'EUR', timeZone: 'Europe/Vienna' });
    expect(Date.parse(signedIn.expiresAt) - world.ports.clock.nowMs()).toBe(15 * 60_000);
    const again = await signIn(
      { email: ` PERSON${counter}@Example.com `, password: goodPassword, device: world.device() },
      world.ports,
    );
    expect(again).toMatchObject({ ok: true, value: { person: { id: personId } } });
    expect(await verifyAccessToken(signedIn.accessToken, world.ports)).toMatchObject({
      ok: true,
      value: { userId: personId, orgId },
    });
  });

  it('gives ten refreshes at the same time one successor', async () => {
    const { signedIn } = await newcomer();
    // Opens the connections first. Otherwise one refresh ends before the next one's connection is open.
    await Promise.all(
      Array.from({ length: 10 }, () =>
        world.ports.database.transaction('write', (tx) => tx.query('select pg_sleep(0.1)')),
      ),
    );
    const answers = await Promise.all(Array.from({ length: 10 }, () => next(signedIn.refreshToken)));
    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    expect(answers[0]?.refreshToken).not.toBe(signedIn.refreshToken);
  });

  it('repeats a lost answer until its token is used, also across a change of keys', async () => {
    const { signedIn } = await newcomer();
    const first = await next(signedIn.refreshToken);
    await world.ports.keys.rotate();
    world.advance(3_600_000);
    expect((await next(signedIn.refreshToken)).refreshToken).toBe(first.refreshToken);
    const second = await next(first.refreshToken);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect((await next(first.refreshToken)).refreshToken).toBe(second.refreshToken);
  });

  it('ends the whole family when an older token is used again', async () => {
    const { signedIn } = await newcomer();
    const second = await next(signedIn.refreshToken);
    const third = await next(second.refreshToken);
    expect(await refresh({ refreshToken: signedIn.refreshToken }, world.ports)).toMatchObject(ended('reuse'));
    expect(await refresh({ refreshToken: third.refreshToken }, world.ports)).toMatchObject(ended('reuse'));
    expect(await refresh({ refreshToken: second.refreshToken }, world.ports)).toMatchObject(ended('reuse'));
  });

  it('[PLT-50] sends the person one mail that a family ended because an older token was used again', async () => {
    const { email, signedIn } = await newcomer();
    const ports = { ...world.ports, accountMail: { queued: () => undefined } };
    const sent: AccountMail[] = [];
    const mails = async () => {
      await sendMails({ ...ports, send: async (mail) => (sent.push(mail), 'sent'), log: { warn: () => undefined } });
      return sent.splice(0).filter(({ to }) => to === email);
    };
    const second = await next(signedIn.refreshToken);
    const third = await next(second.refreshToken);
    await mails();
    expect(await refresh({ refreshToken: second.refreshToken }, ports)).toMatchObject({ ok: true }); // a lost answer is not theft
    expect(await mails()).toEqual([]);
    for (let time = 0; time < 3; time += 1)
      expect(await refresh({ refreshToken: signedIn.refreshToken }, ports)).toMatchObject(ended('reuse'));
    expect(await refresh({ refreshToken: third.refreshToken }, ports)).toMatchObject(ended('reuse'));
    expect((await mails()).map(({ subject }) => subject)).toEqual(['A device was signed out of your Outpost account']);
  });

  it('keeps other sessions of the person when one family ends', async () => {
    const { email, signedIn } = await newcomer();
    const other = await signIn({ email, password: goodPassword, device: world.device() }, world.ports);
    const second = await next(signedIn.refreshToken);
    await next(second.refreshToken);
    await refresh({ refreshToken: signedIn.refreshToken }, world.ports);
    expect(other.ok && (await refresh({ refreshToken: other.value.refreshToken }, world.ports))).toMatchObject({
      ok: true,
    });
  });

  it('lasts seven days from the last refresh', async () => {
    const { signedIn } = await newcomer();
    world.advance(6.9 * dayMs);
    const second = await next(signedIn.refreshToken);
    world.advance(6.9 * dayMs);
    const third = await next(second.refreshToken);
    world.advance(7 * dayMs);
    expect(await refresh({ refreshToken: third.refreshToken }, world.ports)).toMatchObject(ended('expired'));
  });

  it('ends by signing out', async () => {
    const { signedIn } = await newcomer();
    const caller = await verifyAccessToken(signedIn.accessToken, world.ports);
    if (caller.ok) await signOut(caller.value, world.ports);
    expect(await refresh({ refreshToken: signedIn.refreshToken }, world.ports)).toMatchObject(ended('signed-out'));
  });

  it('[A-2] ends at the refresh after a person was suspended or removed', async () => {
    const suspended = await newcomer();
    const removed = await newcomer();
    await world.asOwner(
      `update store.platform_person set fields = fields || '{"status": "suspended"}' where id = '${suspended.personId}'`,
    );
    await world.asOwner(`update store.platform_person set life = 'deleted' where id = '${removed.personId}'`);
    expect(await refresh({ refreshToken: suspended.signedIn.refreshToken }, world.ports)).toMatchObject(
      ended('suspended'),
    );
    expect(await refresh({ refreshToken: removed.signedIn.refreshToken }, world.ports)).toMatchObject(ended('removed'));
    expect(
      await signIn({ email: suspended.email, password: goodPassword, device: world.device() }, world.ports),
    ).toMatchObject({ ok: false, code: 'access/denied' });
    await world.asOwner(
      `update store.platform_person set fields = fields || '{"status": "active"}' where id = '${suspended.personId}'`,
    );
    expect(await refresh({ refreshToken: suspended.signedIn.refreshToken }, world.ports)).toMatchObject(
      ended('suspended'),
    );
  });

  it('ends all sessions of a person at an administrator’s request', async () => {
    const { personId, signedIn } = await newcomer();
    await inTenant(world.ports.database, { orgId, mode: 'write' }, (tx) =>
      endSessionsOf(tx, { orgId, personId, why: 'suspended', at: '2026-11-20T08:00:00.000Z' }),
    );
    expect(await refresh({ refreshToken: signedIn.refreshToken }, world.ports)).toMatchObject(ended('suspended'));
  });

  it('[P-2] accepts a token only in its own tenant', async () => {
    const { signedIn } = await newcomer();
    const other = await world.addTenant('Südwind');
    expect(await refresh({ refreshToken: signedIn.refreshToken.replace(orgId, other) }, world.ports)).toMatchObject(
      ended('unknown'),
    );
    expect(await refresh({ refreshToken: 'or1.nonsense' }, world.ports)).toMatchObject(ended('unknown'));
  });

  it('stores no secret that allows a refresh', async () => {
    const { signedIn } = await newcomer();
    const { refreshToken } = await next(signedIn.refreshToken);
    const rows = await world.rowsAsOwner(
      'select s::text as s, r::text as r from auth.session s join auth.refresh r on r.session_id = s.id',
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const token of [signedIn.refreshToken, refreshToken])
      expect(JSON.stringify(rows)).not.toContain(token.split('.').at(-1));
  });

  it('[E-3] bounds the sessions of a person', async () => {
    const { email, personId } = await newcomer();
    for (let n = 0; n < 55; n += 1)
      await signIn({ email, password: goodPassword, device: world.device() }, world.ports);
    const [row] = await world.rowsAsOwner(
      `select count(*)::int as live from auth.session where person_id = '${personId}' and ended_at is null`,
    );
    expect(row).toEqual({ live: 50 });
    world.advance(40 * dayMs);
    await signIn({ email, password: goodPassword, device: world.device() }, world.ports);
    const [left] = await world.rowsAsOwner(
      `select count(*)::int as all from auth.session where person_id = '${personId}'`,
    );
    expect(left).toEqual({ all: 1 });
  });

  it('ends where a lost answer cannot be repeated, because its key was changed twice since', async () => {
    const { signedIn } = await newcomer();
    await next(signedIn.refreshToken);
    await world.ports.keys.rotate();
    await world.ports.keys.rotate();
    expect(await refresh({ refreshToken: signedIn.refreshToken }, world.ports)).toMatchObject(ended('keys-changed'));
  });

  it('ends where the server has lost its secrets: a new key of the same number makes another successor', async () => {
    const { signedIn } = await newcomer();
    const { clock } = world.ports;
    const lost = { ...world.ports, keys: await openKeyRing({ store: memoryKeyStore(), clock, random: randomBytes }) };
    const given = await refresh({ refreshToken: signedIn.refreshToken }, lost);
    expect(given.ok).toBe(true);
    const other = { ...lost, keys: await openKeyRing({ store: memoryKeyStore(), clock, random: randomBytes }) };
    expect(other.keys.refreshKeyVersion()).toBe(lost.keys.refreshKeyVersion());
    expect(await refresh({ refreshToken: signedIn.refreshToken }, other)).toMatchObject(ended('keys-changed'));
    const again = await refresh({ refreshToken: signedIn.refreshToken }, lost);
    expect(again.ok && again.value.refreshToken).toBe(given.ok && given.value.refreshToken);
  });
});
