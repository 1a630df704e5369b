import { sameJson } from '@outpost/domain/kernel/json';
import { leavesUpToDate, type NewsPage, newsPageSchema } from '@outpost/domain/sync/news-page';
import { type Checkpoint, endOfNumber, type Head, pokeSchema } from '@outpost/domain/sync/protocol';
import { parsedPullAnswer } from '../checked-by-hand/pull-answer.ts';

/** A message of the server on the stream of pokes. `unfit`: a page that this build cannot read. */
export type StreamEvent =
  | { readonly kind: 'poke'; readonly n: number }
  | { readonly kind: 'page'; readonly news: NewsPage }
  | { readonly kind: 'unfit' };

const beginsSchema = newsPageSchema.omit({ page: true });

/** Reads an event of the stream; undefined if it has no meaning for this build. */
export function readStreamEvent(data: string): StreamEvent | undefined {
  let said: unknown;
  try {
    said = JSON.parse(data);
  } catch {
    return undefined; // the next event, or the poll, reports the same
  }
  const poke = pokeSchema.safeParse(said);
  if (poke.success) return { kind: 'poke', n: poke.data.n };
  if (typeof said !== 'object' || said === null || !('page' in said)) return undefined;
  const { page, ...begins } = said;
  const [place, answer] = [beginsSchema.safeParse(begins), parsedPullAnswer.safeParse(page)];
  if (!place.success || !answer.success || answer.data.kind !== 'page') return { kind: 'unfit' };
  return { kind: 'page', news: { ...place.data, page: answer.data } };
}

/**
 * Whether an unrequested page begins exactly at this device's position, so that it equals the answer to a pull (S-3). Place
 * and tokens must be equal. The device must have no head that the server has not compared with its journal (S-1b; a push's
 * answer brings one).
 */
export function standsAt(
  { at, heads }: { readonly at: Checkpoint | null; readonly heads: readonly Head[] },
  { from, seen, page }: NewsPage,
): boolean {
  const place: Checkpoint = { n: from, id: endOfNumber, tokens: page.next.tokens, gain: null, history: from };
  return (
    page.tokens === undefined &&
    sameJson(at, place) &&
    sameJson(heads.at(-1) ?? null, seen) &&
    page.next.n >= seen[0] &&
    leavesUpToDate(page)
  );
}
