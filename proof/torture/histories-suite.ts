import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import { playRecording } from './play-recording.ts';
import { type DrawingName, drawRecording } from './worlds/step.ts';

/** The drawing of each history of twenty, by the remainder of the seed. */
const drawnTwentieth: Readonly<Record<number, DrawingName>> = {
  1: 'passing',
  3: 'filed',
  5: 'awake',
  9: 'staged',
  11: 'areas',
  13: 'packed',
  15: 'ruled',
  19: 'narrowed',
};

/**
 * A history takes some 2.4 s of a core, half of it in PGlite. Of twenty histories two have the grown drawing, and two the tight one. Each
 * drawing of `drawnTwentieth` has one. The awake one takes longer (docs/reliability.md).
 * `npm run test:long` plays ten thousand.
 */
const histories = inject('effort') === 'long' ? 10_000 : 200;
const perTest = 10;

/**
 * One part of the histories in every `npm test`. Each part is a test file, so that all cores are used. Together the parts play
 * each seed from 1 on once.
 */
export function historiesDrawnByChance({ part, parts }: { readonly part: number; readonly parts: number }): void {
  const testsOfAll = histories / perTest;
  const firstSeeds = Array.from({ length: testsOfAll }, (_, place) => 1 + place * perTest).filter(
    (_, place) => place % parts === part - 1,
  );

  describe('random histories, on real replicas and the real server', () => {
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
          const drawing =
            seed % 10 === 0 ? 'grown' : seed % 10 === 7 ? 'tight' : (drawnTwentieth[seed % 20] ?? 'usual');
          const recording = drawRecording({ seed, devices: 4, ops: 40, drawing });
          const { acts } = await playRecording({ server, recording });
          expect(acts, `acts of history ${seed}`).toBeGreaterThan(2);
        }
      },
    );
  });
}
