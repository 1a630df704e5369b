import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProofServer } from '../stage/proof-server.ts';
import type { PlantedBugResult } from './bugs/find-planted.ts';
import { plantedBugs } from './bugs/planted-bugs.ts';
import { keepRegression, readRegression } from './regressions.ts';
import { type HistoryFinding, playOne, runHistories, type Sums } from './run-histories.ts';
import { shrink } from './shrink.ts';
import type { DrawingName } from './worlds/step.ts';

type Drawn = { readonly seed: number; readonly histories: number; readonly devices: number; readonly ops: number };

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 100) / 10;

/** Plays histories, and shrinks and keeps findings. Returns the exit code. */
export async function runTorture(drawn: Drawn & { readonly drawing: DrawingName }): Promise<number> {
  const began = performance.now();
  const server = await ProofServer.start();
  const told = (sums: Sums): string => JSON.stringify({ ...sums, seconds: secondsSince(began) });
  const sums = await runHistories({
    server,
    ...drawn,
    onFinding: async (finding) => tellShortest(server, finding),
    onPlayed: (so) => {
      if (so.histories % 50 === 0) console.error(told(so)); // so that a stopped run has reported its results up to then
    },
  });
  await server.stop();
  console.log(told(sums));
  return sums.divergences + sums.lost + sums.doubled + sums.leaks > 0 ? 1 : 0;
}

/** Shrinks a finding, keeps it as a regression and reports it. Returns whether the run continues. */
async function tellShortest(server: ProofServer, finding: HistoryFinding): Promise<boolean> {
  const { rule, recording } = finding;
  console.error(
    `seed ${recording.seed} breaks ${rule}: ${finding.what}\nshrinking its ${recording.steps.length} steps …`,
  );
  let shortest = finding;
  await shrink(recording, async (shorter) => {
    const played = await playOne(server, shorter);
    if (!('finding' in played) || played.finding.rule !== rule) return false;
    shortest = played.finding;
    return true;
  });
  console.error(`${shortest.trace.join('\n')}\n${shortest.what}\nkept as ${keepRegression(shortest)}`);
  return true;
}

/** Plays a kept history and prints its steps. Returns the exit code. */
export async function replayFile(file: string): Promise<number> {
  const server = await ProofServer.start();
  const played = await playOne(server, readRegression(readFileSync(file, 'utf8')).recording);
  await server.stop();
  if ('finding' in played) {
    console.error(`${played.finding.trace.join('\n')}\n${played.finding.what}`);
    return 1;
  }
  console.log(JSON.stringify(played.outcome));
  return 0;
}

/** Searches each planted bug in a separate process, two at a time. Returns the exit code: 1 if one was not found. */
export async function runPlanted({ seed, histories, devices, ops }: Drawn): Promise<number> {
  const began = performance.now();
  const waiting = [...plantedBugs];
  const found: PlantedBugResult[] = [];
  const worker = async (): Promise<void> => {
    for (let bug = waiting.shift(); bug; bug = waiting.shift()) {
      const args = [
        '--plant',
        bug.name,
        '--seed',
        `${seed}`,
        '--histories',
        `${histories}`,
        '--devices',
        `${devices}`,
        '--ops',
        `${ops}`,
      ];
      const one = await runChild(bug.name, args);
      found.push(one);
      console.error(
        `${one.found ? 'found ' : 'MISSED'} ${one.name.padEnd(28)} ${one.found ? `${one.rule}, seed ${one.seed}, ${one.histories} histories` : ''}`,
      );
    }
  };
  await Promise.all([worker(), worker()]);
  const missed = found.filter((one) => !one.found).map(({ name }) => name);
  console.log(
    JSON.stringify({
      planted: found.length,
      found: found.length - missed.length,
      missed,
      seconds: secondsSince(began),
    }),
  );
  return missed.length > 0 ? 1 : 0;
}

/** Runs one planted bug in a process that ends with it. */
export function runChild(name: string, args: readonly string[]): Promise<PlantedBugResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, said]: [string[], string[]] = [[], []];
    child.stdout.on('data', (bytes: Buffer) => void out.push(bytes.toString()));
    child.stderr.on('data', (bytes: Buffer) => void said.push(bytes.toString()));
    child.on('error', reject);
    child.on('close', () => {
      const line = out.join('').trim();
      if (line === '') reject(new Error(`${name} ended without an answer: ${said.join('').slice(-2_000)}`));
      else resolve(JSON.parse(line) as PlantedBugResult); // start.ts printed it
    });
  });
}
