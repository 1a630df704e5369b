import { performance } from 'node:perf_hooks';
import { expect, inject, it } from 'vitest';
import { usualHashingCost } from '../passwords/password-hasher.ts';
import { signIn } from './sign-in.ts';
import { openSignInWorld, postgresEngine } from '../../testing/sign-in-world.ts';

const rounds = 15;

it('a sign-in takes as long for an unknown e-mail address as for a wrong password', async () => {
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
    await millisOf('first@example.com'); // creates the hash that unknown addresses are compared with
    for (let n = 0; n < rounds; n += 1) {
      unknown.push(await millisOf(`nobody${n}@example.com`));
      known.push(await millisOf(`known${n}@example.com`));
    }
    // The fastest of many: other work on this machine only adds time.
    const ratio = Math.min(...unknown) / Math.min(...known);
    expect(ratio).toBeGreaterThan(0.5); // without the work for unknown addresses it is about 0.1
    expect(ratio).toBeLessThan(2);
  } finally {
    await world.close();
  }
});
