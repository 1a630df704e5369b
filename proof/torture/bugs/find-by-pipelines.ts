import { ProofServer } from '../../proof-server.ts';
import { playPipelines } from '../worlds/pipeline-histories.ts';
import type { Found } from './find-planted.ts';
import type { PlantedBug } from './planted-bug.ts';

/** Plays histories of pipelines until one finds the bug that is planted in this process. */
export async function findByPipelines(
  { name }: PlantedBug,
  { seed, histories }: { readonly seed: number; readonly histories: number },
): Promise<Found> {
  const server = await ProofServer.start();
  try {
    for (let played = 0; played < histories; played += 1) {
      const problem = await playPipelines(server, seed + played);
      if (problem === undefined) continue;
      const [what = ''] = problem.split('\n');
      return { name, found: true, seed: seed + played, histories: played + 1, rule: 'PLT-16', what };
    }
    return { name, found: false, seed: 0, histories, rule: '', what: '' };
  } finally {
    await server.stop();
  }
}
