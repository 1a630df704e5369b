import { leavesUpToDate } from '@outpost/domain/sync/news-page';
import type { Head, PushAnswer } from '@outpost/domain/sync/protocol';
import { namesSame, type PullAsk } from '../naming/standing.ts';
import { isUpToDate, type UpToDateRequest } from '../pull-together.ts';
import type { WrittenAnswer, WrittenPage } from '../written-answer.ts';

/** Where the server takes the device behind a stream to be: what that device would ask if it pulled now. */
export type StreamPlace = UpToDateRequest;

/**
 * Where a device is that asked so and was answered so. Undefined where that is not the journal's end: it has more to fetch, of records or
 * of history, or is to start over.
 */
export function placeAfter(request: PullAsk, answer: WrittenAnswer): StreamPlace | undefined {
  if (answer.kind !== 'page' || !leavesUpToDate(answer)) return undefined;
  const place = { ...request, at: answer.next, heads: [answer.head.head] } as PullAsk; // the answer's checkpoint is of the request's wire
  return isUpToDate(place) ? place : undefined;
}

/** Where a device is whose acts were decided: where it was, but that it has seen newer heads (S-1b). */
export function placeAfterPush(place: StreamPlace, answer: PushAnswer): StreamPlace | undefined {
  if (answer.kind !== 'decided') return undefined;
  const newest = answer.answers.map(({ head }) => head).reduce(newerHead, seenAt(place));
  return { ...place, heads: [newest] };
}

/** The newest head that the device has seen. */
export function seenAt({ heads }: StreamPlace): Head {
  const seen = heads.at(-1);
  if (!seen) throw new Error('A place has a head');
  return seen;
}

const newerHead = (a: Head, b: Head): Head => (b[0] > a[0] ? b : a);

/** Whether a page leaves what a device may see as it was. Where it does not, the device pulls. */
export const keepsTokens = ({ at }: StreamPlace, { next }: WrittenPage): boolean => namesSame(at, next);
