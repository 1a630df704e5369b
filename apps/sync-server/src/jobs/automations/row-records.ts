import { recordBefore } from '@outpost/domain/kernel/automation/starts-run';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Tenant } from '../../catalogue/tenant.ts';
import type { Transaction } from '../../db/database.ts';
import type { JournalPayload } from '../../journal/chain.ts';
import { recordsOf } from '../../records/load/load.ts';

/** Chosen: a record that was changed more often since the row is asked as it is now. */
const mostLaterRows = 500;

type Named = { readonly n: number; readonly entity: string; readonly id: string };

/** The records that a batch of rows changed. Those of a kind are read together, at the first row of the kind about which an automation asks. */
export class RowRecords {
  readonly #tx: Transaction;
  readonly #tenant: Tenant;
  readonly #rows: readonly JournalPayload[];
  readonly #mayAsk: (row: JournalPayload) => boolean;
  readonly #present = new Map<string, ReadonlyMap<string, StoredRecord>>();
  /** The record of the row that is being answered: all automations of its kind ask about the same one. */
  #behind: { readonly n: number; readonly record: StoredRecord | undefined } | undefined;

  constructor(tx: Transaction, tenant: Tenant, { rows, mayAsk }: { readonly rows: readonly JournalPayload[]; readonly mayAsk: (row: JournalPayload) => boolean }) {
    this.#tx = tx;
    this.#tenant = tenant;
    this.#rows = rows;
    this.#mayAsk = mayAsk;
  } // prettier-ignore

  /** Returns a record as it was behind its row with the number `n`. */
  async behind(named: Named): Promise<StoredRecord | undefined> {
    if (this.#behind?.n !== named.n) this.#behind = { n: named.n, record: await this.#recordAt(named) };
    return this.#behind.record;
  }

  /**
   * Returns the record as it was read a moment ago, without its later changes. A change that was written since it was read does no harm: its
   * value before is the one that was read.
   */
  async #recordAt({ n, entity, id }: Named): Promise<StoredRecord | undefined> {
    const present = this.#present.get(entity) ?? (await this.#readPresent(entity));
    const now = present.get(id);
    if (now === undefined || now.version === n) return now;
    const later = await this.#tx.query<{ payload: string }>(
      `select payload from store.journal where org_id = $1 and record = $2 and n > $3 and kind = 'changed' and payload is not null order by n limit ${mostLaterRows}`,
      [this.#tenant.orgId, id, n],
    );
    return recordBefore(
      now,
      later.map((row) => (JSON.parse(row.payload) as JournalPayload).changed),
    ); // the server wrote it
  }

  async #readPresent(entity: string): Promise<ReadonlyMap<string, StoredRecord>> {
    const ids = this.#rows.flatMap((row) => (row.entity === entity && row.record !== null && this.#mayAsk(row) ? [row.record] : []));
    const read = await recordsOf(this.#tx, this.#tenant, { entity, ids: [...new Set(ids)] });
    const found = new Map(read.map((record) => [record.id, record]));
    this.#present.set(entity, found);
    return found;
  } // prettier-ignore
}
