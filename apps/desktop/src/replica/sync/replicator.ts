import type { Act } from '@outpost/domain/kernel/acts/act';
import { sameJson } from '@outpost/domain/kernel/json';
import type { Refusal } from '@outpost/domain/kernel/refusal';
import type { NewsPage } from '@outpost/domain/sync/news-page';
import { checkpointInFull, pageInFull, setsAfter } from '@outpost/domain/sync/page-in-full';
import { tellsErasure } from '@outpost/domain/sync/erased-row';
import type {
  Checkpoint,
  Page,
  PullAnswer,
  PullRequest,
  PushAnswer,
  PushRequest,
  SignedHead,
} from '@outpost/domain/sync/protocol';
import type { z } from 'zod';
import type { Device } from '../device/device.ts';
import { nowOf } from '../device/now-of.ts';
import type { StateDocument } from '../records/documents.ts';
import { WriteLane } from '../records/write-lane.ts';
import { applyAnswers, setAside } from './answers/apply-answers.ts';
import { applyFork } from './answers/apply-fork.ts';
import { applyPage, startOver } from './answers/apply-page.ts';
import { type BuildNumbers, buildNumbers } from './build-numbers.ts';
import { FittingLoad } from './line/fitting-load.ts';
import { type SeenHeads, withDecided, withSigned } from './answers/heads.ts';
import { parsedPullAnswer } from './checked-by-hand/pull-answer.ts';
import { parsedPushAnswer } from './checked-by-hand/push-answer.ts';
import type { ServerAnswer } from './line/read-reply.ts';
import type { ServerLink } from './line/server-link.ts';
import { findWrongSignature, type KeySet, keySetSchema } from './signed-heads.ts';
import { standsAt } from './answers/stream-event.ts';

/** The outcome of one exchange. `decided` and `page` report work that was done; the others give the reason why none was. */
export type Exchanged =
  | { readonly kind: 'idle' }
  | { readonly kind: 'decided'; readonly acts: number }
  | { readonly kind: 'page'; readonly page: Page; readonly isAsked: boolean }
  | { readonly kind: 'fork' }
  | { readonly kind: 'reset' }
  | Exclude<ServerAnswer<never>, { readonly kind: 'value' }>;

/** A push that was sent and is not answered. */
type Sent = {
  /** The device's name under which its acts are numbered (S-2b). */
  readonly device: string;
  readonly acts: readonly Act[];
  readonly answer: Promise<ServerAnswer<PushAnswer>>;
};

export type ReplicatorOptions = {
  readonly device: Device;
  readonly link: ServerLink;
  readonly organisation: string;
  /** Awaited before a large page occupies the thread: answers for screens use the same thread. */
  readonly beforeLargePage?: () => Promise<void>;
};

/** E-3: a push stays well below the server's limit of a body; further acts go into the next push. */
const pushBytes = 1_000_000;
/**
 * The most acts of a push. Measured: 10,000 acts are sent a fifth faster than by 500, because each push waits for its commit
 * and its round trip.
 */
const pushActs = 1_000;
/**
 * A page is small when no other page is written at the same time. The device waits for this page, and the first screen
 * of a first sync waits for its write (S-8). Each page that is requested while another is written may be twice as large
 * as that one.
 */
const firstPageRows = 1_000;
/**
 * Measured: a transaction writes each page of an index once, however many of its rows changed. A first sync of
 * 100,000 records wrote 1,071 MB to the disk with 1,500 rows at a time, and 810 with 3,000. It wrote 672 with 5,000,
 * the largest size that may be requested. An act that is made in the meantime waits for the page, some 0.5 s.
 */
const pageRows = 5_000;

/**
 * Runs one push or pull at a time (S-1, S-2). Only the reply to the request under way counts: a later reply is never awaited.
 */
export class Replicator {
  readonly #device: Device;
  readonly #link: ServerLink;
  readonly #organisation: string;
  readonly #beforeLargePage: () => Promise<void>;
  /** An exchange waits in this lane for the one under way. */
  readonly #line = new WriteLane();
  /** The schema numbers of this device's records and acts (K-5). */
  readonly #build: BuildNumbers;
  #keys: KeySet | undefined;
  #ahead: { readonly at: Checkpoint | null; readonly answer: Promise<ServerAnswer<PullAnswer>> } | undefined;
  #sentAhead: Sent | undefined;
  #pushActs = pushActs;
  readonly #fittingPush = new FittingLoad(pushActs);
  readonly #fittingPage = new FittingLoad(pageRows);

  constructor(options: ReplicatorOptions) {
    this.#device = options.device;
    this.#link = options.link;
    this.#build = buildNumbers(options.device.installed);
    this.#organisation = options.organisation;
    this.#beforeLargePage = options.beforeLargePage ?? (() => Promise.resolve());
  }

  /** Whether a page has been requested ahead of time; the next `pull` applies it. */
  get isPageUnderWay(): boolean {
    return this.#ahead !== undefined;
  }

  /** Returns the waiting acts that the next push would send, in order; those after `last` where it is given. */
  nextBatch(limit: number = Math.min(this.#pushActs, this.#fittingPush.now), last = 0): readonly Act[] {
    const batch: Act[] = [];
    let bytes = 0;
    for (const entry of this.#device.memory.acts.values()) {
      if (entry.state !== 'waiting' || entry.act.number <= last) continue;
      bytes += JSON.stringify(entry.act).length;
      if (batch.length >= limit || (batch.length > 0 && bytes > pushBytes)) break;
      batch.push(entry.act);
    }
    return batch;
  }

  /**
   * Sends waiting acts and applies the answers (S-2). While the device writes these, the server already decides the next
   * acts. It has decided all acts before them, so their order is kept. If this process ends before the write, the device
   * sends all of them again and gets the same answers.
   */
  push(limit?: number): Promise<Exchanged> {
    return this.#line.run(() => this.#push(limit));
  }

  async #push(limit: number | undefined): Promise<Exchanged> {
    const sent = this.#takeSentAhead() ?? this.#send(this.nextBatch(limit), this.#device.memory.state);
    if (!sent) return { kind: 'idle' };
    const { acts } = sent;
    const answer = await sent.answer;
    if (answer.kind === 'refused' && isOfTheActs(answer.refusal)) return this.#findUnfit(acts, answer.refusal);
    if (answer.kind !== 'value') return answer;
    const decided = answer.value;
    if (decided.kind === 'fork') return this.#fork(decided.common);
    if (decided.kind === 'unknown') return unfitAnswer;
    const wrong = decided.head && (await this.#wrongSignature(decided.head));
    if (wrong !== undefined) return { kind: 'unfit', problem: wrong };
    if (this.#pushActs === pushActs) await this.#sendAhead(acts, decided, limit);
    this.#pushActs = pushActs;
    try {
      await applyAnswers(this.#device, decided);
    } catch (cause) {
      this.#sentAhead = undefined; // the acts before it are to be sent again first
      throw cause;
    }
    return { kind: 'decided', acts: decided.answers.length };
  }

  #send(acts: readonly Act[], { heads, signedHead }: SeenHeads): Sent | undefined {
    if (acts.length === 0) return undefined;
    const { device } = this.#device.memory.state;
    const request: PushRequest = { device, heads: [...heads], schemas: this.#build.digest, acts: [...acts] };
    const inFull: PushRequest = { ...request, schemas: this.#build.numbers };
    this.#link.signedHead = signedHead ?? undefined;
    const answer = this.#askByDigest('/sync/push', { request, inFull }, parsedPushAnswer);
    return {
      device,
      acts,
      answer: this.#learning(this.#fittingPush, acts.length, { answer, cameIn: () => acts.length }),
    };
  }

  /** Sends the acts behind a batch whose acts were all decided. */
  async #sendAhead(
    acts: readonly Act[],
    decided: Extract<PushAnswer, { kind: 'decided' }>,
    limit: number | undefined,
  ): Promise<void> {
    const last = acts.at(-1);
    if (last === undefined || decided.stopped !== null || decided.answers.length < acts.length) return;
    this.#sentAhead = this.#send(this.nextBatch(limit, last.number), withDecided(this.#device.memory.state, decided));
    this.#sentAhead?.answer.catch(() => undefined); // the caller that takes the answer gets the failure
    if (this.#sentAhead) await this.#device.ports.requestsLeft?.();
  }

  /** Returns the push that was sent already, where its acts still wait under the numbers that they were sent with. */
  #takeSentAhead(): Sent | undefined {
    const sent = this.#sentAhead;
    this.#sentAhead = undefined;
    const { acts, state } = this.#device.memory;
    const waits = (act: Act): boolean => {
      const entry = acts.get(act.id);
      return entry?.state === 'waiting' && entry.act.number === act.number;
    };
    return sent?.device === state.device && sent.acts.every(waits) ? sent : undefined;
  }

  /** Finds an act that can't be sent by halves, and puts it into the tray (S-5), because it must not block later ones. */
  async #findUnfit(acts: readonly Act[], refusal: Refusal): Promise<Exchanged> {
    const [act] = acts;
    if (acts.length > 1 || !act) this.#pushActs = Math.max(1, Math.floor(acts.length / 2));
    else
      await this.#device.transact((write) =>
        setAside(
          write,
          { act: act.id, refusal },
          { ids: this.#device.ports.ids, now: nowOf(this.#device.ports.clock) },
        ),
      );
    return { kind: 'decided', acts: acts.length > 1 ? 0 : 1 };
  }

  async #fork(common: number): Promise<Exchanged> {
    this.#ahead = undefined;
    this.#sentAhead = undefined;
    await this.#device.transact((write) =>
      applyFork(write, common, { ids: this.#device.ports.ids, lookups: this.#device.lookups }),
    );
    return { kind: 'fork' };
  }

  /** Applies one page (S-1). While it is written, the server already reads the next one, unless acts wait to be sent. */
  pull(limit?: number): Promise<Exchanged> {
    return this.#line.run(() => this.#pull(limit));
  }

  async #pull(limit: number | undefined): Promise<Exchanged> {
    const answer = await this.#askedPage(limit);
    if (answer.kind !== 'value') return answer;
    const pulled = answer.value;
    if (pulled.kind === 'fork') return this.#fork(pulled.common);
    const wrong = pulled.kind === 'unknown' ? undefined : await this.#wrongSignature(pulled.head);
    if (wrong !== undefined) return { kind: 'unfit', problem: wrong };
    if (pulled.kind === 'reset') {
      await this.#device.transact(async (write) => startOver(write));
      return { kind: 'reset' };
    }
    if (pulled.kind === 'unknown') return unfitAnswer;
    return (await this.#write(pulled, limit)) ? { kind: 'page', page: pulled, isAsked: true } : unfitAnswer;
  }

  /**
   * Applies a page that the server sent without a request, in the same way as a pull's answer (S-3). `idle`: this device is
   * not at the place where the page begins, or a page was requested; then the page counts as a poke.
   */
  take(news: NewsPage): Promise<Exchanged> {
    return this.#line.run(() => this.#take(news));
  }

  async #take(news: NewsPage): Promise<Exchanged> {
    const { page } = news;
    if (this.#ahead || !standsAt(this.#device.memory.state, news)) return { kind: 'idle' };
    const wrong = await this.#wrongSignature(page.head);
    if (wrong !== undefined) return { kind: 'unfit', problem: wrong };
    return (await this.#write(page, undefined)) ? { kind: 'page', page, isAsked: false } : unfitAnswer;
  }

  /**
   * Writes a page. Returns false, and writes nothing, where the page is faulty in its tokens (T-28).
   */
  async #write(pulled: Page, limit: number | undefined): Promise<boolean> {
    const page = pageInFull(pulled, this.#device.memory.state);
    if (!page) return false;
    const context = {
      lookups: this.#device.lookups,
      userId: this.#device.userId,
      now: nowOf(this.#device.ports.clock),
    };
    if (limit === undefined && !pulled.done && this.nextBatch(1).length === 0) await this.#askAhead(pulled);
    if (pulled.rows.length >= firstPageRows) await this.#beforeLargePage();
    try {
      await this.#device.transact((write) => applyPage(write, page, context));
    } catch (cause) {
      this.#ahead = undefined; // the checkpoint stays at its place, so the page after it is useless
      throw cause;
    }
    // Where the app ends before this, the purge that is due does it (P-5).
    const { database, lane } = this.#device;
    if (page.history.some(tellsErasure)) await lane.run(async () => database.file.forgetTitleWords());
    return true;
  }

  #askedPage(limit: number | undefined): Promise<ServerAnswer<PullAnswer>> {
    const { state } = this.#device.memory;
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead && sameJson(ahead.at, state.at)) return ahead.answer;
    return this.#ask(state.at, state, limit ?? this.#fittingRows(firstPageRows));
  }

  async #askAhead(page: Page): Promise<void> {
    const { state } = this.#device.memory;
    const seen = { ...withSigned(state, page.head), sets: setsAfter(page, state) };
    const rows = this.#fittingRows(Math.max(firstPageRows, 2 * page.rows.length));
    this.#ahead = { at: page.next, answer: this.#ask(page.next, seen, rows) };
    this.#ahead.answer.catch(() => undefined); // the pull that applies the answer gets the failure
    await this.#device.ports.requestsLeft?.();
  }

  #ask(
    at: Checkpoint | null,
    { heads, signedHead, sets }: SeenHeads & Pick<StateDocument, 'sets'>,
    limit: number,
  ): Promise<ServerAnswer<PullAnswer>> {
    const request: PullRequest = { at, heads: [...heads], limit, schemas: this.#build.digest };
    const inFull: PullRequest = { ...request, at: at && checkpointInFull(at, sets), schemas: this.#build.numbers };
    this.#link.signedHead = signedHead ?? undefined;
    const answer = this.#askByDigest('/sync/pull', { request, inFull }, parsedPullAnswer);
    const cameIn = (value: PullAnswer): number => (value.kind === 'page' ? value.rows.length : 0);
    return this.#learning(this.#fittingPage, limit, { answer, cameIn });
  }

  #fittingRows(wanted: number): number {
    return Math.min(wanted, pageRows, this.#fittingPage.now);
  }

  /** Adjusts the size of the next push and pull to the amount that this connection carried (S-2). */
  async #learning<T>(
    fitting: FittingLoad,
    wanted: number,
    exchange: { readonly answer: Promise<ServerAnswer<T>>; readonly cameIn: (value: T) => number },
  ): Promise<ServerAnswer<T>> {
    const { clock } = this.#device.ports;
    const began = clock.nowMs();
    const answer = await exchange.answer;
    const came = answer.kind === 'value' ? exchange.cameIn(answer.value) : answer.kind === 'offline' ? undefined : 0;
    fitting.learn({ ms: clock.nowMs() - began, wanted, came });
    return answer;
  }

  /** Sends sets by digest (T-28). Where the server does not have one, sends the same request again with all sets in full. */
  async #askByDigest<T extends { readonly kind: string }>(
    path: string,
    { request, inFull }: { readonly request: unknown; readonly inFull: unknown },
    schema: z.ZodType<T>,
  ): Promise<ServerAnswer<T>> {
    const answer = await this.#link.ask(path, request, schema);
    const isUnknown = answer.kind === 'value' && answer.value.kind === 'unknown';
    return isUnknown ? this.#link.ask(path, inFull, schema) : answer;
  }

  /** Refuses a head that the server did not sign, with all its data (P-5). Requests changed keys once. */
  async #wrongSignature(head: SignedHead): Promise<string | undefined> {
    for (const isNew of [false, true]) {
      if (isNew || !this.#keys) {
        const keys = await this.#link.ask('/.well-known/jwks.json', undefined, keySetSchema);
        if (keys.kind !== 'value') return keys.kind === 'refused' ? keys.refusal.message : keys.problem;
        this.#keys = keys.value;
      }
      const wrong = await findWrongSignature(head, { keys: this.#keys, organisation: this.#organisation });
      if (wrong === undefined || isNew) return wrong;
    }
    return undefined;
  }
}

/** The server requested a set that was already sent in full, or named a token that the device does not hold. */
const unfitAnswer = { kind: 'unfit', problem: 'The server could not be understood. This device asks again.' } as const;

/** Whether the server refused a push because of an act in it, and not because of its sender or its time. */
function isOfTheActs(refusal: Refusal): boolean {
  if (refusal.code === 'request/too-large') return true;
  return refusal.code === 'request/invalid' && /^(body\.)?acts\b/.test(refusal.details.path);
}
