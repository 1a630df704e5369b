import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import { keptSessionRegressions } from '../torture/regressions.ts';
import { countNames, noCounts } from '../torture/sessions/counts.ts';
import { playSessions, replaySessions } from '../torture/sessions/session-histories.ts';
import { drawSessions } from '../torture/sessions/session-step.ts';

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
      expect(problem, `npm run -s torture -- --sessions --seed ${seed} --histories 1 shrinks it`).toBeUndefined();
    },
    120_000,
  );

  it('[S-5] [K-4] each of these things has happened in the histories above', () => {
    expect({ ...sums, never: countNames.filter((name) => sums[name] === 0) }).toMatchObject({ never: [] });
  });

  it('[S-6] a history has the same result each time it is played', { timeout: 120_000 }, async () => {
    const traces: string[][] = [[], []];
    const counts: unknown[] = [];
    for (const told of traces)
      counts.push((await replaySessions(server, drawSessions(2), (line) => void told.push(line))).counts);
    expect(traces[1]).toEqual(traces[0]);
    expect(counts[1]).toEqual(counts[0]);
  });

  it('[S-6] kept histories that once failed pass', { timeout: 240_000 }, async () => {
    for (const { name, recording } of keptSessionRegressions())
      expect((await replaySessions(server, recording)).problem, `${name} holds`).toBeUndefined();
  });
});
