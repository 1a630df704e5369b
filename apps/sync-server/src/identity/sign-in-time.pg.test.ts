import { performance } from 'node:perf_hooks';
import { expect, inject, it } from 'vitest';
import { usualHashingCost } from './password-hasher.ts';
import { signIn } from './sign-in.ts';
import { openSignInWorld, postgresEngine } from './testing/sign-in-world.ts';

const rounds = 15;

it('takes as long for an e-mail that nobody has as for a wrong password', async () => {
  const world = await openSignInWorld(await postgresEngine(inject('postgresUrl')), usualHashingCost);
  try {
    const orgId = await world.addTenant('Nordwind');
    for (let n = 0; n < rounds; n += 1) await world.addPerson(orgId, `known${n}@example.com`);
    const millisOf = async (email: string): Promise<number> => {
      const start = performance.now();
      await signIn({ email, password: 'wrong', device: world.device() }, world.ports);
      return performance.now() - start;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    await millisOf('first@example.com'); // makes the hash that is nobody's
    for (let n = 0; n < rounds; n += 1) {
      unknown.push(await millisOf(`nobody${n}@example.com`));
      known.push(await millisOf(`known${n}@example.com`));
    }
    const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[(rounds - 1) / 2] ?? 0;
    const ratio = median(unknown) / median(known);
    expect(ratio).toBeGreaterThan(0.6); // without work for nobody's password it is about 0.1
    expect(ratio).toBeLessThan(1.6);
  } finally {
    await world.close();
  }
});
