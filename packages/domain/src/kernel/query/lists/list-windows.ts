import type { ListQuery } from '../../questions/list-query.ts';
import type { Result } from '../../refusal.ts';

/** Chosen: the largest window that a list answers. */
const windowRows = 1_000;

/** A window of a list as its caller's engine answers it. */
type Window = { readonly rows: readonly unknown[]; readonly next: string | null };
type Walked = Omit<ListQuery, 'limit' | 'offset' | 'after'>;

/**
 * Yields the windows of a list one after another, with at most `most` rows together. Holds one window in memory. The last yielded
 * value is a refusal where a window is refused. Each window is read when it is requested: a record that moves within the list
 * meanwhile can be missing or appear twice.
 */
export async function* listWindows<Answer extends Window>(
  ask: (query: ListQuery) => Promise<Result<Answer>>,
  question: Walked,
  most = Infinity,
): AsyncGenerator<Result<Answer>, void, void> {
  let after: string | null = null;
  let left = most;
  while (left > 0) {
    const limit = Math.min(windowRows, left);
    const answer: Result<Answer> = await ask({ ...question, limit, ...(after === null ? {} : { after }) });
    yield answer;
    if (!answer.ok || answer.value.next === null) return;
    left -= answer.value.rows.length;
    after = answer.value.next;
  }
}
