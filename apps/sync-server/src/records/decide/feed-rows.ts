import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { filedTokens, type FilingTenant } from '../../access/filed-tokens.ts';
import { piecesOf } from '../load/pieces-of.ts';

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
 *
 * A batch may have very many rows: of an act that shares a record with a hundred people, one for each of them and each record below it.
 * So rows are kept in columns. As many objects would stop the process for long whenever its garbage is collected.
 */
export class Filing {
  readonly #tenant: FilingTenant;
  readonly #rows = {
    token: [] as string[],
    id: [] as string[],
    entity: [] as string[],
    n: [] as number[],
    gone: [] as boolean[],
    gained: [] as (number | null)[],
  };
  /** The place of a row in the columns, by record and then by token. */
  readonly #places = new Map<string, Map<string, number>>();
  /** The tokens under which rows are written. */
  readonly tokens: Set<string> = new Set<string>();
  readonly #numbers = new Map<string, number>();
  /** The filings that have ended. Those of the present act have no `until` yet. */
  readonly #past = { token: [] as string[], id: [] as string[], since: [] as (number | null)[], until: [] as number[] };
  /** The number at which the present act first filed each record. */
  readonly #firsts = new Map<string, number>();
  #lastEnd = 0;

  constructor(tenant: FilingTenant) {
    this.#tenant = tenant;
  }

  get count(): number {
    return this.#rows.id.length;
  }

  get rows(): readonly FiledRow[] {
    return [...this.rowsInPieces(this.count)].flat();
  }

  /** Yields all rows, `size` at a time. */
  *rowsInPieces(size: number): Generator<readonly FiledRow[]> {
    const { token, id, entity, n, gone, gained } = this.#rows;
    for (const places of piecesOf([...id.keys()], size))
      yield places.map((at) => ({
        token: valueAt(token, at),
        id: valueAt(id, at),
        entity: valueAt(entity, at),
        n: valueAt(n, at),
        gone: valueAt(gone, at),
        gained: valueAt(gained, at),
      }));
  }

  /** S-9: filings that have ended in this batch, in order. */
  get past(): readonly PastFiling[] {
    return [...this.pastInPieces(this.#past.until.length)].flat();
  }

  /** Yields the filings that have ended, `size` at a time. */
  *pastInPieces(size: number): Generator<readonly PastFiling[]> {
    const { token, id, since, until } = this.#past;
    for (const places of piecesOf([...until.keys()], size))
      yield places.map((at) => ({
        token: valueAt(token, at),
        id: valueAt(id, at),
        since: valueAt(since, at),
        until: valueAt(until, at),
      }));
  }

  /**
   * Ends the present act at this number. Nobody sees a state between two numbers of one act, so the filings that it has
   * ended end with it.
   */
  endAct(n: number): void {
    const { id, until } = this.#past;
    while (until.length < id.length) until.push(n);
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
    const places = this.#places.get(id) ?? new Map<string, number>();
    this.#places.set(id, places);
    const rows = this.#rows;
    const gainedAt = (token: string): number | null => rows.gained[places.get(token) ?? -1] ?? null;
    const put = (token: string, gone: boolean, gained: number | null): void => {
      const place = places.get(token) ?? rows.id.length;
      places.set(token, place);
      rows.token[place] = token;
      rows.id[place] = id;
      rows.entity[place] = entity;
      rows.n[place] = at;
      rows.gone[place] = gone;
      rows.gained[place] = gained;
      this.tokens.add(token);
    };
    for (const token of holds) put(token, false, held.has(token) ? gainedAt(token) : first);
    for (const token of held) {
      if (holds.has(token)) continue;
      const since = gainedAt(token);
      const isOfThisAct = since !== null && since > this.#lastEnd;
      if (!isOfThisAct) {
        this.#past.token.push(token);
        this.#past.id.push(id);
        this.#past.since.push(since);
      }
      put(token, true, at);
    }
  }
}

/** Returns the value in a column that has one at this place: all columns of a table are as long. */
const valueAt = <T>(column: readonly T[], at: number): T => column[at] as T;
