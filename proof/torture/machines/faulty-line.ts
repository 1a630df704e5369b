import type {
  BytesReply,
  BytesRequest,
  HttpReply,
  HttpRequest,
  Transport,
} from '@outpost/desktop/replica/device/ports';
import { readEvents, splitEvents } from '@outpost/desktop/replica/sync/line/fetch-transport';
import type { VirtualTime } from '@outpost/desktop/replica/testing/virtual-time';
import type { OpenStream } from '../../stage/proof-server.ts';
import { delivered, type FileFate, portalBytes } from './file-line.ts';
import { type ChunkFate, faultyStream } from './faulty-stream.ts';

/**
 * The fates of a request. `strayed`: it seems lost and arrives later, out of order. `late`: it arrives twice, the second time
 * long afterwards. `cut`: the reply ends in the middle. `silent`: the reply arrives after the device has given up.
 */
export const fates = ['request-lost', 'reply-lost', 'doubled', 'late', 'strayed', 'cut', 'portal', 'silent'] as const;
export type RequestFate = 'arrives' | (typeof fates)[number];

/** `half-open`: requests arrive, replies do not. `portal`: another server answers in the server's place. */
export const partitions = ['cut', 'half-open', 'portal'] as const;
export type LineState = 'open' | (typeof partitions)[number];

/** Longer than a device waits for a reply. */
const tooLongMs = 61_000;

const portalPage: HttpReply = { status: 200, contentType: 'text/html', body: '<html>Welcome to Hotel Wi-Fi</html>' };

export type LineWatch = {
  /** Called when a sync request reaches the server. */
  readonly sent: (request: HttpRequest) => void;
  /** Called when the server has answered it, whether or not the answer arrives. */
  readonly answered: (request: HttpRequest, reply: HttpReply) => Promise<void>;
  /**
   * Called when the server has answered a request of a file's bytes, or without a reply where it stopped. `isLate`: the
   * device no longer waits for an answer.
   */
  readonly moved?: (request: BytesRequest, reply: BytesReply | undefined, isLate: boolean) => Promise<void>;
  /** Called when the server sends an event on a stream of pokes, whether or not it arrives. */
  readonly told?: (event: string) => void;
};

/** The delays and losses on the line of a device whose engine runs by itself. */
export type Travel = {
  readonly lagMs: () => number;
  readonly fate: () => RequestFate;
  readonly chunkFate: () => ChunkFate;
  /** Tracks the server's work in progress. */
  readonly track: <T>(work: Promise<T>) => Promise<T>;
};

/** A device's line to the server, with every possible fault. Each fault is set beforehand. */
export class FaultyLine {
  state: LineState = 'open';
  /** The fate of the next sync request. */
  fate: RequestFate = 'arrives';
  /** The fault of the next sync request: after the server has answered, before the reply arrives. */
  during: (() => Promise<void>) | undefined;
  /** The fates of the next requests of files. */
  readonly fileFates: FileFate[] = [];
  /** The fault of the next request of a file: after the server has answered, before the reply arrives. */
  duringFile: (() => Promise<void>) | undefined;
  watch: LineWatch = { sent: () => undefined, answered: () => Promise.resolve() };
  /** Undefined: the steps request exchanges, and messages arrive immediately. */
  travel: Travel | undefined;
  /** Aborts streams from before the device's end. */
  #life = new AbortController();
  /** Requests that are still in transit. Each call delivers one, and its answer is discarded. */
  readonly echoes: (() => Promise<unknown>)[] = [];
  readonly #time: VirtualTime;
  readonly #at: (side: 'before' | 'after') => void;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(made: { time: VirtualTime; at: (side: 'before' | 'after') => void }) {
    this.#time = made.time;
    this.#at = made.at;
  }

  /** Returns the faulty line over a perfect one. */
  over(open: Transport, openStream: OpenStream): Transport {
    const { transfer } = open;
    const noted = <T>(reply: Promise<T>): Promise<T> => {
      const settled = reply.catch(() => undefined).finally(() => this.#underWay.delete(settled));
      this.#underWay.add(settled);
      return reply;
    };
    return {
      request: (request, signal) =>
        noted(this.#request(request, (asked) => this.#tracked(open.request(asked, signal)))),
      ...(transfer === undefined
        ? {}
        : { transfer: (request, signal) => noted(this.#transfer(request, (asked) => transfer(asked, signal))) }),
      openEvents: (path, headers, listener) => {
        const { travel } = this;
        if (!travel) return () => undefined;
        return readEvents((signal) => this.#openStream(travel, () => openStream(path, headers), signal), {
          listener,
          after: this.#time.timers.after,
        });
      },
    };
  }

  /** Resolves when no request is in progress. */
  async settled(): Promise<void> {
    if (this.travel) return;
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Ends the device's process: messages in transit are discarded. */
  drop(): void {
    this.#life.abort();
    this.#life = new AbortController();
  }

  #tracked<T>(work: Promise<T>): Promise<T> {
    return this.travel ? this.travel.track(work) : work;
  }

  async #onItsWay(): Promise<void> {
    const { travel } = this;
    if (!travel) return;
    const { signal } = this.#life;
    await new Promise<void>((resolve) => void this.#time.timers.after(travel.lagMs(), resolve));
    if (signal.aborted) throw new Error('The device is not there any more.');
  }

  async #openStream(travel: Travel, ask: () => Promise<Response>, closed: AbortSignal): Promise<Response> {
    this.#at('before');
    const signal = AbortSignal.any([closed, this.#life.signal]);
    const isLost = (): boolean => this.state === 'cut' || signal.aborted;
    await this.#onItsWay();
    if (this.state === 'portal') return new Response(portalPage.body, { headers: { 'content-type': 'text/html' } });
    if (isLost()) throw new Error('There is no network.');
    const response = await travel.track(ask());
    const { body } = response;
    if (!body || !response.ok) return response;
    const text = new TextDecoder();
    return new Response(
      faultyStream(body, {
        after: this.#time.timers.after,
        lagMs: travel.lagMs,
        fate: travel.chunkFate,
        isOpen: () => this.state === 'open',
        signal,
        sent: (chunk) => {
          for (const event of splitEvents(text.decode(chunk)).events) this.watch.told?.(event);
        },
      }),
      { headers: response.headers },
    );
  }

  async #request(request: HttpRequest, ask: (request: HttpRequest) => Promise<HttpReply>): Promise<HttpReply> {
    this.#at('before');
    await this.#onItsWay();
    if (this.state === 'cut') throw new Error('There is no network.');
    if (this.state === 'portal') return portalPage;
    if (!request.path.startsWith('/sync/')) {
      const reply = await ask(request);
      await this.#onItsWay();
      if (this.state !== 'open') throw new Error('No reply came.');
      return reply;
    }
    const fate = this.travel?.fate() ?? this.fate;
    this.fate = 'arrives';
    const deliver = async (): Promise<HttpReply> => {
      this.watch.sent(request);
      const reply = await ask(request);
      await this.#tracked(this.watch.answered(request, reply));
      return reply;
    };
    if (fate === 'portal') return portalPage;
    if (fate === 'request-lost') throw new Error('The request was lost.');
    if (fate === 'strayed') {
      this.echoes.push(deliver);
      throw new Error('The request went astray.');
    }
    if (fate === 'doubled') await deliver();
    if (fate === 'late') this.echoes.push(deliver);
    const reply = await deliver();
    const { during } = this;
    this.during = undefined;
    await during?.();
    if (fate === 'silent') await this.#isTooLate();
    await this.#onItsWay();
    this.#at('after');
    if (fate === 'reply-lost' || this.state === 'half-open' || (this.travel && this.state !== 'open'))
      throw new Error('The reply was lost.');
    return fate === 'cut' ? { ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)) } : reply;
  }

  /** The server keeps the received part of a request that was cut off. */
  async #transfer(request: BytesRequest, ask: (request: BytesRequest) => Promise<BytesReply>): Promise<BytesReply> {
    this.#at('before');
    await this.#onItsWay();
    if (this.state === 'cut') throw new Error('There is no network.');
    if (this.state === 'portal') return portalBytes;
    const deliver =
      (isLate: boolean) =>
      async (asked: BytesRequest): Promise<BytesReply> => {
        const reply = await this.#tracked(ask(asked)).catch(async (cause: unknown) => {
          await this.watch.moved?.(asked, undefined, isLate);
          throw cause;
        });
        await this.#tracked(this.watch.moved?.(asked, reply, isLate) ?? Promise.resolve());
        return reply;
      };
    const reply = await delivered({
      request,
      fate: this.fileFates.shift() ?? 'arrives',
      deliver: deliver(false),
      later: () => this.echoes.push(() => deliver(true)(request)),
    });
    const { duringFile } = this;
    this.duringFile = undefined;
    await duringFile?.();
    await this.#onItsWay();
    this.#at('after');
    if (this.state !== 'open') throw new Error('The reply was lost.');
    return reply;
  }

  #isTooLate(): Promise<void> {
    if (!this.travel) return this.#time.pass(tooLongMs);
    return new Promise((resolve) => void this.#time.timers.after(tooLongMs, resolve));
  }
}
