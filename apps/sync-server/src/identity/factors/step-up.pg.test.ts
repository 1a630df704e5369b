import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { freeTries } from '../tries/lockout.ts';
import { signOut } from '../sessions/sign-out.ts';
import { withFactors } from '../../testing/factor-world.ts';
import { goodPassword, openSignInWorld, postgresEngine, type SignInWorld } from '../../testing/sign-in-world.ts';
import { requireStepUp, sendStepUpCode, stepUp } from './step-up.ts';

let world: SignInWorld;
let act: ReturnType<typeof withFactors>;
let orgId: string;

beforeAll(async () => {
  world = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
  act = withFactors(world);
  orgId = await world.addTenant('Nordwind');
});
afterAll(() => world.close());

async function newCaller() {
  const email = act.newEmail();
  await world.addPerson(orgId, email);
  return act.callerOf(email);
}
const minutes = (count: number) => world.advance(count * 60_000);
const needed = (...kinds: readonly string[]) => ({ code: 'access/step-up-needed', details: { kinds } });

describe('a proof before a dangerous act', () => {
  it('[PLT-18] is a sign-in of the last ten minutes, or the password again', async () => {
    const caller = await newCaller();
    expect(await requireStepUp(caller, world.ports)).toMatchObject({ ok: true });
    minutes(10);
    expect(await requireStepUp(caller, world.ports)).toMatchObject(needed('password'));
    expect(await stepUp({ caller, kind: 'password', answer: 'wrong' }, world.ports)).toMatchObject({ code: 'access/bad-credentials', details: { triesLeft: 4 } }); // prettier-ignore
    expect(await requireStepUp(caller, world.ports)).toMatchObject(needed('password'));
    expect(await stepUp({ caller, kind: 'password', answer: goodPassword }, world.ports)).toMatchObject({ ok: true });
    expect(await requireStepUp(caller, world.ports)).toMatchObject({ ok: true });
    minutes(10);
    expect(await requireStepUp(caller, world.ports)).toMatchObject(needed('password'));
  });

  it('[PLT-18] is the second factor where the account has one: the password alone does not suffice', async () => {
    const { caller, secret, codes } = await act.person(orgId);
    minutes(10);
    expect(await requireStepUp(caller, world.ports)).toMatchObject(needed('totp', 'backup-code'));
    expect(await stepUp({ caller, kind: 'password', answer: goodPassword }, world.ports)).toMatchObject({ code: 'access/denied' }); // prettier-ignore
    expect(await requireStepUp(caller, world.ports)).toMatchObject(needed('totp', 'backup-code'));
    const code = act.codeNow(secret);
    expect(await stepUp({ caller, kind: 'totp', answer: code }, world.ports)).toMatchObject({ ok: true });
    expect(await stepUp({ caller, kind: 'totp', answer: code }, world.ports)).toMatchObject({
      code: 'access/bad-code',
    });
    expect(await requireStepUp(caller, world.ports)).toMatchObject({ ok: true });
    expect(await stepUp({ caller, kind: 'backup-code', answer: codes[0] ?? '' }, world.ports)).toMatchObject({ ok: true }); // prettier-ignore
  });

  it('[PLT-18] counts for its own session alone, and not for one that has ended', async () => {
    const email = act.newEmail();
    await world.addPerson(orgId, email);
    const first = await act.callerOf(email);
    minutes(10);
    const second = await act.callerOf(email);
    expect(await requireStepUp(second, world.ports)).toMatchObject({ ok: true });
    expect(await requireStepUp(first, world.ports)).toMatchObject(needed('password'));
    minutes(10);
    await stepUp({ caller: second, kind: 'password', answer: goodPassword }, world.ports);
    expect(await requireStepUp(first, world.ports)).toMatchObject(needed('password'));
    await signOut(second, world.ports);
    expect(await requireStepUp(second, world.ports)).toMatchObject({ ok: false });
  });

  it('[PLT-18] is locked after wrong tries, also at the same time', async () => {
    const caller = await newCaller();
    const tries = Array.from({ length: 9 }, () => stepUp({ caller, kind: 'password', answer: 'wrong' }, world.ports));
    const codes = (await Promise.all(tries)).map((answer) => (answer.ok ? 'done' : answer.code));
    expect(codes.filter((code) => code === 'access/bad-credentials')).toHaveLength(freeTries);
    expect(codes.filter((code) => code === 'access/locked-out')).toHaveLength(9 - freeTries);
  });

  it('[PLT-18] sends codes of the person’s own factors only', async () => {
    const { caller } = await act.person(orgId);
    expect(await sendStepUpCode({ caller, kind: 'sms' }, world.ports)).toMatchObject({ code: 'request/invalid' });
  });
});
