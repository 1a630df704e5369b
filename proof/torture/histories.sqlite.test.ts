import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ProofServer } from '../proof-server.ts';
import { playRecording } from './play-recording.ts';
import { keptRegressions } from './regressions.ts';
import { drawRecording } from './step.ts';

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.start();
}, 60_000);
afterAll(() => server.stop());

/** Some 0.7 s each (docs/reliability.md). Ten thousand are played by `npm run test:long`. */
const histories = inject('effort') === 'long' ? 10_000 : 200;
const perTest = 20;
const firstSeeds = Array.from({ length: histories / perTest }, (_, place) => 1 + place * perTest);

describe('histories drawn by chance, on real replicas and the real server', () => {
  it.each(firstSeeds)(
    '[S-6] all devices agree with the server after histories %i and on',
    { timeout: 600_000 },
    async (first) => {
      for (let seed = first; seed < first + perTest; seed += 1) {
        const { acts } = await playRecording({ server, recording: drawRecording({ seed, devices: 4, ops: 40 }) });
        expect(acts, `acts of history ${seed}`).toBeGreaterThan(2);
      }
    },
  );

  it('[S-6] a history comes out the same each time it is played', { timeout: 240_000 }, async () => {
    const recording = drawRecording({ seed: 77, devices: 4, ops: 40 });
    const traces: string[][] = [[], []];
    for (const told of traces) await playRecording({ server, recording, trace: (line) => void told.push(line) });
    expect(traces[1]).toEqual(traces[0]);
  });
});

describe('histories that once went wrong', () => {
  it.each(keptRegressions())('[S-6] $name holds ($rule)', { timeout: 240_000 }, async ({ recording }) => {
    await expect(playRecording({ server, recording })).resolves.toBeDefined();
  });
});
