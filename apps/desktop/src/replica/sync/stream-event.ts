import { sameJson } from '@outpost/domain/kernel/json';
import { leavesUpToDate, type NewsPage } from '@outpost/domain/sync/news-page';
import { type Checkpoint, endOfNumber, type Head, headSchema, pokeSchema } from '@outpost/domain/sync/protocol';
import { parsedPullAnswer } from './pull-answer.ts';

/** What the server says on the stream of pokes. `unfit`: a page, but not one that this build can read. */
export type StreamEvent =
  | { readonly kind: 'poke'; readonly n: number }
  | { readonly kind: 'page'; readonly news: NewsPage }
  | { readonly kind: 'unfit' };

/** Reads an event of the stream; undefined: it says nothing. */
export function readStreamEvent(data: string): StreamEvent | undefined {
  let said: unknown;
  try {
    said = JSON.parse(data);
  } catch {
    return undefined; // the next one, or the poll, tells the same
  }
  const poke = pokeSchema.safeParse(said);
  if (poke.success) return { kind: 'poke', n: poke.data.n };
  if (typeof said !== 'object' || said === null || !('from' in said && 'page' in said)) return undefined;
  const [from, answer] = [headSchema.safeParse(said.from), parsedPullAnswer.safeParse(said.page)];
  if (!from.success || !answer.success || answer.data.kind !== 'page') return { kind: 'unfit' };
  return { kind: 'page', news: { from: from.data, page: answer.data } };
}

/**
 * S-3: whether a device stands exactly where a page that came unasked begins, so that it is what a pull would be answered: the same place
 * and tokens, and no head that the server has not compared with its journal (S-1b; a push's answer brings one).
 */
export function standsAt(
  { at, heads }: { readonly at: Checkpoint | null; readonly heads: readonly Head[] },
  { from, page }: NewsPage,
): boolean {
  const place: Checkpoint = {
    n: from[0],
    id: endOfNumber,
    tokens: page.tokens,
    whole: {},
    since: {},
    history: from[0],
  };
  return sameJson(at, place) && sameJson(heads.at(-1) ?? null, from) && page.next.n >= from[0] && leavesUpToDate(page);
}
