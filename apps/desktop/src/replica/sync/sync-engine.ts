import type { SyncStatus } from '../../bridge/contract.ts';
import type { NewsPage } from '@outpost/domain/sync/news-page';
import { exactRemaining, type Page } from '@outpost/domain/sync/protocol';
import type { Device } from '../device/device.ts';
import { diskFull } from '../storage/files/disk-full.ts';
import { nowOf } from '../device/now-of.ts';
import { backOffMs, withJitter } from './back-off.ts';
import type { Exchanged, Replicator } from './replicator.ts';
import type { ServerLink } from './server-link.ts';
import { readStreamEvent } from './stream-event.ts';

/** Chosen: pokes report news at once; these pulls find the news that a poke may have missed. */
const pollWithPokesMs = 300_000;
const pollWithoutPokesMs = 30_000;
/** A beat that is late by this much shows that the machine slept (S-3). */
const beatMs = 20_000;
const sleptMs = 15_000;
/**
 * The device rarely asks a server that refuses this build: an operator may have rolled it back, and waiting acts are unharmed
 * (K-5).
 */
const tooOldMs = 3_600_000;
/**
 * Chosen: unrequested pages wait here while another exchange is under way; the device pulls instead when there are more than
 * these.
 */
const mostPages = 8;
/**
 * Chosen: a device that gets pages also gets those of its own acts, some tens of milliseconds after their answer. It pulls the
 * rest after this time.
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
 * Keeps the replica and its server in sync: sends acts as they come, pulls when there is news, waits longer after each failure,
 * and reports a status for the person. The engine decides when an exchange happens; the replicator does the exchange.
 */
export class SyncEngine {
  readonly #options: EngineOptions;
  readonly #listeners = new Set<(status: SyncStatus) => void>();
  #running: Promise<void> | undefined;
  #isStopped = false;
  #wantsNews = true;
  /** The number that pokes have announced since the newest pull left: its page may be older than they. */
  #pokedTo = 0;
  /** Unrequested pages, in the order of their arrival. */
  #pages: NewsPage[] = [];
  /** The last news came as an unrequested page: the server knows where this device is. */
  #isFed = false;
  #cancelOwnNews: (() => void) | undefined;
  #failures = 0;
  #pokeFailures = 0;
  #leastWaitMs = 0;
  #halt: 'too-old' | 'session-ended' | undefined;
  #problem: string | null = null;
  #isOffline = false;
  #lastContactAt: string | null = null;
  #nextTryAt: string | null = null;
  #sending: { readonly ids: ReadonlySet<string>; readonly done: number } | undefined;
  #receiving: { readonly done: number; readonly total: number } | undefined;
  #cancelTry: (() => void) | undefined;
  #cancelBeat: (() => void) | undefined;
  #closePokes: (() => void) | undefined;
  /** `put-off`: the server asked to wait before the next stream. */
  #pokes: 'closed' | 'opening' | 'open' | 'put-off' = 'closed';

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** Starts contact with the server. */
  start(): void {
    if (!this.#options.byItself) return;
    this.#beat(this.#options.device.ports.clock.nowMs());
    this.wake();
  }

  /** Ends all contact. The exchange under way is dropped: its reply no longer counts. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelTry?.();
    this.#cancelBeat?.();
    this.#cancelOwnNews?.();
    this.#endPokes();
    await this.#options.device.lane.idle();
  }

  /** Announces that an act is to be sent. */
  wake(): void {
    this.#tell();
    if (!this.#options.byItself || this.#isStopped || this.#halt) return;
    if (this.#failures > 0 && this.#nextTryAt !== null) return; // the next try is already scheduled, and sends it
    this.#run();
  }

  /** Tries now, whatever wait was set. Answers with the status after everything was exchanged or something failed. */
  async now(): Promise<SyncStatus> {
    if (this.#isStopped) return this.status();
    this.#halt = undefined;
    this.#failures = 0;
    this.#wantsNews = true;
    await (this.#running ?? Promise.resolve());
    this.#wantsNews = true;
    this.#run();
    await (this.#running ?? Promise.resolve());
    await this.#options.settled();
    return this.status();
  }

  #run(): void {
    if (this.#running || this.#isStopped) return;
    this.#cancelTry?.();
    this.#nextTryAt = null;
    this.#running = this.#cycle().finally(() => {
      this.#running = undefined;
      this.#sending = undefined;
      this.#receiving = undefined;
      this.#tell();
      this.#afterCycle();
    });
  }

  async #cycle(): Promise<void> {
    while (!this.#isStopped) {
      const outcome = await this.#step();
      if (this.#isStopped || outcome.kind === 'idle') return;
      if (!this.#took(outcome)) return;
    }
  }

  /** One exchange: first acts, so that news shows them as decided; then news until there is no more. */
  async #step(): Promise<Exchanged> {
    const { replicator } = this.#options;
    try {
      const batch = replicator.isPageUnderWay ? [] : replicator.nextBatch();
      if (batch.length > 0) {
        this.#sending = { ids: new Set(batch.map((act) => act.id)), done: this.#sending?.done ?? 0 };
        this.#tell();
        return await replicator.push();
      }
      this.#sending = undefined;
      const taken = await this.#takePages();
      if (taken) return taken;
      if (!this.#wantsNews) return { kind: 'idle' };
      if (!replicator.isPageUnderWay) this.#pokedTo = 0;
      return await replicator.pull();
    } catch (cause) {
      if (this.#isStopped) return { kind: 'idle' }; // the file was closed during an exchange whose reply no longer counts
      const id = this.#options.device.ports.ids.newId();
      this.#options.device.ports.log.fault({ id, doing: 'taking an answer of the server', cause });
      return {
        kind: 'unfit',
        problem:
          diskFull(cause)?.message ??
          `This device could not write what the server sent (fault ${id}). Nothing is lost; it tries again.`,
      };
    }
  }

  /** S-3: takes the first unrequested page that begins where this device is. A page that does not fit counts as a poke. */
  async #takePages(): Promise<Exchanged | undefined> {
    for (let news = this.#pages.shift(); news; news = this.#pages.shift()) {
      const taken = await this.#options.replicator.take(news);
      this.#isFed = taken.kind === 'page';
      if (taken.kind !== 'idle') return taken;
      this.#heardOf(news.page.head.head[0]);
    }
    return undefined;
  }

  /** Notes the outcome of an exchange; false where the cycle ends. */
  #took(outcome: Exchanged): boolean {
    const { kind } = outcome;
    if (kind === 'offline' || kind === 'unfit' || kind === 'refused') return this.#failed(outcome);
    this.#failures = 0;
    this.#isOffline = false;
    this.#problem = null;
    this.#lastContactAt = nowOf(this.#options.device.ports.clock);
    if (kind === 'page') {
      const { page, isAsked } = outcome;
      const [head] = page.head.head;
      const isMore = !page.done || page.next.history < head || this.#pokedTo > head; // history follows its records, a page at a time
      this.#wantsNews = isMore || (!isAsked && this.#wantsNews); // only a pull satisfies the wish for a pull
      this.#receiving = page.done ? undefined : progressAfter(this.#receiving, page);
      this.#options.onPage(page);
    } else {
      if (kind === 'decided' && this.#isFed) this.#awaitOwnNews();
      else this.#wantsNews = true;
      if (kind === 'decided' && this.#sending)
        this.#sending = { ids: new Set(), done: this.#sending.done + outcome.acts };
    }
    this.#tell();
    return true;
  }

  /** S-3: the news of acts that were just decided should arrive by themselves. The device pulls if they do not. */
  #awaitOwnNews(): void {
    const { device } = this.#options;
    const [decided = 0] = device.memory.state.heads.at(-1) ?? [];
    this.#cancelOwnNews?.();
    this.#cancelOwnNews = device.ports.timers.after(ownNewsMs, () => {
      if (!this.#isStopped && !this.#halt && this.#failures === 0 && this.#heardOf(decided)) this.#run();
    });
  }

  #failed(outcome: Extract<Exchanged, { kind: 'offline' | 'unfit' | 'refused' }>): boolean {
    this.#failures += 1;
    this.#leastWaitMs = outcome.waitMs ?? 0;
    if (outcome.kind === 'refused') {
      const { refusal } = outcome;
      this.#problem = refusal.message;
      this.#isOffline = false;
      if (refusal.code === 'sync/client-too-old') this.#halt = 'too-old';
      if (refusal.code === 'access/session-ended' || refusal.code === 'access/signed-out') this.#halt = 'session-ended';
    } else {
      this.#problem = outcome.problem;
      this.#isOffline = outcome.kind === 'offline';
    }
    this.#wantsNews = true;
    return false;
  }

  #afterCycle(): void {
    if (this.#isStopped || !this.#options.byItself) return;
    if (this.#halt === 'session-ended') return this.#endPokes();
    const { random } = this.#options.device.ports;
    if (this.#halt === 'too-old') return this.#tryAfter(withJitter(tooOldMs, random));
    if (this.#failures > 0) {
      this.#endPokes();
      return this.#tryAfter(Math.max(this.#leastWaitMs, backOffMs(this.#failures, random)));
    }
    if (this.#wantsNews || this.#pages.length > 0 || this.#options.replicator.nextBatch(1).length > 0)
      return this.#run(); // news or an act came while the last answer was being written
    void this.#openPokes();
    this.#tryAfter(withJitter(this.#pokes === 'open' ? pollWithPokesMs : pollWithoutPokesMs, random));
  }

  #tryAfter(delayMs: number): void {
    const { timers, clock } = this.#options.device.ports;
    this.#cancelTry?.();
    this.#nextTryAt = new Date(clock.nowMs() + delayMs).toISOString();
    this.#cancelTry = timers.after(delayMs, () => {
      this.#wantsNews = true;
      if (this.#halt === 'too-old') this.#halt = undefined;
      this.#run();
    });
  }

  /** S-3: a late beat shows that the machine slept; the engine then tries the server at once, and opens a new stream. */
  #beat(lastMs: number): void {
    const { timers, clock } = this.#options.device.ports;
    this.#cancelBeat = timers.after(beatMs, () => {
      const nowMs = clock.nowMs();
      if (nowMs - lastMs > beatMs + sleptMs && !this.#halt) {
        this.#endPokes();
        this.#failures = 0;
        this.#wantsNews = true;
        this.#run();
      }
      this.#beat(nowMs);
    });
  }

  async #openPokes(): Promise<void> {
    if (this.#pokes !== 'closed') return;
    this.#pokes = 'opening';
    const mine = { isOver: false, close: (): void => undefined };
    this.#closePokes = () => {
      mine.isOver = true;
      mine.close();
    };
    const close = await this.#options.link.openPokes(this.#options.device.ports.ids.newId(), {
      opened: () => {
        if (mine.isOver) return;
        this.#pokes = 'open';
        this.#pokeFailures = 0;
        if (!this.#running && this.#failures === 0 && !this.#isStopped)
          this.#tryAfter(withJitter(pollWithPokesMs, this.#options.device.ports.random));
      },
      event: (data) => {
        if (!mine.isOver) this.#poked(data);
      },
      ended: (_reason, waitMs = 0) => {
        if (mine.isOver) return;
        mine.isOver = true;
        this.#isFed = false;
        this.#pokes = waitMs > 0 ? 'put-off' : 'closed';
        this.#pokeFailures += 1;
        const { timers, random } = this.#options.device.ports;
        if (this.#isStopped) return;
        const backMs = backOffMs(this.#pokeFailures, random);
        timers.after(backMs, () => this.#lookAgain());
        if (waitMs > 0) timers.after(Math.max(waitMs, backMs), () => this.#openAgain());
      },
    });
    if (mine.isOver)
      close?.(); // ended, or given up, while the stream was being opened
    else if (close) mine.close = close;
    else this.#pokes = 'closed'; // there is no token to open it with
  }

  /** The time for which the server wanted no stream has passed. */
  #openAgain(): void {
    if (this.#pokes === 'put-off') this.#pokes = 'closed';
    this.#lookAgain();
  }

  #lookAgain(): void {
    if (this.#isStopped || this.#halt || this.#failures > 0) return;
    this.#wantsNews = true;
    this.#run();
  }

  #endPokes(): void {
    this.#closePokes?.();
    this.#closePokes = undefined;
    this.#pages = [];
    this.#isFed = false;
    this.#pokes = 'closed';
  }

  #poked(data: string): void {
    const event = readStreamEvent(data);
    if (event === undefined) return;
    if (event.kind === 'page' && this.#pages.length < mostPages) this.#pages.push(event.news);
    else if (event.kind === 'unfit') this.#wantsNews = true;
    else if (!this.#heardOf(event.kind === 'page' ? event.news.page.head.head[0] : event.n)) return;
    this.#run();
  }

  /** Notes that there is news up to a number, and nothing more is known of it. False: this device already has it. */
  #heardOf(n: number): boolean {
    if (n <= (this.#options.device.memory.state.upTo ?? -1)) return false;
    this.#pokedTo = Math.max(this.#pokedTo, n);
    this.#isFed = false;
    this.#wantsNews = true;
    return true;
  }

  /** Ids of the acts that are on their way now. */
  get sendingActs(): ReadonlySet<string> {
    return this.#sending?.ids ?? new Set();
  }

  /** The status, for the sign in the corner (UX, section 4). */
  status(): SyncStatus {
    const { memory } = this.#options.device;
    const { state, waiting: toSend } = memory;
    const sent = this.#sending?.done ?? 0;
    return {
      state: this.#stateWord(toSend),
      toSend,
      needsYou: [...memory.tray.values()].filter((entry) => entry.discardedAt === null).length,
      done: this.#sending ? sent : (this.#receiving?.done ?? 0),
      total: this.#sending ? sent + toSend : (this.#receiving?.total ?? 0),
      lastContactAt: this.#lastContactAt,
      upToDateAt: state.upTo === null ? null : state.upToDateAt,
      nextTryAt: this.#nextTryAt,
      firstSync: !state.synced,
      problem: this.#problem,
    };
  }

  #stateWord(toSend: number): SyncStatus['state'] {
    if (this.#halt) return this.#halt;
    if (this.#isOffline) return 'offline';
    if (this.#lastContactAt === null) return this.#isFirstTry ? 'connecting' : 'offline';
    if (this.#sending) return 'sending';
    const { state } = this.#options.device.memory;
    if (this.#receiving || (this.#running && !state.synced)) return 'receiving';
    if (toSend > 0) return 'to-send';
    return state.upTo === null ? 'receiving' : 'up-to-date';
  }

  /** No exchange has been tried yet: neither "up to date" nor "offline" would be true. */
  get #isFirstTry(): boolean {
    return this.#failures === 0 && (this.#options.byItself || this.#running !== undefined);
  }

  /** Calls back with each new status, and once with the present one. Returns how to stop. */
  subscribe(listener: (status: SyncStatus) => void): () => void {
    this.#listeners.add(listener);
    listener(this.status());
    return () => void this.#listeners.delete(listener);
  }

  #tell(): void {
    if (this.#listeners.size === 0) return;
    const status = this.status();
    for (const listener of this.#listeners) listener(status);
  }
}

type Progress = { readonly done: number; readonly total: number };

/**
 * The progress of a pull after one more page. The server's estimates differ from page to page: the shown total never falls
 * because of one.
 */
function progressAfter(before: Progress | undefined, page: Pick<Page, 'rows' | 'remaining'>): Progress {
  const done = (before?.done ?? 0) + page.rows.length;
  const total = done + page.remaining;
  return { done, total: page.remaining < exactRemaining ? total : Math.max(total, before?.total ?? 0) };
}
