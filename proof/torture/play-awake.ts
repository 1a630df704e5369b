import { confirmedOf } from '@outpost/desktop/replica/records/documents';
import type { Exchanged } from '@outpost/desktop/replica/sync/replicator';
import { readStreamEvent } from '@outpost/desktop/replica/sync/stream-event';
import { type Head, type Page, pullAnswerSchema } from '@outpost/domain/sync/protocol';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { checkPage, checkShown, checkUpToDate, documentsOf, must, readTruth, type Truth } from '../history-oracles.ts';
import type { ProofStage } from '../proof-stage.ts';
import { ActsMade } from './acts-made.ts';
import { checkAtRest, type Outcome } from './at-rest.ts';
import { Departures } from './departures.ts';
import { fates, partitions } from './faulty-line.ts';
import { chunkFates } from './faulty-stream.ts';
import { Machine, MachineDied } from './machine.ts';
import { newDeal, newTask, tendTray, work } from './people-at-work.ts';
import { perform, type Working } from './perform.ts';
import { ServerSide } from './server-side.ts';
import { Stillness } from './stillness.ts';
import { drawWork, isWork, type OtherKind, type Recording, type Step, type WorkKind } from './step.ts';

/** A while in which nobody does anything: mostly seconds, now and then longer than any timer of the engine. */
export const drawnSpanMs = (random: SeededRandom): number =>
  random.below(random.pick([200, 5_000, 5_000, 30_000, 400_000])) + 1;

/** Up to ten hours. */
export const drawnSleepMs = (random: SeededRandom): number => random.below(36_000_000);

/** What the engine promises: after its longest back-off a request that hangs, then the poll that makes up for a poke that was lost. */
const longestWayMs = 300_000 + 60_000 + 300_000;
/** When there is no news, a device asks seldom. */
const quietMs = 600_000;
const mostWhenQuiet = 10;
/** What a device has to ask until all is exchanged is far less. */
const mostToRest = 200;

type Moment = { readonly truth: Truth; readonly head: Head };

/**
 * S-3, S-6: plays a history in which the replicas' own engines run, on virtual time: their timers, the server's stream of pokes and the pages
 * on it. Nobody asks for an exchange. One timer of all machines runs at a time, and the next one when nothing is under way any more.
 */
export class AwakeHistory {
  readonly #stage: ProofStage;
  readonly #recording: Recording;
  readonly #trace: (line: string) => void;
  readonly #machines: Machine[] = [];
  readonly #acts = new ActsMade();
  readonly #departures = new Departures();
  readonly #server: ServerSide;
  readonly #stillness: Stillness;
  /** How often each machine's requests of sync reached the server. */
  readonly #asked = new Map<Machine, number>();
  /** Machines that have exchanged something since they were last looked at. */
  readonly #moved = new Set<Machine>();
  readonly #counts = { partitions: 0, crashes: 0 };
  /** Whether things go astray. */
  #isRough = false;
  #chance: SeededRandom;
  #moment: Promise<Moment> | undefined;
  /** What was found where nobody could be told: an engine takes whatever is thrown under it for a fault of the line. */
  #broken: { readonly cause: unknown } | undefined;

  constructor(stage: ProofStage, recording: Recording, trace: (line: string) => void) {
    this.#stage = stage;
    this.#recording = recording;
    this.#trace = trace;
    this.#server = new ServerSide(stage, trace);
    this.#stillness = new Stillness(() => stage.server.mortal.underWay);
    this.#chance = seededRandom(recording.seed + 3);
  }

  async play(): Promise<Outcome> {
    const { devices, steps, seed } = this.#recording;
    for (const [place, person] of devices.entries()) await this.#start(`${person}${place}`, person);
    if (steps.some((step) => step.kind === 'failover')) await this.#server.provide();
    await this.#populate(seededRandom(seed + 2));
    await this.#comeToRest();
    this.#isRough = true;
    for (const step of steps) await this.#step(step);
    await this.#heal();
    await this.#comeToRest();
    await this.#stayQuiet();
    const { truth } = await this.#now();
    const journal = await checkAtRest({
      stage: this.#stage,
      machines: this.#machines,
      acts: this.#acts.made,
      sent: this.#acts.sent,
      truth,
      departures: this.#departures,
      hasForked: this.#server.hasForked,
      isGrown: false,
    });
    return {
      acts: this.#acts.made.size,
      ...this.#counts,
      crashes: this.#counts.crashes + this.#server.crashes,
      ...journal,
    };
  }

  async end(): Promise<void> {
    for (const machine of this.#machines) machine.line.drop();
    await this.#stage.end();
    await this.#stillness.reached();
    await this.#server.end();
  }

  async #start(name: string, person: Machine['person']): Promise<void> {
    const machine = await Machine.start(this.#stage, { name, person, byItself: true });
    machine.line.watch = {
      sent: ({ path, body }) => {
        this.#asked.set(machine, (this.#asked.get(machine) ?? 0) + 1);
        if (path !== '/sync/push') return;
        this.#moment = undefined;
        this.#acts.push(body);
      },
      answered: ({ path }, reply) => this.#checkAnswer(machine, path, reply),
      told: (event) => this.#checkTold(machine, event),
    };
    machine.line.travel = {
      lagMs: () => 1 + this.#chance.below(40),
      fate: () => (this.#isRough && this.#chance.chance(0.15) ? this.#chance.pick(fates) : 'arrives'),
      chunkFate: () => (this.#isRough && this.#chance.chance(0.15) ? this.#chance.pick(chunkFates) : 'arrives'),
      track: this.#stillness.track,
    };
    machine.opened = () => this.#awaken(machine);
    this.#machines.push(machine);
    this.#awaken(machine);
  }

  /** Looks at each of its exchanges, and lets its engine keep in touch. */
  #awaken(machine: Machine): void {
    const { replicator, engine } = machine.tenant;
    const looked = <A extends unknown[]>(exchange: (...given: A) => Promise<Exchanged>) => {
      return async (...given: A): Promise<Exchanged> => {
        const done = await exchange(...given);
        this.#holds(() => {
          must(
            done.kind !== 'unfit' && done.kind !== 'refused',
            'S-1',
            () => `${machine.name}: ${JSON.stringify(done)}`,
          );
        });
        this.#trace(`${machine.name}: ${done.kind}${done.kind === 'page' && !done.isAsked ? ', unasked' : ''}`);
        this.#moved.add(machine);
        return done;
      };
    };
    replicator.push = looked(replicator.push.bind(replicator));
    replicator.pull = looked(replicator.pull.bind(replicator));
    replicator.take = looked(replicator.take.bind(replicator));
    engine.start();
  }

  /** Records that everyone of a team meets on. */
  async #populate(random: SeededRandom): Promise<void> {
    const [first] = this.#machines;
    if (!first) return;
    const at = this.#working(first, random);
    for (let made = 0; made < 2; made += 1) {
      const id = random.uuid();
      await perform(at, 'first', [{ ...newDeal(at, id), id }, newTask(at, random.uuid(), id)]);
    }
  }

  #working(machine: Machine, random: SeededRandom): Working {
    const took = (id: string, group: string | undefined) => this.#acts.take(id, group);
    // The engine is at work beside the person.
    return {
      stage: this.#stage,
      machine,
      random,
      acts: this.#acts.made,
      trace: this.#trace,
      took,
      isAlone: false,
      isGrown: false,
    };
  }

  async #step(step: Step): Promise<void> {
    const machine = this.#machines[step.device % this.#machines.length];
    if (!machine) return;
    const random = seededRandom(step.seed);
    this.#chance = seededRandom(step.seed + 1);
    this.#trace(`-- ${step.kind} of ${machine.name}`);
    if (isWork(step.kind)) await this.#work(machine, random, step.kind);
    else await this.#befalls(step.kind, machine, random);
    await this.#still();
    await this.#pass(1);
    machine.live();
    if (machine.isDead) await this.#crash(machine);
  }

  /** Whoever works has opened the lid. */
  #work(machine: Machine, random: SeededRandom, kind: WorkKind): Promise<void> {
    machine.isAsleep = false;
    return work(this.#working(machine, random), kind);
  }

  async #befalls(kind: OtherKind, machine: Machine, random: SeededRandom): Promise<void> {
    const befalls = this.#befalling[kind];
    if (!befalls) throw new Error(`${kind} does not befall machines that are awake`);
    return befalls(machine, random);
  }

  readonly #befalling: Readonly<Partial<Record<OtherKind, (machine: Machine, random: SeededRandom) => Promise<void>>>> =
    {
      pass: async (_, random) => void (await this.#pass(drawnSpanMs(random))),
      sleep: (machine, random) => this.#sleep(machine, random),
      tray: (machine, random) => tendTray(this.#working(machine, random), (id) => this.#acts.mended(id)),
      partition: async (machine, random) => {
        const state = machine.line.state === 'open' ? random.pick(partitions) : 'open';
        machine.line.state = state;
        if (state !== 'open') this.#counts.partitions += 1;
        this.#trace(`${machine.name}'s line is ${state}`);
      },
      echo: (machine) => this.#echo(machine),
      crashAtWork: async (machine, random) => {
        machine.dieSoon(random);
        await this.#work(machine, random, drawWork(random)).catch((cause: unknown) => {
          if (!machine.isDead) throw cause;
        });
        await this.#pass(random.below(2_000));
      },
      roles: (_, random) => this.#atServer(() => this.#server.changeRoles(random)),
      replicate: () => this.#atServer(() => this.#server.replicate()),
      backup: () => this.#atServer(() => this.#server.backUp()),
      failover: (_, random) => this.#atServer(() => this.#server.failOver(random)),
      horizon: (_, random) => this.#atServer(() => this.#server.passHorizon(random)),
      restartServer: () => this.#atServer(() => this.#server.restart()),
    };

  #atServer(befalls: () => Promise<void>): Promise<void> {
    this.#moment = undefined;
    return befalls();
  }

  /** One lid is shut or opened, or all are shut for a night: then all timers are late, and run one after the other. */
  async #sleep(machine: Machine, random: SeededRandom): Promise<void> {
    if (random.chance(0.7)) machine.isAsleep = !machine.isAsleep;
    else this.#elapse(drawnSleepMs(random));
  }

  #elapse(spanMs: number): void {
    for (const { time } of this.#machines) time.sleep(spanMs);
    this.#stage.server.advance(spanMs);
  }

  /** A request that was on its way for long arrives. */
  async #echo(machine: Machine): Promise<void> {
    this.#moment = undefined;
    await machine.line.echoes.shift()?.();
  }

  async #crash(machine: Machine): Promise<void> {
    this.#trace(`${machine.name} crashes`);
    this.#counts.crashes += 1;
    await machine.restart();
    await machine.broughtUp();
    await this.#still();
  }

  /** All faults are over; nobody is told. */
  async #heal(): Promise<void> {
    this.#isRough = false;
    for (const machine of this.#machines) {
      machine.line.state = 'open';
      machine.isAsleep = false;
      while (machine.line.echoes.length > 0) {
        await this.#echo(machine);
        await this.#still();
      }
    }
  }

  /** Time passes: whatever timer of a machine falls due runs, and all that it sets off. */
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
    for (const { time, isAsleep } of this.#machines) {
      const inMs = isAsleep ? undefined : time.nextInMs;
      if (inMs !== undefined && (!next || inMs < next.inMs)) next = { time, inMs };
    }
    return next;
  }

  /** Nothing is under way any more: now all that was exchanged is looked at. */
  async #still(): Promise<void> {
    await this.#stillness.reached();
    for (const machine of this.#moved) if (!machine.isDead) await this.#look(machine);
    this.#moved.clear();
    if (this.#broken) throw this.#broken.cause;
  }

  async #look(machine: Machine): Promise<void> {
    this.#acts.takeOf(machine);
    checkShown(machine.staged);
    if (await this.#isUpToDate(machine)) checkUpToDate((await this.#now()).truth, machine.staged);
    if (machine.tenant.device.memory.state.sweeping) return;
    const { seen } = machine;
    for (const document of documentsOf(machine.staged)) {
      const version = confirmedOf(document)?.version;
      if (version === undefined) continue;
      const before = seen.get(document.id) ?? 0;
      must(version >= before, 'S-6', () => `${machine.name} went back from ${before} to ${version} in ${document.id}`);
      seen.set(document.id, version);
    }
  }

  /** Whether a device says that it is up to date at the head that the store has now. */
  async #isUpToDate(machine: Machine): Promise<boolean> {
    const { upTo, heads } = machine.tenant.device.memory.state;
    const { head } = await this.#now();
    return upTo === head[0] && heads.at(-1)?.[1] === head[1];
  }

  /** S-6: without anybody's help all come to agree, and soon enough. */
  async #comeToRest(): Promise<void> {
    const isAtRest = async (machine: Machine): Promise<boolean> =>
      machine.tenant.device.memory.acts.size === 0 && (await this.#isUpToDate(machine));
    const isOver = async (): Promise<boolean> => {
      if (this.#asksOver(mostToRest)) return true;
      for (const machine of this.#machines) if (!(await isAtRest(machine))) return false;
      return true;
    };
    await this.#still();
    this.#asked.clear();
    const tookMs = await this.#pass(longestWayMs, isOver);
    this.#trace(`at rest after ${tookMs} ms`);
    must(!this.#asksOver(mostToRest), 'E-3', () => 'a device asks without a pause');
    for (const machine of this.#machines) {
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

  /** E-3: when there is no news, nobody asks more often than the engine says. */
  async #stayQuiet(): Promise<void> {
    this.#asked.clear();
    await this.#pass(quietMs, () => Promise.resolve(this.#asksOver(mostWhenQuiet)));
    for (const [machine, times] of this.#asked)
      must(times <= mostWhenQuiet, 'E-3', () => `${machine.name} asks ${times} times in ten minutes without news`);
    for (const machine of this.#machines) {
      const faults = machine.staged.faults.filter((cause) => !(cause instanceof MachineDied)).map(String);
      must(faults.length === 0, 'S-6', () => `${machine.name} noted faults: ${faults.join('; ')}`);
    }
  }

  /** What the store holds now; read again when something may have changed it. */
  #now(): Promise<Moment> {
    this.#moment ??= readMoment(this.#stage);
    return this.#moment;
  }

  #checkAnswer(
    machine: Machine,
    path: string,
    reply: { readonly status: number; readonly body: string },
  ): Promise<void> {
    return this.#holdsLater(async () => {
      if (path === '/sync/push') this.#moment = undefined;
      if (path !== '/sync/pull' || reply.status !== 200) return;
      const answer = pullAnswerSchema.parse(JSON.parse(reply.body));
      if (answer.kind === 'page') await this.#checkPage(machine, answer);
    });
  }

  #checkTold(machine: Machine, event: string): void {
    const said = readStreamEvent(event);
    if (said?.kind !== 'page') return;
    const checked = this.#holdsLater(() => this.#checkPage(machine, said.news.page));
    void this.#stillness.track(checked);
  }

  async #checkPage(machine: Machine, page: Page): Promise<void> {
    const person = this.#stage.people[machine.person].id;
    const { truth } = await this.#now();
    this.#departures.note(person, page);
    checkPage(truth, person, page);
  }

  #holds(check: () => void): void {
    try {
      check();
    } catch (cause) {
      this.#broken ??= { cause };
    }
  }

  async #holdsLater(check: () => Promise<void>): Promise<void> {
    try {
      await check();
    } catch (cause) {
      this.#broken ??= { cause };
    }
  }
}

async function readMoment(stage: ProofStage): Promise<Moment> {
  const head = await stage.server.head(stage.orgId);
  return { head, truth: await readTruth(stage) };
}
