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
    // The quickest of many: what else this machine does only ever adds.
    const ratio = Math.min(...unknown) / Math.min(...known);
    expect(ratio).toBeGreaterThan(0.5); // without work for nobody's password it is about 0.1
    expect(ratio).toBeLessThan(2);
  } finally {
    await world.close();
  }
});
