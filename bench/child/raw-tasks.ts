import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { benchEntities, benchStages } from '../bench-records.ts';
import { importCells } from '../import-file.ts';
import { openRawFile, openRawReader, rawTable, type RawIndexes, type RawRow, RawWriter } from '../raw/raw-file.ts';
import { rawPlaceTasks } from './place-tasks.ts';
import { serveRaw } from '../raw/raw-server.ts';
import type { ListTask } from './replica-tasks.ts';

/** FACTS: the page size of the tuned raw loop. */
const pageRows = 5_000;

type Connection = ReturnType<typeof openRawFile>;
const open: { writer?: Connection; reader?: Connection; edits?: RawWriter } = {};
const reader = (): Connection => {
  if (!open.reader) throw new Error('No raw file is open');
  return open.reader;
};
const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

async function page(url: string, after: number): Promise<{ readonly rows: readonly RawRow[]; readonly last: number }> {
  const response = await fetch(`${url}/page?after=${after}&limit=${pageRows}`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  let last = after;
  const rows = (text === '' ? [] : text.split('\n')).map((line) => {
    const [n, id = '', kind = '', data = ''] = line.split('\t');
    last = Number(n);
    return { id, kind, data };
  });
  return { rows, last };
}

/** Requests the next page while the last is written. Returns the number of rows and the time in ms. */
async function pullAll(
  writer: RawWriter,
  { url, after, way }: { readonly url: string; readonly after: number; readonly way: 'insert' | 'update' },
): Promise<{ readonly rows: number; readonly ms: number }> {
  const began = performance.now();
  let count = 0;
  let next = page(url, after);
  for (;;) {
    const { rows, last } = await next;
    if (rows.length === 0) return { rows: count, ms: performance.now() - began };
    next = page(url, last);
    writer.write(rows, way);
    count += rows.length;
  }
}

/** Returns the time of each of `times` runs of `read`, in ms, after a tenth as many runs to warm up. */
function timed(times: number, read: (turn: number) => unknown): readonly number[] {
  for (let turn = 0; turn < times / 10; turn += 1) read(turn);
  return Array.from({ length: times }, (_, turn) => {
    const began = performance.now();
    read(turn);
    return performance.now() - began;
  });
}

/** The place at which a list by name continues. */
type Place = { readonly name: string; readonly id: string };

const parsed = (texts: readonly string[]): readonly unknown[] => texts.map((text) => JSON.parse(text) as unknown);

/** Tasks of the raw side: hand-written SQL on better-sqlite3, and a hand-written server. */
export const rawTasks = {
  ...rawPlaceTasks,
  'raw.serve': async (input: { readonly databaseUrl: string; readonly folder: string }) => ({
    url: await serveRaw(input),
  }),

  /**
   * Inserts the rows of an import's file into one table with the app's indexes, 5,000 a transaction. It parses and
   * checks nothing, and stores no acts to send.
   */
  'raw.import': async ({ file, rowCount }: { readonly file: string; readonly rowCount: number }) => {
    const writer = openRawFile(file);
    const rows = new RawWriter(writer);
    let peakRss = 0;
    const began = performance.now();
    for (let from = 0; from < rowCount; from += pageRows) {
      const made = Array.from({ length: Math.min(pageRows, rowCount - from) }, (_, place): RawRow => {
        const [name = '', email, phone, jobTitle] = importCells(from + place);
        return {
          id: randomUUID(),
          kind: benchEntities.contact,
          data: JSON.stringify({ name, email, phone, jobTitle }),
        };
      });
      rows.write(made, 'insert');
      peakRss = Math.max(peakRss, process.memoryUsage.rss());
    }
    const ms = performance.now() - began;
    writer.close();
    return { ms, peakRss };
  },

  'raw.firstSync': async ({
    file,
    url,
    indexes,
  }: {
    readonly file: string;
    readonly url: string;
    readonly indexes: RawIndexes;
  }) => {
    const writer = openRawFile(file, indexes);
    const done = await pullAll(new RawWriter(writer), { url, after: 0, way: 'insert' });
    const rss = process.memoryUsage().rss;
    writer.pragma('wal_checkpoint(TRUNCATE)');
    writer.close();
    return { ...done, bytes: sizeOf(file), rss };
  },

  'raw.catchUp': async ({
    file,
    url,
    after,
  }: {
    readonly file: string;
    readonly url: string;
    readonly after: number;
  }) => {
    const writer = openRawFile(file);
    const done = await pullAll(new RawWriter(writer), { url, after, way: 'update' });
    writer.close();
    return done;
  },

  /** Makes `devices` devices at once pull `pages` pages of `limit` contacts each from a bare HTTP server, and parse them. */
  'raw.pull': async ({
    url,
    tenant,
    devices,
    pages,
    limit,
  }: {
    readonly url: string;
    readonly tenant: string;
    readonly devices: number;
    readonly pages: number;
    readonly limit: number;
  }) => {
    const began = performance.now();
    const counts = await Promise.all(
      Array.from({ length: devices }, async () => {
        let after = '00000000-0000-0000-0000-000000000000';
        let count = 0;
        for (let asked = 0; asked < pages; asked += 1) {
          const answer = await fetch(`${url}/feed?tenant=${tenant}&after=${after}&limit=${limit}`, {
            headers: { 'accept-encoding': 'identity' },
          });
          const rows = (await answer.json()) as readonly { readonly id: string }[]; // the bench's own server sent it
          count += rows.length;
          after = rows.at(-1)?.id ?? after;
        }
        return count;
      }),
    );
    return { rows: counts.reduce((sum, count) => sum + count, 0), ms: performance.now() - began };
  },

  'raw.open': async ({ file }: { readonly file: string }) => {
    open.reader = openRawReader(file);
  },

  'raw.firstList': async ({ file, ownerId }: { readonly file: string; readonly ownerId: string }) => {
    const connection = openRawReader(file);
    const rows = parsed(connection.prepare<[string], string>(listSql('')).pluck().all(ownerId));
    return { rows: rows.length };
  },

  /** Reads the windows that 'replica.list' requests. */
  'raw.list': async ({ owners, offset, times }: ListTask) => {
    const ownerId = owners[3] ?? '';
    const table = rawTable(benchEntities.contact);
    const first = reader().prepare<[string], string>(listSql('')).pluck();
    const next = reader()
      .prepare<[string, string, string], string>(listSql(`and (data->>'$.name', id) > (?, ?)`))
      .pluck();
    const jump = reader()
      .prepare<[number], string>(`select data from ${table} order by data->>'$.name', id limit 50 offset ?`)
      .pluck();
    const last = JSON.parse(first.all(ownerId).at(-1) ?? '{}') as Place; // written by the generator
    const places = new Map<string, Place | undefined>();
    return {
      first: timed(times, () => parsed(first.all(ownerId))),
      next: timed(times, () => parsed(next.all(ownerId, last.name, last.id))),
      jump: timed(times, () => parsed(jump.all(offset))),
      unseen: timed(times, (turn) => {
        const owner = owners[turn % owners.length] ?? '';
        const place = places.get(owner);
        const rows = parsed(place === undefined ? first.all(owner) : next.all(owner, place.name, place.id));
        places.set(owner, rows.at(-1) as Place | undefined); // written by the generator
      }),
    };
  },

  'raw.summary': async ({ stage, times }: { readonly stage: string; readonly times: number }) => {
    const table = rawTable(benchEntities.deal);
    const sum = reader().prepare<[string]>(
      `select count(*) as count, sum(data->>'$.value.amount') as sum from ${table} where data->>'$.stage' = ?`,
    );
    return { times: timed(times, () => sum.get(stage)), answer: sum.get(stage) };
  },

  /** Asks the question of 'replica.rollUps'. */
  'raw.rollUps': async ({ times }: { readonly times: number }) => {
    const [accounts, deals] = [rawTable(benchEntities.account), rawTable(benchEntities.deal)];
    const openDeals = `select data->>'$.account' as id, count(*) as n from ${deals} where data->>'$.stage' = 'proposal' group by 1`;
    const window = reader().prepare<[], string>(`select data from ${accounts} order by data->>'$.name', id limit 50`).pluck(); // prettier-ignore
    const counts = reader().prepare<[string]>(
      `select data->>'$.account' as id, count(*) as n from ${deals} where data->>'$.account' in (select value from json_each(?)) and data->>'$.stage' = 'proposal' group by 1`,
    );
    const sums = reader().prepare<[string]>(
      `select data->>'$.account' as id, sum(data->>'$.value.amount') as v, min(data->>'$.value.currency') as c from ${deals} where data->>'$.account' in (select value from json_each(?)) group by 1`,
    );
    // The figures that an account has by itself: the number and the value of its open deals. (Without activities in these
    // data there is no last one.)
    const openDealsOf = reader().prepare<[string]>(
      `select data->>'$.account' as id, count(*) as n, sum(data->>'$.value.amount') as v, min(data->>'$.value.currency') as c from ${deals} where data->>'$.account' in (select value from json_each(?)) and data->>'$.stage' in (${benchStages.map((stage) => `'${stage}'`).join(', ')}) group by 1`,
    );
    const withFigures = (texts: readonly string[]) => {
      const ids = JSON.stringify(parsed(texts).map((row) => (row as Place).id)); // written by the generator
      return [counts.all(ids), sums.all(ids), openDealsOf.all(ids)];
    };
    const order = reader().prepare<[], { readonly data: string; readonly n: number }>(
      // More than 50 accounts have such deals, so those without any are left out by hand.
      `select a.data, d.n from (${openDeals}) d join ${accounts} a on a.id = d.id order by d.n desc, a.id desc limit 50`,
    );
    const filter = reader().prepare<[], string>(`select data from ${accounts} where id in (select id from (${openDeals}) where n >= 2) order by data->>'$.name', id limit 50`).pluck(); // prettier-ignore
    return {
      window: timed(times, () => withFigures(window.all())),
      order: timed(times, () => withFigures(order.all().map(({ data }) => data))),
      filter: timed(times, () => withFigures(filter.all())),
      shown: order.all().map(({ n }) => n),
    };
  },

  /** Searches prefixes one after another, as a person types them. */
  'raw.search': async ({ prefixes, times }: { readonly prefixes: readonly string[]; readonly times: number }) => {
    const found = Object.values(benchEntities).map((entity) => {
      const table = rawTable(entity);
      return reader()
        .prepare<[string], string>(
          `select t.data from ${table}_search join ${table} t on t.seq = ${table}_search.rowid where ${table}_search match ? order by t.data->>'$.name', t.id limit 30`,
        )
        .pluck();
    });
    return timed(times, (turn) => {
      const prefix = prefixes[turn % prefixes.length] ?? '';
      return found.map((statement) =>
        parsed(
          statement.all(
            prefix
              .split(' ')
              .map((word) => `"${word}"*`)
              .join(' AND '),
          ),
        ),
      );
    });
  },

  /**
   * Commits three rows of these sizes, as an act writes them: the record, the act, the state. Rests between commits, because a
   * disk takes longer after a rest.
   */
  'raw.commits': async ({
    file,
    sizes,
    times,
    pauseMs,
  }: {
    readonly file: string;
    readonly sizes: readonly number[];
    readonly times: number;
    readonly pauseMs: number;
  }) => {
    const writer = openRawFile(file);
    writer.exec('create table if not exists book (id text primary key, data text not null)');
    const update = writer.prepare(
      `insert into book (id, data) values (?, ?) on conflict (id) do update set data = excluded.data`,
    );
    const record = writer.prepare(`update ${rawTable(benchEntities.contact)} set data = ? where seq = ?`);
    const held = writer
      .prepare<[], { readonly seq: number; readonly data: string }>(
        `select seq, data from ${rawTable(benchEntities.contact)} order by seq limit ${times}`,
      )
      .all();
    const [, actBytes = 0, stateBytes = 0] = sizes;
    const commit = (turn: number): void => {
      const row = held[turn % held.length];
      writer.exec('begin immediate');
      record.run(
        JSON.stringify({ ...(JSON.parse(row?.data ?? '{}') as object), jobTitle: `changed ${turn}` }),
        row?.seq ?? 0,
      );
      update.run(`act ${turn} ${performance.now()}`, 'x'.repeat(actBytes));
      update.run('state', 'x'.repeat(stateBytes));
      writer.exec('commit');
    };
    const spent: number[] = [];
    for (let turn = 0; turn < times; turn += 1) {
      await sleep(pauseMs);
      const began = performance.now();
      commit(turn);
      spent.push(performance.now() - began);
    }
    writer.close();
    return spent;
  },

  /** Takes part in raw edits, as the side that makes them or the side that receives them. */
  'raw.join': async ({ file }: { readonly file: string }) => {
    open.writer = openRawFile(file);
    open.edits = new RawWriter(open.writer);
  },

  /** Receives `times` edits; returns when each was on this disk, in ns of the machine's clock. */
  'raw.watch': async ({ url, times }: { readonly url: string; readonly times: number }) => {
    const seen: bigint[] = [];
    const response = await fetch(`${url}/events`);
    for await (const _event of response.body as ReadableStream<Uint8Array>) {
      const [id = '', kind = '', data = ''] = (await (await fetch(`${url}/edit`)).text()).split('\t');
      open.edits?.write([{ id, kind, data }], 'update');
      seen.push(process.hrtime.bigint());
      if (seen.length === times) break;
    }
    return seen;
  },

  /** Makes `times` edits, `pauseMs` apart; returns when each began. */
  'raw.edit': async ({
    url,
    times,
    pauseMs,
  }: {
    readonly url: string;
    readonly times: number;
    readonly pauseMs: number;
  }) => {
    const rows = (open.writer as Connection)
      .prepare<[], { readonly id: string; readonly data: string }>(
        `select id, data from ${rawTable(benchEntities.contact)} limit 100`,
      )
      .all(); // raw.join opened it
    const began: bigint[] = [];
    for (let turn = 0; turn < times; turn += 1) {
      const row = rows[turn % rows.length] ?? { id: '', data: '{}' };
      await new Promise((resolve) => void setTimeout(resolve, pauseMs));
      began.push(process.hrtime.bigint());
      const edited = {
        id: row.id,
        kind: benchEntities.contact,
        data: JSON.stringify({ ...(JSON.parse(row.data) as object), jobTitle: `edit ${turn}` }),
      };
      open.edits?.write([edited], 'update');
      await (
        await fetch(`${url}/edit`, { method: 'POST', body: `${edited.id}\t${edited.kind}\t${edited.data}` })
      ).text();
    }
    return began;
  },
} as const;

const listSql = (more: string): string =>
  `select data from ${rawTable(benchEntities.contact)} where data->>'$.ownerId' = ? ${more} order by data->>'$.name', id limit 50`;
