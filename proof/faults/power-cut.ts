import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenTenant } from '@outpost/desktop/replica/session/open-tenant';
import { openReplicaFile } from '@outpost/desktop/replica/storage/files/replica-file';
import { givenTenant } from '@outpost/desktop/replica/testing/given-tenant';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';

/*
 * A power cut keeps all synced writes. It keeps any part of the later writes in any order, sector by sector, some of them torn.
 * The replica rests between its steps, so then everything on the disk is synced, and a cut during a step can only affect that
 * step's writes. Where SQLite syncs within a step, only the writes after that sync are affected. SQLite syncs the
 * header of a new log before its frames, and each commit before the next one. It syncs the log before it is written
 * back, and the file before the log is truncated.
 */

/**
 * `undone`, `done`: cuts during an act after which it was missing, or present. Both are correct, because the act was not
 * acknowledged yet.
 */
export type PowerCutOutcome = {
  readonly cuts: number;
  readonly acknowledged: number;
  readonly undone: number;
  readonly done: number;
  readonly lost: readonly string[];
};

const sectorBytes = 512;
const logHeadBytes = 32;
const frameBytes = 24 + 4_096;
const records = 12;
const recordId = (place: number): string => `0190b1f2-7c00-7000-8000-${String(place).padStart(12, '0')}`;

/** A replica's file and its log on disk. */
type Disk = { readonly file: Buffer; readonly log: Buffer };

const steps = [
  'act',
  'act',
  'act',
  'large-act',
  'draft',
  'give-back-space',
  'write-back',
  'write-back-in-part',
] as const;
type Step = (typeof steps)[number];

/**
 * Plays steps and simulates a number of power cuts during each. After each cut it opens the file and checks every act
 * acknowledged before.
 */
export async function cutPower(input: {
  readonly seed: number;
  readonly steps: number;
  readonly cutsPerStep: number;
}): Promise<PowerCutOutcome> {
  const random = seededRandom(input.seed);
  const randomCut = seededRandom(input.seed + 1_000_000); // separate from the steps' randomness, because the number of draws for a cut depends on the file's size
  const { tenant, end } = await givenTenant({ seed: input.seed });
  await atRest(tenant);
  const { file } = tenant.device.database;
  const folder = mkdtempSync(join(tmpdir(), 'outpost-power-'));
  const lost: string[] = [];
  const acknowledged: string[] = [];
  const names = new Map<string, string>();
  let [undone, done] = [0, 0];
  for (let number = 1; number <= input.steps; number += 1) {
    await tenant.device.lane.idle();
    const before = readDisk(file.path);
    const known = [...acknowledged];
    const step = random.pick(steps);
    const made = await play(tenant, step, { number, names, random });
    acknowledged.push(...made);
    const after = readDisk(file.path);
    for (let cut = 0; cut < input.cutsPerStep; cut += 1) {
      const image = join(folder, 'replica.sqlite');
      const disk = cutAmid({ before, after, random: randomCut });
      writeFileSync(image, disk.file);
      writeFileSync(`${image}-wal`, disk.log);
      copyFileSync(`${file.path}-key`, `${image}-key`);
      rmSync(`${image}-shm`, { force: true });
      const { held, wrong } = look(image, file.key);
      const gone = known.filter((act) => !held.has(act)).map((act) => `act ${act} is gone`);
      for (const what of [...wrong, ...gone]) lost.push(`step ${number} (${step}), cut ${cut}: ${what}`);
      for (const act of made) {
        if (held.has(act)) done += 1;
        else undone += 1;
      }
    }
  }
  await end();
  rmSync(folder, { recursive: true });
  return { cuts: input.steps * input.cutsPerStep, acknowledged: acknowledged.length, undone, done, lost };
}

/** Waits for a new device's background commit, which notes the schemas of its records, so that it is not part of a step. */
async function atRest({ device }: OpenTenant): Promise<void> {
  while (device.memory.state.recordSchemas === undefined) await new Promise((resolve) => setImmediate(resolve));
  await device.lane.idle();
}

function readDisk(path: string): Disk {
  const log = `${path}-wal`;
  return { file: readFileSync(path), log: existsSync(log) ? readFileSync(log) : Buffer.alloc(0) };
}

/** Plays one step and returns the ids of the acts that it acknowledged. */
async function play(
  tenant: OpenTenant,
  step: Step,
  {
    number,
    names,
    random,
  }: { readonly number: number; readonly names: Map<string, string>; readonly random: SeededRandom },
): Promise<readonly string[]> {
  const { database } = tenant.device;
  switch (step) {
    case 'act':
    case 'large-act': {
      const places = step === 'act' ? [random.below(records)] : Array.from({ length: records }, (_, place) => place);
      const name = `Name ${number} ${'n'.repeat(random.below(100))}`;
      const edits = places.map((place) => {
        const id = recordId(place);
        const isNew = !names.has(id);
        names.set(id, name);
        return isNew
          ? {
              entity: 'crm/deal',
              id,
              create: { fields: { name, stage: 'prospecting', about: 'a'.repeat(random.below(9_000)) } },
            }
          : { entity: 'crm/deal', id, fields: { name } };
      });
      const done = await tenant.acts.perform({ label: name.slice(0, 20), shape: 'together', edits });
      if (!done.ok) throw new Error(done.message);
      return [done.value.act];
    }
    case 'draft':
      await database.setLocal('screen/draft', 'd'.repeat(random.below(20_000)));
      return [];
    case 'give-back-space':
      database.file.giveBackSpace(10);
      return [];
    case 'write-back':
      database.file.checkpoint();
      return [];
    case 'write-back-in-part':
      database.file.writer.pragma('wal_checkpoint(PASSIVE)'); // leaves the log file in place: the next act restarts it
      return [];
  }
}

/** Returns a possible state of the disk after a power cut between two moments of rest. */
function cutAmid({
  before,
  after,
  random,
}: {
  readonly before: Disk;
  readonly after: Disk;
  readonly random: SeededRandom;
}): Disk {
  if (!before.file.equals(after.file)) {
    // Written back: the log was synced long before. It is truncated only after the file is synced.
    if (random.chance(0.3)) return { file: after.file, log: random.chance(0.5) ? before.log : after.log };
    return { file: torn({ before: before.file, after: after.file, synced: 0, random }), log: before.log };
  }
  if (after.log.length < before.log.length) return random.chance(0.5) ? before : after; // truncated in one step
  const isNewLog = !before.log.subarray(0, logHeadBytes).equals(after.log.subarray(0, logHeadBytes));
  if (isNewLog && random.chance(0.2)) return before;
  const log = torn({ before: before.log, after: after.log, synced: syncedBytes(before.log, after.log), random });
  return { file: before.file, log };
}

/** Returns how much of a log was certainly synced before its last commit: its header, and all earlier commits. */
function syncedBytes(before: Buffer, after: Buffer): number {
  const isNewLog = !before.subarray(0, logHeadBytes).equals(after.subarray(0, logHeadBytes));
  const since = isNewLog ? logHeadBytes : (commitEnds(before).at(-1) ?? logHeadBytes);
  const commits = commitEnds(after).filter((end) => end > since);
  return commits.at(-2) ?? (isNewLog ? logHeadBytes : 0);
}

/** Returns where the commits of a log end, in bytes (https://www.sqlite.org/fileformat2.html#the_write_ahead_log). */
function commitEnds(log: Buffer): readonly number[] {
  const ends: number[] = [];
  for (let at = logHeadBytes; at + frameBytes <= log.length; at += frameBytes) {
    if (log.compare(log, 16, 24, at + 8, at + 16) !== 0) break; // frames of an earlier log
    if (log.readUInt32BE(at + 4) > 0) ends.push(at + frameBytes);
  }
  return ends;
}

/**
 * Returns `before` with any of the sectors that `after` changed. The first `synced` bytes are certainly those of
 * `after`.
 */
function torn({
  before,
  after,
  synced,
  random,
}: {
  readonly before: Buffer;
  readonly after: Buffer;
  readonly synced: number;
  readonly random: SeededRandom;
}): Buffer {
  const longest = Math.max(before.length, after.length);
  const disk = Buffer.alloc(longest);
  before.copy(disk);
  const share = random.chance(0.3) ? 1 : random.next(); // all of it was written, and only the sync was missing
  for (let at = 0; at < longest; at += sectorBytes) {
    const old = disk.subarray(at, at + sectorBytes);
    const written = after.subarray(at, at + sectorBytes);
    if (written.equals(before.subarray(at, at + sectorBytes)) || !random.chance(share)) continue;
    if (share < 1 && random.chance(0.02)) {
      // A torn sector. Bytes next to the written ones stay unchanged (SQLite assumes this too: POWERSAFE_OVERWRITE).
      for (let place = at; place < at + written.length; place += 1)
        if (before[place] !== after[place]) disk[place] = random.below(256);
    } else written.copy(old);
  }
  after.copy(disk, 0, 0, synced);
  const shortest = Math.max(Math.min(before.length, after.length), synced);
  return disk.subarray(
    0,
    share === 1 || random.chance(0.5) ? longest : shortest + random.below(longest - shortest + 1),
  ); // cut at any byte
}

type Looked = { readonly held: ReadonlySet<string>; readonly wrong: readonly string[] };

/** Opens the file after the cut: returns the acts in it, and its errors. */
function look(image: string, key: Uint8Array): Looked {
  try {
    const opened = openReplicaFile({ file: image, key });
    if (!opened.ok) return { held: new Set(), wrong: [opened.message] };
    try {
      const acts = opened.value.writer.prepare<[], string>('select id from r_outpost_act where deleted = 0').pluck();
      return { held: new Set(acts.all()), wrong: opened.value.findDamage() };
    } finally {
      opened.value.close();
    }
  } catch (cause) {
    return { held: new Set(), wrong: [cause instanceof Error ? cause.message : String(cause)] };
  }
}
