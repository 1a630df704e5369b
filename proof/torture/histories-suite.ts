import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ProofServer } from '../proof-server.ts';
import { playRecording } from './play-recording.ts';
import { drawRecording } from './worlds/step.ts';

/** Some 0.6 s of a core each, every tenth of the grown drawing and of the tight one, and every twentieth of the awake one, which takes three times as long (docs/reliability.md). Ten thousand are played by `npm run test:long`. */
const histories = inject('effort') === 'long' ? 10_000 : 200;
const perTest = 10;

/**
 * One part of the histories that every `npm test` plays: each part is a test file, so that all cores have work. The parts together
 * play each seed from 1 on once.
 */
export function historiesDrawnByChance({ part, parts }: { readonly part: number; readonly parts: number }): void {
  const testsOfAll = histories / perTest;
  const firstSeeds = Array.from({ length: testsOfAll }, (_, place) => 1 + place * perTest).filter(
    (_, place) => place % parts === part - 1,
  );

  describe('histories drawn by chance, on real replicas and the real server', () => {
    let server: ProofServer;
    beforeAll(async () => {
      server = await ProofServer.start();
    });
    afterAll(() => server.stop());

    it.each(firstSeeds)(
      '[S-6] all devices agree with the server after histories %i and on',
      { timeout: 600_000 },
      async (first) => {
        for (let seed = first; seed < first + perTest; seed += 1) {
          const drawing = seed % 10 === 0 ? 'grown' : seed % 10 === 7 ? 'tight' : seed % 20 === 5 ? 'awake' : 'usual';
          const recording = drawRecording({ seed, devices: 4, ops: 40, drawing });
          const { acts } = await playRecording({ server, recording });
          expect(acts, `acts of history ${seed}`).toBeGreaterThan(2);
        }
      },
    );
  });
}
