import { BrokenRule, type FindingKind } from '../oracles/history-oracles.ts';
import type { ProofServer } from '../../stage/proof-server.ts';
import type { EffectCounts } from './effect-counts.ts';
import { checkEffects } from './effect-oracles.ts';
import { drawEffects, type EffectEvent, type EffectRecording, type EffectStep } from './effect-step.ts';
import { EffectWorld } from './effect-world.ts';

// Issue 15, S-1c, T-23, CRM-12, MSG-30, SEQ-3: people write e-mails and texts, change them, take them back and stop sequences, while workers
// send them, die and hang, and a provider loses replies. At the end each has gone out at most once for each time that it was asked for, and
// its record tells the truth.

const minute = 60_000;
/** Chosen: more than the workers of a usual installation. */
const mostWorkers = 4;
/** Chosen: from less than a wait between tries to more than a lease, and into the receiver's day or night. */
const passing = [
  1_000,
  30_000,
  minute,
  minute,
  3 * minute,
  6 * minute,
  11 * minute,
  11 * minute,
  25 * minute,
  5 * 60 * minute,
];
/** Longer than the longest time that a person asks for, the longest wait between tries, and ten tries. */
const restRounds = 12;

class EffectHistory {
  readonly #world: EffectWorld;

  constructor(world: EffectWorld) {
    this.#world = world;
  }

  async step(step: EffectStep): Promise<void> {
    const { people, random, trace } = this.#world;
    this.#world.turnTo(step);
    trace(`-- ${step.event}${step.calm ? ', calm' : ''}`);
    await this.#events[step.event](random.pick(people), step);
  }

  readonly #events: Readonly<
    Record<EffectEvent, (person: EffectWorld['people'][number], step: EffectStep) => Promise<void>>
  > = {
    write: (person) => person.write(this.#world.random.uuid()),
    rush: async (person) => {
      const { random, workers } = this.#world;
      if (person.isOffline || workers.length >= mostWorkers) return;
      for (let count = 0; count < 3; count += 1) await person.write(random.uuid(), 1 + random.below(8));
      const worker = await this.#world.beginWork();
      await this.#world.turn(worker, 1_000);
    },
    crossEnd: async () => {
      const { random, workers, server } = this.#world;
      const slow = workers.find(({ isHanging }) => isHanging);
      if (slow === undefined || workers.length >= mostWorkers) return;
      const before = new Set(await this.#world.untold());
      server.advance(11 * minute);
      const other = await this.#world.beginWork();
      while (!other.hasEnded && !other.isStuck) {
        await this.#world.turn(other, 1);
        if ((await this.#world.untold()).every((id) => before.has(id))) continue;
        await this.#world.turn(other, 1 + random.below(2));
        break;
      }
      await this.#world.answer(slow);
      await this.#world.turn(slow, 100);
      await this.#world.turn(other, 100);
    },
    edit: (person) => person.edit(),
    retime: (person) => person.retime(),
    decide: (person) => person.decide(),
    deleteOrRestore: (person) => person.deleteOrRestore(),
    declare: (person) => person.declare(this.#world.random.uuid()),
    stopOrResume: (person) => person.stopOrResume(),
    suppressElsewhere: () => this.#world.suppressElsewhere(),
    goOffline: (person) => Promise.resolve(void (person.isOffline = true)),
    sync: (person) => person.sync(),
    work: async (_, { calm }) => {
      const { random, workers, counts } = this.#world;
      if (workers.length >= mostWorkers) return;
      if (workers.length > 0) counts.workersAtOnce += 1;
      const isMortal = random.chance(0.3) && calm !== true;
      const death = [1 + random.below(14), random.pick(['before-commit', 'after-commit'] as const)] as const;
      const worker = await this.#world.beginWork(isMortal ? death : undefined);
      await this.#world.turn(worker, random.below(48));
    },
    turn: async () => {
      const { random, workers } = this.#world;
      if (workers.length > 0) await this.#world.turn(random.pick(workers), 1 + random.below(24));
    },
    answer: async () => {
      const { random, workers } = this.#world;
      const hanging = workers.filter(({ isHanging }) => isHanging);
      if (hanging.length > 0) await this.#world.answer(random.pick(hanging));
    },
    kill: async () => {
      const { random, workers } = this.#world;
      if (workers.length > 0) await this.#world.kill(random.pick(workers));
    },
    passTime: async () => {
      const { random, server, trace } = this.#world;
      const ms = random.pick(passing);
      server.advance(ms);
      trace(`${ms / minute} minutes pass`);
      return Promise.resolve();
    },
  };

  /** All faults are over: everybody syncs, the slow ones answer, and workers run until nothing waits. */
  async rest(): Promise<void> {
    const { people, provider, server, trace } = this.#world;
    trace('-- all faults are over');
    provider.isCalm = true;
    for (const person of people) await person.sync();
    for (let left = this.#world.workers; left.length > 0; left = this.#world.workers)
      for (const worker of left) {
        worker.spare();
        if (worker.isHanging) await this.#world.answer(worker);
        await this.#world.turn(worker, 1_000);
      }
    for (let round = 0; round < restRounds; round += 1) {
      server.advance(round < 3 ? 11 * minute : 7 * 60 * minute);
      const worker = await this.#world.beginWork();
      await this.#world.turn(worker, 1_000);
      if (round > 3 && !(await this.#isAnyOpen())) break;
    }
    await checkEffects(this.#world);
  }

  async #isAnyOpen(): Promise<boolean> {
    const { server, orgId } = this.#world;
    const rows = await server.rows(orgId, `select 1 from store.intent where status in ('waiting', 'claimed') or is_untold limit 1`); // prettier-ignore
    return rows.length > 0;
  }
}

/** The findings and the events of one history. */
export type PlayedEffects = {
  readonly problem: string | undefined;
  /** The rule that the problem breaks, and its sort. */
  readonly rule: string | undefined;
  readonly kind: FindingKind | undefined;
  readonly counts: EffectCounts;
};

/** Plays a history. Returns the fault; `problem` is undefined where there is none. */
export async function replayEffects(
  server: ProofServer,
  recording: EffectRecording,
  trace: (line: string) => void = () => undefined,
): Promise<PlayedEffects> {
  const world = await EffectWorld.open(server, recording, trace);
  const history = new EffectHistory(world);
  const { counts } = world;
  try {
    for (const step of recording.steps) await history.step(step);
    await history.rest();
    return { problem: undefined, rule: undefined, kind: undefined, counts };
  } catch (cause) {
    if (!(cause instanceof BrokenRule)) throw cause;
    return { problem: `seed ${recording.seed}: ${cause.message}`, rule: cause.rule, kind: cause.kind, counts };
  } finally {
    for (const worker of world.workers) await worker.kill();
  }
}

/** Plays the history of a seed for a search of planted bugs, and returns the fault. */
export const findInEffects = async (server: ProofServer, seed: number): Promise<string | undefined> =>
  (await replayEffects(server, drawEffects(seed))).problem;
