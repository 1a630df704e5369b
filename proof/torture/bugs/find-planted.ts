import { Difference, ModelReplay } from '../../model-replay/model-replay.ts';
import { ProofServer } from '../../stage/proof-server.ts';
import { findInEffects } from '../effects/effect-histories.ts';
import { playLostDevices } from '../sessions/lost-devices.ts';
import { playDeviceRules } from '../worlds/device-rule-histories.ts';
import { playPipelines } from '../worlds/pipeline-histories.ts';
import { findInSessions } from '../sessions/session-histories.ts';
import { findByPlaying, type PlayHistory } from './find-by-playing.ts';
import type { PlantedBug } from './planted-bug.ts';
import { type HistoryFinding, runHistories } from '../run-histories.ts';

/** Whether a planted bug was found, by which history, and after how many. */
export type PlantedBugResult = {
  readonly name: string;
  readonly found: boolean;
  readonly seed: number;
  readonly histories: number;
  readonly rule: string;
  /** The first line of the finding. */
  readonly what: string;
};
type Drawn = { readonly seed: number; readonly histories: number; readonly devices: number; readonly ops: number };

/** The histories of one sort, and the rule that they hold where their finding names none. */
const sorts: Readonly<Partial<Record<PlantedBug['by'], { readonly play: PlayHistory; readonly rule: string }>>> = {
  pipelines: { play: playPipelines, rule: 'PLT-16' },
  'lost-devices': { play: playLostDevices, rule: 'D-5' },
  sessions: { play: findInSessions, rule: 'D-5' },
  effects: { play: findInEffects, rule: 'T-23' },
  'device-rules': { play: (server, seed) => playDeviceRules(server, seed), rule: 'AUT-22' },
};

/** Plays histories until they find the bug that is planted in this process. */
export async function findPlanted(bug: PlantedBug, drawn: Drawn): Promise<PlantedBugResult> {
  const sort = sorts[bug.by];
  if (sort) {
    const found = await findByPlaying(sort.play, drawn);
    const { place = 0, what = '' } = found ?? {};
    const histories = found ? place + 1 : drawn.histories;
    const rule = /^seed \d+: ([A-Z]+-\d+\w?):/u.exec(what)?.[1] ?? sort.rule;
    return { name: bug.name, found: found !== undefined, seed: drawn.seed + place, histories, rule, what };
  }
  return bug.by === 'histories' ? findByHistories(bug, drawn) : findByModel(bug, drawn);
}

async function findByHistories(
  { name, throws = false, drawing = 'usual' }: PlantedBug,
  drawn: Drawn,
): Promise<PlantedBugResult> {
  const server = await ProofServer.start();
  let finding: HistoryFinding | undefined;
  const sums = await runHistories({
    server,
    ...drawn,
    drawing,
    onFinding: async (found) => {
      if (found.rule === 'fault' && !throws) throw new Error(`${name} is not the found fault: ${found.what}`);
      finding = found;
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
    what: finding?.what.split('\n')[0] ?? '',
  };
}

/** Compares the model's decisions and news with the real ones until they differ. */
async function findByModel({ name, by }: PlantedBug, { seed, histories }: Drawn): Promise<PlantedBugResult> {
  const isRead = by === 'news'; // reading takes most of the time, so these histories are shorter
  const replay = await ModelReplay.start();
  for (let played = 0; played < histories; played += 1) {
    try {
      await replay.replay({ seed: seed + played, steps: isRead ? 40 : 120, isRead, trade: by === 'trade' });
    } catch (cause) {
      if (!(cause instanceof Difference)) throw cause;
      const [what = ''] = cause.message.split('\n');
      return { name, found: true, seed: seed + played, histories: played + 1, rule: 'model', what };
    }
  }
  return { name, found: false, seed: 0, histories, rule: '', what: '' };
}
