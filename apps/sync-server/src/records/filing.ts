import { tokensOf } from '@outpost/domain/kernel/access';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/record';

/** One row of the feed as a batch leaves it. `gained`: the number at which the record came under the token, where it came in this batch. */
export type FeedRow = {
  readonly token: string;
  readonly id: string;
  readonly entity: string;
  readonly n: number;
  readonly gone: boolean;
  readonly gained: number | null;
};

/**
 * The feed rows of one batch, the latest for each token and record. A record is filed under exactly the tokens that `tokensOf` gives
 * for it as it is stored, so what it was filed under before follows from how it was.
 */
export class Filing {
  readonly #catalogue: Catalogue;
  readonly #rows = new Map<string, FeedRow>();
  readonly #numbers = new Map<string, number>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  get rows(): readonly FeedRow[] {
    return [...this.#rows.values()];
  }

  /** files a record as it is now, with departures where it left. `before`/`now` undefined: it wasn't, isn't there. */
  file(n: number, before: StoredRecord | undefined, now: StoredRecord | undefined): void {
    const record = now ?? before;
    if (!record) return;
    const { id, entity } = record;
    const held = new Set(before ? tokensOf(entityOf(this.#catalogue, entity), before) : []);
    const holds = new Set(now ? tokensOf(entityOf(this.#catalogue, entity), now) : []);
    const at = Math.max(n, this.#numbers.get(id) ?? 0); // a child made later in the same batch keeps its own number
    this.#numbers.set(id, at);
    const put = (token: string, row: { gone: boolean; gained: number | null }): void =>
      void this.#rows.set(`${token}|${id}`, { token, id, entity, n: at, ...row });
    for (const token of holds)
      put(token, { gone: false, gained: held.has(token) ? (this.#rows.get(`${token}|${id}`)?.gained ?? null) : at });
    for (const token of held) if (!holds.has(token)) put(token, { gone: true, gained: at });
  }
}
