import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { seededRandom } from '@outpost/domain/testing/seeded-random';
import { root } from '../../scripts/run-command.ts';
import type { Line } from './rekeying-replica.ts';

/** The result of the kills. `lost`: acknowledged acts that are missing afterwards, in words. */
export type KeyChangeOutcome = {
  readonly acknowledged: number;
  readonly changed: number;
  readonly lost: readonly string[];
};

/** Chosen: the file, and so the time to copy it, grows with each life. */
const livesPerProfile = 20;
/**
 * The longest time from the condition (a number of acts, or a changed key) to the kill. A fixed time from the start would reach
 * different states on different machines.
 */
const longestLifeMs = 400;
const mostActs = 12;

/**
 * Repeatedly kills a replica that changes its file's key while a person works, and checks each time that every acknowledged act
 * is there.
 */
export async function killWhileKeysChange(input: {
  readonly kills: number;
  readonly seed: number;
}): Promise<KeyChangeOutcome> {
  const { below } = seededRandom(input.seed);
  const lost: string[] = [];
  let [acknowledged, changed] = [0, 0];
  for (let from = 0; from < input.kills; from += livesPerProfile) {
    const profile = mkdtempSync(join(tmpdir(), 'outpost-rekey-'));
    const [acts, drafts] = [new Set<string>(), [0]];
    const lives = Math.min(livesPerProfile, input.kills - from);
    // One life more than there are kills: the last one checks the state after the last kill.
    for (let life = 0; life <= lives; life += 1) {
      const lines = await live(profile, {
        acts: life % 2 === 0 ? below(mostActs) : Number.POSITIVE_INFINITY,
        restMs: below(longestLifeMs),
        isLast: life === lives,
      });
      for (const line of lines) {
        if ('held' in line) {
          const held = new Set(line.held.acts);
          for (const act of acts) if (!held.has(act)) lost.push(`after life ${from + life}: act ${act} is gone`);
          if (line.held.draft < Math.max(...drafts))
            lost.push(`after life ${from + life}: draft ${line.held.draft} after ${Math.max(...drafts)}`);
        } else if ('act' in line) acts.add(line.act);
        else if ('draft' in line) drafts.push(line.draft);
        else changed += 1;
      }
    }
    acknowledged += acts.size;
    rmSync(profile, { recursive: true });
  }
  return { acknowledged, changed, lost };
}

type Life = { readonly acts: number; readonly restMs: number; readonly isLast: boolean };

/**
 * Returns the output of one life. It is killed `restMs` after a number of acts, or after a changed key. The last life only
 * checks.
 */
async function live(profile: string, { acts, restMs, isLast }: Life): Promise<readonly Line[]> {
  const child = spawn(process.execPath, [join(root, 'proof/faults/rekeying-replica.ts'), '--profile', profile], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  child.stderr.on('data', (bytes: Buffer) => void said.push(bytes));
  const lines: Line[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (text) => {
    let line: Line;
    try {
      line = JSON.parse(text) as Line; // our own program printed it
    } catch {
      return; // the kill cut this line off, so it does not count
    }
    lines.push(line);
    if (isLast) return void child.kill('SIGKILL');
    const done = lines.filter((one) => 'act' in one).length;
    if (done > acts || 'changed' in line) setTimeout(() => child.kill('SIGKILL'), restMs);
  });
  await Promise.all([
    new Promise((closed) => void reader.once('close', closed)),
    new Promise((ended) => void child.once('exit', ended)),
  ]);
  if (lines.length === 0 || child.signalCode !== 'SIGKILL')
    throw new Error(`The replica ended by itself:\n${Buffer.concat(said).toString('utf8')}`);
  return lines;
}
