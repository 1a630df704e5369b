import { ProofServer } from '../../stage/proof-server.ts';

/** Plays one history from a seed, and returns the fault at its end. */
export type PlayHistory = (server: ProofServer, seed: number) => Promise<string | undefined>;
/** The history that has found a planted bug, as its place among those that were played, and its finding. */
export type FoundByPlaying = { readonly place: number; readonly what: string };

/** Plays histories of one sort until one finds the bug that is planted in this process; undefined where none does. */
export async function findByPlaying(
  play: PlayHistory,
  { seed, histories }: { readonly seed: number; readonly histories: number },
): Promise<FoundByPlaying | undefined> {
  const server = await ProofServer.start();
  try {
    for (let place = 0; place < histories; place += 1) {
      const problem = await play(server, seed + place);
      if (problem !== undefined) return { place, what: problem.split('\n')[0] ?? '' };
    }
    return undefined;
  } finally {
    await server.stop();
  }
}
