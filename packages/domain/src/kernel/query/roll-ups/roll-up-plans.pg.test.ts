import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { installedSample, sampleCatalogue, sampleRecords } from '../../../testing/query-sample.ts';
import { type QueryStore, postgresStore, sqliteStore } from '../../../testing/query-stores.ts';
import { seededRandom } from '../../../testing/seeded-random.ts';
import { tokensOf } from '../../access/access.ts';
import { entityOf } from '../../catalogue/catalogue.ts';
import { type FieldDefinition, withOwnFields } from '../../definitions/own-fields.ts';
import { listQuerySchema } from '../../questions/list-query.ts';
import type { Result } from '../../refusal.ts';
import { compileList } from '../lists/compile-list.ts';
import type { QueryGround } from '../query-engine.ts';
import { compileFigures } from '../sums/compile-figures.ts';

const me = '0190b1f2-7c00-7000-8000-0000000000aa';
const orgId = '0190b1f2-7c00-7000-8000-00000000000f';
const records = sampleRecords(seededRandom(3), { things: 6_000, people: [me] });
const shops = (records.get('sample/shop') ?? []).map(({ id }) => id);
const gadgets = (records.get('custom/gadget') ?? []).map(({ id }) => id);
const count = (forEntity: string, of: string, by: string): FieldDefinition => ({ forEntity, name: 'figure', label: 'Figure', type: 'number', computed: 'roll-up', rollUp: { of, by, fn: 'count' } }); // prettier-ignore
const { catalogue } = withOwnFields(sampleCatalogue, [
  count('sample/shop', 'sample/thing', 'shop'),
  count('custom/gadget', 'sample/thing', 'tool'),
]);
const base = { catalogue, asking: { userId: me, now: '2026-11-20T09:00:00.000Z', timeZone: 'UTC' } };
const onDevice: QueryGround = { ...base, engine: { dialect: 'sqlite' } };
const onServer: QueryGround = { ...base, engine: { dialect: 'postgres', orgId, visible: 'all', installed: installedSample } }; // prettier-ignore

let server: QueryStore;
let device: QueryStore;
beforeAll(async () => {
  server = await postgresStore(
    sampleCatalogue,
    { url: inject('postgresUrl'), database: 'roll_up_plans', orgId },
    { installed: installedSample, records, tokensOf: (record) => tokensOf(entityOf(sampleCatalogue, record.entity), record) }, // prettier-ignore
  );
  device = sqliteStore(sampleCatalogue, records);
});
afterAll(async () => {
  await server?.close();
  await device?.close();
});

function compiled<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}
const planOf = async (store: QueryStore, ground: QueryGround, asked: { readonly entity: string; readonly ids: readonly string[] }) => (await store.plan(compiled(compileFigures(ground, asked)))).join('\n'); // prettier-ignore
const inOrder = listQuerySchema.parse({ entity: 'sample/shop', sort: [{ field: 'figure', direction: 'desc' }] });

describe('[PLT-8] [Q-3] the figures of a window', () => {
  const some = { entity: 'sample/shop', ids: shops.slice(0, 5) };
  it('are read along the index of the link on the device', async () => {
    const plan = await planOf(device, onDevice, some);
    expect(plan).toMatch(/USING (COVERING )?INDEX r_sample_thing__by_shop_stage \(keys\.shop=\?\)/u);
    expect(plan).not.toMatch(/SCAN u\b/u);
  });
  it('are read along it on the server too, as the app’s role under row security', async () => {
    expect(await planOf(server, onServer, some)).toMatch(/Index.* using .*shop.*[\s\S]*Index Cond: .*k_shop/u);
  });
  it('by a link of the tenant’s own are found by the index of own keys', async () => {
    const plan = await planOf(server, onServer, { entity: 'custom/gadget', ids: gadgets.slice(0, 5) });
    expect(plan).toMatch(/record_key[\s\S]*text_key/u);
  });
  it('for an order are one set, however many records the list has', async () => {
    const plan = (await device.plan(compiled(compileList(onDevice, inOrder)))).join('\n');
    expect(plan).toMatch(/(MATERIALIZE|CO-ROUTINE) ru1/u);
    expect(plan).not.toContain('CORRELATED');
    expect((await server.plan(compiled(compileList(onServer, inOrder)))).join('\n')).not.toContain('SubPlan');
  });
});
