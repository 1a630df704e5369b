import type { DeviceAsker, DevicePull } from '../pull-ask.ts';
import type { StreamAnswer } from './pull-for-streams.ts';
import { usualPullLimits } from '../pages/pull-limits.ts';
import { keepsTokens, placeAfter, seenAt, type StreamPlace } from './stream-place.ts';
import type { WrittenAnswer } from '../written-answer.ts';

/** E-3, chosen: a device pulls larger pages itself, at its own pace. A usual page of news has some kilobytes. */
const mostEventBytes = 250_000;

/** A device's stream, with the state that sending news needs. */
export type ToldStream = DeviceAsker & {
  /** Undefined: the device takes no pages, or its place is unknown. It gets plain pokes. */
  place: StreamPlace | undefined;
  /**
   * The number of the device's exchanges that are in progress. Until they end it is sent no news: their answers contain
   * most of it.
   */
  exchanges: number;
  /** The number up to which the device must be notified after these exchanges. */
  late: number;
  /** Notifies the device that there is news up to a number. */
  readonly news: (n: number) => void;
  /** Sends an event whole. Returns false where an earlier event is still unread. */
  readonly send: (event: Uint8Array<ArrayBuffer>) => boolean;
  readonly end: () => void;
};

/** The answers that these devices of one tenant would get if they pulled now. */
export type ReadForStreams = (orgId: string, pulls: readonly DevicePull[]) => Promise<readonly StreamAnswer[]>;

export type ToldStreams = ReadonlyMap<ToldStream, number>;

/**
 * S-3: notifies streams of news. It sends the page itself where the device's place is known and the device accepts the
 * page unasked. Else it sends a plain poke, after which the device pulls. News that arrives for a tenant while its
 * pages are read is sent together in the next round.
 */
export function streamTeller(read: ReadForStreams): (orgId: string, told: ToldStreams) => void {
  const underWay = new Map<string, Map<ToldStream, number>>();
  const tell = (orgId: string, told: ToldStreams): void => {
    const waiting = underWay.get(orgId);
    if (!waiting) return void run(orgId, told);
    for (const [stream, n] of told) waiting.set(stream, Math.max(n, waiting.get(stream) ?? 0));
  };
  const run = async (orgId: string, first: ToldStreams): Promise<void> => {
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

/**
 * Pokes streams whose place is unknown or that lack more than the last news. Skips streams that were sent as much or are in an
 * exchange. Returns the others.
 */
function pokedElse(told: ToldStreams): ToldStreams {
  const placed = new Map<ToldStream, number>();
  for (const [stream, n] of told) {
    if (stream.exchanges > 0) stream.late = Math.max(stream.late, n);
    else if (!stream.place || n - stream.place.at.n > usualPullLimits.news) poke(stream, n);
    else if (stream.place.at.n < n) placed.set(stream, n);
  }
  return placed;
}

/**
 * Notifies streams in one round. Never rejects: a stream that can't be sent a page is poked, and its pull reports the
 * error. Returns the streams to notify again, because their place changed meanwhile.
 */
async function tellTogether(orgId: string, told: ToldStreams, read: ReadForStreams): Promise<ToldStreams> {
  const again = new Map<ToldStream, number>();
  const asked = [...pokedElse(told)].flatMap(([stream, n]) =>
    stream.place ? [{ stream, n, request: stream.place }] : [],
  );
  if (asked.length === 0) return again;
  const pulls = asked.map(({ stream: { userId, sessionId }, request }) => ({
    asker: { orgId, userId, sessionId },
    request,
  }));
  const answers = await read(orgId, pulls).catch(() => []);
  for (const [place, { stream, n, request }] of asked.entries()) {
    const answer = answers[place] ?? 'alone';
    if (answer !== 'alone' && !answer.ok && answer.code === 'access/session-ended') {
      stream.end();
      continue;
    }
    const page = answer !== 'alone' && answer.ok ? answer.value : undefined;
    if (stream.exchanges > 0 || stream.place !== request) {
      again.set(stream, n); // the device has begun an exchange meanwhile, or an exchange has changed its place
      continue;
    }
    stream.place = page && sentPage(stream, request, page);
    if (!stream.place) poke(stream, n);
  }
  return again;
}

/** Sends a plain poke. The device's place is unknown from then on, until it has pulled. */
function poke(stream: ToldStream, n: number): void {
  stream.place = undefined;
  stream.news(n);
}

/** Sends a page that a device may take unasked. Returns the device's place after it; undefined where it was not sent. */
function sentPage(stream: ToldStream, request: StreamPlace, answer: WrittenAnswer): StreamPlace | undefined {
  const next = placeAfter(request, answer);
  if (answer.kind !== 'page' || !next || !keepsTokens(request, answer)) return undefined;
  const event = eventOf(request, answer);
  return event.length <= mostEventBytes && stream.send(event) ? next : undefined;
}

/**
 * The events of each answer, by the heads that their devices have seen: a device that has just pushed has seen more than the
 * others.
 */
const events = new WeakMap<WrittenAnswer, Map<string, Uint8Array<ArrayBuffer>>>();
const encoder = new TextEncoder();
const afterPage = encoder.encode('}\n\n');

/**
 * Returns the event that contains a page (`newsPageSchema`). It is made once for all devices with the same place and
 * the same heads seen. Devices that share an answer have the same place.
 */
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
