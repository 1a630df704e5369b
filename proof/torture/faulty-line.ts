import type { HttpReply, HttpRequest, Transport } from '@outpost/desktop/replica/ports';
import type { VirtualTime } from '@outpost/desktop/replica/testing/virtual-time';

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
};

/** A device's line to the server, on which anything can go astray. Everything that will is said before. */
export class FaultyLine {
  state: LineState = 'open';
  /** Of the next request of sync. */
  fate: Fate = 'arrives';
  /** What happens while the next request of sync is under way: after the server has answered, before the reply arrives. */
  during: (() => Promise<void>) | undefined;
  watch: LineWatch = { sent: () => undefined, answered: () => Promise.resolve() };
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
  over(open: Transport): Transport {
    return {
      request: (request, signal) => {
        const reply = this.#request(request, (asked) => open.request(asked, signal));
        const settled = reply.catch(() => undefined).finally(() => this.#underWay.delete(settled));
        this.#underWay.add(settled);
        return reply;
      },
      openEvents: () => () => undefined,
    };
  }

  /** Resolves when no request is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async #request(request: HttpRequest, ask: (request: HttpRequest) => Promise<HttpReply>): Promise<HttpReply> {
    this.#at('before');
    if (this.state === 'cut') throw new Error('There is no network.');
    if (this.state === 'portal') return portalPage;
    if (!request.path.startsWith('/sync/')) {
      const reply = await ask(request);
      if (this.state === 'half-open') throw new Error('No reply came.');
      return reply;
    }
    const { fate } = this;
    this.fate = 'arrives';
    const deliver = async (): Promise<HttpReply> => {
      this.watch.sent(request);
      const reply = await ask(request);
      await this.watch.answered(request, reply);
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
    if (fate === 'silent') await this.#time.pass(tooLongMs);
    this.#at('after');
    if (fate === 'reply-lost' || this.state === 'half-open') throw new Error('The reply was lost.');
    return fate === 'cut' ? { ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)) } : reply;
  }
}
