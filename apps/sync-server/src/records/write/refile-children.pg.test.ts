import { tokensOf } from '@outpost/domain/kernel/access/access';
import { catalogueOf, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { entity } from '@outpost/domain/kernel/entities/entity';
import { idOf } from '@outpost/domain/kernel/ids';
import { ref, text } from '@outpost/domain/kernel/entities/fields';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { installedCatalogue, installedPacks } from '@outpost/domain/installed-packs';
import { beforeAll, describe, expect, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { Filing } from '../decide/feed-rows.ts';
import { loadRecords } from '../load/load.ts';
import { refiledChildren } from '../../testing/refile-children-suite.ts';
import { refileChildren } from './refile-children.ts';
import { usualWriteLimits } from '../load/write-limits.ts';
import { writeRecords } from './write-batch.ts';
import { writeFeed } from './write-feed.ts';

const given = givenServer();
let w: SalesWorld;

beforeAll(async () => {
  w = await makeSalesWorld(given.test);
});

// Three children are filed in memory, five in pieces of two.
refiledChildren({ limits: { childrenInMemory: 3, childrenAtOnce: 2 }, many: 5 });

describe('the children of a parent that moves', () => {
  it('[A-3a] are filed with their children in turn', async () => {
    const step = entity(idOf('own/step'), {
      label: { one: 'Step', many: 'Steps' },
      title: 'name',
      parent: 'task',
      fields: { name: text({ required: true }), task: ref(idOf('crm/task')) },
    });
    const catalogue = catalogueOf([...installedPacks, { name: 'own', version: 1, roles: [], entities: [step] }]);
    const tenant = {
      orgId: w.tenant.orgId,
      installed: installedCatalogue,
      catalogue,
      definitions: [],
      filedByMonth: {},
    };
    const [deal, ...tasks] = [w.id(), w.id(), w.id()] as [string, string, string];
    await w.ann.do([w.deal(deal), ...tasks.map((id) => w.task(id, deal))]);
    await inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'write' }, async (tx) => {
      const before = await loadRecords(tx, tenant, [deal, ...tasks]);
      const [task] = tasks.map((id) => before.get(id));
      const parent = before.get(deal);
      if (!task || !parent) throw new Error('not there');
      const child: StoredRecord = { ...task, id: w.id(), entity: 'own/step', fields: { name: 'Call', task: task.id } };
      const filing = new Filing({ catalogue, filedByMonth: {} });
      filing.file(child.version, undefined, child);
      await writeRecords(tx, tenant, [{ before: undefined, now: child }]);
      await writeFeed(tx, tenant.orgId, filing.rows);
      const moved = { ...parent, ownerId: w.moe.userId, teamId: null, version: 9_999_999 };
      const rows: number[] = [];
      await refileChildren(tx, tenant, {
        parent: moved,
        actEnd: 9_999_999,
        limits: usualWriteLimits,
        rest: () => Promise.resolve(),
        filed: (count) => void rows.push(count),
      });
      expect(rows).toHaveLength(2); // the tasks, and the step under one of them

      const now = (await loadRecords(tx, tenant, [child.id])).get(child.id);
      expect(now?.inherited).toEqual({ ownerId: w.moe.userId, teamId: null, sharedWith: [] });
      const filed = await tx.query<{ token: string; n: number }>(
        'select token, n from store.feed where id = $1 and not gone order by token',
        [child.id],
      );
      expect(filed.map(({ token, n }) => [token, n])).toEqual(
        (now ? tokensOf(entityOf(catalogue, 'own/step'), now) : []).map((token) => [token, 9_999_999]),
      );
    });
  });
});
