import { beforeAll, describe, expect, it } from 'vitest';
import { withOwner } from '../db/owner-connection.ts';
import { applyAsServer } from '../tenancy/create-tenant.ts';
import { givenServer } from './given-server.ts';
import { makeSalesWorld, type SalesWorld } from './sales-world.ts';
import type { WriteLimits } from '../records/load/write-limits.ts';

type FeedEntry = { readonly id: string; readonly token: string; readonly n: number; readonly gone: boolean };

/**
 * A-3a: declares the tests of the children of a moved parent. `many`: more children than `limits` let a batch take into
 * memory.
 */
export function refiledChildren({ limits, many }: { readonly limits: WriteLimits; readonly many: number }): void {
  const given = givenServer({ writeLimits: limits });
  let w: SalesWorld;

  beforeAll(async () => {
    w = await makeSalesWorld(given.test);
  });

  async function dealWithTasks(count: number): Promise<{ readonly deal: string; readonly tasks: readonly string[] }> {
    const deal = w.id();
    await w.ann.do([w.deal(deal)]);
    const tasks = Array.from({ length: count }, () => w.id());
    for (let start = 0; start < count; start += 1_000) {
      const edits = tasks.slice(start, start + 1_000).map((id) => w.task(id, deal));
      await applyAsServer(given.test.server.tenancy, w.tenant.orgId, { label: 'Made tasks', edits });
    }
    await withOwner(given.database.ownerUrl, (owner) => owner.run('analyze')); // Postgres itself does this a minute later
    return { deal, tasks };
  }

  /**
   * Counts the different sets of feed rows of these tasks, departures included. Numbers are distances from the
   * parent's.
   */
  async function filedAs(tasks: readonly string[], n: number): Promise<Readonly<Record<string, number>>> {
    const rows = await w.tenant.rows<FeedEntry>(
      `select id, token, n, gone from store.feed where id = any($1::uuid[]) order by id, token`,
      [tasks],
    );
    const counts: Record<string, number> = {};
    for (const group of Map.groupBy(rows, ({ id }) => id).values()) {
      const shape = group.map((row) => `${row.token}${row.gone ? ' gone' : ''} ${row.n - n}`).join(', ');
      counts[shape] = (counts[shape] ?? 0) + 1;
    }
    return counts;
  }
  const versionOf = async (id: string): Promise<number> => {
    const [row] = await w.tenant.rows<{ version: number }>('select version from store.crm_deal where id = $1', [id]);
    return row?.version ?? 0;
  };
  const move = (deal: string) =>
    w.set(deal, { ownerId: [w.mia.userId, w.moe.userId], teamId: [w.teams.t1, w.teams.t2] });

  describe(`the children of a parent that moves, up to ${many} of them`, { timeout: 120_000 }, () => {
    it('[A-3a, S-6] are filed at the number of its move, however many: in memory or in pieces, alike', async () => {
      const [few, lots] = [await dealWithTasks(3), await dealWithTasks(many)];
      await w.ann.do([move(few.deal)]);
      await w.ann.do([move(lots.deal)]);
      const shape = await filedAs(few.tasks, await versionOf(few.deal));
      expect(Object.values(shape)).toEqual([3]);
      expect(await filedAs(lots.tasks, await versionOf(lots.deal))).toEqual({ [Object.keys(shape)[0] ?? '']: many });
      const [inherited] = await w.tenant.rows<{ count: number }>(
        `select count(*)::int as count from store.crm_task where fields->>'about' = $1 and inherited @> $2::jsonb`,
        [`crm/deal:${lots.deal}`, JSON.stringify({ ownerId: w.moe.userId, teamId: w.teams.t2 })],
      );
      expect(inherited?.count).toBe(many);
      const [mia, moe] = [w.mia.twin(), w.moe.twin()];
      for (const device of [mia, moe]) await device.pull(2_000);
      const ofLots = new Set(lots.tasks);
      expect([mia, moe].map((device) => device.holds('crm/task').filter((id) => ofLots.has(id)).length)).toEqual([
        0,
        many,
      ]);
    });

    it('[A-3a, P-4] have moved for later acts of the same push, and for other edits of the same act', async () => {
      const { deal, tasks } = await dealWithTasks(many);
      const [edited = '', later = '', left = ''] = tasks;
      const [own, other, made] = [w.id(), w.id(), w.id()];
      await w.ann.do([w.deal(other), w.task(own, other)]);
      const answer = await w.ann.push([
        w.ann.act([
          w.set(edited, { subject: ['Task', 'Beside'] }, 'crm/task'),
          move(deal),
          w.task(made, deal),
          w.set(left, { about: [`crm/deal:${deal}`, `crm/deal:${other}`] }, 'crm/task'),
        ]),
        w.ann.act([w.set(later, { subject: ['Task', 'After'] }, 'crm/task')]),
      ]);
      expect(answer.kind === 'decided' && answer.answers.map(({ status }) => status)).toEqual(['accepted', 'accepted']);
      const moe = w.moe.twin();
      await moe.pull(2_000);
      const held = new Set(moe.holds('crm/task'));
      expect([edited, later, made, left].map((id) => held.has(id))).toEqual([true, true, true, false]);
      // Mia no longer sees them; Moe may change them.
      expect(Object.values((await w.mia.do([w.set(later, { subject: ['After', 'Mine'] }, 'crm/task')])).refused)).toMatchObject([{ code: 'records/not-found' }]); // prettier-ignore
      expect((await w.moe.do([w.set(later, { subject: ['After', 'Ours'] }, 'crm/task')])).status).toBe('accepted');
      const wrong = await w.tenant.rows(
        `select t.id from store.crm_task t where t.fields->>'about' = $1
         and not exists (select 1 from store.feed f where f.id = t.id and not f.gone and f.token = $2)`,
        [`crm/deal:${deal}`, `crm/task@user:${w.moe.userId}`],
      );
      expect(wrong).toEqual([]);
    });
  });
}
