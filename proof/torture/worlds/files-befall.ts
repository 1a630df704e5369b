import { StorageFault } from '@outpost/desktop/replica/storage/files/storage-fault';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { fileFates } from '../machines/file-line.ts';
import { addFile, openShownFile } from './work/files-at-work.ts';
import type { ProofStage } from '../../stage/proof-stage.ts';
import type { Befalling } from './befalling.ts';
import type { Machine } from '../machines/machine.ts';
import type { Working } from './work/perform.ts';
import { shownAt, work } from './work/people-at-work.ts';
import { drawWork, type Recording } from './step.ts';

/** The parts of a world (`world.ts`) that files need. */
type FilesWorld = {
  readonly stage: ProofStage;
  readonly recording: Recording;
  readonly machines: readonly Machine[];
  readonly trace: (line: string) => void;
  crashes: number;
  working(machine: Machine, random: SeededRandom, isAlone?: boolean): Working;
  tellBroken(): void;
};

/** Sends the waiting files of a machine, as its engine does after each contact with the server. */
async function send(world: FilesWorld, machine: Machine): Promise<void> {
  try {
    await machine.tenant.transfer.sendNow();
  } catch (cause) {
    if (!machine.isDead && !(cause instanceof StorageFault)) throw cause;
  }
  await machine.line.settled();
  const waiting = machine.isDead ? [] : machine.tenant.contents.waiting();
  world.trace(
    `${machine.name} sends files, ${waiting.length} wait: ${waiting.map(({ problem }) => problem).join('; ')}`,
  );
}

/** Adds a file where none waits on a machine, and brings its record to the server, without faults. */
async function addAndTell(world: FilesWorld, machine: Machine, random: SeededRandom): Promise<void> {
  if (machine.tenant.contents.waiting().length > 0) return;
  const at = world.working(machine, random);
  await addFile(at, shownAt(at));
  if (machine.line.state !== 'open') return;
  await machine.tenant.replicator.push(100);
  await machine.tenant.replicator.pull(100);
  await machine.line.settled();
}

/** Plans faults of the next requests of files, or a person's work between a request and its reply. */
function upset(world: FilesWorld, machine: Machine, random: SeededRandom): void {
  const faults = Array.from({ length: 4 }, () => (random.chance(0.4) ? random.pick(fileFates) : ('arrives' as const)));
  machine.line.fileFates.push(...faults);
  if (random.chance(0.15))
    world.stage.server.mortal.dieIn(1 + random.below(2), random.pick(['before-commit', 'after-commit'] as const));
  if (!random.chance(0.2)) return;
  const during = seededRandom(random.below(2 ** 31));
  machine.line.duringFile = () =>
    work(world.working(machine, during, false), drawWork(during, world.recording.drawing));
}

async function calmed(world: FilesWorld, machine: Machine, exchange: () => Promise<void>): Promise<void> {
  const { mortal } = world.stage.server;
  const { deaths } = mortal;
  await exchange();
  machine.line.fileFates.length = 0;
  machine.line.duringFile = undefined;
  mortal.spare();
  world.crashes += mortal.deaths - deaths;
}

/** PLT-5: faults of the bytes of files on their way. */
export const filesBefall = (world: FilesWorld) =>
  ({
    sendFiles: async ({ machine, random }) => {
      if (random.chance(0.6)) await addAndTell(world, machine, random);
      upset(world, machine, random);
      return calmed(world, machine, () => send(world, machine));
    },
    crashInAdd: async ({ machine, random }) => {
      const at = world.working(machine, random);
      machine.dieSoon(random, ['storage']);
      await addFile(at, shownAt(at)).catch((cause: unknown) => {
        if (!machine.isDead) throw cause;
      });
    },
    crashInSend: async ({ machine, random }) => {
      if (random.chance(0.6)) await addAndTell(world, machine, random);
      machine.dieSoon(random);
      return calmed(world, machine, () => send(world, machine));
    },
    openFile: ({ machine, random }) => {
      if (random.chance(0.5)) upset(world, machine, random);
      return calmed(world, machine, () => openShownFile(world.working(machine, random)));
    },
    evictFiles: async ({ machine }) => machine.tenant.contents.evict(0),
  }) as const satisfies Readonly<Record<string, Befalling>>;

/** Ends all faults of files: each device sends its waiting files. */
export async function healFiles(world: FilesWorld): Promise<void> {
  for (const machine of world.machines) {
    for (let round = 0; round < 3; round += 1) await send(world, machine);
  }
  world.tellBroken();
}
