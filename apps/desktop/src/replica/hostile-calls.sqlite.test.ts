import { hostile, hostileValues } from '@outpost/domain/testing/hostile-values';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CallName, calls } from '../bridge/contract.ts';
import type { HttpReply, Transport } from './device/ports.ts';
import type { Replica } from './replica.ts';
import { machineForTest } from './testing/for-test.ts';
import { givenCredentials, type GivenMachine } from './testing/given-machine.ts';

/** Calls that would end the session of the test, or replace its replica. They are tried with the others of their kind at the end. */
const endsSession = (name: CallName): boolean => name.startsWith('session.') || name.startsWith('account.');
const names = (Object.keys(calls) as CallName[]).filter((name) => !endsSession(name)); // the keys of the contract
const sessionNames = (Object.keys(calls) as CallName[]).filter(endsSession); // as above

/** Returns inputs of a call: they fit its schema, except that any part may be hostile. */
const inputsOf = (name: CallName): fc.Arbitrary<unknown> =>
  hostileValues(z.toJSONSchema(calls[name].input, { io: 'input', unrepresentable: 'any' }), { fitting: 25 });

/** Replies of a server that is broken or not ours: any status, and hostile bodies. */
const replies: fc.Arbitrary<HttpReply> = fc.record({
  status: fc.constantFrom(
    200,
    200,
    200,
    200,
    200,
    201,
    204,
    302,
    400,
    401,
    403,
    404,
    409,
    418,
    422,
    429,
    500,
    502,
    503,
  ),
  contentType: fc.constantFrom('application/json', 'application/json', 'application/json', 'text/html', ''),
  body: fc.oneof(
    hostile.map((value) => JSON.stringify(value) ?? ''),
    fc.constantFrom(
      '',
      '{',
      'null',
      '<html>',
      '{"__proto__":{"x":1}}',
      '{"code":1}',
      '{"code":"x/y","message":"m","details":{},"retry":"never"}',
      '{"ok":true}',
    ),
  ),
});

async function signedIn(machine: GivenMachine): Promise<Replica> {
  const replica = await machine.start();
  const answer = await replica.handlers['session.signIn'](givenCredentials);
  if (!answer.ok) throw new Error(answer.message);
  return replica;
}

/** Questions whose right answers keep the device signed in and connected. */
const keepsSession = ['/auth/refresh', '/me', '/.well-known/jwks.json'];

/** Replaces the server's other answers by these replies, after the sign-in. */
function answerWith(machine: GivenMachine, next: () => HttpReply): void {
  const { transport: real } = machine.server;
  const transport: Transport = {
    ...real,
    request: (request, signal) =>
      keepsSession.includes(request.path) ? real.request(request, signal) : Promise.resolve(next()),
  };
  Object.assign(machine.server, { transport });
}

/** Returns the complaint about an answer: only values and refusals with a code and a sentence are allowed. */
function complaint(answer: Awaited<ReturnType<Replica['call']>>): string | undefined {
  if (answer.ok) return undefined;
  if ('fault' in answer) return `fault ${answer.fault}`;
  return /^[a-z-]+\/[a-z-]+$/.test(answer.code) && answer.message.length > 0 ? undefined : `refusal ${answer.code}`;
}

describe('hostile input at the bridge', () => {
  it.each([
    ['no server', undefined],
    ['a server with hostile answers', 7],
  ])(
    '[E-2, D-6] gets a value or a refusal from every call, with %s',
    async (_with, seed) => {
      const machine = machineForTest();
      const replica = await signedIn(machine);
      const random = seed === undefined ? undefined : fc.sample(replies, { numRuns: 400, seed });
      let asked = 0;
      if (random)
        answerWith(machine, () => random[(asked += 1) % random.length] ?? { status: 500, contentType: '', body: '' });
      else machine.line.isCut = true;
      const complaints: string[] = [];
      let count = 0;
      const kinds = new Map<string, number>();
      for (const name of [...names, ...sessionNames])
        await fc.assert(
          fc.asyncProperty(inputsOf(name), async (input) => {
            count += 1;
            const answer = await replica.call(name, input);
            const kind = answer.ok ? 'value' : 'code' in answer ? answer.code : 'fault';
            kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
            const wrong = complaint(answer);
            if (wrong !== undefined)
              complaints.push(
                `${name}: ${wrong} (${JSON.stringify(machine.faults.at(-1))}) for ${JSON.stringify(input)?.slice(0, 300)}`,
              );
          }),
          { numRuns: endsSession(name) ? 8 : 20, seed: 20261126 },
        );
      expect(complaints.slice(0, 8)).toEqual([]);
      expect(kinds.get('value')).toBeGreaterThan(300); // the hostile parts leave many inputs fit
      if (random) expect(asked).toBeGreaterThan(500);
      expect(count).toBeGreaterThan(20 * names.length - 1);
      expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    },
    120_000,
  );
});
