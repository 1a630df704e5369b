import { type Result, accept, refuse } from '@outpost/domain/kernel/refusal';
import type { Database } from '../db/database.ts';
import { newsChannel } from '../records/write-batch.ts';
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

/** Opens the hub. `readHead` is asked where notices may have been missed. */
export async function openPokeHub(
  database: Database,
  readHead: (orgId: string) => Promise<number | undefined>,
): Promise<PokeHub> {
  const subscribers = new Map<string, Set<Subscriber>>();
  const listeners: ((orgId: string) => void)[] = [];
  let count = 0;
  const gathered = gatherNews({
    tell(orgId, n) {
      for (const subscriber of subscribers.get(orgId) ?? []) subscriber.news(n);
    },
    devicesOf: (orgId) => subscribers.get(orgId)?.size ?? 0,
  });
  const tell = (orgId: string, n: number): void => {
    gathered.news(orgId, n);
    for (const listener of listeners) listener(orgId);
  };
  const endStreams = (orgId: string, sessions: ReadonlySet<string>): void => {
    for (const subscriber of subscribers.get(orgId) ?? []) if (sessions.has(subscriber.sessionId)) subscriber.end();
  };
  const stopListening = await database.listen(newsChannel, {
    notice(payload) {
      const [orgId = '', n = '', sessions = ''] = payload.split(' ');
      if (/^\d+$/.test(n)) tell(orgId, Number(n));
      if (n === 'ended') endStreams(orgId, new Set(sessions.split(',')));
    },
    gap() {
      for (const orgId of subscribers.keys()) {
        readHead(orgId).then(
          (n) => n !== undefined && tell(orgId, n),
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
