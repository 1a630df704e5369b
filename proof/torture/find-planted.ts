import { ModelReplay } from '../model-replay.ts';
import { ProofServer } from '../proof-server.ts';
import type { PlantedBug } from './planted-bugs.ts';
import { type Finding, runHistories } from './run-histories.ts';

/** Whether a planted bug was found, by which history, and how many that took. */
export type Found = {
  readonly name: string;
  readonly found: boolean;
  readonly seed: number;
  readonly histories: number;
  readonly rule: string;
};
type Drawn = { readonly seed: number; readonly histories: number; readonly devices: number; readonly ops: number };

/** Plays histories until the bug that is planted in this process is found. */
export async function findPlanted(bug: PlantedBug, drawn: Drawn): Promise<Found> {
  return bug.by === 'model' ? findByModel(bug, drawn) : findByHistories(bug, drawn);
}

async function findByHistories({ name }: PlantedBug, drawn: Drawn): Promise<Found> {
  const server = await ProofServer.start();
  let finding: Finding | undefined;
  const sums = await runHistories({
    server,
    ...drawn,
    onFinding: async (first) => {
      finding = first;
      return false;
    },
  });
  await server.stop();
  const { histories } = sums;
  return {
    name,
    found: finding !== undefined,
    seed: finding?.recording.seed ?? 0,
    histories,
    rule: finding?.rule ?? '',
  };
}

/** The model's decisions beside the real ones: they differ. */
async function findByModel({ name }: PlantedBug, { seed, histories }: Drawn): Promise<Found> {
  const replay = await ModelReplay.start();
  for (let played = 0; played < histories; played += 1) {
    try {
      await replay.replay(seed + played, 120);
    } catch {
      return { name, found: true, seed: seed + played, histories: played + 1, rule: 'model' };
    }
  }
  return { name, found: false, seed: 0, histories, rule: '' };
}
