import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ProofServer } from './proof-server.ts';
import { playHistory } from './random-history.ts';

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.start();
}, 60_000);
afterAll(() => server.stop());

/** Seeds that once broke a rule come first; then as many as there is time for. */
const seeds = Array.from({ length: inject('effort') === 'long' ? 200 : 6 }, (_, place) => place + 1);

describe('histories drawn by chance, on real replicas and the real server', () => {
  it.each(seeds)('[S-6] all devices agree with the server after history %i', { timeout: 120_000 }, async (seed) => {
    const outcome = await playHistory({ server, seed, steps: 80 });
    expect(outcome.acts).toBeGreaterThan(10);
  });
});
