import { installedCatalogue } from '@outpost/domain/installed-packs';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { sqlName } from '@outpost/domain/kernel/entities/entity';
import { beforeAll, describe, expect, it } from 'vitest';
import { inTenant } from '../db/database.ts';
import { withOwner } from '../db/owner-connection.ts';
import { askList } from '../insights/questions.ts';
import { shapesCatalogue } from '@outpost/domain/kernel/definitions/tenant-definitions';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { readMark, recallAsker } from './asker.ts';
import { decidesAccess } from './principal.ts';

const deals = listQuerySchema.parse({ entity: 'crm/deal' });

describe('the cached rights of an asker', () => {
  const given = givenServer();
  let w: SalesWorld;
  beforeAll(async () => {
    w = await makeSalesWorld(given.test);
    await w.mia.do([w.deal(w.id())]);
  });

  const mark = () =>
    inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'snapshot' }, (tx) => readMark(tx, w.tenant.orgId));
  const namesFor = async (userId: string) => {
    const answer = await askList(w.tenant.test.server.tenancy, { orgId: w.tenant.orgId, userId }, deals);
    return answer.ok ? answer.value.rows.length : answer.code;
  };

  it('[A-2] are not used after any change of the rights, also one made directly in the database', async () => {
    const { userId } = w.max;
    expect([await namesFor(userId), await namesFor(userId)]).toEqual([1, 1]);
    const kept = recallAsker({ orgId: w.tenant.orgId, userId, installed: installedCatalogue });
    expect(kept?.mark).toBe(await mark());
    const set = (memberships: string) =>
      withOwner(given.database.ownerUrl, (owner) =>
        owner.run(
          `update store.platform_person set fields = jsonb_set(fields, '{memberships}', '${memberships}') where id = '${userId}'`,
        ),
      );
    await set('[]'); // written directly to the database, not by the server
    expect(await namesFor(userId)).toBe(0);
    await set(`[{"role": "manager", "teamId": "${w.teams.t1}"}]`);
    expect(await namesFor(userId)).toBe(1);
  });

  it('[A-2] get a new mark with every changed row from which rights or the kinds of record are computed', async () => {
    const kinds = [...installedCatalogue.entities.keys()].filter(
      (entity) => decidesAccess(entity) || shapesCatalogue(installedCatalogue, entity),
    );
    expect(kinds.length).toBe(8);
    for (const table of ['tenants', 'token_hold', ...kinds.map(sqlName)]) {
      const changes = await withOwner(given.database.ownerUrl, (owner) =>
        owner.rows(
          `select tgname as name from pg_trigger where tgrelid = 'store.${table}'::regclass and tgname like 'rights%' order by 1`,
        ),
      );
      expect([table, changes.map(({ name }) => name)]).toEqual([
        table,
        ['rights_delete', 'rights_insert', 'rights_update'],
      ]);
    }
    const before = await mark();
    await w.mia.do([w.deal(w.id())]);
    expect(await mark()).toBe(before);
    await w.tenant.person('New', 'member', { teamId: w.teams.t1 });
    expect(await mark()).not.toBe(before);
  });
});
