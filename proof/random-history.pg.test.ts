import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ProofServer } from './proof-server.ts';
import { playHistory } from './random-history.ts';

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.startOn(inject('postgresUrl'));
}, 60_000);
afterAll(() => server.stop());

/** Other seeds than on the Postgres within the process. */
const seeds = Array.from({ length: inject('effort') === 'long' ? 40 : 2 }, (_, place) => 1_001 + place);

describe('histories drawn by chance, on a real Postgres', () => {
  it.each(seeds)('[S-6] all devices agree with the server after history %i', { timeout: 120_000 }, async (seed) => {
    const outcome = await playHistory({ server, seed, steps: 60 });
    expect(outcome.acts).toBeGreaterThan(8);
  });
});
