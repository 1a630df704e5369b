import { beforeAll, describe, expect, it } from 'vitest';
import { withOwner } from '../../../db/owner-connection.ts';
import { type AccountMail, sendMails } from '../../../identity/mail/outbox.ts';
import { authenticatorFlag } from '../../../identity/testing/passkey-authenticator.ts';
import { authenticatorCode } from '../../../identity/testing/authenticator.ts';
import { givenServer } from '../../../testing/given-server.ts';
import { passkeyServer, withBrowser } from '../../../testing/passkey-browser.ts';
import type { TestTenant } from '../../../testing/test-server.ts';

const given = givenServer({ publicUrl: passkeyServer, keepAccountMail: () => Promise.resolve('sent') });
const act = withBrowser(() => given.test);
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await given.test.tenant();
});

async function mails(): Promise<readonly AccountMail[]> {
  const sent: AccountMail[] = [];
  const { database, clock, keys } = given.test;
  await sendMails({ database, clock, keys, send: (mail) => (sent.push(mail), Promise.resolve('sent')), log: { warn: () => undefined } }); // prettier-ignore
  return sent;
}
const asOwner = (statement: string) => withOwner(given.database.ownerUrl, ({ run }) => run(statement));
const listed = async (token: string) => {
  const answer = await given.test.fetch('/auth/factors', { token });
  return (await answer.json()) as { factors: readonly { kind: string; name: string; usedAt: string | null }[]; offered: readonly string[] }; // prettier-ignore
};

describe('a passkey', () => {
  it('[PLT-24] is made on a page of the server, named, and brings backup codes', async () => {
    const ann = await act.person(tenant);
    const { confirmed } = await act.setUp(ann.token, { name: 'Work laptop' });
    expect([confirmed.status, (confirmed.json['codes'] as readonly string[]).length]).toEqual([200, 10]);
    const { factors, offered } = await listed(ann.token);
    expect(factors.map(({ kind, name }) => [kind, name])).toEqual([['passkey', 'Work laptop'], ['backup-codes', 'Backup codes']]); // prettier-ignore
    expect(offered).toContain('passkey');
  });

  it('[PLT-24] has no effect until the app has confirmed it', async () => {
    const ann = await act.person(tenant);
    const begun = await act.beginSetUp(ann.token);
    const passkey = act.newPasskey();
    expect((await act.tell(begun.page, { made: passkey.make(begun.options) })).status).toBe(200);
    expect((await listed(ann.token)).factors).toEqual([]);
    expect((await act.signInBy(passkey)).status).toBe(401);
    expect((await act.signIn(ann.email)).status).toBe(200);
  });

  it('[PLT-24] signs in by itself, without an address, as both factors where it has checked its person', async () => {
    const ann = await act.person(tenant);
    const { passkey } = await act.setUp(ann.token);
    const opened = await act.signInBy(passkey);
    expect([opened.status, opened.json['person']]).toMatchObject([200, { email: ann.email }]);
    expect((await listed(String(opened.json['accessToken']))).factors[0]?.usedAt).not.toBeNull();
  });

  it('[PLT-24] recognises a device on which several accounts have signed in, by the key of the one that signs in', async () => {
    const device = { id: given.test.newId(), name: 'Shared laptop' };
    const [ann, ben] = [await act.person(tenant), await act.person(tenant)];
    const keyOf = async (email: string, at = device) => String((await act.signIn(email, at)).json['deviceKey']);
    const elsewhere = { id: given.test.newId(), name: 'Other laptop' };
    const keys = { ann: await keyOf(ann.email), ben: await keyOf(ben.email), elsewhere: await keyOf(ann.email, elsewhere) }; // prettier-ignore
    const { passkey } = await act.setUp(ann.token);
    const toldAfter = async (...shown: readonly string[]) => {
      await mails(); // drops the earlier mails
      const { app, page, options } = await act.beginSignIn(act.app(device));
      const code = act.codeIn(await act.tell(page, { shown: passkey.show(options) }));
      const opened = await given.test.fetch('/auth/browser/exchange', {
        body: { code, verifier: app.verifier, device: { id: device.id } },
        headers: { 'outpost-device-keys': shown.join(',') },
      });
      expect(opened.status).toBe(200);
      return (await mails()).filter(({ to, subject }) => to === ann.email && subject.includes('new device')).length;
    };
    expect(await toldAfter(keys.ben, keys.ann)).toBe(0);
    expect(await toldAfter(keys.ben)).toBe(1);
    expect(await toldAfter(keys.ben, keys.elsewhere)).toBe(1); // a key of another device proves nothing
    expect(await toldAfter('forged', 'x'.repeat(5_000))).toBe(1);
  });

  it('[PLT-24] that has not checked its person is one factor, and asks for another one', async () => {
    const ann = await act.person(tenant);
    const { passkey, confirmed } = await act.setUp(ann.token);
    const halfway = await act.signInBy(passkey, { flags: authenticatorFlag.present });
    expect([halfway.status, halfway.json['code']]).toEqual([403, 'access/second-factor-needed']);
    expect((halfway.json['details'] as { kinds: unknown }).kinds).toEqual(['backup-code']);
    expect((confirmed.json['codes'] as readonly string[]).length).toBe(10);
  });

  it('[PLT-24] that has not checked its person does not answer the second step of its own sign-in', async () => {
    const ann = await act.person(tenant);
    const { passkey } = await act.setUp(ann.token);
    const begun = await act.beginSignIn();
    const told = await act.tell(begun.page, {
      shown: passkey.show(begun.options, { flags: authenticatorFlag.present }),
    });
    const halfway = await act.end(act.codeIn(told), begun.app);
    const { challenge } = halfway.json['details'] as { challenge: string };
    const asked = await act.post('/auth/challenge/passkey', { challenge, back: begun.app.back });
    expect([asked.status, asked.json['code']]).toEqual([401, 'access/bad-code']);
  });

  it('[PLT-24] answers the second step after a password', async () => {
    const ann = await act.person(tenant);
    const { passkey } = await act.setUp(ann.token);
    const begun = await act.beginAnswer(ann.email);
    expect(begun.kinds).toEqual(['passkey', 'backup-code']);
    const told = await act.tell(begun.page, { shown: passkey.show(begun.options, { userHandle: null }) });
    const code = await act.exchange(act.codeIn(told), begun.app);
    expect((await act.answerChallenge(begun.challenge, begun.app, code)).status).toBe(200);
    const again = await act.answerChallenge(begun.challenge, begun.app, code);
    expect([again.status, again.json['code']]).toEqual([401, 'access/bad-code']);
  });

  it('[PLT-24] proves a person before a dangerous act, in this session alone', async () => {
    const ann = await act.person(tenant);
    const { passkey } = await act.setUp(ann.token);
    const other = await act.signInBy(passkey);
    const otherToken = String(other.json['accessToken']);
    given.test.advance(11 * 60_000);
    const refused = await act.post('/auth/factors/backup-codes', {}, otherToken);
    expect([refused.json['code'], refused.json['details']]).toEqual(['access/step-up-needed', { kinds: ['passkey', 'backup-code'] }]); // prettier-ignore
    const prove = async () => {
      const app = act.app();
      const begun = await act.post('/auth/step-up/passkey', { back: app.back }, otherToken);
      const page = await act.open(String(begun.json['ticket']));
      const told = await act.tell(page, { shown: passkey.show(await act.ask(page)) });
      return act.exchange(act.codeIn(told), app);
    };
    const elsewhere = await act.post('/auth/step-up', { kind: 'passkey', answer: await prove() }, ann.token);
    expect([elsewhere.status, elsewhere.json['code']]).toEqual([401, 'access/bad-code']);
    expect((await act.post('/auth/step-up', { kind: 'passkey', answer: await prove() }, otherToken)).status).toBe(200);
    expect((await act.post('/auth/factors/backup-codes', {}, otherToken)).status).toBe(200);
  });

  it('[PLT-24] is one of several, and ends when it is removed', async () => {
    const ann = await act.person(tenant);
    const first = await act.setUp(ann.token, { name: 'Laptop' });
    const second = await act.setUp(ann.token, { name: 'Key' });
    expect(second.confirmed.json['codes']).toEqual([]);
    const removed = await given.test.fetch(`/auth/factors/${first.id}`, { method: 'DELETE', token: ann.token });
    expect(removed.status).toBe(200);
    expect((await act.signInBy(first.passkey)).json['code']).toBe('access/bad-code');
    expect((await act.signInBy(second.passkey)).status).toBe(200);
  });

  it('[PLT-24] is not taken twice, by any account', async () => {
    const [ann, ben] = [await act.person(tenant), await act.person(tenant)];
    const begun = await act.beginSetUp(ann.token);
    const passkey = act.newPasskey();
    await act.tell(begun.page, { made: passkey.make(begun.options) });
    const other = await act.beginSetUp(ben.token);
    const twice = await act.tell(other.page, { made: passkey.make(other.options) });
    expect([twice.status, twice.json['code']]).toEqual([401, 'access/bad-code']);
  });

  it('[PLT-24] that does not count signatures is used again and again', async () => {
    const ann = await act.person(tenant);
    const { passkey } = await act.setUp(ann.token, { counter: 0 });
    expect((await act.signInBy(passkey)).status).toBe(200);
    expect((await act.signInBy(passkey)).status).toBe(200);
  });

  it('[PLT-24] whose count goes back is refused, noted in the journal and reported', async () => {
    const ann = await act.person(tenant);
    const { passkey } = await act.setUp(ann.token, { counter: 5 });
    expect((await act.signInBy(passkey)).status).toBe(200);
    passkey.setCounter(4);
    const copied = await act.signInBy(passkey);
    expect([copied.status, copied.json['code']]).toEqual([401, 'access/bad-code']);
    expect((await act.signInBy(passkey)).status).toBe(401); // 5, as often as was seen before
    const events = await withOwner(given.database.ownerUrl, ({ rows }) => rows(`select event ->> 'outcome' as outcome, event ->> 'about' as about from store.event_waiting where event ->> 'action' = 'passkey/copied'`)); // prettier-ignore
    expect(events).toEqual([
      { outcome: 'refused', about: ann.personId },
      { outcome: 'refused', about: ann.personId },
    ]);
    expect((await mails()).map(({ to, subject }) => [to, subject])).toContainEqual([ann.email, 'A passkey of your Outpost account was refused']); // prettier-ignore
  });

  it('[PLT-24] signs in where wrong passwords have locked the account', async () => {
    const ann = await act.person(tenant);
    const { passkey } = await act.setUp(ann.token);
    for (let tries = 0; tries < 7; tries += 1)
      await act.post('/auth/sign-in', { email: ann.email, password: 'wrong', device: act.app().device });
    expect((await act.signIn(ann.email)).json['code']).toBe('access/locked-out');
    expect((await act.signInBy(passkey)).status).toBe(200);
  });

  it('[PLT-24] works together with an authenticator app', async () => {
    const ann = await act.person(tenant);
    const { passkey } = await act.setUp(ann.token);
    const { json: begun } = await act.post('/auth/factors/totp', { name: 'Phone' }, ann.token);
    const code = authenticatorCode(String(begun['secret']), given.test.clock.nowMs());
    await act.post(`/auth/factors/${String(begun['id'])}/confirm`, { code }, ann.token);
    const halfway = await act.signInBy(passkey, { flags: authenticatorFlag.present });
    expect((halfway.json['details'] as { kinds: unknown }).kinds).toEqual(['totp', 'backup-code']);
  });

  it('[PLT-24] lets no person in who is suspended, or whose organisation requires its identity provider', async () => {
    const strict = await given.test.tenant();
    const ann = await act.person(strict);
    const { passkey } = await act.setUp(ann.token);
    await asOwner(`insert into auth.sso_rule (org_id, is_enforced, asks_second, break_glass) values ('${strict.orgId}', true, false, '{}')`); // prettier-ignore
    expect((await act.signInBy(passkey)).json['code']).toBe('access/sso-needed');
    await asOwner(`delete from auth.sso_rule where org_id = '${strict.orgId}'`);
    await asOwner(`update store.platform_person set fields = fields || '{"status": "suspended"}' where id = '${ann.personId}'`); // prettier-ignore
    expect((await act.signInBy(passkey)).json['code']).toBe('access/denied');
  });

  it('[PLT-24] is made during a sign-in where a role requires a second factor', async () => {
    const ben = await act.person(tenant);
    await asOwner(`update store.platform_role set fields = fields || '{"secondFactor": "app"}' where org_id = '${tenant.orgId}' and fields ->> 'key' = 'viewer'`); // prettier-ignore
    await asOwner(`update store.platform_person set fields = fields || '{"memberships": [{"role": "viewer", "teamId": null}]}' where id = '${ben.personId}'`); // prettier-ignore
    const app = act.app();
    const halfway = await act.signIn(ben.email, app.device);
    const { challenge, setUp } = halfway.json['details'] as { challenge: string; setUp: readonly string[] };
    expect(setUp).toEqual(['passkey', 'totp']);
    const { json } = await act.post('/auth/challenge/new-passkey', { challenge, back: app.back });
    const page = await act.open(String(json['ticket']));
    const passkey = act.newPasskey();
    const told = await act.tell(page, { made: passkey.make(await act.ask(page)) });
    const code = await act.exchange(act.codeIn(told), app);
    expect((await act.answerChallenge(challenge, app, code)).status).toBe(200);
    expect((await act.signInBy(passkey)).status).toBe(200);
  });
});

describe('the page of a passkey', () => {
  it('[PLT-24] runs scripts of the server alone, and opens in no frame', async () => {
    const begun = await act.post('/auth/browser', { way: 'passkey', ...act.app().back, device: act.app().device });
    const page = await given.test.fetch(`/sign-in/${String(begun.json['ticket'])}`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]*src=)|<[^>]+ on[a-z]+=|style=/);
    for (const [, file] of html.matchAll(/src="([^"]+)"/g)) {
      const script = await given.test.fetch(file ?? '');
      expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    }
  });
});

describe('a server without a name', () => {
  const local = givenServer({ publicUrl: 'http://127.0.0.1:20420' });
  const there = withBrowser(() => local.test);

  it('[PLT-24] offers no passkeys and says why', async () => {
    const { token } = await there.person(await local.test.tenant());
    const state = await local.test.fetch('/auth/passkeys', { token });
    const { whyNot } = (await state.json()) as { readonly whyNot: string };
    expect(whyNot).toContain('Passkeys need a domain name');
    const factors = await local.test.fetch('/auth/factors', { token });
    expect(((await factors.json()) as { offered: readonly string[] }).offered).not.toContain('passkey');
    const app = there.app();
    for (const [path, body, own] of [
      ['/auth/factors/passkey', { name: 'Laptop', back: app.back }, token],
      ['/auth/browser', { way: 'passkey', ...app.back, device: app.device }, undefined],
    ] as const)
      expect(await there.post(path, body, own)).toMatchObject({ status: 400, json: { code: 'request/invalid' } });
  });
});
