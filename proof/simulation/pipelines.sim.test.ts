import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ProofServer } from '../stage/proof-server.ts';
import { bugsOfPipelines } from '../torture/bugs/bugs-of-pipelines.ts';
import { runChild } from '../torture/jobs.ts';
import { playPipelines } from '../torture/worlds/pipeline-histories.ts';

let server: ProofServer;
beforeAll(async () => {
  server = await ProofServer.start();
});
afterAll(() => server.stop());

const histories = inject('effort') === 'long' ? 40 : 4;

describe('pipelines that are added while deals are made and moved', () => {
  it.each(Array.from({ length: histories }, (_, place) => place + 1))(
    '[PLT-16] [S-6] every device lists the deals of each pipeline as the server has them (seed %i)',
    async (seed) => {
      expect(await playPipelines(server, seed)).toBeUndefined();
    },
    120_000,
  );

  it.each(bugsOfPipelines)('[S-6] the planted bug $name is found: $says', { timeout: 300_000 }, async ({ name }) => {
    expect(await runChild(name, ['--plant', name, '--histories', '12'])).toMatchObject({ name, found: true });
  });
});
