import type { DeviceAsker } from './pull-ask.ts';
import type { StreamAnswer } from './pull-for-streams.ts';
import { usualPullLimits } from './pull-limits.ts';
import type { Asking } from './pull-together.ts';
import { keepsTokens, placeAfter, seenAt, type StreamPlace } from './stream-place.ts';
import type { WrittenAnswer } from './written-answer.ts';

/** E-3, chosen: what is larger is pulled, by each device at its own pace. A usual page of news has some kilobytes. */
const mostEventBytes = 250_000;

/** A device's stream, as far as it is told of news. */
export type ToldStream = DeviceAsker & {
  /** Undefined: the device takes no pages, or nobody knows where it is; it gets plain pokes. */
  place: StreamPlace | undefined;
  /** How many of the device's own exchanges are under way. Until they are over it is told nothing: their answers say most of it. */
  exchanges: number;
  /** Up to where there is news that it is to be told after them. */
  late: number;
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
  const tell = (orgId: string, told: Told): void => {
    const waiting = underWay.get(orgId);
    if (!waiting) return void run(orgId, told);
    for (const [stream, n] of told) waiting.set(stream, Math.max(n, waiting.get(stream) ?? 0));
  };
  const run = async (orgId: string, first: Told): Promise<void> => {
    const waiting = new Map<ToldStream, number>();
    underWay.set(orgId, waiting);
    for (let told = first; told.size > 0;) {
      tell(orgId, await tellTogether(orgId, told, read));
      told = new Map(waiting);
      waiting.clear();
    }
    underWay.delete(orgId);
  };
  return (orgId, told) => {
    const placed = pokedElse(told);
    if (placed.size > 0) tell(orgId, placed);
  };
}

/** Pokes those whose place nobody knows or who lack more than the last news, passes over those that were sent as much or are at an exchange, and answers the others. */
function pokedElse(told: Told): Told {
  const placed = new Map<ToldStream, number>();
  for (const [stream, n] of told) {
    if (stream.exchanges > 0) stream.late = Math.max(stream.late, n);
    else if (!stream.place || n - stream.place.at.n > usualPullLimits.news) poke(stream, n);
    else if (stream.place.at.n < n) placed.set(stream, n);
  }
  return placed;
}

/**
 * One round. Never rejects: who can't be sent a page is poked, and hears by its pull what is wrong. Answers who is to be told again, because it has
 * moved on meanwhile.
 */
async function tellTogether(orgId: string, told: Told, read: ReadForStreams): Promise<Told> {
  const again = new Map<ToldStream, number>();
  const asked = [...pokedElse(told)].flatMap(([stream, n]) =>
    stream.place ? [{ stream, n, request: stream.place }] : [],
  );
  if (asked.length === 0) return again;
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
    if (stream.exchanges > 0 || stream.place !== request) {
      again.set(stream, n); // an exchange of its own has begun meanwhile, or has moved it on
      continue;
    }
    stream.place = page && sentPage(stream, request, page);
    if (!stream.place) poke(stream, n);
  }
  return again;
}

/** From then on nobody knows where the device is, until it has pulled. */
function poke(stream: ToldStream, n: number): void {
  stream.place = undefined;
  stream.news(n);
}

/** Sends a page that a device may take unasked. Answers where the device is then; undefined where it was not sent. */
function sentPage(stream: ToldStream, request: StreamPlace, answer: WrittenAnswer): StreamPlace | undefined {
  const next = placeAfter(request, answer);
  if (answer.kind !== 'page' || !next || !keepsTokens(request, answer)) return undefined;
  const event = eventOf(request, answer);
  return event.length <= mostEventBytes && stream.send(event) ? next : undefined;
}

/** Of each answer its events, by what their devices have seen: who has just pushed has seen more than the others. */
const events = new WeakMap<WrittenAnswer, Map<string, Uint8Array<ArrayBuffer>>>();
const encoder = new TextEncoder();
const afterPage = encoder.encode('}\n\n');

/** The event that brings a page (`newsPageSchema`), made once for all who stand at one place, as those who have one answer do, and have seen as much. */
function eventOf(place: StreamPlace, answer: WrittenAnswer): Uint8Array<ArrayBuffer> {
  const seen = JSON.stringify(seenAt(place));
  const ofAnswer = events.get(answer) ?? new Map<string, Uint8Array<ArrayBuffer>>();
  const known = ofAnswer.get(seen);
  if (known) return known;
  const before = encoder.encode(`event: page\ndata: {"from":${place.at.n},"seen":${seen},"page":`);
  const event = new Uint8Array(before.length + answer.json.length + afterPage.length);
  event.set(before);
  event.set(answer.json, before.length);
  event.set(afterPage, before.length + answer.json.length);
  events.set(answer, ofAnswer.set(seen, event));
  return event;
}
