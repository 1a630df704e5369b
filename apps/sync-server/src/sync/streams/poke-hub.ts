import { type Result, accept, refuse } from '@outpost/domain/kernel/refusal';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { recallAsker } from '../../access/asker.ts';
import type { Database } from '../../db/database.ts';
import { nameOfPerson, nameOfToken, type News, newsChannel, readNotice } from '../../journal/news.ts';
import { gatherNews } from './gathered-news.ts';
import type { StreamPlace } from './stream-place.ts';
import { type ReadForStreams, streamTeller, type ToldStream } from './tell-streams.ts';

/**
 * E-3: the most streams of one person, and of this server. Chosen: a person has a few devices. A server can hold this
 * many sockets.
 */
const mostOfOnePerson = 12;
const mostInAll = 10_000;

export type Subscriber = Pick<ToldStream, 'news' | 'send' | 'end'> & {
  readonly orgId: string;
  readonly userId: string;
  readonly sessionId: string;
  /** The device's name for its stream, if it takes pages on it. */
  readonly name: string | undefined;
};
type Stream = Subscriber & Pick<ToldStream, 'place' | 'exchanges' | 'late'>;
type OfDevice = Pick<Subscriber, 'sessionId' | 'name'>;

/** S-3: the streams that wait for news, by tenant. One listening connection serves all of them. */
export type PokeHub = {
  /** Returns a function that ends the subscription. Refuses `request/too-many`. */
  readonly subscribe: (subscriber: Subscriber) => Result<() => void>;
  /**
   * Runs an exchange of the device with this stream name: news waits until it ends. Its result gives the device's place
   * from then on. When several exchanges run at a time, the last begun counts.
   */
  readonly during: <T>(
    device: OfDevice,
    exchange: () => Promise<T>,
    placeAfter: (before: StreamPlace | undefined, came: T) => StreamPlace | undefined,
  ) => Promise<T>;
  /** Calls back for each tenant that has news, even if no stream of it waits. */
  readonly onNews: (listener: (orgId: string) => void) => void;
  readonly close: () => Promise<void>;
};

export type PokeHubPorts = {
  readonly database: Pick<Database, 'listen'>;
  readonly installed: Catalogue;
  /** Called where notifications may have been missed. */
  readonly readHead: (orgId: string) => Promise<number | undefined>;
  /** Reads pages for streams. */
  readonly readPages: ReadForStreams;
};

/** Opens the hub. */
export async function openPokeHub({ database, installed, readHead, readPages }: PokeHubPorts): Promise<PokeHub> {
  const subscribers = new Map<string, Set<Stream>>();
  /** Streams that take pages, and the newest exchange of each one's device. */
  const named = new Map<string, { readonly stream: Stream; latest: object }>();
  const listeners: ((orgId: string) => void)[] = [];
  let count = 0;
  const gathered = gatherNews<Stream>(streamTeller(readPages));
  const tell = (orgId: string, n: number, concerned: Iterable<Stream>): void => {
    gathered.news(orgId, n, concerned);
    for (const listener of listeners) listener(orgId);
  };
  const endStreams = (orgId: string, sessions: ReadonlySet<string>): void => {
    for (const subscriber of subscribers.get(orgId) ?? []) if (sessions.has(subscriber.sessionId)) subscriber.end();
  };
  const stopListening = await database.listen(newsChannel, {
    notice(payload) {
      const news = readNotice(payload);
      if (news) {
        const all = [...(subscribers.get(news.orgId) ?? [])];
        tell(
          news.orgId,
          news.n,
          all.filter((subscriber) => concerns(news, subscriber, installed)),
        );
      }
      const [orgId = '', what, sessions = ''] = payload.split(' ');
      if (what === 'ended') endStreams(orgId, new Set(sessions.split(',')));
    },
    gap() {
      for (const [orgId, all] of subscribers) {
        readHead(orgId).then(
          (n) => n !== undefined && tell(orgId, n, all),
          () => undefined, // the next notification or the devices' own polling replaces it
        );
      }
    },
  });
  return {
    subscribe(subscriber) {
      const { orgId, userId } = subscriber;
      const stream: Stream = { ...subscriber, place: undefined, exchanges: 0, late: 0 };
      const name = nameOf(subscriber);
      const ofTenant = subscribers.get(orgId) ?? new Set<Stream>();
      const own = [...ofTenant].filter((other) => other.userId === userId);
      if (count >= mostInAll)
        return refuse('request/too-many', 'Too many devices wait for news here. Ask again in a minute.', {
          waitSeconds: 60,
        });
      if (own.length >= mostOfOnePerson) own[0]?.end(); // the oldest stream of a person is the likeliest to be broken
      if (name !== undefined) {
        named.get(name)?.stream.end();
        named.set(name, { stream, latest: {} });
      }
      subscribers.set(orgId, ofTenant.add(stream));
      count += 1;
      return accept(() => {
        if (!ofTenant.delete(stream)) return;
        count -= 1;
        if (name !== undefined && named.get(name)?.stream === stream) named.delete(name);
        if (ofTenant.size === 0 && subscribers.get(orgId) === ofTenant) subscribers.delete(orgId);
      });
    },
    async during(device, exchange, placeAfter) {
      const name = nameOf(device);
      const found = name === undefined ? undefined : named.get(name);
      if (!found) return exchange();
      const { stream } = found;
      const latest = {};
      const before = stream.place;
      Object.assign(found, { latest });
      stream.place = undefined;
      stream.exchanges += 1;
      try {
        const came = await exchange();
        if (found.latest === latest) stream.place = placeAfter(before, came);
        return came;
      } finally {
        stream.exchanges -= 1;
        const { late } = stream;
        if (stream.exchanges === 0) stream.late = 0;
        if (stream.exchanges === 0 && late > 0) gathered.news(stream.orgId, late, [stream]);
      }
    },
    onNews: (listener) => void listeners.push(listener),
    async close() {
      gathered.stop();
      for (const set of subscribers.values()) for (const subscriber of set) subscriber.end();
      await stopListening();
    },
  };
}

/**
 * Returns the name under which a stream is found: its device's session and the device's name for it. So no session can
 * change the place of another's device.
 */
const nameOf = ({ sessionId, name }: OfDevice): string | undefined =>
  name === undefined ? undefined : `${sessionId} ${name}`;

const namesOf = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Returns the names of a person's tokens, cached for each array of tokens. */
function tokenNames(tokens: readonly string[]): ReadonlySet<string> {
  const names = namesOf.get(tokens) ?? new Set(tokens.map(nameOfToken));
  namesOf.set(tokens, names);
  return names;
}

/**
 * S-3, A-5: returns whether news concerns a person's devices. It does where the person may see some of the news, or
 * made it. It also does where this is unknown, because the person's tokens were computed under other rights than the
 * news. In doubt the devices are notified.
 */
function concerns({ mark, names }: News, { orgId, userId }: Subscriber, installed: Catalogue): boolean {
  const known = recallAsker({ orgId, userId, installed });
  if (names === 'everyone' || known === undefined || known.mark !== mark) return true;
  if (names.has(nameOfPerson(userId))) return true;
  const held = tokenNames(known.value.held);
  return [...names].some((name) => held.has(name));
}
