import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import { bugsOfEffects } from '../torture/bugs/bugs-of-effects.ts';
import { effectCountNames, noEffectCounts } from '../torture/effects/effect-counts.ts';
import { replayEffects } from '../torture/effects/effect-histories.ts';
import { drawEffects } from '../torture/effects/effect-step.ts';
import { runChild } from '../torture/jobs.ts';

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.start();
});
afterAll(() => server.stop());

const isLong = inject('effort') === 'long';
const histories = isLong ? 1_000 : 40;
/** Found within a few histories each; `npm run test:long` plays all of them. */
const quick = ['unclear-tried-again', 'taken-back-is-claimed'];
const planted = bugsOfEffects.filter(({ name }) => isLong || quick.includes(name));

describe('e-mails that workers send to a provider that loses replies', () => {
  it('[S-1c] [T-23] [CRM-12] each goes out at most once for each time that it is asked for, in its time, and its record tells the truth', { timeout: 900_000 }, async () => {
    const sums = noEffectCounts();
    for (let seed = 1; seed <= histories; seed += 1) {
      const { problem, counts } = await replayEffects(server, drawEffects(seed));
      expect(problem, `npm run -s torture -- --effects --seed ${seed} --histories 1 shrinks it`).toBeUndefined();
      for (const name of effectCountNames) sums[name] += counts[name];
    }
    expect({ never: effectCountNames.filter((name) => sums[name] === 0) }).toEqual({ never: [] });
  }); // prettier-ignore

  it('[S-6] a history has the same result each time it is played', async () => {
    const traces: string[][] = [[], []];
    // The server's clock goes on, so times differ.
    for (const told of traces)
      await replayEffects(server, drawEffects(4), (line) => void told.push(line.replaceAll(/\d{4}-[\d:T.-]+Z/gu, '')));
    expect(traces[1]).toEqual(traces[0]);
  });

  it.each(planted)('[T-23] the planted bug $name is found: $says', { timeout: 600_000 }, async ({ name }) => {
    expect(await runChild(name, ['--plant', name, '--histories', isLong ? '200' : '12'])).toMatchObject({ name, found: true }); // prettier-ignore
  });
});
