import fc from 'fast-check';
import { expect, inject, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { testPassword, type TestTenant } from '../../testing/test-server.ts';
import { type DeviceKey, deviceKeyPair, deviceProof, serverOfProofs } from '../testing/device-proof.ts';
import { lossyHistory, type LossyDevice, nothingTold, playLossyHistory } from '../testing/lossy-history.ts';

/** The number for each kind of device. Long: some 2,000 exchanges in all. */
const histories = inject('effort') === 'long' ? 12 : 3;
const stepsEach = 40;

const given = givenServer();
let tenant: TestTenant | undefined;

const headersOf = (key: DeviceKey | undefined, path: string) =>
  key
    ? {
        dpop: deviceProof(key, {
          nowMs: given.test.clock.nowMs(),
          claims: { htm: 'POST', htu: `${serverOfProofs}${path}` },
        }),
      }
    : {};

/** Signs a new person in by the server's routes. `isBound`: the device proves a key of its own at each request. */
async function signedInDevice(isBound: boolean): Promise<LossyDevice> {
  tenant ??= await given.test.tenant();
  const email = `lossy-${given.test.newId()}@fenwright.example`;
  await tenant.person('Mia', 'member', { email });
  const key = isBound ? deviceKeyPair() : undefined;
  const post = (path: string, body: object, by: DeviceKey | undefined) =>
    given.test.fetch(path, { body, headers: headersOf(by, path) });
  const device = { id: given.test.newId(), name: 'Laptop' };
  const signedIn = await post('/auth/sign-in', { email, password: testPassword, device }, key);
  const exchangeBy = (by: DeviceKey | undefined) => async (refreshToken: string) => {
    const answer = await post('/auth/refresh', { refreshToken }, by);
    const body = (await answer.json()) as { refreshToken?: string };
    return answer.status === 200 ? body.refreshToken : undefined;
  };
  return {
    first: ((await signedIn.json()) as { refreshToken: string }).refreshToken,
    exchange: exchangeBy(key),
    ...(isBound ? { exchangeWithoutKey: (token: string) => exchangeBy(deviceKeyPair())(token) } : {}),
  };
}

it.each([
  ['without a key', false],
  ['with a key', true],
])('over HTTP a device %s stays signed in when any answers are lost, and each use of an older token ends its session', async (_, isBound) => {
  const told = nothingTold();
  await fc.assert(
    fc.asyncProperty(lossyHistory(stepsEach), async (history) =>
      playLossyHistory(await signedInDevice(isBound), history, { advance: (ms) => given.test.advance(ms), told }),
    ),
    { numRuns: histories },
  );
  expect(told).toMatchObject({ signedOut: 0, unnoticed: 0, opened: 0 });
  expect([told.exchanges >= histories * stepsEach, told.reuses > histories / 2, told.keyless > 0]).toEqual([true, true, isBound]);
}, 600_000); // prettier-ignore
