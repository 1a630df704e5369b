import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { sameJson } from '@outpost/domain/kernel/json';
import { StorageFault } from '@outpost/desktop/replica/storage/files/storage-fault';
import { checkUpToDate, documentsOf, must } from './oracles/history-oracles.ts';
import type { ProofServer } from '../stage/proof-server.ts';
import { ProofStage, type StagedEdit } from '../stage/proof-stage.ts';
import { checkCameBack, type HistoryOutcome, readLostAt } from './oracles/at-rest.ts';
import { builds, isBuildServed } from '../builds/builds.ts';
import { fates } from './machines/faulty-line.ts';
import { readJournal } from './oracles/journal-oracles.ts';
import type { Machine } from './machines/machine.ts';
import { editTogether, makeInSteps, passOn, removeFamily, work } from './worlds/work/people-at-work.ts';
import { perform } from './worlds/work/perform.ts';
import { workAtTheBound } from './worlds/work/ruled-work.ts';
import { AwakeHistory } from './play-awake.ts';
import {
  drawnJumpMs,
  drawnSleepMs,
  drawnSpanMs,
  drawWork,
  isWork,
  type OtherKind,
  type Recording,
  type WorldStep,
} from './worlds/step.ts';
import { World } from './worlds/world.ts';

export type PlayOptions = {
  readonly server: ProofServer;
  readonly recording: Recording;
  readonly trace?: (line: string) => void;
};

/**
 * S-6: plays one history on real replicas and the whole real server: people at work, failing lines and machines, changing rights,
 * a server that stops, loses its tail and is restored from a backup. Then all faults end, and everyone must agree. Throws
 * BrokenRule.
 */
export async function playRecording({
  server,
  recording,
  trace = () => undefined,
}: PlayOptions): Promise<HistoryOutcome> {
  const ids = seededRandom(recording.seed + 1);
  const stage = await ProofStage.set(server, ids.uuid);
  const world = new World(stage, recording, trace);
  const played = world.isAwake ? new AwakeHistory(world) : new Played(world);
  try {
    return await played.play();
  } finally {
    await played.end();
  }
}

type Exchange = { readonly random: SeededRandom; readonly isCalm: boolean; readonly limit?: number };
/** Returns the size of an exchange. Pages of one row and pushes of one act may end between any two of them. */
const drawnLimit = (way: 'push' | 'pull', { pick }: SeededRandom): number =>
  way === 'push' ? pick([1, 2, 5, 100]) : pick([1, 2, 3, 10, 100]);

/** An exchange without faults that leaves nothing for the next one. */
const wholly: Exchange = { random: seededRandom(0), isCalm: true, limit: 100 };

const inAnyOrder = <T>(list: readonly T[], random: SeededRandom): readonly T[] =>
  list
    .map((one) => ({ one, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);

class Played {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  async play(): Promise<HistoryOutcome> {
    const { seed, steps } = this.#world.recording;
    await this.#world.begin();
    await this.#heal();
    for (const step of steps) await this.#step(step);
    await this.#updateAll();
    if (seed % 2 === 1) await this.#healByThemselves();
    await this.#heal();
    return this.#world.outcome();
  }

  async end(): Promise<void> {
    for (const machine of this.#world.machines) await machine.line.settled();
    await this.#world.stage.end();
    await this.#world.server.end();
  }

  /** Checks that no request is in progress any more, and that all pages were correct. */
  async #settled(machine: Machine): Promise<void> {
    await machine.line.settled();
    this.#world.tellBroken();
  }

  async #step(step: WorldStep): Promise<void> {
    const machine = this.#world.machineAt(step.device);
    if (!machine) return;
    const random = seededRandom(step.seed);
    this.#world.stage.server.advance(1_000);
    machine.time.sleep(1_000);
    this.#world.trace(`-- ${step.kind} of ${machine.name}${step.calm ? ', calm' : ''}`);
    if (isWork(step.kind)) await work(this.#world.working(machine, random), step.kind);
    else await this.#steps[step.kind]({ machine, random, isCalm: step.calm === true });
    await this.#settled(machine);
    machine.live();
    if (machine.isDead) await this.#world.crash(machine);
    await machine.broughtUp();
    this.#world.look(machine);
  }

  get #steps(): Readonly<Record<OtherKind, (at: Exchange & { readonly machine: Machine }) => Promise<void>>> {
    return {
      ...this.#world.befalling,
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
      handOver: (at) => this.#handOver(at),
      regain: (at) => this.#regain(at),
      exchangeRole: (at) => this.#exchangeRole(at),
      comeBack: (at) => this.#comeBack(at),
      takeBack: (at) => this.#takeBack(at),
      crashAtWork: ({ machine, random }) => this.#dying(machine, random, () => this.#workByChance(machine, random)),
      crashInPush: ({ machine, random }) =>
        this.#dying(machine, random, () => this.#exchange(machine, 'push', { random, isCalm: true })),
      crashInPull: ({ machine, random }) =>
        this.#dying(machine, random, () => this.#exchange(machine, 'pull', { random, isCalm: true })),
      diskFull: ({ machine, random }) => this.#onBadDisk(machine, 'full', random),
      diskFails: ({ machine, random }) => this.#onBadDisk(machine, 'fails', random),
      clock: async ({ machine, random }) => {
        const byMs = drawnJumpMs(random);
        machine.time.sleep(byMs);
        machine.hasJumped = true;
        this.#world.trace(`${machine.name}'s clock jumps by ${byMs} ms`);
      },
      idle: ({ machine }) => machine.time.pass(3_700_000),
      pass: ({ machine, random }) => machine.time.pass(drawnSpanMs(random)),
      sleep: async ({ machine, random }) => machine.time.sleep(drawnSleepMs(random)),
      updateServer: () => this.#world.atServer((server) => server.update()),
      updateDevice: ({ machine, random, isCalm }) => this.#updateDevice(machine, { random, isCalm }),
    };
  }

  #workByChance(machine: Machine, random: SeededRandom, isAlone = true): Promise<void> {
    const kind = drawWork(random, this.#world.recording.drawing);
    return work(this.#world.working(machine, random, isAlone), kind);
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
      this.#world.trace(`${machine.name}: ${cause.message}`);
    }
  }

  async #exchange(
    machine: Machine,
    way: 'push' | 'pull',
    { random, isCalm, limit = drawnLimit(way, random) }: Exchange,
  ): Promise<void> {
    const { replicator } = machine.tenant;
    const { mortal } = this.#world.stage.server;
    const confirmed = confirmedActs(machine);
    if (!isCalm) this.#upset(machine, random);
    const deaths = mortal.deaths;
    const done = way === 'push' ? await replicator.push(limit) : await replicator.pull(limit);
    await this.#settled(machine);
    machine.line.during = undefined;
    machine.line.fate = 'arrives';
    mortal.spare();
    this.#world.crashes += mortal.deaths - deaths;
    this.#world.trace(
      `${machine.name} ${way}: ${done.kind}${done.kind === 'page' ? ` of ${done.page.rows.length}, done ${String(done.page.done)}` : ''}`,
    );
    if (done.kind === 'fork') checkSentAgain(machine, { confirmed, lostAt: await readLostAt(this.#world.stage) });
    must(done.kind !== 'unfit', 'S-1', () => `${way} of ${machine.name}: ${JSON.stringify(done)}`);
    if (done.kind === 'refused') this.#checkUnserved(machine, done.refusal.code);
    if (done.kind === 'page') must(isBuildServed(machine.build, this.#world.server.build), 'K-5', () => `${machine.name}, of build ${machine.build}, is served by build ${this.#world.server.build}`); // prettier-ignore
    if (done.kind === 'page' && machine.tenant.device.memory.state.upTo !== null)
      checkUpToDate(await this.#world.now(), machine.staged);
  }

  /** K-5: checks that a device is refused only for its build: two schemas behind the server, or ahead of it. */
  #checkUnserved(machine: Machine, code: string): void {
    const { build } = this.#world.server;
    const expected = machine.build > build ? 'sync/client-too-new' : 'sync/client-too-old';
    const isRight = !isBuildServed(machine.build, build) && code === expected;
    must(isRight, 'K-5', () => `${machine.name}, of build ${machine.build}, is refused by build ${build}: ${code}`);
  }

  /** Installs a later build on a machine with waiting acts. Sometimes it is used before its records are upgraded. */
  async #updateDevice(machine: Machine, { random, isCalm }: Exchange): Promise<void> {
    if (machine.build >= builds.length - 1) return;
    if (random.chance(0.6)) await work(this.#world.working(machine, random), 'editUpgraded');
    this.#world.trace(`${machine.name} is now of build ${machine.build + 1}`);
    await machine.restart(machine.build + 1);
    if (random.chance(0.5)) await this.#exchange(machine, random.pick(['push', 'pull'] as const), { random, isCalm });
  }

  /** K-5: updates every device that the server does not serve, and the server if a device is ahead of it. */
  async #updateAll(): Promise<void> {
    const newest = Math.max(...this.#world.machines.map(({ build }) => build));
    while (this.#world.server.build < newest) await this.#world.atServer((server) => server.update());
    for (const machine of this.#world.machines) {
      if (isBuildServed(machine.build, this.#world.server.build)) continue;
      await machine.restart(this.#world.server.build);
      await machine.broughtUp();
    }
  }

  /** Pulls news in pages of one row, so that pages end between any two rows of one number, and checks after each. */
  async #sip(machine: Machine): Promise<void> {
    for (let page = 0; page < 15; page += 1) {
      await this.#exchange(machine, 'pull', { random: seededRandom(0), isCalm: true, limit: 1 });
      this.#world.look(machine);
      if (machine.tenant.device.memory.state.upTo !== null || machine.line.state !== 'open') return;
    }
  }

  /**
   * One person's act is answered, and another person changes it before its rows come back. The first person is shown
   * the second one's value (D-2b).
   */
  async #relay({ machine, random }: { readonly machine: Machine; readonly random: SeededRandom }): Promise<void> {
    const others = this.#world.machines.filter((one) => one !== machine);
    const other = others.length > 0 ? random.pick(others) : machine;
    const calm = { random: seededRandom(0), isCalm: true, limit: 100 };
    const field = random.pick(['value', 'stage', 'name'] as const);
    await this.#exchange(machine, 'push', calm); // no earlier act is in the way
    for (const at of [machine, other]) {
      await editTogether(this.#world.working(at, random), field);
      await this.#exchange(at, 'push', calm);
      this.#world.look(at);
    }
    await this.#sip(machine);
  }

  /**
   * S-9: another person changes one person's value, and then hands the deal to them in another way: the replaced value is still
   * reported.
   */
  async #handOver({ machine, random }: { readonly machine: Machine; readonly random: SeededRandom }): Promise<void> {
    const others = this.#world.machines.filter((one) => one.person !== machine.person);
    const other = others.length > 0 ? random.pick(others) : machine;
    const calm = { random: seededRandom(0), isCalm: true, limit: 100 };
    for (const at of [machine, other]) {
      await editTogether(this.#world.working(at, random), 'value');
      await this.#exchange(at, 'push', calm);
    }
    const at = this.#world.working(other, random);
    const to = this.#world.stage.people[machine.person].id;
    for (const deal of documentsOf(other.staged)
      .filter(({ entity, life }) => entity === 'crm/deal' && life === 'alive')
      .slice(0, 2))
      await passOn(at, deal, to);
    await this.#exchange(other, 'push', calm);
    this.#world.look(other);
  }

  /**
   * A-5: a person loses a role and gets it back before their device asks. Meanwhile one deal comes under the token of
   * the role and leaves it again, and another one leaves it. The person is notified only of the second one.
   */
  async #regain({ machine, random }: { readonly machine: Machine; readonly random: SeededRandom }): Promise<void> {
    const other = this.#world.machines.find(({ person }) => person === 'ann') ?? machine;
    const { person } = machine;
    if (person === 'ann' || other === machine) return;
    const { stage } = this.#world;
    const { one, two } = stage.teams;
    const role = [{ role: 'manager', teamId: one }];
    const toOther = (id: string) => stage.set(id, { teamId: two });
    const act = async (edits: readonly StagedEdit[]): Promise<void> => {
      await perform(this.#world.working(other, random), 'regain', edits);
      await this.#exchange(other, 'push', wholly);
    };
    await this.#world.atServer((server) => server.giveRoles(person, role));
    await this.#exchange(machine, 'pull', wholly);
    await this.#exchange(other, 'push', wholly);
    await this.#world.atServer((server) => server.giveRoles(person, []));
    const unseen = random.uuid();
    const create = { ownerId: stage.people.ann.id, teamId: one, sharedWith: [], fields: { name: 'Deal', stage: 'prospecting' } }; // prettier-ignore
    await act([{ id: unseen, entity: 'crm/deal', create }]);
    const seen = documentsOf(other.staged).find(({ entity, life, teamId }) => entity === 'crm/deal' && life === 'alive' && teamId === one); // prettier-ignore
    await act([unseen, ...(seen && seen.id !== unseen ? [seen.id] : [])].map(toOther));
    await this.#world.atServer((server) => server.giveRoles(person, role));
    this.#world.look(other);
  }

  /** S-9: a person changes between a role for a team and one for everything, and learns of it in pages of one row. */
  async #exchangeRole({
    machine,
    random,
  }: {
    readonly machine: Machine;
    readonly random: SeededRandom;
  }): Promise<void> {
    const { person } = machine;
    if (person === 'ann') return;
    const ofTeam = [{ role: 'manager', teamId: this.#world.stage.teams.one }];
    const ofAll = [{ role: 'admin', teamId: null }];
    const [before, then] = random.chance(0.5) ? [ofTeam, ofAll] : [ofAll, ofTeam];
    await this.#world.atServer((server) => server.giveRoles(person, before));
    await this.#exchange(machine, 'pull', wholly);
    await this.#world.atServer((server) => server.giveRoles(person, then));
    await this.#sip(machine);
  }

  /**
   * S-1c: between a copy of the store and its loss several people change the same fields, with or without knowing of each other.
   * The acts come back in another order, and the agreed state must be restored.
   */
  async #comeBack({ random }: { readonly random: SeededRandom }): Promise<void> {
    const machines = inAnyOrder(
      this.#world.machines.filter(({ line }) => line.state === 'open'),
      random,
    );
    const [writers, field] = [machines.slice(0, 2 + random.below(2)), random.pick(['value', 'stage', 'name'] as const)];
    const edit = (at: Machine): Promise<void> => {
      const working = this.#world.working(at, random);
      return this.#world.isRuled ? workAtTheBound(working) : editTogether(working, field);
    };
    for (const at of machines) await this.#catchUp(at);
    await this.#world.atServer((server) => server.replicate());
    for (const at of writers) {
      if (random.chance(0.6)) await this.#catchUp(at);
      await edit(at);
      await this.#exchange(at, 'push', wholly);
    }
    for (const at of writers.slice(1)) await this.#catchUp(at); // the first person has answers to their acts, and no page since
    await this.#world.atServer((server) => server.loseTail());
    const [first] = machines.toReversed();
    if (first && random.chance(0.3)) {
      await this.#catchUp(first);
      await edit(first); // and to this, all that comes back gives way
      await this.#exchange(first, 'push', wholly);
    }
    for (const at of inAnyOrder(writers, random)) {
      await this.#catchUp(at);
      this.#world.look(at);
    }
    const { stage, server, acts } = this.#world;
    if (this.#world.isGrown) return;
    const journal = await readJournal(stage, server.payloads);
    const held = await checkCameBack({ stage, sent: acts.sent, lostTails: server.lostTails }, journal);
    this.#world.trace(`${held} fields have come back`);
  }

  /**
   * S-4c: a person deletes a record with its children, or creates one in several steps, and undoes that before any
   * other act. All of it must be restored, or gone.
   */
  async #takeBack({ machine, random }: { readonly machine: Machine; readonly random: SeededRandom }): Promise<void> {
    if (machine.line.state !== 'open') return;
    await this.#catchUp(machine);
    const [at, group, known] = [this.#world.working(machine, random), random.uuid(), this.#world.acts.made.size];
    const [ids, before, after] = random.chance(0.5)
      ? [await removeFamily(at), 'alive', 'deleted']
      : [await makeInSteps(at, group), 'deleted', 'alive'];
    const [done] = [...this.#world.acts.made.keys()].slice(known);
    await this.#catchUp(machine);
    const lives = () => {
      const shown = new Map(documentsOf(machine.staged).map(({ id, life }): [string, string] => [id, life]));
      return [...new Set(ids.map((id) => shown.get(id) ?? 'not there'))];
    };
    if (done === undefined || !sameJson(lives(), [after])) return; // the person may not do it, or it was refused for another reason
    const { acts } = machine.tenant;
    const undone = after === 'alive' ? await acts.undoGroup(group) : await acts.undo(done);
    this.#world.trace(`${machine.name} takes it back: ${undone.ok ? 'done' : undone.code}`);
    await this.#catchUp(machine);
    this.#world.look(machine);
    must(!undone.ok || sameJson(lives(), [before]), 'S-4c', () => `${machine.name} took ${done} back: ${ids.join(', ')} should be ${before}, are ${lives().join(', ')}`); // prettier-ignore
  }

  /** Sends everything to the server and pulls all news. */
  async #catchUp(machine: Machine): Promise<void> {
    for (let round = 0; round < 20; round += 1) {
      const { acts, state } = machine.tenant.device.memory;
      if (round > 0 && acts.size === 0 && state.upTo === (await this.#world.server.head())) return;
      await this.#exchange(machine, 'push', wholly);
      await this.#exchange(machine, 'pull', wholly);
    }
  }

  /** Plans a fault of the next exchange, or another event during it. */
  #upset(machine: Machine, random: SeededRandom): void {
    if (random.chance(0.45)) machine.line.fate = random.pick(fates);
    else if (random.chance(0.12))
      this.#world.stage.server.mortal.dieIn(1 + random.below(2), random.pick(['before-commit', 'after-commit']));
    if (!random.chance(0.2)) return;
    const seed = random.below(2 ** 31);
    machine.line.during = async () => {
      await this.#workByChance(machine, seededRandom(seed), false);
    };
  }

  /** Opens all lines and tells each replica to check for news. Its own engine does the rest. */
  async #healByThemselves(): Promise<void> {
    for (const machine of this.#world.machines) {
      machine.line.state = 'open';
      this.#world.changes();
      this.#world.trace(`${machine.name} looks by itself`);
      let status = await machine.tenant.engine.now();
      if (status.state === 'offline') status = await machine.tenant.engine.now(); // a request before all faults were over may have failed
      await this.#settled(machine);
      this.#world.changes();
      must(
        status.state === 'up-to-date' && status.toSend === 0,
        'S-6',
        () => `${machine.name} does not come up to date by itself: ${JSON.stringify(status)}`,
      );
      this.#world.look(machine);
      checkUpToDate(await this.#world.now(), machine.staged);
    }
  }

  /** Ends all faults: exchanges run until no device has anything to send. */
  async #heal(): Promise<void> {
    const calm = { random: seededRandom(0), isCalm: true, limit: 100 };
    for (const machine of this.#world.machines) machine.line.state = 'open';
    for (let round = 0, isQuiet = false; !isQuiet; round += 1) {
      must(round < 60, 'S-6', () => 'it does not come to rest');
      isQuiet = true;
      for (const machine of this.#world.machines) {
        for (const echo of machine.line.echoes.splice(0)) await echo();
        this.#world.changes();
        const head = await this.#world.server.head();
        const { acts, state } = machine.tenant.device.memory;
        // Every device asks at least once: a journal that lost its tail may have grown to the same number again, with other rows.
        if (round > 0 && acts.size === 0 && state.upTo === head && knowsHistoryTo(machine, head)) continue;
        isQuiet = false;
        await this.#exchange(machine, 'push', calm);
        for (let page = 0; page < 200; page += 1) {
          await this.#exchange(machine, 'pull', calm);
          const { upTo } = machine.tenant.device.memory.state;
          if (upTo !== null && knowsHistoryTo(machine, upTo)) break;
        }
        this.#world.look(machine);
      }
    }
  }
}

/** S-9: whether a device has received the history up to this number, which may take several pages. */
const knowsHistoryTo = (machine: Machine, n: number): boolean =>
  (machine.tenant.device.memory.state.at?.history ?? 0) >= n;

/** Returns the acts that the server has confirmed, as far as the device knows. */
function confirmedActs(machine: Machine): ReadonlySet<string> {
  const { acts, kept } = machine.tenant.device.memory;
  const answered = [...acts.values()].filter((entry) => entry.state === 'answered');
  return new Set([...kept.keys(), ...answered.map((entry) => entry.id)]);
}

/**
 * S-1c: checks that a confirmed act from before a loss is sent again as such, by a device that has proved the loss to the server.
 */
function checkSentAgain(
  machine: Machine,
  { confirmed, lostAt }: { readonly confirmed: ReadonlySet<string>; readonly lostAt: string | null },
): void {
  for (const { id, act, state } of machine.tenant.device.memory.acts.values()) {
    if (state !== 'waiting' || !confirmed.has(id)) continue;
    must(act.again === true, 'S-1c', () => `${machine.name} sends ${id} again as if it were new`);
    const { at } = act.cameFrom ?? {};
    const isProved = at === undefined || (lostAt !== null && at <= lostAt);
    must(isProved, 'S-1c', () => `${machine.name} sends ${id} of ${at} again, and the server knows of no loss since`);
  }
}
