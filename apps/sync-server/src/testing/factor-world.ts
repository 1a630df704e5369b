import { verifyAccessToken } from '../identity/tokens/access-token.ts';
import { type AnsweredChallenge, answerChallenge } from '../identity/factors/challenge.ts';
import { confirmFactor, startTotp } from '../identity/factors/own-factors.ts';
import type { Caller } from '../identity/identity-ports.ts';
import { signIn } from '../identity/sign-in/sign-in.ts';
import { authenticatorCode } from '../identity/testing/authenticator.ts';
import { goodPassword, type SignInWorld } from './sign-in-world.ts';

type Device = ReturnType<SignInWorld['device']> & { readonly key?: string };

/** A person with an authenticator app: its secret, their backup codes, and the session in which they set it up. */
export type FactorPerson = {
  readonly email: string;
  readonly personId: string;
  readonly secret: string;
  readonly factorId: string;
  readonly codes: readonly string[];
  readonly caller: Caller;
};

/** The steps that tests of second factors take in a world. */
export function withFactors(world: SignInWorld) {
  const { ports } = world;
  let counter = 0;
  const codeNow = (secret: string) => authenticatorCode(secret, ports.clock.nowMs());
  const tryPassword = (email: string, device: Device = world.device()) => signIn({ email, password: goodPassword, device }, ports); // prettier-ignore

  /** Signs in with the password alone, and returns the caller. */
  async function callerOf(email: string): Promise<Caller> {
    const opened = await tryPassword(email);
    if (!opened.ok) throw new Error(opened.message);
    const caller = await verifyAccessToken(opened.value.accessToken, ports);
    if (!caller.ok) throw new Error(caller.message);
    return caller.value;
  }

  /** Sets an authenticator app up. Moves the clock on by two steps, so that the next code is a new one. */
  async function setUpApp(caller: Caller): Promise<Pick<FactorPerson, 'secret' | 'factorId' | 'codes'>> {
    const started = await startTotp({ caller, name: 'Phone' }, ports);
    if (!started.ok) throw new Error(started.message);
    const { id, secret } = started.value;
    const confirmed = await confirmFactor({ caller, id, code: codeNow(secret) }, ports);
    if (!confirmed.ok) throw new Error(confirmed.message);
    world.advance(60_000);
    return { secret, factorId: id, codes: confirmed.value.codes };
  }

  return {
    codeNow,
    tryPassword,
    callerOf,
    setUpApp,
    newEmail: () => `factor${(counter += 1)}@example.com`,
    async person(orgId: string, email = `factor${(counter += 1)}@example.com`): Promise<FactorPerson> {
      const personId = await world.addPerson(orgId, email);
      const caller = await callerOf(email);
      return { email, personId, caller, ...(await setUpApp(caller)) };
    },
    /** Returns the challenge that the right password leads to. */
    async challenged(email: string, device: Device = world.device()) {
      const halfway = await tryPassword(email, device);
      if (halfway.ok || halfway.code !== 'access/second-factor-needed')
        throw new Error('No second factor was asked for');
      return { challenge: halfway.details.challenge, kinds: halfway.details.kinds, device };
    },
    answer: (
      { challenge, device }: Pick<AnsweredChallenge, 'challenge' | 'device'>,
      answer: string,
      kind: AnsweredChallenge['kind'] = 'totp',
    ) => answerChallenge({ challenge, device: { id: device.id }, kind, answer }, ports),
  };
}
