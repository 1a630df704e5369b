import type { DeviceAsker } from './pull-ask.ts';
import type { StreamAnswer } from './pull-for-streams.ts';
import type { Asking } from './pull-together.ts';
import { keepsTokens, placeAfter, type StreamPlace } from './stream-place.ts';
import type { WrittenAnswer } from './written-answer.ts';

/** E-3, chosen: what is larger is pulled, by each device at its own pace. A usual page of news has some kilobytes. */
const mostEventBytes = 250_000;

/** A device's stream, as far as it is told of news. */
export type ToldStream = DeviceAsker & {
  /** Undefined: the device takes no pages, or nobody knows where it is; it gets plain pokes. */
  place: StreamPlace | undefined;
  /** Tells that there is news up to a number. */
  readonly news: (n: number) => void;
  /** Sends an event whole, or answers false: what was sent before is still unread. */
  readonly send: (event: Uint8Array<ArrayBuffer>) => boolean;
  readonly end: () => void;
};

/** What each of these devices of one tenant would be answered if it pulled now. */
export type ReadForStreams = (orgId: string, askings: readonly Asking[]) => Promise<readonly StreamAnswer[]>;

export type Told = ReadonlyMap<ToldStream, number>;

/**
 * S-3: tells streams of news: with the page itself where the device's place is known and the page is one that it may take unasked, else
 * with a plain poke, after which the device pulls. What comes for a tenant while its pages are read is told together in the next round.
 */
export function streamTeller(read: ReadForStreams): (orgId: string, told: Told) => void {
  const underWay = new Map<string, Map<ToldStream, number>>();
  const run = async (orgId: string, first: Told): Promise<void> => {
    const waiting = new Map<ToldStream, number>();
    underWay.set(orgId, waiting);
    for (let told: Told = first; told.size > 0;) {
      await tellTogether(orgId, told, read);
      told = new Map(waiting);
      waiting.clear();
    }
    underWay.delete(orgId);
  };
  return (orgId, told) => {
    const placed = pokedElse(told);
    if (placed.size === 0) return;
    const waiting = underWay.get(orgId);
    if (!waiting) return void run(orgId, placed);
    for (const [stream, n] of placed) waiting.set(stream, Math.max(n, waiting.get(stream) ?? 0));
  };
}

/** Pokes those whose place nobody knows, passes over those that were sent as much, and answers the others. */
function pokedElse(told: Told): Told {
  const placed = new Map<ToldStream, number>();
  for (const [stream, n] of told) {
    if (!stream.place) stream.news(n);
    else if (stream.place.at.n < n) placed.set(stream, n);
  }
  return placed;
}

/** One round. Never rejects: who can't be sent a page is poked, and hears by its pull what is wrong. */
async function tellTogether(orgId: string, told: Told, read: ReadForStreams): Promise<void> {
  const asked = [...pokedElse(told)].flatMap(([stream, n]) =>
    stream.place ? [{ stream, n, request: stream.place }] : [],
  );
  if (asked.length === 0) return;
  const askings = asked.map(({ stream: { userId, sessionId }, request }) => ({
    asker: { orgId, userId, sessionId },
    request,
  }));
  const answers = await read(orgId, askings).catch(() => []);
  for (const [place, { stream, n, request }] of asked.entries()) {
    const answer = answers[place] ?? 'alone';
    if (answer !== 'alone' && !answer.ok && answer.code === 'access/session-ended') {
      stream.end();
      continue;
    }
    const page = answer !== 'alone' && answer.ok ? answer.value : undefined;
    const isStill = stream.place === request; // a pull that began meanwhile has taken the place away, or told another
    const next = isStill && page ? sentPage(stream, request, page) : undefined;
    if (isStill) stream.place = next;
    if (!next) stream.news(n);
  }
}

/** Sends a page that a device may take unasked. Answers where the device is then; undefined where it was not sent. */
function sentPage(stream: ToldStream, request: StreamPlace, answer: WrittenAnswer): StreamPlace | undefined {
  const next = placeAfter(request, answer);
  if (answer.kind !== 'page' || !next || !keepsTokens(request, answer)) return undefined;
  const event = eventOf(request, answer);
  return event.length <= mostEventBytes && stream.send(event) ? next : undefined;
}

const events = new WeakMap<WrittenAnswer, Uint8Array<ArrayBuffer>>();
const encoder = new TextEncoder();
const afterPage = encoder.encode('}\n\n');

/** The event that brings a page (`newsPageSchema`), made once for all who stand at one place: only those have one answer. */
function eventOf({ heads: [from] }: StreamPlace, answer: WrittenAnswer): Uint8Array<ArrayBuffer> {
  const known = events.get(answer);
  if (known) return known;
  const before = encoder.encode(`event: page\ndata: {"from":${JSON.stringify(from)},"page":`);
  const event = new Uint8Array(before.length + answer.json.length + afterPage.length);
  event.set(before);
  event.set(answer.json, before.length);
  event.set(afterPage, before.length + answer.json.length);
  events.set(answer, event);
  return event;
}
