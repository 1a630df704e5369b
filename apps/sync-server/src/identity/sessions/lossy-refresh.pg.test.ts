import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { refresh } from './refresh.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { lossyHistory, type LossyDevice, nothingTold, playLossyHistory } from '../testing/lossy-history.ts';
import { goodPassword, openSignInWorld, postgresEngine, type SignInWorld } from '../../testing/sign-in-world.ts';

/** The number for each kind of device. Long: 10,000 exchanges and more in all. */
const histories = inject('effort') === 'long' ? 130 : 12;
const stepsEach = 40;

let world: SignInWorld;
let orgId = '';
let people = 0;

beforeAll(async () => {
  world = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
  orgId = await world.addTenant('Nordwind');
});
afterAll(() => world.close());

const proofKey = 'A'.repeat(43);

async function firstToken(device: { readonly proofKey?: string } = {}): Promise<string> {
  people += 1;
  const email = `lossy${people}@example.com`;
  await world.addPerson(orgId, email);
  const answer = await signIn({ email, password: goodPassword, device: { ...world.device(), ...device } }, world.ports);
  if (!answer.ok) throw new Error(answer.message);
  return answer.value.refreshToken;
}

/** A device that asks the exchange itself, without HTTP. `isBound`: it has a key, whose thumbprint comes along. */
async function deviceOf(isBound: boolean): Promise<LossyDevice> {
  const by = isBound ? { proofKey } : {};
  const exchangeBy = (key: { readonly proofKey?: string }) => async (refreshToken: string) => {
    const answer = await refresh({ refreshToken, ...key }, world.ports);
    return answer.ok ? answer.value.refreshToken : undefined;
  };
  const withoutKey = (token: string) => exchangeBy(token.length % 2 === 0 ? {} : { proofKey: 'B'.repeat(43) })(token);
  return { first: await firstToken(by), exchange: exchangeBy(by), ...(isBound ? { exchangeWithoutKey: withoutKey } : {}) }; // prettier-ignore
}

it.each([
  ['without a key', false],
  ['with a key', true],
])('the server keeps a device %s signed in when any answers are lost or asked for twice, and ends its session at each use of an older token', async (name, isBound) => {
  const told = nothingTold();
  await fc.assert(
    fc.asyncProperty(lossyHistory(stepsEach), async (history) =>
      playLossyHistory(await deviceOf(isBound), history, { advance: world.advance, told }),
    ),
    { numRuns: histories },
  );
  if (inject('effort') === 'long') process.stderr.write(`${name}: ${JSON.stringify({ histories, ...told })}\n`);
  expect(told).toMatchObject({ signedOut: 0, unnoticed: 0, opened: 0 });
  expect([told.exchanges >= histories * stepsEach, told.reuses > histories / 2, told.keyless > 0]).toEqual([true, true, isBound]);
}, 600_000); // prettier-ignore

const dayMs = 86_400_000;
const endOf = async (asked: Promise<Awaited<ReturnType<typeof refresh>>>): Promise<unknown> => {
  const answer = await asked;
  return answer.ok ? 'in' : 'reason' in answer.details ? answer.details.reason : answer.code;
};

it('the server keeps a device with its key signed in that loses every answer for weeks, up to the end of all sessions', async () => {
  const held = await firstToken({ proofKey });
  const ask = () => endOf(refresh({ refreshToken: held, proofKey }, world.ports));
  for (let day = 0; day < 90; day += 5) {
    expect([day, await ask()]).toEqual([day, 'in']);
    world.advance(5 * dayMs);
  }
  expect(await ask()).toBe('expired');
});

it('the server ends a session without a key after seven days of lost answers, and opens none without its key', async () => {
  const bare = await firstToken();
  for (let day = 0; day < 6; day += 3) {
    expect(await endOf(refresh({ refreshToken: bare }, world.ports))).toBe('in');
    world.advance(3 * dayMs);
  }
  world.advance(1.1 * dayMs);
  expect(await endOf(refresh({ refreshToken: bare }, world.ports))).toBe('expired');

  const first = await firstToken({ proofKey });
  const next = await refresh({ refreshToken: first, proofKey }, world.ports);
  const second = next.ok ? next.value.refreshToken : '';
  for (let week = 0; week < 3; week += 1) {
    expect(await endOf(refresh({ refreshToken: second, proofKey }, world.ports))).toBe('in');
    world.advance(6 * dayMs);
  }
  expect(await endOf(refresh({ refreshToken: second }, world.ports))).toBe('missing'); // stolen without the key
  expect(await endOf(refresh({ refreshToken: second, proofKey }, world.ports))).toBe('in');
});
