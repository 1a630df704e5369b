import type { BytesReply, BytesRequest } from '@outpost/desktop/replica/device/ports';
import { sameJson } from '@outpost/domain/kernel/json';
import { readStreamEvent } from '@outpost/desktop/replica/sync/answers/stream-event';
import { type Head, type Page, pullAnswerSchema } from '@outpost/domain/sync/protocol';
import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { usualWriteLimits, type WriteLimits } from '@outpost/sync-server/records/load/write-limits';
import { type PullLimits, usualPullLimits } from '@outpost/sync-server/sync/pages/pull-limits';
import { checkForward, checkPage, checkShown, must, readTruth, type Truth } from '../oracles/history-oracles.ts';
import type { ProofStage } from '../../stage/proof-stage.ts';
import { areaCatalogue } from '../../builds/area-build.ts';
import { ActsMade } from './acts-made.ts';
import type { Befalling } from './befalling.ts';
import { checkAtRest, type HistoryOutcome } from '../oracles/at-rest.ts';
import { Departures } from '../oracles/departures.ts';
import { partitions } from '../machines/faulty-line.ts';
import { filesBefall, healFiles } from './files-befall.ts';
import { FilesKnown } from '../machines/files-known.ts';
import { checkFilesAtRest, checkMovedFile, checkUnsent } from '../oracles/file-oracles.ts';
import type { JournalEntry } from '../oracles/journal-oracles.ts';
import { truthOf } from '../oracles/journal-truth.ts';
import { Machine } from '../machines/machine.ts';
import { defineFirst } from './work/own-kinds-at-work.ts';
import { packedCatalogue } from '../../builds/packed-build.ts';
import { installFirst } from './work/packs-at-work.ts';
import { newDeal, newTask } from './work/new-records.ts';
import { tendTray } from './work/people-at-work.ts';
import { perform, type Working } from './work/perform.ts';
import { ruledCatalogue } from '../../builds/ruled-build.ts';
import { ServerSide } from './server-side.ts';
import type { OtherKind, Recording } from './step.ts';

/**
 * E-3: limits that a history's few records exceed. They cover history over several pages, news that do not fit into a turn, and
 * children that Postgres refiles. They also cover news by number or by token (T-29), and sets of tokens that the server has
 * dropped (T-28).
 */
const tightPull: PullLimits = { historyRows: 25, pageChars: 8_000, news: 12, byNumber: 20, namedSets: 2 };
const tightWrite: WriteLimits = { childrenInMemory: 1, childrenAtOnce: 1 };

/**
 * The world of a history: the machines and the server, their faults, and the checks. It serves exchanges requested
 * step by step (`play-recording.ts`) and engines that run by themselves (`play-awake.ts`).
 */
export class World {
  readonly stage: ProofStage;
  readonly recording: Recording;
  readonly trace: (line: string) => void;
  readonly server: ServerSide;
  readonly machines: Machine[] = [];
  readonly acts = new ActsMade();
  readonly files = new FilesKnown();
  /** Of machines, and of the server during an exchange; `server` counts the others. */
  crashes = 0;
  #partitions = 0;
  #wasSetBack = false;
  /**
   * Pages that the server had moved past when they were checked: those compared with the journal, and those whose number the
   * journal has lost.
   */
  readonly #pages = { late: 0, unheld: 0 };
  readonly #departures = new Departures();
  #truth: Promise<Truth> | undefined;
  #head: Promise<Head> | undefined;
  /** A finding made where it could not be thrown: a replica takes anything thrown inside its request for a fault of the line. */
  #broken: { readonly cause: unknown } | undefined;

  constructor(stage: ProofStage, recording: Recording, trace: (line: string) => void) {
    this.stage = stage;
    this.recording = recording;
    this.trace = trace;
    this.server = new ServerSide(stage, { sent: this.acts.sent, files: this.files, trace });
    const { pull, write } = stage.server.limits;
    Object.assign(pull, this.isTight ? tightPull : usualPullLimits);
    Object.assign(write, this.isTight ? tightWrite : usualWriteLimits);
  }

  /** Whether the replicas' own engines keep in touch. */
  get isAwake(): boolean {
    return this.recording.drawing === 'awake';
  }
  /** Whether the limits of a page, a turn or a batch are small. */
  get isTight(): boolean {
    return this.recording.drawing === 'tight';
  }
  /** Whether people define kinds of record and fields. */
  get isGrown(): boolean {
    return this.recording.drawing === 'grown';
  }

  /** Deals are filed by areas that people choose (T-30). */
  get hasAreas(): boolean {
    return this.recording.drawing === 'areas';
  }

  /** The organisation keeps kinds of record off devices. */
  get isNarrowed(): boolean {
    return this.recording.drawing === 'narrowed';
  }

  /** Tasks are of a pack that people install and remove (T-25). */
  get hasPacks(): boolean {
    return this.recording.drawing === 'packed';
  }

  /** Rules over several records hold (T-11 … T-13). */
  get isRuled(): boolean {
    return this.recording.drawing === 'ruled';
  }

  /**
   * Creates all machines, and records that everyone in a team shares. `prepare` is called with each machine before its first use.
   */
  async begin(prepare: (machine: Machine) => void = () => undefined): Promise<void> {
    const { devices, steps, seed } = this.recording;
    if (this.isRuled) await this.server.beginRuled();
    if (this.hasAreas) await this.server.beginAreas();
    if (this.isNarrowed) await this.server.beginNarrowed();
    if (this.hasPacks) await this.server.beginPacked();
    const catalogue = this.isRuled
      ? ruledCatalogue
      : this.hasAreas
        ? areaCatalogue
        : this.hasPacks
          ? packedCatalogue
          : undefined;
    for (const [place, person] of devices.entries()) {
      const machine = await Machine.start(this.stage, {
        name: `${person}${place}`,
        person,
        byItself: this.isAwake,
        catalogue,
      });
      machine.line.watch = {
        sent: ({ path, body }) => {
          if (path !== '/sync/push') return;
          this.changes();
          this.acts.push(body);
        },
        answered: ({ path }, reply) => this.#checkAnswer(machine, path, reply),
        moved: (request, reply, isLate) => this.#checkMoved(machine, { request, reply, isLate }),
      };
      this.machines.push(machine);
      prepare(machine);
    }
    if (steps.some(({ kind }) => kind === 'failover' || kind === 'comeBack')) await this.server.provide();
    await this.#populate(seededRandom(seed + 2));
  }

  async #populate(random: SeededRandom): Promise<void> {
    const [first] = this.machines;
    if (!first) return;
    const at = this.working(first, random);
    if (this.hasPacks) await installFirst(at);
    for (let made = 0; made < 2; made += 1) {
      const id = random.uuid();
      await perform(at, 'first', [{ ...newDeal(at, id), id }, newTask(at, random.uuid(), id)]);
    }
    if (this.isGrown) await defineFirst(at);
    this.acts.takeOf(first);
  }

  /** Returns the context of a person at a machine. An engine that runs by itself works at the same time. */
  working(machine: Machine, random: SeededRandom, isAlone = !this.isAwake): Working {
    const { stage, trace, isGrown, isRuled } = this;
    const took = (id: string, group: string | undefined) => this.acts.take(id, group);
    return {
      stage,
      machine,
      random,
      acts: this.acts.made,
      trace,
      took,
      isAlone,
      isGrown,
      isRuled,
      mayLackKinds: isGrown || this.hasPacks,
      files: this.files,
    };
  }

  /** Returns the machine of a step; `undefined` where there is none. */
  machineAt(place: number): Machine | undefined {
    return this.machines[place % this.machines.length];
  }

  /** Returns the server's present state, read again after a possible change. */
  now(): Promise<Truth> {
    this.#truth ??= readTruth(this.stage).catch((cause: unknown) => {
      this.changes(); // the server stopped meanwhile
      throw cause;
    });
    return this.#truth;
  }
  /** Returns the journal's present end, read again after a possible change. */
  head(): Promise<Head> {
    this.#head ??= this.stage.server.head(this.stage.orgId);
    return this.#head;
  }
  /** Notes that the server's state may change. */
  changes(): void {
    this.#truth = undefined;
    this.#head = undefined;
  }

  /** Checks that the shown state is derived from the known one, and that no confirmed state becomes older. */
  look(machine: Machine): void {
    this.acts.takeOf(machine);
    checkShown(machine.staged);
    checkForward(machine);
    checkUnsent(machine, this.files);
  }

  /** Runs a check whose finding cannot be thrown here; `tellBroken` throws it. */
  hold<T>(check: () => T): T | undefined {
    try {
      return check();
    } catch (cause) {
      this.#broken ??= { cause };
      return undefined;
    }
  }
  /** Throws the finding of such a check. */
  tellBroken(): void {
    if (this.#broken) throw this.#broken.cause;
  }

  async #checkAnswer(
    machine: Machine,
    path: string,
    reply: { readonly status: number; readonly body: string },
  ): Promise<void> {
    if (path === '/sync/push') this.changes();
    if (path !== '/sync/pull' || reply.status !== 200) return;
    const answer = this.hold(() => pullAnswerSchema.parse(JSON.parse(reply.body)));
    if (answer?.kind === 'page') await this.#checkPage(machine, answer);
  }

  async #checkMoved(
    machine: Machine,
    {
      request,
      reply,
      isLate,
    }: { readonly request: BytesRequest; readonly reply: BytesReply | undefined; readonly isLate: boolean },
  ): Promise<void> {
    this.files.moved(request, reply);
    if (!reply || isLate) return;
    const truth = await this.now();
    const person = this.stage.people[machine.person].id;
    this.hold(() => checkMovedFile(request, reply, { files: this.files, truth, person }));
  }

  /** Checks a page that the server sends on a stream. */
  async checkTold(machine: Machine, event: string): Promise<void> {
    const said = readStreamEvent(event);
    if (said?.kind === 'page') await this.#checkPage(machine, said.news.page);
  }

  async #checkPage(machine: Machine, page: Page): Promise<void> {
    const person = this.stage.people[machine.person].id;
    this.#departures.note(person, page);
    if (this.isAwake) this.changes();
    const truth = await this.now(); // if the server stops meanwhile, the device gets an error
    if (!this.isAwake || sameJson(await this.head(), page.head.head)) this.hold(() => checkPage(truth, person, page));
    else await this.#checkLatePage(person, page);
  }

  /**
   * With running engines, other people's acts may be committed while a page is in transit. So the page is compared with the
   * journal's state at its number. If the journal has lost that number, nothing is checked.
   */
  async #checkLatePage(person: string, page: Page): Promise<void> {
    const [n, hash] = page.head.head;
    const rows = await this.stage.server.rows(
      this.stage.orgId,
      `select payload, encode(hash, 'hex') as hash from store.journal where n <= $1 order by n`,
      [n],
    );
    if (rows.at(-1)?.['hash'] !== hash) {
      this.#pages.unheld += 1;
      return;
    }
    this.#pages.late += 1;
    const entries = rows.map((row) => JSON.parse(String(row['payload'])) as JournalEntry); // the server wrote it; nothing is erased by law here
    this.hold(() => checkPage(truthOf(entries), person, page));
  }

  /** The faults of machines and of the server, for both kinds of exchange. */
  readonly befalling = {
    ...filesBefall(this),
    tray: ({ machine, random }) => tendTray(this.working(machine, random), (id) => this.acts.mended(id)),
    partition: async ({ machine, random }) => {
      const state = machine.line.state === 'open' ? random.pick(partitions) : 'open';
      machine.line.state = state;
      if (state !== 'open') this.#partitions += 1;
      this.trace(`${machine.name}'s line is ${state}`);
    },
    echo: ({ machine }) => this.echo(machine),
    image: async ({ machine }) => void (machine.image = machine.staged.image()),
    setBack: ({ machine }) => this.#setBack(machine),
    signOut: async ({ machine }) => {
      await machine.tenant.forgetTokens();
      await machine.restart(); // and signs in again
    },
    roles: ({ random }) => this.atServer((server) => server.changeRoles(random)),
    passRoles: ({ random }) => this.atServer((server) => server.passRoles(random)),
    areas: ({ random }) => this.atServer((server) => server.changeAreas(random)),
    keepOff: ({ random }) => this.atServer((server) => server.changeKeptOff(random)),
    replicate: () => this.atServer((server) => server.replicate()),
    backup: () => this.atServer((server) => server.backUp()),
    failover: ({ random }) => this.atServer((server) => server.failOver(random)),
    horizon: ({ random }) => this.atServer((server) => server.passHorizon(random)),
    erase: ({ random }) => this.atServer((server) => server.erase(random)),
    restartServer: () => this.atServer((server) => server.restart()),
  } as const satisfies Readonly<Partial<Record<OtherKind, Befalling>>>;

  atServer(befalls: (server: ServerSide) => Promise<void>): Promise<void> {
    this.changes();
    return befalls(this.server);
  }

  /** Delivers a delayed request. */
  async echo(machine: Machine): Promise<void> {
    this.changes();
    await machine.line.echoes.shift()?.();
  }

  async crash(machine: Machine): Promise<void> {
    this.trace(`${machine.name} crashes`);
    this.crashes += 1;
    await machine.restart();
  }

  async #setBack(machine: Machine): Promise<void> {
    const { image } = machine;
    if (!image) return;
    this.#wasSetBack = true;
    machine.image = undefined;
    const before = actsKnownTo(machine);
    await machine.setBack(image);
    const after = actsKnownTo(machine);
    for (const id of before) {
      const act = this.acts.made.get(id);
      if (act && !after.has(id)) act.isLost = true;
    }
    this.trace(`${machine.name} is set back`);
  }

  async #checkFiles(): Promise<void> {
    await healFiles(this);
    await checkFilesAtRest({
      files: this.files,
      truth: await this.now(),
      machines: this.machines,
      personOf: ({ person }) => this.stage.people[person].id,
      wasSetBack: this.#wasSetBack,
      hasForked: this.server.hasForked,
    });
    this.tellBroken();
  }

  /**
   * Checks after all have come to rest that they agree, and that no act is lost or done twice. Returns the history's
   * results.
   */
  async outcome(): Promise<HistoryOutcome> {
    if (this.recording.drawing === 'filed') await this.#checkFiles();
    const journal = await checkAtRest({
      stage: this.stage,
      machines: this.machines,
      acts: this.acts.made,
      sent: this.acts.sent,
      truth: await this.now(),
      departures: this.#departures,
      lostTails: this.server.lostTails,
      hasForked: this.server.hasForked,
      erasing: this.server,
      isGrown: this.isGrown,
      mayLackKinds: this.isGrown || this.hasPacks,
      serverBuild: this.server.build,
      isRuled: this.isRuled,
    });
    const { late: latePages, unheld: unheldPages } = this.#pages;
    must(unheldPages === 0 || this.server.hasForked, 'A-3', () => `${unheldPages} pages are of another journal`);
    const crashes = this.crashes + this.server.crashes;
    return { acts: this.acts.made.size, partitions: this.#partitions, crashes, latePages, unheldPages, ...journal };
  }
}

function actsKnownTo(machine: Machine): ReadonlySet<string> {
  const { acts, tray, kept } = machine.tenant.device.memory;
  return new Set([...acts.keys(), ...kept.keys(), ...[...tray.values()].map((entry) => entry.act.id)]);
}
