import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openSignInWorld, postgresEngine, type SignInWorld } from '../../testing/sign-in-world.ts';
import { withFactors } from '../../testing/factor-world.ts';
import { endHandBack } from './end-hand-back.ts';
import {
  beginHandBack,
  finishHandBack,
  type HandBackOutcome,
  openHandBack,
  type ProvedPerson,
  recallHandBack,
  rememberInHandBack,
} from './hand-back.ts';

let world: SignInWorld;
let act: ReturnType<typeof withFactors>;
let orgId: string;
beforeAll(async () => {
  world = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
  act = withFactors(world);
  orgId = await world.addTenant('Hand-back');
});
afterAll(() => world.close());

const secret = () => randomBytes(32).toString('base64url');
const s256 = (text: string) => createHash('sha256').update(text).digest('base64url');
const codeOf = (result: { readonly ok: boolean; readonly code?: string }) => (result.ok ? 'in' : result.code);

async function person(email = act.newEmail()): Promise<ProvedPerson> {
  const personId = await world.addPerson(orgId, email);
  const [row] = await world.rowsAsOwner(`select identity_id from auth.membership where person_id = '${personId}'`);
  return { orgId, personId, identityId: String(row?.['identity_id']), firstFactor: 'sso', second: 'asked' };
}

/** Begins a sign-in as an app, and opens it as a browser. */
async function begun(given: { readonly returnTo?: string; readonly proofKey?: string } = {}) {
  const [verifier, state] = [secret(), secret()];
  const device = { ...world.device(), proofKey: given.proofKey };
  const started = await beginHandBack(
    { way: 'sso', challenge: s256(verifier), state, returnTo: given.returnTo ?? 'outpost://signed-in', device },
    world.ports,
  );
  if (!started.ok) throw new Error(started.message);
  const { ticket } = started.value;
  const opened = await openHandBack({ ticket, cookie: undefined }, world.ports);
  if (!opened) throw new Error('not opened');
  return { verifier, state, device, ticket, ...opened };
}

/** Ends a sign-in in the browser, and returns the code that it brings back. */
async function finished(id: string, outcome: HandBackOutcome): Promise<{ code: string; address: URL }> {
  const address = await world.ports.database.transaction('write', (tx) => finishHandBack(tx, { id, outcome }, world.ports)); // prettier-ignore
  if (address === undefined) throw new Error('not finished');
  const url = new URL(address);
  return { code: url.searchParams.get('code') ?? '', address: url };
}

describe('a sign-in in the browser', () => {
  it('[PLT-23] comes back with the state of the app, and ends in a session of its device', async () => {
    const { id, state, verifier, device } = await begun();
    const { code, address } = await finished(id, { kind: 'person', person: await person() });
    expect(address.href.startsWith('outpost://signed-in?')).toBe(true);
    expect(address.searchParams.get('state')).toBe(state);
    const ended = await endHandBack({ code, verifier, device }, world.ports);
    expect(ended).toMatchObject({ ok: true, value: { organisation: { id: orgId } } });
    const rows = await world.rowsAsOwner(`select first_factor from auth.session where device_id = '${device.id}'`);
    expect(rows).toEqual([{ first_factor: 'sso' }]);
  });

  it('[PLT-23] leads through the one challenge step, unless the tenant leaves it out', async () => {
    const ann = await act.person(orgId);
    const [row] = await world.rowsAsOwner(`select identity_id from auth.membership where person_id = '${ann.personId}'`); // prettier-ignore
    const proved = { orgId, personId: ann.personId, identityId: String(row?.['identity_id']), firstFactor: 'sso' } as const; // prettier-ignore
    for (const [second, expected] of [
      ['asked', 'access/second-factor-needed'],
      ['proved', 'in'],
      ['left-out', 'in'],
    ] as const) {
      // prettier-ignore
      const { id, verifier, device } = await begun();
      const { code } = await finished(id, { kind: 'person', person: { ...proved, second } });
      const ended = await endHandBack({ code, verifier, device }, world.ports);
      expect(codeOf(ended)).toBe(expected);
      if (ended.ok || ended.code !== 'access/second-factor-needed') continue;
      const { challenge } = ended.details;
      expect(codeOf(await act.answer({ challenge, device }, act.codeNow(ann.secret)))).toBe('in');
      const rows = await world.rowsAsOwner(`select first_factor from auth.session where device_id = '${device.id}'`);
      expect(rows).toEqual([{ first_factor: 'sso' }]);
    }
  });

  it('[PLT-23] tells the app why it was refused', async () => {
    const { id, verifier, device } = await begun();
    const refusal = { code: 'access/denied', message: 'No.', details: { action: 'sign-in' } } as const;
    const { code } = await finished(id, { kind: 'refused', refusal });
    expect(await endHandBack({ code, verifier, device }, world.ports)).toMatchObject(refusal);
  });

  it('[PLT-23] keeps its data, encrypted, for the browser that opened it', async () => {
    const { id, cookie } = await begun();
    await rememberInHandBack({ id, memory: 'the nonce' }, world.ports);
    expect(await recallHandBack(cookie, world.ports)).toMatchObject({ id, memory: 'the nonce' });
    expect(await recallHandBack(secret(), world.ports)).toBe(undefined);
    const rows = await world.rowsAsOwner(`select memory from auth.hand_back where memory like '%nonce%'`);
    expect(rows).toEqual([]);
  });

  it('[PLT-23] stays with the browser that opened it first', async () => {
    const { ticket, cookie } = await begun();
    expect(await openHandBack({ ticket, cookie: undefined }, world.ports)).toBe(undefined);
    expect(await openHandBack({ ticket, cookie: secret() }, world.ports)).toBe(undefined);
    expect(await openHandBack({ ticket, cookie }, world.ports)).toMatchObject({ cookie });
  });

  it('[PLT-23] refuses a cookie that somebody planted', async () => {
    const started = await beginHandBack(
      { way: 'sso', challenge: s256(secret()), state: secret(), returnTo: 'outpost://signed-in', device: world.device() }, // prettier-ignore
      world.ports,
    );
    if (!started.ok) throw new Error(started.message);
    const planted = secret();
    const opened = await openHandBack({ ticket: started.value.ticket, cookie: planted }, world.ports);
    expect(opened?.cookie).not.toBe(planted);
    expect(await recallHandBack(planted, world.ports)).toBe(undefined);
  });

  it('[PLT-23] can be completed once', async () => {
    const { id, cookie } = await begun();
    const outcome = { kind: 'person', person: await person() } as const;
    await finished(id, outcome);
    const again = await world.ports.database.transaction('write', (tx) => finishHandBack(tx, { id, outcome }, world.ports)); // prettier-ignore
    expect(again).toBe(undefined);
    expect(await recallHandBack(cookie, world.ports)).toBe(undefined);
  });

  it('[PLT-23] keeps neither ticket, cookie nor code in plain text', async () => {
    const { id, ticket, cookie, verifier } = await begun();
    const { code } = await finished(id, { kind: 'person', person: await person() });
    const rows = JSON.stringify(await world.rowsAsOwner('select h::text as row from auth.hand_back h'));
    for (const each of [ticket, cookie, verifier, code]) {
      expect(rows).not.toContain(each);
      expect(rows).not.toContain(Buffer.from(each).toString('hex'));
    }
  });
});

describe('a code of a sign-in in the browser', () => {
  const forgeries: readonly (readonly [name: string, forge: (right: Right) => Promise<Partial<Right>> | Partial<Right>])[] = [
    ['with another verifier', () => ({ verifier: secret() })],
    ['with the challenge in place of the verifier', ({ verifier }) => ({ verifier: s256(verifier) })],
    ['with the state in place of the verifier', ({ state }) => ({ verifier: state })],
    ['on another device', ({ device }) => ({ device: { ...device, id: world.device().id } })],
    ['without the key of the device', ({ device }) => ({ device: { id: device.id, proofKey: undefined } })],
    ['with another key of the device', ({ device }) => ({ device: { id: device.id, proofKey: 'another' } })],
    ['that was made up', () => ({ code: secret() })],
    ['that is the ticket', ({ ticket }) => ({ code: ticket })],
    ['of another sign-in', async () => {
      const other = await begun({ proofKey: 'key' });
      return { code: (await finished(other.id, { kind: 'person', person: await person() })).code };
    }],
    ['that is too old', () => {
      world.advance(61_000);
      return {};
    }],
  ]; // prettier-ignore
  type Right = { readonly code: string; readonly verifier: string; readonly state: string; readonly ticket: string; readonly device: { readonly id: string; readonly proofKey?: string | undefined } }; // prettier-ignore

  it.each(forgeries)('[PLT-23] is refused %s', async (_name, forge) => {
    const right = await begun({ proofKey: 'key' });
    const { code } = await finished(right.id, { kind: 'person', person: await person() });
    const shown = { ...right, code, ...(await forge({ ...right, code })) };
    expect(codeOf(await endHandBack(shown, world.ports))).toBe('access/sign-in-over');
  });

  it('[PLT-23] is void after a wrong try, so that a thief and the app cannot both have it', async () => {
    const { id, verifier, device } = await begun();
    const { code } = await finished(id, { kind: 'person', person: await person() });
    expect(codeOf(await endHandBack({ code, verifier: secret(), device }, world.ports))).toBe('access/sign-in-over');
    expect(codeOf(await endHandBack({ code, verifier, device }, world.ports))).toBe('access/sign-in-over');
  });

  it('[PLT-23] works once, also for simultaneous tries', async () => {
    const { id, verifier, device } = await begun();
    const { code } = await finished(id, { kind: 'person', person: await person() });
    const tries = await Promise.all([1, 2, 3, 4].map(() => endHandBack({ code, verifier, device }, world.ports)));
    expect(tries.map((each) => codeOf(each) ?? '').toSorted((a, b) => a.localeCompare(b))).toEqual(['access/sign-in-over', 'access/sign-in-over', 'access/sign-in-over', 'in']); // prettier-ignore
  });

  it('[PLT-23] opens nothing for a person who was suspended meanwhile', async () => {
    const { id, verifier, device } = await begun();
    const ann = await person();
    const { code } = await finished(id, { kind: 'person', person: ann });
    await world.asOwner(`update store.platform_person set fields = fields || '{"status": "suspended"}' where id = '${ann.personId}'`); // prettier-ignore
    expect(codeOf(await endHandBack({ code, verifier, device }, world.ports))).toBe('access/denied');
  });
});

describe('the address to which a browser goes back', () => {
  it.each([
    'https://outpost.example.com/signed-in',
    'http://127.0.0.1:80/signed-in',
    'http://127.0.0.1:70000/signed-in',
    'http://127.0.0.1:4000@evil.example/signed-in',
    'http://127.0.0.1.evil.example:4000/signed-in',
    'http://localhost:4000/signed-in',
    'http://127.0.0.1:4000/signed-in?x=1',
    'http://127.0.0.1:4000/signed-in#x',
    'http://127.0.0.1:4000/../signed-in',
    'outpost://signed-in.evil.example',
    'outpost://signed-in?code=x',
    'outpost://open',
    'javascript:alert(1)',
    'OUTPOST://signed-in',
    '',
  ])('[PLT-23] is never %s', async (returnTo) => {
    const device = world.device();
    const started = await beginHandBack({ way: 'sso', challenge: s256('x'), state: secret(), returnTo, device }, world.ports); // prettier-ignore
    expect(codeOf(started)).toBe('request/invalid');
  });

  it('[PLT-23] may be a page that the app serves on this computer', async () => {
    const { id } = await begun({ returnTo: 'http://127.0.0.1:49152/signed-in' });
    const { address } = await finished(id, { kind: 'person', person: await person() });
    expect(address.href.startsWith('http://127.0.0.1:49152/signed-in?code=')).toBe(true);
  });
});
