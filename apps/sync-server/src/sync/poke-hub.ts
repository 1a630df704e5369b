import { type Result, accept, refuse } from '@outpost/domain/kernel/refusal';
import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import { recallAsker } from '../access/asker.ts';
import type { Database } from '../db/database.ts';
import { nameOfPerson, nameOfToken, type News, newsChannel, readNotice } from '../records/news.ts';
import { gatherNews } from './gathered-news.ts';

/** E-3: streams of one person, and of this server. Chosen: a person has a few devices; a server holds as many sockets with ease. */
const mostOfOnePerson = 12;
const mostInAll = 10_000;

export type Subscriber = {
  readonly orgId: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly news: (n: number) => void;
  readonly end: () => void;
};

/** S-3: who waits for news, by tenant. One listening connection serves all of them. */
export type PokeHub = {
  /** Answers how to stop. Refuses `request/too-many`. */
  readonly subscribe: (subscriber: Subscriber) => Result<() => void>;
  /** Calls back for each tenant that has news, whoever waits for them. */
  readonly onNews: (listener: (orgId: string) => void) => void;
  readonly close: () => Promise<void>;
};

export type PokeHubPorts = {
  readonly database: Database;
  readonly installed: Catalogue;
  /** Asked where notices may have been missed. */
  readonly readHead: (orgId: string) => Promise<number | undefined>;
};

/** Opens the hub. */
export async function openPokeHub({ database, installed, readHead }: PokeHubPorts): Promise<PokeHub> {
  const subscribers = new Map<string, Set<Subscriber>>();
  const listeners: ((orgId: string) => void)[] = [];
  let count = 0;
  const gathered = gatherNews<Subscriber>((subscriber, n) => subscriber.news(n));
  const tell = (orgId: string, n: number, concerned: Iterable<Subscriber>): void => {
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
          () => undefined, // the next notice or the devices' own polling makes up for it
        );
      }
    },
  });
  return {
    subscribe(subscriber) {
      const { orgId, userId } = subscriber;
      const ofTenant = subscribers.get(orgId) ?? new Set<Subscriber>();
      const own = [...ofTenant].filter((other) => other.userId === userId);
      if (count >= mostInAll)
        return refuse('request/too-many', 'Too many devices wait for news here. Ask again in a minute.', {
          waitSeconds: 60,
        });
      if (own.length >= mostOfOnePerson) own[0]?.end(); // the oldest stream of a person is the likeliest to be dead
      subscribers.set(orgId, ofTenant.add(subscriber));
      count += 1;
      return accept(() => {
        if (!ofTenant.delete(subscriber)) return;
        count -= 1;
        if (ofTenant.size === 0 && subscribers.get(orgId) === ofTenant) subscribers.delete(orgId);
      });
    },
    onNews: (listener) => void listeners.push(listener),
    async close() {
      gathered.stop();
      for (const set of subscribers.values()) for (const subscriber of set) subscriber.end();
      await stopListening();
    },
  };
}

const namesOf = new WeakMap<readonly string[], ReadonlySet<string>>();

/** The names of somebody's tokens, made once for what was worked out once. */
function tokenNames(tokens: readonly string[]): ReadonlySet<string> {
  const names = namesOf.get(tokens) ?? new Set(tokens.map(nameOfToken));
  namesOf.set(tokens, names);
  return names;
}

/**
 * S-3, A-5: whether a person's devices are told of news: where they may see some of it, did it themselves, or where that can't be said because
 * what they hold was worked out under other rights than those that the news were written under. In doubt they are told.
 */
function concerns({ mark, names }: News, { orgId, userId }: Subscriber, installed: Catalogue): boolean {
  const known = recallAsker({ orgId, userId, installed });
  if (names === 'everyone' || known === undefined || known.mark !== mark) return true;
  if (names.has(nameOfPerson(userId))) return true;
  const held = tokenNames(known.value.tokens);
  return [...names].some((name) => held.has(name));
}
