import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { changePassword, setPassword } from '../accounts/accounts.ts';
import { freeTries } from '../tries/lockout.ts';
import { createPasswordHasher } from '../passwords/password-hasher.ts';
import { refresh } from '../sessions/refresh.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { withFactors } from '../../testing/factor-world.ts';
import { goodPassword, openSignInWorld, postgresEngine, type SignInWorld } from '../../testing/sign-in-world.ts';

let world: SignInWorld;
let act: ReturnType<typeof withFactors>;
let orgId: string;

beforeAll(async () => {
  world = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
  act = withFactors(world);
  orgId = await world.addTenant('Nordwind');
});
afterAll(() => world.close());

const codeOf = (answer: { readonly ok: boolean }): string => ('code' in answer ? String(answer.code) : 'in');
const countRows = async (table: string, where: string) =>
  Number((await world.rowsAsOwner(`select count(*) as count from ${table} where ${where}`))[0]?.['count']);

describe('the step after a first factor', () => {
  it('[PLT-18] opens no session by the password alone, and opens one by a code of the app', async () => {
    const ann = await act.person(orgId);
    const sessions = () => countRows('auth.session', `person_id = '${ann.personId}'`);
    const before = await sessions();
    const halfway = await act.challenged(ann.email);
    expect(halfway.kinds).toEqual(['totp', 'backup-code']);
    expect(await sessions()).toBe(before);
    const opened = await act.answer(halfway, act.codeNow(ann.secret));
    expect(opened).toMatchObject({ ok: true, value: { person: { email: ann.email }, organisation: { id: orgId } } });
    expect(await sessions()).toBe(before + 1);
    expect(opened.ok && opened.value.deviceKey).toMatch(/^[\w-]{43}$/);
    expect(opened.ok && (await refresh(opened.value, world.ports))).toMatchObject({ ok: true });
  });

  it('[PLT-18] accepts a code once, also by two challenges at the same time', async () => {
    const ann = await act.person(orgId);
    const code = act.codeNow(ann.secret);
    const halfway = await Promise.all(Array.from({ length: 4 }, () => act.challenged(ann.email)));
    const codes = (await Promise.all(halfway.map((each) => act.answer(each, code)))).map(codeOf);
    expect(codes.filter((each) => each === 'in')).toHaveLength(1);
    expect(codes.filter((each) => each === 'access/bad-code')).toHaveLength(3);
    world.advance(30_000);
    expect(codeOf(await act.answer(await act.challenged(ann.email), code))).toBe('access/bad-code'); // still within the drift
    expect(codeOf(await act.answer(await act.challenged(ann.email), act.codeNow(ann.secret)))).toBe('in');
  });

  it('[PLT-18] accepts each backup code once, and no code of somebody else', async () => {
    const [ann, ben] = [await act.person(orgId), await act.person(orgId)];
    const [first = '', second = ''] = ann.codes;
    expect(ann.codes).toHaveLength(10);
    expect(codeOf(await act.answer(await act.challenged(ben.email), first, 'backup-code'))).toBe('access/bad-code');
    expect(codeOf(await act.answer(await act.challenged(ann.email), first.toLowerCase().replace('-', ' '), 'backup-code'))).toBe('in'); // prettier-ignore
    expect(codeOf(await act.answer(await act.challenged(ann.email), first, 'backup-code'))).toBe('access/bad-code');
    expect(codeOf(await act.answer(await act.challenged(ann.email), second, 'backup-code'))).toBe('in');
    expect(codeOf(await act.answer(await act.challenged(ben.email), act.codeNow(ann.secret)))).toBe('access/bad-code');
  });

  it('[PLT-18] is bound to the device and to the account, and opens once', async () => {
    const ann = await act.person(orgId);
    const halfway = await act.challenged(ann.email);
    const code = act.codeNow(ann.secret);
    for (const forged of [
      { ...halfway, device: world.device() },
      { ...halfway, challenge: halfway.challenge.replace(orgId, await world.addTenant('Südwind')) },
      { ...halfway, challenge: `${halfway.challenge.slice(0, -1)}${halfway.challenge.endsWith('A') ? 'B' : 'A'}` },
      { ...halfway, challenge: '' },
      { ...halfway, challenge: `oc1.${orgId}.${'A'.repeat(43)}` },
    ])
      expect(await act.answer(forged, code)).toMatchObject({ code: 'access/bad-code', details: { triesLeft: 0 } });
    expect(codeOf(await act.answer(halfway, code))).toBe('in');
    world.advance(60_000);
    expect(await act.answer(halfway, act.codeNow(ann.secret))).toMatchObject({ code: 'access/bad-code', details: { triesLeft: 0 } }); // prettier-ignore
  });

  it('[PLT-18] ends after ten minutes, and with another password', async () => {
    const ann = await act.person(orgId);
    const [slow, changed, given] = [await act.challenged(ann.email), await act.challenged(ann.email), await act.challenged(ann.email)]; // prettier-ignore
    world.advance(10 * 60_000);
    expect(await act.answer(slow, act.codeNow(ann.secret))).toMatchObject({ details: { triesLeft: 0 } });
    expect(await countRows('auth.challenge', `person_id = '${ann.personId}'`)).toBe(3);
    const fresh = await act.challenged(ann.email);
    expect(await countRows('auth.challenge', `person_id = '${ann.personId}'`)).toBe(1); // old ones are gone
    const newPassword = 'seven loud blue rivers';
    await changePassword({ caller: ann.caller, currentPassword: goodPassword, newPassword }, world.ports);
    for (const old of [changed, given, fresh])
      expect(await act.answer(old, act.codeNow(ann.secret))).toMatchObject({ code: 'access/bad-code', details: { triesLeft: 0 } }); // prettier-ignore
  });

  it('[PLT-18] ends when its person is suspended meanwhile', async () => {
    const ann = await act.person(orgId);
    const halfway = await act.challenged(ann.email);
    await world.asOwner(`update store.platform_person set fields = fields || '{"status": "suspended"}' where id = '${ann.personId}'`); // prettier-ignore
    expect(await act.answer(halfway, act.codeNow(ann.secret))).toMatchObject({ code: 'access/bad-code' });
  });

  it('[PLT-18] counts wrong codes over all challenges of an account, so that more challenges allow no more guesses', async () => {
    const ann = await act.person(orgId);
    const challenges = [];
    for (let n = 0; n < 12; n += 1) challenges.push(await act.challenged(ann.email));
    const codes = (await Promise.all(challenges.flatMap((each) => [act.answer(each, '000000'), act.answer(each, '000001')]))).map(codeOf); // prettier-ignore
    expect(codes.filter((code) => code === 'access/bad-code')).toHaveLength(freeTries);
    expect(codes.filter((code) => code === 'access/locked-out')).toHaveLength(24 - freeTries);
    const halfway = await act.challenged(ann.email);
    expect(await act.answer(halfway, act.codeNow(ann.secret))).toMatchObject({ code: 'access/locked-out', details: { waitSeconds: 60 } }); // prettier-ignore
    world.advance(60_000);
    expect(codeOf(await act.answer(halfway, act.codeNow(ann.secret)))).toBe('in');
  });

  it('[PLT-18] does not lock out the device that has signed in before', async () => {
    const ann = await act.person(orgId);
    const laptop = world.device();
    const first = await act.answer(await act.challenged(ann.email, laptop), act.codeNow(ann.secret));
    const known = { ...laptop, ...(first.ok && first.value.deviceKey !== undefined ? { key: first.value.deviceKey } : {}) }; // prettier-ignore
    world.advance(60_000);
    for (let n = 0; n < 6; n += 1) await act.answer(await act.challenged(ann.email), '000000');
    expect(codeOf(await act.answer(await act.challenged(ann.email), act.codeNow(ann.secret)))).toBe(
      'access/locked-out',
    );
    expect(codeOf(await act.answer(await act.challenged(ann.email, known), act.codeNow(ann.secret)))).toBe('in');
  });

  it('[PLT-31] recognises a device only once the second factor was right, too: the password alone adds none, with any ids of devices', async () => {
    const ann = await act.person(orgId);
    const known = () => countRows('auth.attempt', 'is_device');
    const before = await known();
    for (let n = 0; n < 10; n += 1) await act.answer(await act.challenged(ann.email), n === 0 ? '000000' : '');
    expect(await known()).toBe(before);
    world.advance(120_000);
    expect(codeOf(await act.answer(await act.challenged(ann.email), act.codeNow(ann.secret)))).toBe('in');
    expect(await known()).toBe(before + 2); // for passwords, and for second factors
  });

  it('[PLT-18] gives a challenge five entries', async () => {
    const ann = await act.person(orgId);
    const halfway = await act.challenged(ann.email);
    const left = [];
    for (let n = 0; n < freeTries; n += 1) left.push(await act.answer(halfway, '000000'));
    expect(left.map((each) => (each.ok ? null : each.details))).toEqual([4, 3, 2, 1, 0].map((triesLeft) => ({ triesLeft }))); // prettier-ignore
    world.advance(30_000);
    expect(await act.answer(halfway, act.codeNow(ann.secret))).toMatchObject({ code: 'access/bad-code' });
  });

  it('[PLT-18] is still required after a forgotten or given password', async () => {
    const ann = await act.person(orgId);
    const [given, own] = ['seven loud blue rivers', 'nine dark yellow boats'];
    await setPassword({ orgId, personId: ann.personId, password: given }, world.ports);
    const device = world.device();
    const chosen = await signIn({ email: ann.email, password: given, newPassword: own, device }, world.ports);
    expect(codeOf(chosen)).toBe('access/second-factor-needed');
    expect(codeOf(await signIn({ email: ann.email, password: own, device }, world.ports))).toBe('access/second-factor-needed'); // prettier-ignore
  });

  it('[PLT-18] stays valid when the password is hashed again at another cost', async () => {
    const ann = await act.person(orgId);
    const stronger = { ...world.ports, passwords: createPasswordHasher({ memoryKiB: 2_048, passes: 1 }) };
    const device = world.device();
    const halfway = await signIn({ email: ann.email, password: goodPassword, device }, stronger);
    const challenge = !halfway.ok && halfway.code === 'access/second-factor-needed' ? halfway.details.challenge : '';
    expect(codeOf(await act.answer({ challenge, device }, act.codeNow(ann.secret)))).toBe('in');
  });
});
