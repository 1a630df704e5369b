import { entity } from '@outpost/domain/kernel/entities/entity';
import { idOf } from '@outpost/domain/kernel/ids';
import { money, text } from '@outpost/domain/kernel/entities/fields';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { describe, expect, it } from 'vitest';
import { entityPlanOf, statementsBetween } from './entity-plan.ts';
import { readCommittedPlan, readMigrations } from './migrations.ts';

const boat = (fields: Parameters<typeof entity>[1]['fields'], indexes: readonly (readonly string[])[]) =>
  entity(idOf('harbour/boat'), { label: { one: 'Boat', many: 'Boats' }, title: 'name', fields, indexes });

describe('entity plans', () => {
  it('[P-1] the committed migrations match the declarations. If not: `npm run migration`, review, commit', () => {
    const statements = statementsBetween(readCommittedPlan(), entityPlanOf(installedCatalogue.entities.values()));
    expect(statements, 'run `npm run migration`, review what it wrote, and commit it').toEqual([]);
  });

  it('[P-1] a new kind of record gets a protected table, its indexes with the tenant first and the id last, and a typed view', () => {
    const plan = entityPlanOf([boat({ name: text({ required: true }), price: money() }, [['price', 'name']])]);
    const sql = statementsBetween({ tables: [] }, plan).join('\n');
    expect(sql).toContain(`k_price bigint generated always as ((keys ->> 'price')::bigint) stored`);
    expect(sql).toMatch(
      /create index harbour_boat_by_price_name on store\.harbour_boat \(org_id, k_price, k_name, id\)/,
    );
    expect(sql).toContain(`call store.protect('store.harbour_boat');`);
    expect(sql).toMatch(/create view report\.harbour_boat with \(security_invoker\)[^;]*::bigint as "price_minor"/);
  });

  it('[P-1] a new index on a declared field adds its column and index and touches nothing else', () => {
    const fields = { name: text({ required: true }), price: money() };
    const statements = statementsBetween(
      entityPlanOf([boat(fields, [['name']])]),
      entityPlanOf([boat(fields, [['name'], ['price']])]),
    );
    expect(statements.map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
      'alter table store.harbour_boat add',
      'alter table store.harbour_boat add',
      'create index harbour_boat_by_price on',
    ]);
  });

  it('[S-4e] a unique set of living records is a constraint that waits for the end of an act, and goes with its declaration', () => {
    const fields = { name: text({ required: true }), berth: text() };
    const [before, after] = [[], [['name', 'berth']] as const].map((unique) => entityPlanOf([entity(idOf('harbour/boat'), { label: { one: 'Boat', many: 'Boats' }, title: 'name', fields, unique })])); // prettier-ignore
    if (!before || !after) throw new Error('Two plans were made');
    const name = 'harbour_boat_by_unique_name_berth_alive';
    expect(statementsBetween(before, after).at(-1)).toBe(
      `alter table store.harbour_boat add constraint ${name} exclude using btree (org_id with =, k_name with =, k_berth with =) where (life = 'alive' and k_name is not null and k_berth is not null) deferrable initially deferred;`,
    );
    expect(statementsBetween(after, before)).toContain(`alter table store.harbour_boat drop constraint ${name};`);
  });

  it('[K-5] a kind that is no longer declared is left for a person to remove', () => {
    const statements = statementsBetween(entityPlanOf([boat({ name: text() }, [])]), { tables: [] });
    expect(statements).toEqual([expect.stringMatching(/^-- store\.harbour_boat is no longer declared/)]);
  });

  it('[P-1] migrations are numbered without gaps', () => {
    expect(readMigrations().map(({ number }) => number)).toEqual(readMigrations().map((_, place) => place + 1));
  });
});
