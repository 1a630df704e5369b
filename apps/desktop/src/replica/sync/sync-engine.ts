import type { SyncStatus } from '../../bridge/contract.ts';
import type { Device } from '../device/device.ts';
import { nowOf } from '../device/now-of.ts';
import { diskFull } from '../storage/files/disk-full.ts';
import { backOffMs, withJitter } from './line/back-off.ts';
import { DueTimer } from './due-timer.ts';
import { EngineReport } from './engine-report.ts';
import { type EngineAction, type EngineEvent, type EngineState, engineTurns } from './engine-states.ts';
import { KnownNews } from './known-news.ts';
import { PokeStream } from './line/poke-stream.ts';
import type { Exchanged, Replicator } from './replicator.ts';
import type { ServerLink } from './line/server-link.ts';
import { SleepWatch } from './sleep-watch.ts';
import { readStreamEvent } from './answers/stream-event.ts';

/** Chosen: pokes report news at once; these pulls find the news that a poke may have missed. */
const pollWithPokesMs = 300_000;
const pollWithoutPokesMs = 30_000;
/**
 * The device rarely contacts a server that refuses this build: an operator may have rolled it back, and waiting acts are kept
 * (K-5).
 */
const tooOldMs = 3_600_000;
/**
 * Chosen: a device that gets pages also gets those of its own acts, some tens of milliseconds after their answer. It pulls
 * the rest after this time.
 */
const ownNewsMs = 2_000;

export type EngineOptions = {
  readonly device: Device;
  readonly replicator: Replicator;
  readonly link: ServerLink;
  /** Called after each written page: the session reads the data that the page has made due. */
  readonly onPage: (page: Extract<Exchanged, { kind: 'page' }>['page']) => void;
  /** Resolves when the reads that pages have made due have finished or failed. */
  readonly settled: () => Promise<void>;
  /** False: the engine makes contact only in `now`. */
  readonly byItself: boolean;
};

/**
 * Keeps the replica and its server in sync. It sends acts as they are made, pulls when there is news, waits longer
 * after each failure, and reports a status for the person. The engine decides when an exchange happens, by the table in
 * `engine-states.ts`; the replicator does the exchange.
 */
export class SyncEngine {
  readonly #options: EngineOptions;
  readonly #news = new KnownNews();
  readonly #stream: PokeStream;
  readonly #report: EngineReport;
  readonly #nextTry: DueTimer;
  readonly #sleeps: SleepWatch;
  readonly #ownNews: DueTimer;
  readonly #actions: Readonly<Record<EngineAction, () => void>>;
  #state: EngineState = 'idle';
  /** Settles when the exchanges under way have ended. */
  #running: Promise<void> | undefined;
  /** The number of exchanges in a row that failed. */
  #failures = 0;
  /** How long the server asked to wait when the last exchange failed. */
  #leastWaitMs = 0;

  constructor(options: EngineOptions) {
    this.#options = options;
    const { ports } = options.device;
    this.#nextTry = new DueTimer(ports.timers);
    this.#sleeps = new SleepWatch(ports, () => this.#on('woke'));
    this.#ownNews = new DueTimer(ports.timers);
    this.#report = new EngineReport(options.device, () => ({
      state: this.#state,
      isExchanging: this.#running !== undefined,
      isFirstTry: this.#failures === 0 && (options.byItself || this.#running !== undefined),
    }));
    this.#stream = new PokeStream({
      link: options.link,
      ports,
      opened: () => this.#on('stream-opened'),
      event: (data) => this.#poked(data),
      ended: () => this.#news.streamEnded(),
      lookAgain: () => {
        this.#news.want();
        this.#on('news-missed');
      },
    });
    this.#actions = {
      nothing: () => undefined,
      exchange: () => this.#startExchanges(),
      'start-anew': () => this.#startAnew(),
      'await-news': () => this.#awaitNews(),
      'poll-seldom': () => this.#tryAfter(withJitter(pollWithPokesMs, ports.random)),
      'back-off': () => this.#backOff(),
      'wait-long': () => this.#tryAfter(withJitter(tooOldMs, ports.random)),
      'close-stream': () => this.#closeStream(),
      end: () => this.#end(),
    };
  }

  /** Starts contact with the server. */
  start(): void {
    if (!this.#options.byItself || this.#isStopped) return;
    this.#sleeps.start();
    this.wake();
  }

  /** Ends all contact. The exchange under way is dropped: its reply no longer counts. */
  async stop(): Promise<void> {
    this.#on('stop');
    await this.#options.device.lane.idle();
  }

  /** Announces that an act is to be sent. */
  wake(): void {
    this.#report.tell();
    if (this.#options.byItself) this.#on('act');
  }

  /** Tries now, before any wait has ended. Returns the status after everything was exchanged or an exchange failed. */
  async now(): Promise<SyncStatus> {
    if (this.#isStopped) return this.status();
    this.#failures = 0;
    this.#news.want();
    await (this.#running ?? Promise.resolve());
    this.#news.want();
    this.#on('asked');
    await (this.#running ?? Promise.resolve());
    await this.#options.settled();
    return this.status();
  }

  /** Returns the ids of the acts that are being sent. */
  get sendingActs(): ReadonlySet<string> {
    return this.#report.sendingActs;
  }

  /** Returns the status, for the sign in the corner (UX, section 4). */
  status(): SyncStatus {
    return this.#report.status();
  }

  /** Calls back with each new status, and once with the present one. Returns the function that stops it. */
  subscribe(listener: (status: SyncStatus) => void): () => void {
    return this.#report.subscribe(listener);
  }

  get #isStopped(): boolean {
    return this.#state === 'stopped';
  }

  #on(event: EngineEvent): void {
    this.#actions[this.#enter(event)]();
  }

  /** Enters the state that follows an event. Returns the action of that state. */
  #enter(event: EngineEvent): EngineAction {
    const turn = engineTurns[this.#state][event];
    if ('impossible' in turn) {
      const { log, ids } = this.#options.device.ports;
      const cause = new Error(`"${event}" came in the state "${this.#state}", although ${turn.impossible}.`);
      log.fault({ id: ids.newId(), doing: 'keeping in touch with the server', cause });
      return 'nothing';
    }
    this.#state = turn.to;
    return turn.action;
  }

  #startExchanges(): void {
    if (this.#running) return;
    this.#nextTry.cancel();
    this.#report.nextTryAt = null;
    this.#running = this.#exchange();
  }

  async #exchange(): Promise<void> {
    let failure: EngineEvent | undefined;
    try {
      failure = await this.#cycle();
    } finally {
      this.#running = undefined;
      this.#report.exchangesEnded();
      const action = this.#enter(failure ?? (this.#isWorkLeft ? 'work-left' : 'caught-up'));
      this.#report.tell();
      this.#actions[action]();
    }
  }

  /** Whether news or an act arrived while the last answer was being written. */
  get #isWorkLeft(): boolean {
    const { byItself, replicator } = this.#options;
    return byItself && (this.#news.isWanted || this.#news.hasPages || replicator.nextBatch(1).length > 0);
  }

  /** Exchanges until no act or news is left. Returns the failure that ended it, if any. */
  async #cycle(): Promise<EngineEvent | undefined> {
    while (!this.#isStopped) {
      const outcome = await this.#step();
      if (this.#isStopped || outcome.kind === 'idle') return undefined;
      const failure = this.#took(outcome);
      if (failure) return failure;
    }
    return undefined;
  }

  /** Makes one exchange: first acts, so that news shows them as decided; then news until there is no more. */
  async #step(): Promise<Exchanged> {
    const { replicator } = this.#options;
    try {
      const batch = replicator.isPageUnderWay ? [] : replicator.nextBatch();
      if (batch.length > 0) {
        this.#report.sends(batch);
        this.#report.tell();
        return await replicator.push();
      }
      this.#report.sentAll();
      const taken = await this.#takePages();
      if (taken) return taken;
      if (!this.#news.isWanted) return { kind: 'idle' };
      if (!replicator.isPageUnderWay) this.#news.pullLeaves();
      return await replicator.pull();
    } catch (cause) {
      if (this.#isStopped) return { kind: 'idle' }; // the file was closed during an exchange whose reply no longer counts
      const id = this.#options.device.ports.ids.newId();
      this.#options.device.ports.log.fault({ id, doing: 'taking an answer of the server', cause });
      return {
        kind: 'unfit',
        problem:
          diskFull(cause)?.message ??
          `This device could not write the server's data (fault ${id}). Nothing is lost; it tries again.`,
      };
    }
  }

  /**
   * Applies the first unrequested page that begins at this device's position (S-3). A page that does not fit counts as a
   * poke.
   */
  async #takePages(): Promise<Exchanged | undefined> {
    for (let news = this.#news.nextPage(); news; news = this.#news.nextPage()) {
      const taken = await this.#options.replicator.take(news);
      this.#news.tookUnrequested(taken.kind === 'page');
      if (taken.kind !== 'idle') return taken;
      this.#announce(news.page.head.head[0]);
    }
    return undefined;
  }

  /** Notes the outcome of an exchange. Returns the failure that ends the exchanges, if any. */
  #took(outcome: Exchanged): EngineEvent | undefined {
    const { kind } = outcome;
    if (kind === 'offline' || kind === 'unfit' || kind === 'refused') return this.#failed(outcome);
    this.#failures = 0;
    this.#report.reached(nowOf(this.#options.device.ports.clock));
    if (kind === 'page') {
      const { page, isAsked } = outcome;
      this.#news.took(page, isAsked);
      this.#report.received(page);
      this.#options.onPage(page);
    } else {
      if (kind === 'decided' && this.#news.isFed) this.#awaitOwnNews();
      else this.#news.want();
      if (kind === 'decided') this.#report.sent(outcome.acts);
    }
    this.#report.tell();
    return undefined;
  }

  #failed(outcome: Extract<Exchanged, { kind: 'offline' | 'unfit' | 'refused' }>): EngineEvent {
    this.#failures += 1;
    this.#leastWaitMs = outcome.waitMs ?? 0;
    this.#news.want();
    if (outcome.kind !== 'refused') {
      this.#report.failed(outcome.problem, outcome.kind === 'offline' ? 'offline' : 'other');
      return 'exchange-failed';
    }
    const { code, message } = outcome.refusal;
    this.#report.failed(message, 'other');
    if (code === 'sync/client-too-old') return 'build-refused';
    return code === 'access/session-ended' || code === 'access/signed-out' ? 'session-refused' : 'exchange-failed';
  }

  /**
   * Waits for the news of acts that were just decided, which should arrive unrequested (S-3). The device pulls if they do
   * not.
   */
  #awaitOwnNews(): void {
    const [decided = 0] = this.#options.device.memory.state.heads.at(-1) ?? [];
    this.#ownNews.set(ownNewsMs, () => {
      if (this.#announce(decided)) this.#on('news-missed');
    });
  }

  #poked(data: string): void {
    const event = readStreamEvent(data);
    if (event === undefined) return;
    if (event.kind === 'unfit') this.#news.want();
    else if (event.kind === 'poke' && !this.#announce(event.n)) return;
    else if (event.kind === 'page' && !this.#news.keepPage(event.news) && !this.#announce(event.news.page.head.head[0]))
      return;
    this.#on('poked');
  }

  /** Notes that there is news up to a number. Returns false where this device already has it. */
  #announce(n: number): boolean {
    return this.#news.announce(n, this.#options.device.memory.state.upTo);
  }

  #awaitNews(): void {
    const { byItself, device } = this.#options;
    if (!byItself) return;
    void this.#stream.open();
    this.#tryAfter(withJitter(this.#stream.isOpen ? pollWithPokesMs : pollWithoutPokesMs, device.ports.random));
  }

  #backOff(): void {
    this.#closeStream();
    this.#tryAfter(Math.max(this.#leastWaitMs, backOffMs(this.#failures, this.#options.device.ports.random)));
  }

  #tryAfter(delayMs: number): void {
    if (!this.#options.byItself) return;
    const { clock } = this.#options.device.ports;
    this.#report.nextTryAt = new Date(clock.nowMs() + delayMs).toISOString();
    this.#nextTry.set(delayMs, () => {
      this.#news.want();
      this.#on('try-due');
    });
  }

  /** Tries the server at once after a sleep of the machine, and opens a new stream (S-3). */
  #startAnew(): void {
    this.#closeStream();
    this.#failures = 0;
    this.#news.want();
    this.#startExchanges();
  }

  #closeStream(): void {
    this.#stream.close();
    this.#news.dropPages();
  }

  #end(): void {
    this.#nextTry.cancel();
    this.#sleeps.stop();
    this.#ownNews.cancel();
    this.#closeStream();
  }
}
