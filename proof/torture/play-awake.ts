import type { Exchanged } from '@outpost/desktop/replica/sync/replicator';
import { StorageFault } from '@outpost/desktop/replica/storage/files/storage-fault';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { checkUpToDate, must } from './oracles/history-oracles.ts';
import type { HistoryOutcome } from './oracles/at-rest.ts';
import { fates } from './machines/faulty-line.ts';
import { chunkFates } from './machines/faulty-stream.ts';
import { type Machine, MachineDied } from './machines/machine.ts';
import { work } from './worlds/work/people-at-work.ts';
import {
  drawnJumpMs,
  drawnSleepMs,
  drawnSpanMs,
  drawWork,
  isWork,
  type OtherKind,
  type WorldStep,
  type WorkKind,
} from './worlds/step.ts';
import { Stillness } from './oracles/stillness.ts';
import type { Befalling } from './worlds/befalling.ts';
import type { World } from './worlds/world.ts';

/** The engine's guarantee: after its longest back-off, a hanging request, then the poll that replaces a lost poke. */
const longestWayMs = 300_000 + 60_000 + 300_000;
/** Without news, a device rarely sends requests. */
const quietMs = 600_000;
const mostWhenQuiet = 10;
/** Far more requests than a device needs until everything is exchanged. */
const mostToRest = 200;

/**
 * S-3, S-6: plays a history with the replicas' own engines, on virtual time: their timers, the server's stream of pokes and the
 * pages on it. The steps request no exchange. One timer of all machines runs at a time, and the next one when no work is in
 * progress.
 */
export class AwakeHistory {
  readonly #world: World;
  readonly #stillness: Stillness;
  /** How often each machine's sync requests reached the server. */
  readonly #asked = new Map<Machine, number>();
  /** Machines that have exchanged something since the last check. */
  readonly #moved = new Set<Machine>();
  /** Whether messages get lost. */
  #isRough = false;
  #chance: SeededRandom;

  constructor(world: World) {
    this.#world = world;
    this.#stillness = new Stillness(() => world.stage.server.mortal.underWay);
    this.#chance = seededRandom(world.recording.seed + 3);
  }

  async play(): Promise<HistoryOutcome> {
    await this.#world.begin((machine) => this.#prepare(machine));
    await this.#comeToRest();
    this.#isRough = true;
    for (const step of this.#world.recording.steps) await this.#step(step);
    await this.#heal();
    await this.#comeToRest();
    await this.#stayQuiet();
    return this.#world.outcome();
  }

  async end(): Promise<void> {
    for (const machine of this.#world.machines) machine.line.drop();
    await this.#world.stage.end();
    await this.#stillness.reached();
    await this.#world.server.end();
  }

  #prepare(machine: Machine): void {
    const { watch } = machine.line;
    machine.line.watch = {
      ...watch,
      sent: (request) => {
        this.#asked.set(machine, (this.#asked.get(machine) ?? 0) + 1);
        watch.sent(request);
      },
      told: (event) => void this.#stillness.track(this.#world.checkTold(machine, event)),
    };
    machine.line.travel = {
      lagMs: () => 1 + this.#chance.below(40),
      fate: () => (this.#isRough && this.#chance.chance(0.15) ? this.#chance.pick(fates) : 'arrives'),
      chunkFate: () => (this.#isRough && this.#chance.chance(0.15) ? this.#chance.pick(chunkFates) : 'arrives'),
      track: this.#stillness.track,
    };
    machine.opened = () => this.#awaken(machine);
    this.#awaken(machine);
  }

  /** Checks each of its exchanges, and lets its engine keep in touch. */
  #awaken(machine: Machine): void {
    const { replicator, engine } = machine.tenant;
    const looked = <A extends unknown[]>(exchange: (...given: A) => Promise<Exchanged>) => {
      return async (...given: A): Promise<Exchanged> => {
        const done = await exchange(...given);
        this.#world.hold(() => {
          must(
            done.kind !== 'unfit' && done.kind !== 'refused',
            'S-1',
            () => `${machine.name}: ${JSON.stringify(done)}`,
          );
        });
        this.#world.trace(`${machine.name}: ${done.kind}${done.kind === 'page' && !done.isAsked ? ', unasked' : ''}`);
        this.#moved.add(machine);
        return done;
      };
    };
    replicator.push = looked(replicator.push.bind(replicator));
    replicator.pull = looked(replicator.pull.bind(replicator));
    replicator.take = looked(replicator.take.bind(replicator));
    engine.start();
  }

  async #step(step: WorldStep): Promise<void> {
    const machine = this.#world.machineAt(step.device);
    if (!machine) return;
    const random = seededRandom(step.seed);
    this.#chance = seededRandom(step.seed + 1);
    this.#world.trace(`-- ${step.kind} of ${machine.name}`);
    if (isWork(step.kind)) await this.#work(machine, random, step.kind);
    else await this.#befalls(step.kind, { machine, random });
    await this.#still();
    await this.#pass(1);
    machine.live();
    if (machine.isDead) await this.#crash(machine);
  }

  /** A person who works has opened the lid. */
  #work(machine: Machine, random: SeededRandom, kind: WorkKind): Promise<void> {
    machine.isAsleep = false;
    return work(this.#world.working(machine, random), kind);
  }

  async #befalls(kind: OtherKind, at: Parameters<Befalling>[0]): Promise<void> {
    const befalls = this.#befalling[kind];
    if (!befalls) throw new Error(`${kind} does not befall machines that are awake`);
    return befalls(at);
  }

  get #befalling(): Readonly<Partial<Record<OtherKind, Befalling>>> {
    return {
      ...this.#world.befalling,
      pass: async ({ random }) => void (await this.#pass(drawnSpanMs(random))),
      sleep: ({ machine, random }) => this.#sleep(machine, random),
      crashAtWork: async ({ machine, random }) => {
        machine.dieSoon(random);
        await this.#work(machine, random, drawWork(random)).catch((cause: unknown) => {
          if (!machine.isDead) throw cause;
        });
        await this.#pass(random.below(2_000));
      },
      diskFull: (at) => this.#onBadDisk('full', at),
      diskFails: (at) => this.#onBadDisk('fails', at),
      clock: async ({ machine, random }) => {
        machine.time.set(drawnJumpMs(random));
        machine.hasJumped = true;
      },
    };
  }

  /** A person works, and time passes, while a disk accepts no writes. Then there is space again. */
  async #onBadDisk(how: 'full' | 'fails', { machine, random }: Parameters<Befalling>[0]): Promise<void> {
    await machine.withBadDisk(how, async () => {
      await this.#work(machine, random, drawWork(random)).catch((cause: unknown) => {
        if (!(cause instanceof StorageFault)) throw cause;
      });
      await this.#pass(drawnSpanMs(random));
    });
  }

  /** Shuts or opens one lid, or all for a night: then all timers are late, and run one after the other. */
  async #sleep(machine: Machine, random: SeededRandom): Promise<void> {
    if (random.chance(0.7)) machine.isAsleep = !machine.isAsleep;
    else this.#elapse(drawnSleepMs(random));
  }

  #elapse(spanMs: number): void {
    for (const { time } of this.#world.machines) time.sleep(spanMs);
    this.#world.stage.server.advance(spanMs);
  }

  async #crash(machine: Machine): Promise<void> {
    await this.#world.crash(machine);
    await machine.broughtUp();
    await this.#still();
  }

  /** Ends all faults without notifying any device. */
  async #heal(): Promise<void> {
    this.#isRough = false;
    for (const machine of this.#world.machines) {
      machine.line.state = 'open';
      machine.isAsleep = false;
      while (machine.line.echoes.length > 0) {
        await this.#world.echo(machine);
        await this.#still();
      }
    }
  }

  /** Lets time pass: each due timer of a machine runs, with everything that it causes. */
  async #pass(spanMs: number, isOver: () => Promise<boolean> = () => Promise.resolve(false)): Promise<number> {
    for (let passedMs = 0; ;) {
      if (await isOver()) return passedMs;
      const next = this.#nextTimer();
      const stepMs = Math.min(next?.inMs ?? spanMs, spanMs - passedMs);
      this.#elapse(stepMs);
      passedMs += stepMs;
      if (!next || next.inMs > stepMs) return passedMs;
      next.time.runNext();
      await this.#still();
    }
  }

  #nextTimer(): { readonly time: Machine['time']; readonly inMs: number } | undefined {
    let next: { readonly time: Machine['time']; readonly inMs: number } | undefined;
    for (const { time, isAsleep } of this.#world.machines) {
      const inMs = isAsleep ? undefined : time.nextInMs;
      if (inMs !== undefined && (!next || inMs < next.inMs)) next = { time, inMs };
    }
    return next;
  }

  /** Waits until no work is in progress, then checks everything that was exchanged. */
  async #still(): Promise<void> {
    await this.#stillness.reached();
    for (const machine of this.#moved) if (!machine.isDead) await this.#look(machine);
    this.#moved.clear();
    this.#world.tellBroken();
  }

  async #look(machine: Machine): Promise<void> {
    this.#world.look(machine);
    if (await this.#isUpToDate(machine)) checkUpToDate(await this.#world.now(), machine.staged);
  }

  /** Whether a device reports being up to date at the store's present head. */
  async #isUpToDate(machine: Machine): Promise<boolean> {
    const { upTo, heads, at } = machine.tenant.device.memory.state;
    const head = await this.#world.head();
    return upTo === head[0] && heads.at(-1)?.[1] === head[1] && at?.history === head[0];
  }

  /** S-6: checks that all agree without help, and soon enough. */
  async #comeToRest(): Promise<void> {
    const isAtRest = async (machine: Machine): Promise<boolean> =>
      machine.tenant.device.memory.acts.size === 0 &&
      (machine.tenant.device.memory.state.rightsDue ?? 0) === 0 && // rights that a page announced have been read
      (await this.#isUpToDate(machine));
    const isOver = async (): Promise<boolean> => {
      if (this.#asksOver(mostToRest)) return true;
      for (const machine of this.#world.machines) if (!(await isAtRest(machine))) return false;
      return true;
    };
    await this.#still();
    this.#asked.clear();
    const tookMs = await this.#pass(longestWayMs, isOver);
    this.#world.trace(`at rest after ${tookMs} ms`);
    must(!this.#asksOver(mostToRest), 'E-3', () => 'a device asks without a pause');
    for (const machine of this.#world.machines) {
      const status = machine.tenant.engine.status();
      must(
        await isAtRest(machine),
        'S-6',
        () => `${machine.name} does not come to rest by itself: ${JSON.stringify(status)}`,
      );
      await this.#look(machine);
    }
  }

  #asksOver(most: number): boolean {
    return [...this.#asked.values()].some((times) => times > most);
  }

  /** E-3: checks that without news no device sends more requests than the engine promises. */
  async #stayQuiet(): Promise<void> {
    this.#asked.clear();
    await this.#pass(quietMs, () => Promise.resolve(this.#asksOver(mostWhenQuiet)));
    for (const [machine, times] of this.#asked)
      must(times <= mostWhenQuiet, 'E-3', () => `${machine.name} asks ${times} times in ten minutes without news`);
    for (const machine of this.#world.machines) {
      const faults = machine.staged.faults
        .filter((cause) => !(cause instanceof MachineDied || cause instanceof StorageFault))
        .map(String);
      must(faults.length === 0, 'S-6', () => `${machine.name} noted faults: ${faults.join('; ')}`);
    }
  }
}
