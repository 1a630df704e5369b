import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import { playRecording } from './play-recording.ts';
import { keptRegressions } from './regressions.ts';
import { drawRecording } from './worlds/step.ts';

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.start();
});
afterAll(() => server.stop());

describe('a history', () => {
  it.each(['usual', 'awake'] as const)(
    '[S-6] has the same result each time it is played: %s',
    { timeout: 240_000 },
    async (drawing) => {
      const recording = drawRecording({ seed: 77, devices: 4, ops: 40, drawing });
      const traces: string[][] = [[], []];
      for (const told of traces) await playRecording({ server, recording, trace: (line) => void told.push(line) });
      expect(traces[1]).toEqual(traces[0]);
    },
  );
});

describe('histories that once failed', () => {
  it.each(keptRegressions())('[S-6] $name passes ($rule)', { timeout: 240_000 }, async ({ recording }) => {
    await expect(playRecording({ server, recording })).resolves.toBeDefined();
  });
});
