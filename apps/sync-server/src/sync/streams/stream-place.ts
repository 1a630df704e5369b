import { leavesUpToDate } from '@outpost/domain/sync/news-page';
import type { Head, PushAnswer } from '@outpost/domain/sync/protocol';
import { namesSame, type PullAsk } from '../naming/standing.ts';
import { isUpToDate, type UpToDateRequest } from '../pull-ask.ts';
import type { WrittenAnswer, WrittenPage } from '../written-answer.ts';

/**
 * The place of the device behind a stream, as far as the server has it: the request that the device would make if it
 * pulled now.
 */
export type StreamPlace = UpToDateRequest;

/**
 * Returns a device's place after this request and answer. Undefined where that is not the journal's end: the device
 * must fetch more records or history, or start over.
 */
export function placeAfter(request: PullAsk, answer: WrittenAnswer): StreamPlace | undefined {
  if (answer.kind !== 'page' || !leavesUpToDate(answer)) return undefined;
  const place = { ...request, at: answer.next, heads: [answer.head.head] } as PullAsk; // the answer's checkpoint is of the request's wire
  return isUpToDate(place) ? place : undefined;
}

/** Returns a device's place after a push: it stays the same, but the device has seen newer heads (S-1b). */
export function placeAfterPush(place: StreamPlace, answer: PushAnswer): StreamPlace | undefined {
  if (answer.kind !== 'decided') return undefined;
  const newest = answer.answers.map(({ head }) => head).reduce(newerHead, seenAt(place));
  return { ...place, heads: [newest] };
}

/** Returns the newest head that the device has seen. */
export function seenAt({ heads }: StreamPlace): Head {
  const seen = heads.at(-1);
  if (!seen) throw new Error('A place has a head');
  return seen;
}

const newerHead = (a: Head, b: Head): Head => (b[0] > a[0] ? b : a);

/** Returns whether a page leaves the person's tokens unchanged. If not, the device pulls. */
export const keepsTokens = ({ at }: StreamPlace, { next }: WrittenPage): boolean => namesSame(at, next);
