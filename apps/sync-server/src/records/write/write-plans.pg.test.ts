import { beforeAll, describe, expect, it } from 'vitest';
import { inTenant, type Transaction } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import type { FiledRow } from '../decide/filing.ts';
import { writeFeed, writePastFilings } from './write-filing.ts';

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
});
