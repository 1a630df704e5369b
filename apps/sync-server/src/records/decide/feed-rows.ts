import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { filedTokens, type FilingTenant } from '../../access/filed-tokens.ts';

/**
 * One row of the feed in its state after a batch. `gained`: the number at which this batch filed the record under the
 * token; null where it was filed before.
 */
export type FiledRow = {
  readonly token: string;
  readonly id: string;
  readonly entity: string;
  readonly n: number;
  readonly gone: boolean;
  readonly gained: number | null;
};

/**
 * S-9: a filing that has ended: a record was filed under a token from `since` up to the end of an act. `since` null:
 * from before the batch, at the number in the feed.
 */
export type PastFiling = {
  readonly token: string;
  readonly id: string;
  readonly since: number | null;
  readonly until: number;
};

/**
 * Collects the feed rows of one batch, the latest for each token and record. A record is filed under exactly the tokens
 * that `filedTokens` returns for its stored state. So its earlier tokens follow from its earlier state.
 */
export class Filing {
  readonly #tenant: FilingTenant;
  /** By record, then by token. */
  readonly #rows = new Map<string, Map<string, FiledRow>>();
  #count = 0;
  /** The tokens under which rows are written. */
  readonly tokens: Set<string> = new Set<string>();
  readonly #numbers = new Map<string, number>();
  readonly #past: PastFiling[] = [];
  /** The filings that the present act has ended. `#firsts`: the number at which this act first filed each record. */
  #left: Omit<PastFiling, 'until'>[] = [];
  readonly #firsts = new Map<string, number>();
  #lastEnd = 0;

  constructor(tenant: FilingTenant) {
    this.#tenant = tenant;
  }

  get count(): number {
    return this.#count;
  }

  get rows(): readonly FiledRow[] {
    return [...this.#rows.values()].flatMap((ofRecord) => [...ofRecord.values()]);
  }

  /** S-9: filings that have ended in this batch, in order. */
  get past(): readonly PastFiling[] {
    return this.#past;
  }

  /**
   * Ends the present act at this number. Nobody sees a state between two numbers of one act, so the filings that it has
   * ended end with it.
   */
  endAct(n: number): void {
    for (const filing of this.#left) this.#past.push({ ...filing, until: n });
    this.#left = [];
    this.#firsts.clear();
    this.#lastEnd = n;
  }

  /**
   * files a record in its present state, with departures where it left. `before` undefined: it is new. `now`
   * undefined: it is gone.
   */
  file(n: number, before: StoredRecord | undefined, now: StoredRecord | undefined): void {
    const record = now ?? before;
    if (!record) return;
    const { id, entity } = record;
    const held = new Set(before ? filedTokens(this.#tenant, before) : []);
    const holds = new Set(now ? filedTokens(this.#tenant, now) : []);
    const at = Math.max(n, this.#numbers.get(id) ?? 0); // a child made later in the same batch keeps its own number
    this.#numbers.set(id, at);
    const first = this.#firsts.get(id) ?? at;
    this.#firsts.set(id, first);
    const rows = this.#rows.get(id) ?? new Map<string, FiledRow>();
    this.#rows.set(id, rows);
    const known = rows.size;
    const put = (token: string, gone: boolean, gained: number | null): void => {
      rows.set(token, { token, id, entity, n: at, gone, gained });
      this.tokens.add(token);
    };
    for (const token of holds) put(token, false, held.has(token) ? (rows.get(token)?.gained ?? null) : first);
    for (const token of held) {
      if (holds.has(token)) continue;
      const since = rows.get(token)?.gained ?? null;
      const isOfThisAct = since !== null && since > this.#lastEnd;
      if (!isOfThisAct) this.#left.push({ token, id, since });
      put(token, true, at);
    }
    this.#count += rows.size - known;
  }
}
