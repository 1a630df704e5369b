import type { HttpReply, HttpRequest, Transport } from '@outpost/desktop/replica/device/ports';
import { readEvents, splitEvents } from '@outpost/desktop/replica/sync/fetch-transport';
import type { VirtualTime } from '@outpost/desktop/replica/testing/virtual-time';
import type { OpenStream } from '../../proof-server.ts';
import { type ChunkFate, faultyStream } from './faulty-stream.ts';

/**
 * What becomes of one request. `strayed`: it seems lost and comes in later, out of order; `late`: it comes in twice, the second time when
 * everybody has forgotten it; `cut`: the reply ends in the middle; `silent`: the reply comes when the device has given up waiting.
 */
export const fates = ['request-lost', 'reply-lost', 'doubled', 'late', 'strayed', 'cut', 'portal', 'silent'] as const;
export type Fate = 'arrives' | (typeof fates)[number];

/** `half-open`: requests come through, replies don't. `portal`: something else answers in the server's place. */
export const partitions = ['cut', 'half-open', 'portal'] as const;
export type LineState = 'open' | (typeof partitions)[number];

/** Longer than a device waits for a reply. */
const tooLongMs = 61_000;

const portalPage: HttpReply = { status: 200, contentType: 'text/html', body: '<html>Welcome to Hotel Wi-Fi</html>' };

export type LineWatch = {
  /** A request of sync reaches the server. */
  readonly sent: (request: HttpRequest) => void;
  /** The server has answered it; whether the answer arrives is another matter. */
  readonly answered: (request: HttpRequest, reply: HttpReply) => Promise<void>;
  /** The server sends an event on a stream of pokes; whether it arrives is another matter. */
  readonly told?: (event: string) => void;
};

/** What a device meets on the way that keeps in touch by itself: everything takes a while, and goes astray by chance. */
export type Travel = {
  readonly lagMs: () => number;
  readonly fate: () => Fate;
  readonly chunkFate: () => ChunkFate;
  /** Counts what the server does as under way. */
  readonly track: <T>(work: Promise<T>) => Promise<T>;
};

/** A device's line to the server, on which anything can go astray. Everything that will is said before. */
export class FaultyLine {
  state: LineState = 'open';
  /** Of the next request of sync. */
  fate: Fate = 'arrives';
  /** What happens while the next request of sync is under way: after the server has answered, before the reply arrives. */
  during: (() => Promise<void>) | undefined;
  watch: LineWatch = { sent: () => undefined, answered: () => Promise.resolve() };
  /** Undefined: exchanges are asked for one by one, and what arrives arrives at once. */
  travel: Travel | undefined;
  /** Streams from before the device's end reach nobody. */
  #life = new AbortController();
  /** Requests that are still on their way. Each call delivers one; its answer reaches nobody. */
  readonly echoes: (() => Promise<unknown>)[] = [];
  readonly #time: VirtualTime;
  readonly #at: (side: 'before' | 'after') => void;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(made: { time: VirtualTime; at: (side: 'before' | 'after') => void }) {
    this.#time = made.time;
    this.#at = made.at;
  }

  /** The line over one on which everything arrives. */
  over(open: Transport, openStream: OpenStream): Transport {
    return {
      request: (request, signal) => {
        const reply = this.#request(request, (asked) => this.#tracked(open.request(asked, signal)));
        const settled = reply.catch(() => undefined).finally(() => this.#underWay.delete(settled));
        this.#underWay.add(settled);
        return reply;
      },
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

  /** Resolves when no request is under way. */
  async settled(): Promise<void> {
    if (this.travel) return;
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** The device's process ends: what is on its way reaches nobody. */
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

  #isTooLate(): Promise<void> {
    if (!this.travel) return this.#time.pass(tooLongMs);
    return new Promise((resolve) => void this.#time.timers.after(tooLongMs, resolve));
  }
}
