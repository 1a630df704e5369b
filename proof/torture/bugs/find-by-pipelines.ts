import { ProofServer } from '../../proof-server.ts';
import { playPipelines } from '../worlds/pipeline-histories.ts';

/** The history of pipelines that has found a planted bug, as its place among those that were played, and what it found. */
export type FoundByPipelines = { readonly place: number; readonly what: string };

/** Plays histories of pipelines until one finds the bug that is planted in this process; undefined where none does. */
export async function findByPipelines({
  seed,
  histories,
}: {
  readonly seed: number;
  readonly histories: number;
}): Promise<FoundByPipelines | undefined> {
  const server = await ProofServer.start();
  try {
    for (let place = 0; place < histories; place += 1) {
      const problem = await playPipelines(server, seed + place);
      if (problem !== undefined) return { place, what: problem.split('\n')[0] ?? '' };
    }
    return undefined;
  } finally {
    await server.stop();
  }
}
