import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { FactorKind } from '@outpost/domain/kernel/factor-kinds';
import type { IdentityPorts } from '../identity-ports.ts';
import { mostInAnHour } from '../tries/lockout.ts';
import { withFactors } from '../../testing/factor-world.ts';
import { openSignInWorld, postgresEngine, type SignInWorld } from '../../testing/sign-in-world.ts';
import { sendChallengeCode } from './challenge.ts';
import { startSent } from './own-factors.ts';
import { stepUp } from './step-up.ts';

// An attacker who knows the password guesses at second factors: from many devices, with as many challenges as the server gives.
let world: SignInWorld;
let ports: IdentityPorts;
let act: ReturnType<typeof withFactors>;
let orgId: string;

beforeAll(async () => {
  const opened = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
  ports = { ...opened.ports, accountMail: { queued: () => undefined } };
  world = { ...opened, ports };
  act = withFactors(world);
  orgId = await world.addTenant('Nordwind');
});
afterAll(() => world.close());

const codeOf = (answer: { readonly ok: boolean }): string => ('code' in answer ? String(answer.code) : 'in');
const wrongCodes = { totp: '000000', email: 'AAAA-AAAA', 'backup-code': 'AAAA-AAAA' } as const;
type Guessed = keyof typeof wrongCodes & FactorKind;

/** A person with an authenticator app, codes by mail and backup codes. */
async function person() {
  const ann = await act.person(orgId);
  const started = await startSent({ caller: ann.caller, kind: 'email' }, ports);
  if (!started.ok) throw new Error(started.message);
  await world.asOwner(`update auth.factor set confirmed_ms = 1 where id = '${started.value.id}'`);
  return ann;
}

describe('guesses at the codes of second factors', () => {
  it.each(['totp', 'email', 'backup-code'] as const)(
    '[PLT-18] [PLT-31] of the kind %s are limited to five for a challenge and ten within any hour for the account, all day long, also while the owner signs in',
    async (kind: Guessed) => {
      const ann = await person();
      const guessedAt: number[] = [];
      const mostOfOne: number[] = [];
      const ofOwner: string[] = [];
      const everyMs = 4 * 60_000;
      for (let atMs = 0; atMs < 86_400_000; atMs += everyMs) {
        // The owner comes first, so that the attacker gets the tries that the right code has reset.
        if (atMs % (4 * everyMs) === 0) ofOwner.push(codeOf(await act.answer(await act.challenged(ann.email), act.codeNow(ann.secret)))); // prettier-ignore
        const challenge = await act.challenged(ann.email);
        if (kind === 'email') await sendChallengeCode({ challenge: challenge.challenge, device: challenge.device, kind }, ports); // prettier-ignore
        const guesses = await Promise.all(Array.from({ length: 7 }, () => act.answer(challenge, wrongCodes[kind], kind))); // prettier-ignore
        // A challenge that is over compares nothing: its entries are used up.
        const compared = guesses.filter((guess) => !guess.ok && guess.code === 'access/bad-code' && !guess.message.includes('too many wrong codes')); // prettier-ignore
        mostOfOne.push(compared.length);
        guessedAt.push(...compared.map(() => atMs));
        world.advance(everyMs);
      }
      const inAnHour = guessedAt.map((from) => guessedAt.filter((at) => at >= from && at < from + 3_600_000).length);
      expect(Math.max(...inAnHour)).toBeLessThanOrEqual(mostInAnHour);
      expect(guessedAt.length).toBeGreaterThan(mostInAnHour);
      expect(Math.max(...mostOfOne)).toBeLessThanOrEqual(5);
      expect(new Set(ofOwner)).toEqual(new Set(['in', 'access/locked-out']));
    },
    60_000,
  );

  it('[PLT-18] [PLT-31] in a session that somebody else uses are counted for its device, ten in the first hour', async () => {
    const ann = await person();
    const compared: string[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      for (const kind of ['totp', 'email', 'backup-code'] as const)
        compared.push(codeOf(await stepUp({ caller: ann.caller, kind, answer: wrongCodes[kind] }, ports)));
      world.advance(60_000);
    }
    expect(compared.filter((code) => code === 'access/bad-code').length).toBeLessThanOrEqual(mostInAnHour);
    expect(new Set(compared)).toEqual(new Set(['access/bad-code', 'access/locked-out']));
  });
});
