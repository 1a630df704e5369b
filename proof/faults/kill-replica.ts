import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { seededRandom } from '@outpost/domain/testing/seeded-random';
import { root } from '../../scripts/run-command.ts';
import type { Acknowledged, Held } from './working-replica.ts';

/** The result of the kills. `lost`: acknowledged acts that are missing afterwards, in words. */
export type KillOutcome = { readonly cycles: number; readonly acknowledged: number; readonly lost: readonly string[] };

/** Chosen: a file with the acts of this many lives opens in well under a second. */
const livesPerFile = 25;
/** The longest time from opening the replica to the kill: within the first commit, or during the work. */
const longestLifeMs = 250;

type World = { acts: Set<string>; names: Map<string, number>; draft: number };

/**
 * Repeatedly kills a working replica with SIGKILL at random moments, and checks each time that every acknowledged act is there.
 * `environments`: additional environment settings of each life in turn.
 */
export async function killReplica({
  cycles,
  seed,
  environments = [],
}: {
  readonly cycles: number;
  readonly seed: number;
  readonly environments?: readonly Readonly<Record<string, string>>[];
}): Promise<KillOutcome> {
  const { below } = seededRandom(seed);
  const lost: string[] = [];
  let acknowledged = 0;
  for (let from = 0; from < cycles; from += livesPerFile) {
    const folder = mkdtempSync(join(tmpdir(), 'outpost-kill-'));
    const key = randomBytes(32).toString('hex');
    const world: World = { acts: new Set(), names: new Map(), draft: 0 };
    // One life more than there are kills: the last one checks the state after the last kill.
    const lives = Math.min(livesPerFile, cycles - from);
    for (let life = 0; life <= lives; life += 1) {
      const lifeMs = life === lives ? 0 : below(longestLifeMs);
      const { held, said } = await live(
        { file: join(folder, 'replica.sqlite'), key, seed: seed + from + life },
        { lifeMs, environment: environments[life % environments.length] },
      );
      for (const missing of missingFrom(world, held)) lost.push(`after life ${from + life}: ${missing}`);
      for (const line of said) note(world, line);
      acknowledged += said.length;
    }
    rmSync(folder, { recursive: true });
  }
  return { cycles, acknowledged, lost };
}

/** Runs one life: from the start of the process until it is killed, `lifeMs` after it was open. */
async function live(
  { file, key, seed }: { readonly file: string; readonly key: string; readonly seed: number },
  {
    lifeMs,
    environment,
  }: { readonly lifeMs: number; readonly environment: Readonly<Record<string, string>> | undefined },
): Promise<{ readonly held: Held['held']; readonly said: readonly Acknowledged[] }> {
  const args = ['--file', file, '--key', key, '--seed', String(seed)];
  const child = spawn(process.execPath, [join(root, 'proof/faults/working-replica.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const told: Buffer[] = [];
  child.stderr.on('data', (bytes: Buffer) => told.push(bytes));
  const state: { held?: Held['held'] } = {};
  const said: Acknowledged[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (text) => {
    let line: Held | Acknowledged;
    try {
      line = JSON.parse(text) as Held | Acknowledged; // our own program printed it
    } catch {
      return; // the kill cut this line off, so it does not count
    }
    if (!('held' in line)) return void said.push(line);
    state.held = line.held;
    setTimeout(() => child.kill('SIGKILL'), lifeMs);
  });
  const signal = await new Promise((ended) => {
    const seen: { signal?: string | null } = {};
    child.once('exit', (_code, by) => (seen.signal = by));
    lines.once('close', () => ended(seen.signal)); // after all output has been read
  });
  if (child.exitCode === null && child.signalCode === null)
    await new Promise((ended) => void child.once('exit', ended));
  if (!state.held || (signal !== undefined && signal !== 'SIGKILL') || child.signalCode !== 'SIGKILL')
    throw new Error(`The replica ended by itself:\n${Buffer.concat(told).toString('utf8')}`);
  return { held: state.held, said };
}

function note(world: World, line: Acknowledged): void {
  if ('draft' in line) {
    world.draft = Math.max(world.draft, line.draft);
    return;
  }
  world.acts.add(line.act);
  for (const [id, name] of Object.entries(line.names))
    world.names.set(id, Math.max(world.names.get(id) ?? 0, Number(name)));
}

/**
 * Returns the missing acts. A commit whose acknowledgement the kill cut off may be present. Names only count up, so it
 * shows as a higher name.
 */
function missingFrom(world: World, held: Held['held']): readonly string[] {
  const acts = new Set(held.acts);
  return [
    ...[...world.acts].filter((act) => !acts.has(act)).map((act) => `act ${act} is gone`),
    ...[...world.names]
      .filter(([id, name]) => Number(held.names[id] ?? 0) < name)
      .map(([id, name]) => `${id} shows ${held.names[id] ?? 'nothing'} after ${name}`),
    ...(held.acts.length > acts.size ? ['an act is there twice'] : []),
    ...(held.drafts < world.draft ? [`draft ${held.drafts} after ${world.draft}`] : []),
  ];
}
