import { titleToken } from '@outpost/domain/kernel/text/title-words';
import { beforeAll, describe, expect, it } from 'vitest';
import { inTenant, type Transaction } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { seenSince } from '../../sync/history/seen-since.ts';
import type { FiledRow } from '../decide/feed-rows.ts';
import { dropSearchTokens, dropTitleWords } from './write-batch.ts';
import { writeFeed, writePastFilings } from './write-feed.ts';

// A first import runs on tables without statistics, with plans that were made when they were empty.
const given = givenServer();
let w: SalesWorld;
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
});

const token = 'crm/deal@org';
const came = (count: number): readonly FiledRow[] =>
  Array.from({ length: count }, (_, place) => {
    const n = 1_000 + place;
    return { token, id: w.id(), entity: 'crm/deal', n, gone: false, gained: n };
  });

/** Runs the work in the transaction of the write path. Returns the plans of its statements. */
async function explained(tx: Transaction, work: (tx: Transaction) => Promise<void>): Promise<string> {
  const plans: string[] = [];
  await work({
    async query(statement, parameters) {
      const rows = await tx.query<{ 'QUERY PLAN': string }>(
        `explain (analyze, costs off, timing off) ${statement}`,
        parameters,
      );
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
      return [];
    },
  });
  return plans.join('\n');
}

describe('plans of writes on tables that were never analysed', () => {
  it('[P-2, A-3] rows of the feed are found by their key, not by comparing each with all of a tenant', async () => {
    const { orgId } = w.tenant;
    await inTenant(given.test.database, { orgId, mode: 'write', planning: 'by-key-once' }, async (tx) => {
      const first = came(10);
      expect(await explained(tx, (asked) => writeFeed(asked, orgId, first))).toContain(
        'Conflict Arbiter Indexes: feed_pkey',
      );
      const rows = came(2_000);
      await writeFeed(tx, orgId, rows);
      const edited = rows.map((row) => ({ ...row, n: row.n + 5_000, gained: null }));
      const merged = await explained(tx, (asked) => writeFeed(asked, orgId, edited));
      const left = rows.map(({ id, n }) => ({ id, token, since: null, until: n + 6_000 }));
      const ended = await explained(tx, (asked) => writePastFilings(asked, orgId, left));
      for (const plan of [merged, ended]) {
        expect(plan).toMatch(/Index Scan using feed_/);
        expect(plan).not.toMatch(/Materialize|Seq Scan|Rows Removed by Join Filter/);
      }
    });
  });

  it('[P-2, Q-4] words of search are dropped by their key, and words of titles are looked up in the kinds that have words', async () => {
    const { orgId } = w.tenant;
    await inTenant(given.test.database, { orgId, mode: 'write' }, async (tx) => {
      const kinds = ['crm/account', 'crm/contact'];
      const rows = Array.from({ length: 1_000 }, () => w.id()).flatMap((id, place) =>
        kinds.map((entity) => ({ entity, token: titleToken(`harbour${place}`), id })),
      );
      const sql = `insert into store.search_token (org_id, entity, token, id)
        select $1, r.entity, r.token, r.id from jsonb_to_recordset($2::jsonb) as r(entity text, token text, id uuid)`;
      await tx.query(sql, [orgId, JSON.stringify(rows)]);
      await tx.query('insert into store.title_word (org_id, word) values ($1, $2)', [orgId, 'harbour']);
      const dropped = await explained(tx, (asked) => dropSearchTokens(asked, orgId, rows));
      expect(dropped).toMatch(/Index Cond: .*\(id = r\.id\)/);
      expect(dropped).not.toMatch(/Rows Removed by Join Filter/);

      const word = async () => (await tx.query('select 1 from store.title_word where word = $1', ['harbour'])).length;
      await dropTitleWords(tx, orgId, ['harbour']);
      expect(await word()).toBe(0);
    });
  });

  it('[S-9] the rows of the feed for a page of history are found by their key', async () => {
    const { orgId } = w.tenant;
    await inTenant(given.test.database, { orgId, mode: 'write' }, async (tx) => {
      const rows = came(2_000);
      await writeFeed(tx, orgId, rows);
      const viewer = {
        tokens: [token],
        holds: { since: { [token]: 1 }, first: {}, past: new Map(), isPastCut: false, lastLost: 0, lastRegained: 0 },
      };
      const told = rows.map(({ id, n }) => ({ n, record: id, entity: 'crm/deal', kind: 'created' }));
      const plan = await explained(tx, async (asked) => void (await seenSince(asked, orgId, { viewer, rows: told })));
      expect(plan).toMatch(/Index Cond: .*\(id = p\.id\)/);
      expect(plan).not.toMatch(/Rows Removed by Join Filter/);
    });
  });
});
