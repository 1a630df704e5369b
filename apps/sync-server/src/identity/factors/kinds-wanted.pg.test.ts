import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { authenticatorCode } from '../testing/authenticator.ts';
import { withFactors } from '../../testing/factor-world.ts';
import { openSignInWorld, postgresEngine, type SignInWorld } from '../../testing/sign-in-world.ts';
import { setUpForChallenge } from './challenge.ts';

let world: SignInWorld;
let act: ReturnType<typeof withFactors>;
let orgId: string;
let counter = 0;

beforeAll(async () => {
  const opened = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
  world = { ...opened, ports: { ...opened.ports, accountMail: { queued: () => undefined } } };
  act = withFactors(world);
  orgId = await world.addTenant('Nordwind');
});
afterAll(() => world.close());

/** Adds a role with a rule about second factors, and returns its key. */
async function role(rule: 'any' | 'app' | 'passkey', days?: number): Promise<string> {
  counter += 1;
  const key = `role-${counter}`;
  const fields = JSON.stringify({ key, label: key, grants: [], secondFactor: rule, ...(days === undefined ? {} : { secondFactorDays: days }) }); // prettier-ignore
  await world.asOwner(`insert into store.platform_role (org_id, id, version, schema, life, shared_with, fields, keys, created_at, created_by, updated_at, updated_by)
    values ('${orgId}', '${world.ports.ids.newId()}', 1, 1, 'alive', '{}', '${fields}', '{}', '2026-01-01', '${orgId}', '2026-01-01', '${orgId}')`);
  return key;
}
async function giveRoles(personId: string, ...keys: readonly string[]) {
  const memberships = JSON.stringify(keys.map((key) => ({ role: key, teamId: null })));
  await world.asOwner(`update store.platform_person set fields = fields || '{"memberships": ${memberships}}' where id = '${personId}'`); // prettier-ignore
}
async function personWith(...keys: readonly string[]) {
  const email = act.newEmail();
  const personId = await world.addPerson(orgId, email);
  await giveRoles(personId, ...keys);
  return { email, personId };
}
const codeOf = (answer: { readonly ok: boolean }): string => ('code' in answer ? String(answer.code) : 'in');

describe('a role that requires a second factor', () => {
  it('[PLT-18] opens no session before one is set up, during the sign-in', async () => {
    const { email, personId } = await personWith(await role('any'));
    const device = world.device();
    const halfway = await act.tryPassword(email, device);
    expect(halfway).toMatchObject({ code: 'access/second-factor-needed', details: { kinds: [], setUp: ['totp', 'email'] } }); // prettier-ignore
    const challenge = !halfway.ok && halfway.code === 'access/second-factor-needed' ? halfway.details.challenge : '';
    expect(codeOf(await act.answer({ challenge, device }, '123456'))).toBe('access/bad-code'); // nothing is begun
    const asked = { challenge, device: { id: device.id }, kind: 'totp' } as const;
    expect(codeOf(await setUpForChallenge({ ...asked, device: world.device() }, world.ports))).toBe('access/bad-code');
    expect(codeOf(await setUpForChallenge({ ...asked, kind: 'sms', phone: '+14155550100' }, world.ports))).toBe(
      'access/bad-code',
    ); // this server sends none
    const begun = await setUpForChallenge(asked, world.ports);
    const secret = begun.ok && 'secret' in begun.value ? begun.value.secret : '';
    expect(codeOf(await act.answer({ challenge, device }, '000000'))).toBe('access/bad-code');
    expect(codeOf(await act.answer({ challenge, device }, authenticatorCode(secret, world.ports.clock.nowMs())))).toBe('in'); // prettier-ignore
    const sessions = await world.rowsAsOwner(`select id from auth.session where person_id = '${personId}'`);
    expect(sessions).toHaveLength(1);
    world.advance(60_000);
    const again = await act.challenged(email);
    expect(again.kinds).toEqual(['totp']);
    expect(codeOf(await act.answer(again, authenticatorCode(secret, world.ports.clock.nowMs())))).toBe('in');
  });

  it('[PLT-18] gives days from the first sign-in under it; the strictest of several roles counts', async () => {
    const [slow, quick] = [await role('any', 14), await role('any', 3)];
    const ann = await personWith(slow);
    const ben = await personWith(slow, quick);
    expect([codeOf(await act.tryPassword(ann.email)), codeOf(await act.tryPassword(ben.email))]).toEqual(['in', 'in']);
    world.advance(3 * 86_400_000);
    expect(codeOf(await act.tryPassword(ann.email))).toBe('in');
    expect(codeOf(await act.tryPassword(ben.email))).toBe('access/second-factor-needed');
    world.advance(11 * 86_400_000);
    expect(codeOf(await act.tryPassword(ann.email))).toBe('access/second-factor-needed');
  });

  it('[PLT-18] requires an authenticator app that it names in addition to another factor, which is asked for first', async () => {
    const ann = await act.person(orgId);
    await giveRoles(ann.personId, await role('app'));
    expect(codeOf(await act.answer(await act.challenged(ann.email), act.codeNow(ann.secret)))).toBe('in');
    await world.asOwner(`update auth.factor set kind = 'email', sealed = null where id = '${ann.factorId}'`);
    const halfway = await act.challenged(ann.email);
    expect(halfway.kinds).toEqual(['email', 'backup-code']);
    expect(codeOf(await setUpForChallenge({ ...halfway, device: { id: halfway.device.id }, kind: 'totp' }, world.ports))).toBe('access/bad-code'); // prettier-ignore
    const next = await act.answer(halfway, ann.codes[0] ?? '', 'backup-code');
    expect(next).toMatchObject({ code: 'access/second-factor-needed', details: { kinds: [], setUp: ['totp'] } });
  });

  it('[PLT-18] asks nobody else for one', async () => {
    const { email } = await personWith();
    expect(codeOf(await act.tryPassword(email))).toBe('in');
  });
});
