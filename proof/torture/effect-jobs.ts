import { ProofServer } from '../stage/proof-server.ts';
import { type PlayedEffects, replayEffects } from './effects/effect-histories.ts';
import { drawEffects, type EffectRecording } from './effects/effect-step.ts';
import { noEffectCounts } from './effects/effect-counts.ts';
import { shrink } from './shrink.ts';

type Finding = { readonly rule: string; readonly what: string; readonly recording: EffectRecording; readonly trace: readonly string[] }; // prettier-ignore
type Played = Omit<PlayedEffects, 'problem' | 'rule'> & { readonly finding: Finding | undefined };

/** Plays a history of effects. An unexpected fault has the rule `fault`. */
async function play(server: ProofServer, recording: EffectRecording): Promise<Played> {
  const trace: string[] = [];
  const told = (rule: string, what: string): Finding => ({ rule, what, recording, trace });
  try {
    const { problem, rule, kind, counts } = await replayEffects(server, recording, (line) => void trace.push(line));
    return { finding: problem === undefined ? undefined : told(rule ?? 'fault', problem), kind, counts };
  } catch (cause) {
    const what = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return { finding: told('fault', what), kind: 'divergences', counts: noEffectCounts() };
  }
}

/** Removes from a failed history everything that its failure does not need. */
async function shrinkEffects(server: ProofServer, found: Finding): Promise<Finding> {
  let shortest = found;
  const sort = (what: string): string => what.replaceAll(/[\da-f-]{36}|\d+/gu, '');
  await shrink(found.recording, async (shorter) => {
    const { finding } = await play(server, shorter);
    if (finding?.rule !== found.rule || sort(finding.what) !== sort(found.what)) return false;
    shortest = finding;
    return true;
  });
  return shortest;
}

/** Plays histories of effects, and shrinks findings. Prints one line of JSON. Returns the exit code. */
export async function runEffects({
  seed,
  histories,
}: {
  readonly seed: number;
  readonly histories: number;
}): Promise<number> {
  // prettier-ignore
  const began = performance.now();
  const server = await ProofServer.start();
  const sums = { histories: 0, intents: 0, effects: 0, doubled: 0, lost: 0, unconsented: 0 };
  const wrong = { doubled: 'doubled', lost: 'lost', divergences: 'lost', leaks: 'unconsented' } as const;
  for (let drawn = seed; drawn < seed + histories; drawn += 1) {
    const { finding, kind, counts } = await play(server, drawEffects(drawn));
    sums.histories += 1;
    sums.intents += counts.intents;
    sums.effects += counts.effects;
    if (!finding) continue;
    sums[wrong[kind ?? 'divergences']] += 1;
    console.error(`seed ${drawn} breaks ${finding.rule}: ${finding.what}\nshrinking its ${finding.recording.steps.length} steps …`); // prettier-ignore
    const shortest = await shrinkEffects(server, finding);
    console.error(`${shortest.trace.join('\n')}\n${shortest.what}\n${JSON.stringify(shortest.recording)}`);
  }
  await server.stop();
  console.log(JSON.stringify({ ...sums, seconds: Math.round((performance.now() - began) / 100) / 10 }));
  return sums.doubled + sums.lost + sums.unconsented > 0 ? 1 : 0;
}
