import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { refresh } from './refresh.ts';
import { signIn } from './sign-in.ts';
import { goodPassword, openSignInWorld, postgresEngine, type SignInWorld } from './testing/sign-in-world.ts';

/** Long: 10,000 exchanges and more. */
const histories = inject('effort') === 'long' ? 250 : 25;
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

/** One exchange of a device: it asks `times` times at once, and gets the answer or loses it; before that it sleeps. */
const step = fc.record({
  sleepMs: fc.constantFrom(0, 0, 1_000, 15 * 60_000, 3_600_000),
  times: fc.constantFrom(1, 1, 1, 2, 5),
  isLost: fc.boolean(),
});

it('keeps a device signed in whatever answers are lost or asked for twice, and ends its session at each use of an older token', async () => {
  const told = { exchanges: 0, signedOut: 0, reuses: 0, unnoticed: 0 };
  const history = fc.tuple(fc.array(step, { minLength: stepsEach, maxLength: stepsEach }), fc.nat());
  await fc.assert(
    fc.asyncProperty(history, async ([steps, chosen]) => {
      let held = await firstToken();
      const older: string[] = [];
      for (const { sleepMs, times, isLost } of steps) {
        world.advance(sleepMs);
        const asked = Array.from({ length: times }, () => refresh({ refreshToken: held }, world.ports));
        const answers = await Promise.all(asked);
        told.exchanges += times;
        const tokens = new Set(answers.map((answer) => (answer.ok ? answer.value.refreshToken : 'signed out')));
        if (tokens.has('signed out')) told.signedOut += 1;
        const [next = ''] = tokens;
        expect(tokens.size).toBe(1);
        if (isLost) continue;
        older.push(held);
        held = next;
      }
      // A thief holds a token that the device has left behind: the device's last use proves that it has a newer one.
      const proof = await refresh({ refreshToken: held }, world.ports);
      expect(proof.ok).toBe(true);
      const stolen = older[chosen % Math.max(1, older.length)];
      if (stolen === undefined) return;
      told.reuses += 1;
      const [thief, owner] = [await refresh({ refreshToken: stolen }, world.ports), await refresh({ refreshToken: held }, world.ports)]; // prettier-ignore
      if (thief.ok || owner.ok) told.unnoticed += 1;
    }),
    { numRuns: histories },
  );
  expect(told).toMatchObject({ signedOut: 0, unnoticed: 0 });
  expect([told.exchanges >= histories * stepsEach, told.reuses > histories / 2]).toEqual([true, true]);
}, 600_000);

const dayMs = 86_400_000;
const endOf = async (asked: Promise<Awaited<ReturnType<typeof refresh>>>): Promise<unknown> => {
  const answer = await asked;
  return answer.ok ? 'in' : 'reason' in answer.details ? answer.details.reason : answer.code;
};

it('keeps a device with its key signed in that loses every answer for weeks, up to the end of all sessions', async () => {
  const held = await firstToken({ proofKey });
  const ask = () => endOf(refresh({ refreshToken: held, proofKey }, world.ports));
  for (let day = 0; day < 90; day += 5) {
    expect([day, await ask()]).toEqual([day, 'in']);
    world.advance(5 * dayMs);
  }
  expect(await ask()).toBe('expired');
});

it('ends a session without a key after seven days of lost answers, and opens none without its key', async () => {
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
