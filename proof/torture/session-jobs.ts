import { readFileSync } from 'node:fs';
import { ProofServer } from '../stage/proof-server.ts';
import { keepSessionRegression, readSessionRegression } from './regressions.ts';
import { shrink } from './shrink.ts';
import { replaySessions } from './sessions/session-histories.ts';
import { drawSessions, type SessionRecording } from './sessions/session-step.ts';

type Finding = { readonly rule: string; readonly what: string; readonly recording: SessionRecording; readonly trace: readonly string[] }; // prettier-ignore

/** Plays a history of sessions. Returns the fault; undefined where there is none. An unexpected fault has the rule `fault`. */
async function findIn(server: ProofServer, recording: SessionRecording): Promise<Finding | undefined> {
  const trace: string[] = [];
  try {
    const { problem, rule } = await replaySessions(server, recording, (line) => void trace.push(line));
    return problem === undefined ? undefined : { rule: rule ?? 'fault', what: problem, recording, trace };
  } catch (cause) {
    const what = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return { rule: 'fault', what, recording, trace };
  }
}

/** Removes from a failed history everything that its failure does not need. Plays at most `tries` histories. */
async function shrinkSessions(server: ProofServer, found: Finding, tries?: number): Promise<Finding> {
  let shortest = found;
  const stillFails = async (shorter: SessionRecording): Promise<boolean> => {
    const again = await findIn(server, shorter);
    if (again?.rule !== found.rule) return false;
    shortest = again;
    return true;
  };
  await shrink(found.recording, stillFails, tries);
  return shortest;
}

/** Plays histories of sessions, and shrinks and keeps findings. Returns the exit code. */
export async function runSessions({
  seed,
  histories,
}: {
  readonly seed: number;
  readonly histories: number;
}): Promise<number> {
  const server = await ProofServer.start();
  let findings = 0;
  for (let drawn = seed; drawn < seed + histories; drawn += 1) {
    const found = await findIn(server, drawSessions(drawn));
    if (!found) continue;
    findings += 1;
    console.error(
      `seed ${drawn} breaks ${found.rule}: ${found.what}\nshrinking its ${found.recording.steps.length} steps …`,
    );
    const shortest = await shrinkSessions(server, found);
    console.error(`${shortest.trace.join('\n')}\n${shortest.what}\nkept as ${keepSessionRegression(shortest)}`);
  }
  await server.stop();
  console.log(JSON.stringify({ histories, findings }));
  return findings > 0 ? 1 : 0;
}

/** Plays a kept history of sessions and prints its steps. Returns the exit code. */
export async function replaySessionFile(file: string): Promise<number> {
  const server = await ProofServer.start();
  const found = await findIn(server, readSessionRegression(readFileSync(file, 'utf8')).recording);
  await server.stop();
  if (found) console.error(`${found.trace.join('\n')}\n${found.what}`);
  console.log(JSON.stringify({ histories: 1, findings: found ? 1 : 0 }));
  return found ? 1 : 0;
}
