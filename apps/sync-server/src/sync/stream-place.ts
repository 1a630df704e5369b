import { leavesUpToDate } from '@outpost/domain/sync/news-page';
import type { PullRequest } from '@outpost/domain/sync/protocol';
import { isUpToDate, type UpToDateRequest } from './pull-together.ts';
import type { WrittenAnswer, WrittenPage } from './written-answer.ts';

/** Where the server takes the device behind a stream to be: what that device would ask if it pulled now. */
export type StreamPlace = UpToDateRequest;

/**
 * Where a device is that asked so and was answered so. Undefined where that is not the journal's end: it has more to fetch, of records or
 * of history, or is to start over.
 */
export function placeAfter({ limit, schemas }: PullRequest, answer: WrittenAnswer): StreamPlace | undefined {
  if (answer.kind !== 'page' || !leavesUpToDate(answer)) return undefined;
  const place: PullRequest = { at: answer.next, heads: [answer.head.head], limit, schemas };
  return isUpToDate(place) ? place : undefined;
}

/** Whether a page leaves what a device may see as it was. Where it does not, the device pulls. */
export function keepsTokens({ at }: StreamPlace, { tokens }: WrittenPage): boolean {
  return at.tokens.length === tokens.length && tokens.every((token, place) => token === at.tokens[place]);
}
