import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { pullAnswerSchema } from '@outpost/domain/sync/protocol';
import { confirmedOf } from '@outpost/desktop/replica/records/documents';
import { StorageFault } from '@outpost/desktop/replica/storage/storage-fault';
import { checkPage, checkShown, checkUpToDate, documentsOf, must, readTruth, type Truth } from '../history-oracles.ts';
import type { ProofServer } from '../proof-server.ts';
import { ProofStage } from '../proof-stage.ts';
import { ActsMade } from './acts-made.ts';
import { checkAtRest, type Outcome } from './at-rest.ts';
import { builds, isServed } from './builds.ts';
import { Departures } from './departures.ts';
import { fates, partitions } from './faulty-line.ts';
import { Machine } from './machine.ts';
import { AwakeHistory, drawnSleepMs, drawnSpanMs } from './play-awake.ts';
import { editTogether, newDeal, newTask, tendTray, work } from './people-at-work.ts';
import { defineFirst } from './own-kinds-at-work.ts';
import { perform, type Working } from './perform.ts';
import { ServerSide } from './server-side.ts';
import { drawWork, isWork, type OtherKind, type Recording, type Step } from './step.ts';

export type PlayOptions = {
  readonly server: ProofServer;
  readonly recording: Recording;
  readonly trace?: (line: string) => void;
};

/**
 * S-6: plays one history on real replicas and the whole real server: people at work, lines and machines that fail, rights that change, a
 * server that dies, loses its tail and is put back to a backup; then all heals, and everyone must agree. Throws BrokenRule.
 */
export async function playRecording({ server, recording, trace = () => undefined }: PlayOptions): Promise<Outcome> {
  const ids = seededRandom(recording.seed + 1);
  const stage = await ProofStage.set(server, ids.uuid);
  const played =
    recording.drawing === 'awake' ? new AwakeHistory(stage, recording, trace) : new Played(stage, recording, trace);
  try {
    return await played.play();
  } finally {
    await played.end();
  }
}

type Exchange = { readonly random: SeededRandom; readonly isCalm: boolean; readonly limit?: number };
/** Pages of one row, and pushes of one act, have an end between any two of them. */
const drawnLimit = (way: 'push' | 'pull', { pick }: SeededRandom): number =>
  way === 'push' ? pick([1, 2, 5, 100]) : pick([1, 2, 3, 10, 100]);

class Played {
  readonly #stage: ProofStage;
  readonly #recording: Recording;
  readonly #trace: (line: string) => void;
  readonly #machines: Machine[] = [];
  readonly #acts = new ActsMade();
  readonly #departures = new Departures();
  readonly #counts = { partitions: 0, crashes: 0 };
  readonly #server: ServerSide;
  #truth: Truth | undefined;
  /** What was found at a page: a replica takes whatever is thrown under its request for a fault of the line. */
  #broken: { readonly cause: unknown } | undefined;

  constructor(stage: ProofStage, recording: Recording, trace: (line: string) => void) {
    this.#stage = stage;
    this.#recording = recording;
    this.#trace = trace;
    this.#server = new ServerSide(stage, trace);
  }

  async play(): Promise<Outcome> {
    const { devices, steps, seed } = this.#recording;
    for (const [place, person] of devices.entries()) {
      const machine = await Machine.start(this.#stage, { name: `${person}${place}`, person });
      machine.line.watch = {
        sent: (request) => this.#noteSent(request),
        answered: (request, reply) => this.#checkAnswer(machine, request, reply),
      };
      this.#machines.push(machine);
    }
    if (steps.some((step) => step.kind === 'failover')) await this.#server.provide();
    await this.#populate(seededRandom(seed + 2));
    await this.#heal();
    for (const step of steps) await this.#step(step);
    await this.#updateAll();
    if (seed % 2 === 1) await this.#healByThemselves();
    await this.#heal();
    const journal = await checkAtRest({
      stage: this.#stage,
      machines: this.#machines,
      acts: this.#acts.made,
      sent: this.#acts.sent,
      truth: await this.#now(),
      departures: this.#departures,
      hasForked: this.#server.hasForked,
      isGrown: this.#recording.drawing === 'grown',
    });
    const crashes = this.#counts.crashes + this.#server.crashes;
    return { acts: this.#acts.made.size, ...this.#counts, crashes, ...journal };
  }

  async end(): Promise<void> {
    for (const machine of this.#machines) await machine.line.settled();
    await this.#stage.end();
    await this.#server.end();
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
    if (this.#recording.drawing === 'grown') await defineFirst(at);
    this.#acts.takeOf(first);
  }

  #working(machine: Machine, random: SeededRandom, isAlone = true): Working {
    const took = (id: string, group: string | undefined) => this.#acts.take(id, group);
    const isGrown = this.#recording.drawing === 'grown';
    return { stage: this.#stage, machine, random, acts: this.#acts.made, trace: this.#trace, took, isAlone, isGrown };
  }

  /** What the server holds now; read again when something may have changed it. */
  async #now(): Promise<Truth> {
    this.#truth ??= await readTruth(this.#stage);
    return this.#truth;
  }

  #noteSent(request: { readonly path: string; readonly body?: string }): void {
    if (request.path !== '/sync/push') return;
    this.#truth = undefined;
    this.#acts.push(request.body);
  }

  /** No request is under way any more, and all pages were as they should be. */
  async #settled(machine: Machine): Promise<void> {
    await machine.line.settled();
    if (this.#broken) throw this.#broken.cause;
  }

  async #checkAnswer(
    machine: Machine,
    request: { readonly path: string },
    reply: { readonly status: number; readonly body: string },
  ): Promise<void> {
    if (request.path !== '/sync/pull' || reply.status !== 200) return;
    const answer = pullAnswerSchema.parse(JSON.parse(reply.body));
    if (answer.kind !== 'page') return;
    const person = this.#stage.people[machine.person].id;
    this.#departures.note(person, answer);
    const truth = await this.#now();
    try {
      checkPage(truth, person, answer);
    } catch (cause) {
      this.#broken ??= { cause };
    }
  }

  async #step(step: Step): Promise<void> {
    const machine = this.#machines[step.device % this.#machines.length];
    if (!machine) return;
    const random = seededRandom(step.seed);
    this.#stage.server.advance(1_000);
    machine.time.sleep(1_000);
    this.#trace(`-- ${step.kind} of ${machine.name}${step.calm ? ', calm' : ''}`);
    if (isWork(step.kind)) await work(this.#working(machine, random), step.kind);
    else await this.#steps[step.kind]({ machine, random, isCalm: step.calm === true });
    await this.#settled(machine);
    machine.live();
    if (machine.isDead) await this.#crash(machine);
    await machine.broughtUp();
    this.#acts.takeOf(machine);
    this.#look(machine);
  }

  /** After each step: what is shown is derived from what is known, and nothing that was read becomes older (monotonic reads). */
  #look(machine: Machine): void {
    checkShown(machine.staged);
    if (machine.tenant.device.memory.state.sweeping) return; // it starts over, and still shows what a lost tail said
    const { seen } = machine;
    for (const document of documentsOf(machine.staged)) {
      const version = confirmedOf(document)?.version;
      if (version === undefined) continue;
      const before = seen.get(document.id) ?? 0;
      must(version >= before, 'S-6', () => `${machine.name} went back from ${before} to ${version} in ${document.id}`);
      seen.set(document.id, version);
    }
  }

  async #crash(machine: Machine): Promise<void> {
    this.#trace(`${machine.name} crashes`);
    this.#counts.crashes += 1;
    await machine.restart();
  }

  readonly #steps: Readonly<
    Record<OtherKind, (at: { machine: Machine; random: SeededRandom; isCalm: boolean }) => Promise<void>>
  > = {
    tray: ({ machine, random }) => this.#tendTray(machine, random),
    windows: async ({ machine, random }) => {
      const both = [random.below(2 ** 31), random.below(2 ** 31)].map((seed) =>
        this.#workByChance(machine, seededRandom(seed), false),
      );
      await Promise.all(both);
    },
    push: ({ machine, random, isCalm }) => this.#exchange(machine, 'push', { random, isCalm }),
    pull: ({ machine, random, isCalm }) => this.#exchange(machine, 'pull', { random, isCalm }),
    sip: ({ machine }) => this.#sip(machine),
    relay: (at) => this.#relay(at),
    echo: async ({ machine }) => {
      this.#truth = undefined;
      await machine.line.echoes.shift()?.();
    },
    partition: async ({ machine, random }) => {
      const state = machine.line.state === 'open' ? random.pick(partitions) : 'open';
      machine.line.state = state;
      if (state !== 'open') this.#counts.partitions += 1;
      this.#trace(`${machine.name}'s line is ${state}`);
    },
    crashAtWork: ({ machine, random }) => this.#dying(machine, random, () => this.#workByChance(machine, random)),
    crashInPush: ({ machine, random }) =>
      this.#dying(machine, random, () => this.#exchange(machine, 'push', { random, isCalm: true })),
    crashInPull: ({ machine, random }) =>
      this.#dying(machine, random, () => this.#exchange(machine, 'pull', { random, isCalm: true })),
    diskFull: ({ machine, random }) => this.#onBadDisk(machine, 'full', random),
    diskFails: ({ machine, random }) => this.#onBadDisk(machine, 'fails', random),
    clock: async ({ machine, random }) => {
      const days = random.pick([-400, -3, -0.1, 0.1, 3, 400]);
      machine.time.sleep(days * 86_400_000);
      this.#trace(`${machine.name}'s clock jumps by ${days} days`);
    },
    idle: ({ machine }) => machine.time.pass(3_700_000),
    pass: ({ machine, random }) => machine.time.pass(drawnSpanMs(random)),
    sleep: async ({ machine, random }) => machine.time.sleep(drawnSleepMs(random)),
    image: async ({ machine }) => void (machine.image = machine.staged.image()),
    setBack: ({ machine }) => this.#setBack(machine),
    signOut: async ({ machine }) => {
      await machine.tenant.forgetTokens();
      await machine.restart(); // and signs in again
    },
    roles: ({ random }) => this.#atServer((server) => server.changeRoles(random)),
    replicate: () => this.#atServer((server) => server.replicate()),
    backup: () => this.#atServer((server) => server.backUp()),
    failover: ({ random }) => this.#atServer((server) => server.failOver(random)),
    horizon: ({ random }) => this.#atServer((server) => server.passHorizon(random)),
    restartServer: () => this.#atServer((server) => server.restart()),
    updateServer: () => this.#atServer((server) => server.update()),
    updateDevice: ({ machine, random, isCalm }) => this.#updateDevice(machine, { random, isCalm }),
  };

  #atServer(befalls: (server: ServerSide) => Promise<void>): Promise<void> {
    this.#truth = undefined;
    return befalls(this.#server);
  }

  #workByChance(machine: Machine, random: SeededRandom, isAlone = true): Promise<void> {
    const kind = drawWork(random, this.#recording.drawing);
    return work(this.#working(machine, random, isAlone), kind);
  }

  async #dying(machine: Machine, random: SeededRandom, run: () => Promise<void>): Promise<void> {
    machine.dieSoon(random);
    try {
      await run();
    } catch (cause) {
      if (!machine.isDead) throw cause;
    }
  }

  async #onBadDisk(machine: Machine, how: 'full' | 'fails', random: SeededRandom): Promise<void> {
    const isCalm = true;
    const what = random.pick<() => Promise<void>>([
      () => this.#workByChance(machine, random),
      () => this.#exchange(machine, 'push', { random, isCalm }),
      () => this.#exchange(machine, 'pull', { random, isCalm }),
    ]);
    try {
      await machine.withBadDisk(how, what);
    } catch (cause) {
      if (!(cause instanceof StorageFault)) throw cause;
      this.#trace(`${machine.name}: ${cause.message}`);
    }
  }

  async #tendTray(machine: Machine, random: SeededRandom): Promise<void> {
    await tendTray(this.#working(machine, random), (id) => this.#acts.mended(id));
  }

  async #exchange(
    machine: Machine,
    way: 'push' | 'pull',
    { random, isCalm, limit = drawnLimit(way, random) }: Exchange,
  ): Promise<void> {
    const { replicator } = machine.tenant;
    const { mortal } = this.#stage.server;
    const confirmed = confirmedActs(machine);
    if (!isCalm) this.#upset(machine, random);
    const deaths = mortal.deaths;
    const done = way === 'push' ? await replicator.push(limit) : await replicator.pull(limit);
    await this.#settled(machine);
    machine.line.during = undefined;
    machine.line.fate = 'arrives';
    mortal.spare();
    this.#counts.crashes += mortal.deaths - deaths;
    this.#trace(
      `${machine.name} ${way}: ${done.kind}${done.kind === 'page' ? ` of ${done.page.rows.length}, done ${String(done.page.done)}` : ''}`,
    );
    if (done.kind === 'fork') checkSentAgain(machine, confirmed);
    must(done.kind !== 'unfit', 'S-1', () => `${way} of ${machine.name}: ${JSON.stringify(done)}`);
    if (done.kind === 'refused') this.#checkUnserved(machine, done.refusal.code);
    if (done.kind === 'page') must(isServed(machine.build, this.#server.build), 'K-5', () => `${machine.name}, of build ${machine.build}, is served by build ${this.#server.build}`); // prettier-ignore
    if (done.kind === 'page' && machine.tenant.device.memory.state.upTo !== null)
      checkUpToDate(await this.#now(), machine.staged);
  }

  /** K-5: a device is refused only for its build: where it is two schemas behind the server, or ahead of it. */
  #checkUnserved(machine: Machine, code: string): void {
    const { build } = this.#server;
    const expected = machine.build > build ? 'sync/client-too-new' : 'sync/client-too-old';
    const isRight = !isServed(machine.build, build) && code === expected;
    must(isRight, 'K-5', () => `${machine.name}, of build ${machine.build}, is refused by build ${build}: ${code}`);
  }

  /** A later build is put on a machine, with acts that wait; sometimes it is used before its records are brought up. */
  async #updateDevice(machine: Machine, { random, isCalm }: Exchange): Promise<void> {
    if (machine.build >= builds.length - 1) return;
    if (random.chance(0.6)) await work(this.#working(machine, random), 'editUpgraded');
    this.#trace(`${machine.name} is now of build ${machine.build + 1}`);
    await machine.restart(machine.build + 1);
    if (random.chance(0.5)) await this.#exchange(machine, random.pick(['push', 'pull'] as const), { random, isCalm });
  }

  /** K-5: whoever the server does not serve is updated, and so is the server where somebody is ahead of it. */
  async #updateAll(): Promise<void> {
    const newest = Math.max(...this.#machines.map(({ build }) => build));
    while (this.#server.build < newest) await this.#atServer((server) => server.update());
    for (const machine of this.#machines) {
      if (isServed(machine.build, this.#server.build)) continue;
      await machine.restart(this.#server.build);
      await machine.broughtUp();
    }
  }

  /** Takes what is new a row a page, so that pages end between any two rows of one number, and looks after each. */
  async #sip(machine: Machine): Promise<void> {
    for (let page = 0; page < 15; page += 1) {
      await this.#exchange(machine, 'pull', { random: seededRandom(0), isCalm: true, limit: 1 });
      this.#look(machine);
      if (machine.tenant.device.memory.state.upTo !== null || machine.line.state !== 'open') return;
    }
  }

  /** What one person did is answered, and changed by somebody else before its rows come back: they are shown that person's value (D-2b). */
  async #relay({ machine, random }: { readonly machine: Machine; readonly random: SeededRandom }): Promise<void> {
    const others = this.#machines.filter((one) => one !== machine);
    const other = others.length > 0 ? random.pick(others) : machine;
    const calm = { random: seededRandom(0), isCalm: true, limit: 100 };
    const field = random.pick(['value', 'stage', 'name'] as const);
    await this.#exchange(machine, 'push', calm); // no earlier act is in the way
    for (const at of [machine, other]) {
      await editTogether(this.#working(at, random), field);
      await this.#exchange(at, 'push', calm);
      this.#acts.takeOf(at);
      this.#look(at);
    }
    await this.#sip(machine);
  }

  /** Something goes wrong with the next exchange, or something else happens while it is under way. */
  #upset(machine: Machine, random: SeededRandom): void {
    if (random.chance(0.45)) machine.line.fate = random.pick(fates);
    else if (random.chance(0.12))
      this.#stage.server.mortal.dieIn(1 + random.below(2), random.pick(['before-commit', 'after-commit']));
    if (!random.chance(0.2)) return;
    const seed = random.below(2 ** 31);
    machine.line.during = async () => {
      await this.#workByChance(machine, seededRandom(seed), false);
    };
  }

  async #setBack(machine: Machine): Promise<void> {
    const { image } = machine;
    if (!image) return;
    machine.image = undefined;
    const before = actsKnownTo(machine);
    await machine.setBack(image);
    const after = actsKnownTo(machine);
    for (const id of before) {
      const act = this.#acts.made.get(id);
      if (act && !after.has(id)) act.isLost = true;
    }
    this.#trace(`${machine.name} is set back`);
  }

  /** The lines are open again, and each replica is told to look: its own engine does the rest. */
  async #healByThemselves(): Promise<void> {
    for (const machine of this.#machines) {
      machine.line.state = 'open';
      this.#truth = undefined;
      this.#trace(`${machine.name} looks by itself`);
      let status = await machine.tenant.engine.now();
      if (status.state === 'offline') status = await machine.tenant.engine.now(); // what it had asked for ahead of time may have failed before all healed
      await this.#settled(machine);
      this.#truth = undefined;
      must(
        status.state === 'up-to-date' && status.toSend === 0,
        'S-6',
        () => `${machine.name} does not come up to date by itself: ${JSON.stringify(status)}`,
      );
      this.#acts.takeOf(machine);
      this.#look(machine);
      checkUpToDate(await this.#now(), machine.staged);
    }
  }

  /** All heals: exchanges go through until nobody has anything to tell. */
  async #heal(): Promise<void> {
    const calm = { random: seededRandom(0), isCalm: true, limit: 100 };
    for (const machine of this.#machines) machine.line.state = 'open';
    for (let round = 0, isQuiet = false; !isQuiet; round += 1) {
      must(round < 60, 'S-6', () => 'it does not come to rest');
      isQuiet = true;
      for (const machine of this.#machines) {
        for (const echo of machine.line.echoes.splice(0)) await echo();
        this.#truth = undefined;
        const head = await this.#server.head();
        const { acts, state } = machine.tenant.device.memory;
        if (acts.size === 0 && state.upTo === head) continue;
        isQuiet = false;
        await this.#exchange(machine, 'push', calm);
        for (let page = 0; page < 200; page += 1) {
          await this.#exchange(machine, 'pull', calm);
          if (machine.tenant.device.memory.state.upTo !== null) break;
        }
        this.#look(machine);
      }
    }
  }
}

/** Acts that the server has confirmed, as far as the device has heard. */
function confirmedActs(machine: Machine): ReadonlySet<string> {
  const { acts, kept } = machine.tenant.device.memory;
  const answered = [...acts.values()].filter((entry) => entry.state === 'answered');
  return new Set([...kept.keys(), ...answered.map((entry) => entry.id)]);
}

/** S-1c: what was confirmed before a tail was lost is sent as what it is, and gives way to what has come since. */
function checkSentAgain(machine: Machine, confirmed: ReadonlySet<string>): void {
  for (const { id, act, state } of machine.tenant.device.memory.acts.values())
    if (state === 'waiting' && confirmed.has(id))
      must(act.again === true, 'S-1c', () => `${machine.name} sends ${id} again as if it were new`);
}

function actsKnownTo(machine: Machine): ReadonlySet<string> {
  const { acts, tray, kept } = machine.tenant.device.memory;
  return new Set([...acts.keys(), ...kept.keys(), ...[...tray.values()].map((entry) => entry.act.id)]);
}
