import { describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld } from '../testing/sales-world.ts';

const given = givenServer();

describe('the views for analysts', () => {
  it("[P-3] show an entity's fields typed, as ordinary columns, and the tenant's rows alone", async () => {
    const [world, other] = [await makeSalesWorld(given.test), await makeSalesWorld(given.test)];
    const fields = { name: 'Harbour lighting', closesOn: '2026-12-01', value: { amount: 1_250, currency: 'EUR' } };
    await world.ann.do([world.deal(world.id(), fields)]);
    await other.ann.do([other.deal(other.id(), { name: 'Not ours' })]);
    const rows = await world.tenant.rows(
      `select name, value_minor * 2 as twice, value_currency, closes_on + 1 as day_after, pg_typeof(created_at)::text as kind
       from report.crm_deal where value_minor > 1000`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      name: 'Harbour lighting',
      twice: 2_500,
      value_currency: 'EUR',
      kind: 'timestamp with time zone',
    });
    expect(await other.tenant.rows('select name from report.crm_deal')).toEqual([{ name: 'Not ours' }]);
  });
});
