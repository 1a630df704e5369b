import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { authenticatorCode } from '../../../identity/testing/authenticator.ts';
import { type AccountMail, sendMails } from '../../../identity/mail/outbox.ts';
import { type DeviceKey, deviceKeyPair, deviceProof, serverOfProofs } from '../../../identity/testing/device-proof.ts';
import { givenServer } from '../../../testing/given-server.ts';
import { testPassword, type TestDevice } from '../../../testing/test-server.ts';
import { clientAddress } from '../../guards/client-address.ts';

/** The address of a request is the one that the proxy in front of the server adds. */
const given = givenServer({ clientAddress: clientAddress(1), keepAccountMail: () => Promise.resolve('sent') });
type Tokens = { readonly accessToken: string; readonly refreshToken: string; readonly deviceKey?: string };
type Sent = { readonly address: string; readonly key?: DeviceKey; readonly body: unknown };

/** The paths of the app and the named paths of the API: both must do the same. */
const ways = [
  { signIn: '/auth/sign-in', verify: '/auth/challenge', refresh: '/auth/refresh' },
  { signIn: '/api/v1/auth/login', verify: '/api/v1/auth/mfa/verify', refresh: '/api/v1/auth/refresh' },
] as const;

const post = (path: string, { address, key, body }: Sent): Promise<Response> => {
  const claims = { htm: 'POST', htu: `${serverOfProofs}${path}` };
  const dpop = key && deviceProof(key, { nowMs: given.test.clock.nowMs(), claims });
  return given.test.fetch(path, {
    body,
    headers: { 'x-forwarded-for': address, ...(dpop === undefined ? {} : { dpop }) },
  });
};
const told = async (answer: Response): Promise<unknown> => {
  const { code, details } = (await answer.json()) as { code?: string; details?: { reason?: string } };
  return [answer.status, code, details?.reason];
};
const boundTo = (token: string): unknown => decodeJwt<{ cnf?: { jkt: string } }>(token).cnf?.jkt;

let email = '';
let mia: TestDevice;
/** A block of addresses for each test, since the counts stay. */
let block = 0;
beforeEach(async () => {
  block += 1;
  email = `mia-${given.test.newId()}@fenwright.example`;
  mia = await (await given.test.tenant()).person('Mia', 'admin', { email });
});
const addressOf = (last: number): string => `198.51.${block}.${last}`;
const device = () => ({ id: given.test.newId(), name: 'Laptop' });

/** Sends the waiting mails, and returns the text of those to Mia. */
async function mailsToMia(): Promise<string> {
  const sent: AccountMail[] = [];
  const keep = (mail: AccountMail) => Promise.resolve(sent.push(mail)).then(() => 'sent' as const);
  await sendMails({ ...given.test.server.tenancy.identity, send: keep, log: { warn: () => undefined } });
  return sent.filter(({ to }) => to === email).map(({ text }) => text).join('\n'); // prettier-ignore
}

describe.each(ways)('signing in at $signIn', ({ signIn, verify, refresh }) => {
  it('[PLT-28] counts wrong passwords over many accounts by the block of addresses', async () => {
    const tryOne = async (last: number, who: string, password: string, from = addressOf(last)) => {
      const answer = await post(signIn, { address: from, body: { email: who, password, device: device() } });
      given.test.advance(1_000); // within the number of requests that an address may send
      return ((await answer.json()) as { code?: string }).code;
    };
    for (let tries = 1; tries <= 30; tries += 1)
      expect(await tryOne(tries, `nobody-${given.test.newId()}@fenwright.example`, 'not the right one')).toBe('access/bad-credentials'); // prettier-ignore
    expect(await tryOne(99, email, testPassword)).toBe('access/locked-out');
    expect(await tryOne(1, email, testPassword, `203.0.${block}.1`)).toBeUndefined();
  });

  it('binds the session to the key that the device proves, and renews it with a proof only', async () => {
    const [key, other] = [deviceKeyPair(), deviceKeyPair()];
    const address = addressOf(1);
    const body = { email, password: testPassword, device: device() };
    const { accessToken, refreshToken } = (await (await post(signIn, { address, key, body })).json()) as Tokens;
    expect(boundTo(accessToken)).toEqual(expect.any(String));
    const again = (by?: DeviceKey) => post(refresh, { address, body: { refreshToken }, ...(by ? { key: by } : {}) });
    expect(await told(await again())).toEqual([401, 'access/bad-proof', 'missing']);
    expect(await told(await again(other))).toEqual([401, 'access/bad-proof', 'other-key']);
    const renewed = await again(key);
    expect(renewed.status).toBe(200);
    expect(boundTo(((await renewed.json()) as Tokens).accessToken)).toBe(boundTo(accessToken));
  });

  it('refuses a proof for another path, also where no proof is asked for', async () => {
    const key = deviceKeyPair();
    const claims = { htm: 'POST', htu: `${serverOfProofs}/elsewhere` };
    const dpop = deviceProof(key, { nowMs: given.test.clock.nowMs(), claims });
    const body = { email, password: testPassword, device: device() };
    const answer = await given.test.fetch(signIn, { body, headers: { dpop } });
    expect(await told(answer)).toEqual([401, 'access/bad-proof', 'invalid']);
  });

  it('keeps the address of the sign-in and of the last refresh, and names it in the mail of a new device', async () => {
    const key = deviceKeyPair();
    const [first, later] = [addressOf(1), addressOf(2)];
    const one = device();
    const opened = await post(signIn, { address: first, key, body: { email, password: testPassword, device: one } });
    const { refreshToken } = (await opened.json()) as Tokens;
    expect(await mailsToMia()).toContain(first);
    expect((await post(refresh, { address: later, key, body: { refreshToken } })).status).toBe(200);
    const rows = await mia.tenant.rows(
      `select device_id, signed_in_from, address from auth.session where device_id = '${one.id}'`,
    );
    expect(rows).toEqual([{ device_id: one.id, signed_in_from: first, address: later }]);
  });

  it('[PLT-18] binds a session that a second factor opens, with its address', async () => {
    const key = deviceKeyPair();
    const address = addressOf(1);
    const who = { email, password: testPassword, device: device() };
    const { accessToken } = (await (await post(signIn, { address, body: who })).json()) as Tokens;
    const begun = await given.test.fetch('/api/v1/auth/mfa/enable', { token: accessToken, body: {} });
    const { id, secret } = (await begun.json()) as { id: string; secret: string };
    const code = () => authenticatorCode(secret, given.test.clock.nowMs());
    const confirmed = { token: accessToken, body: { code: code() } };
    expect((await given.test.fetch(`/auth/factors/${id}/confirm`, confirmed)).status).toBe(200);
    given.test.advance(60_000);
    const two = { ...who, device: device() };
    const halfway = (await (await post(signIn, { address, key, body: two })).json()) as { details: { challenge: string } }; // prettier-ignore
    const answered = { challenge: halfway.details.challenge, device: { id: two.device.id }, kind: 'totp', answer: code() }; // prettier-ignore
    const opened = await post(verify, { address, key, body: answered });
    expect(boundTo(((await opened.json()) as Tokens).accessToken)).toEqual(expect.any(String));
    const rows = await mia.tenant.rows(`select address from auth.session where device_id = '${two.device.id}'`);
    expect(rows).toEqual([{ address }]);
    if (signIn !== '/api/v1/auth/login') return;
    given.test.advance(60_000);
    const three = { ...who, device: device(), mfa_code: code() };
    const atOnce = (await (await post(signIn, { address, key, body: three })).json()) as Tokens;
    expect(boundTo(atOnce.accessToken)).toEqual(expect.any(String));
  });
});
