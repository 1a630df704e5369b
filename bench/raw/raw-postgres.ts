import pg from 'pg';
import { benchRecords, rawText } from '../bench-records.ts';

/** The number of rows in one insert. */
const batchRows = 5_000;
/** The seed of the tenant's records, so that both have the same records. */
const seed = 1;

/** The records in one hand-written Postgres table: no tenants, no rights, no journal. `n` counts changes. */
export class RawPostgres {
  readonly url: string;
  readonly #client: pg.Client;
  #n: number;

  constructor(made: { readonly url: string; readonly client: pg.Client; readonly n: number }) {
    this.url = made.url;
    this.#client = made.client;
    this.#n = made.n;
  }

  static async fill(
    url: string,
    data: { readonly count: number; readonly owners: readonly string[] },
  ): Promise<RawPostgres> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(
      'create table record (n bigint primary key, id uuid not null unique, kind text not null, data text not null)',
    );
    let n = 0;
    let batch: { readonly n: number; readonly id: string; readonly kind: string; readonly data: string }[] = [];
    const flush = async (): Promise<void> => {
      await client.query(
        'insert into record (n, id, kind, data) select r.n, r.id, r.kind, r.data from jsonb_to_recordset($1::jsonb) as r(n bigint, id uuid, kind text, data text)',
        [JSON.stringify(batch)],
      );
      batch = [];
    };
    for (const record of benchRecords({ seed, ...data })) {
      n += 1;
      batch.push({ n, id: record.id, kind: record.entity, data: rawText(record) });
      if (batch.length === batchRows) await flush();
    }
    await flush();
    await client.query('vacuum analyze record');
    return new RawPostgres({ url, client, n });
  }

  /** Returns the number of the newest change. */
  get n(): number {
    return this.#n;
  }

  /**
   * Changes that many contacts, or all: a new job title with a number at the end. Returns the number, the last of them, and
   * the time.
   */
  async change(count: number): Promise<{ readonly count: number; readonly lastId: string; readonly at: bigint }> {
    const { rows } = await this.#client.query<{ id: string }>(
      `update record r set n = $1 + c.place, data = (jsonb_set(r.data::jsonb, '{jobTitle}', to_jsonb('changed ' || c.place)))::text
       from (select id, row_number() over (order by id) as place from record where kind = 'crm/contact' order by id limit $2) c where r.id = c.id
       returning r.id`,
      [this.#n, count],
    );
    const at = process.hrtime.bigint();
    this.#n += count;
    return { count: rows.length, lastId: rows.at(-1)?.id ?? '', at };
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}
