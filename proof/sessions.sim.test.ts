import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ProofServer } from './proof-server.ts';
import { countNames, noCounts } from './torture/worlds/sessions/counts.ts';
import { playSessions } from './torture/worlds/sessions/session-histories.ts';

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.start();
});
afterAll(() => server.stop());

const histories = inject('effort') === 'long' ? 60 : 6;
const sums = noCounts();

describe('people who sign out, are suspended, lose rights and laptops', () => {
  it.each(Array.from({ length: histories }, (_, place) => place + 1))(
    '[S-5] [S-6] [A-2] [D-5] [K-4] no act is lost, nothing is accepted or shown without a right, and laptops agree at rest (seed %i)',
    async (seed) => {
      const { problem, counts } = await playSessions(server, seed);
      for (const name of countNames) sums[name] += counts[name];
      expect(problem).toBeUndefined();
    },
    120_000,
  );

  it('[S-5] [K-4] each of these things has happened in the histories above', () => {
    expect({ ...sums, never: countNames.filter((name) => sums[name] === 0) }).toMatchObject({ never: [] });
  });
});
