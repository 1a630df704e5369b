import { titleToken } from '@outpost/domain/kernel/text/title-words';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { entity } from '@outpost/domain/kernel/entities/entity';
import { idOf } from '@outpost/domain/kernel/ids';
import { number, ref, text } from '@outpost/domain/kernel/entities/fields';
import { installedCatalogue, installedPacks } from '@outpost/domain/installed-packs';
import { describe, expect, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld } from '../../testing/sales-world.ts';
import { changeEdit, made } from '../../testing/test-server.ts';
import { loadRecords } from '../load/load.ts';
import { bringUpToOwnFields } from './write-anew.ts';
import { writeRecords } from './write-batch.ts';

const given = givenServer();

describe("tenants' own fields and objects", () => {
  it('[K-3] a defined field is checked, stored, indexed in record_key and queried, without any DDL', async () => {
    const w = await makeSalesWorld(given.test);
    const define = (name: string, type: string) =>
      made(w.id(), 'platform/field-definition', { forEntity: 'crm/deal', name, label: `Own ${name}`, type });
    await w.ann.do([define('roofArea', 'number'), define('colour', 'text')]);
    const [d1, d2] = [w.id(), w.id()];
    expect((await w.mia.do([w.deal(d1, { roofArea: 42, colour: 'Ångström blue' })])).status).toBe('accepted');
    expect((await w.mia.do([w.deal(d2, { roofArea: 'wide' })])).refused[d2]).toMatchObject({ code: 'records/invalid' });
    const keys = () =>
      w.tenant.rows('select field, text_key, number_key from store.record_key where id = $1 order by field', [d1]);
    expect(await keys()).toEqual([{ field: 'colour', text_key: 'angstrom blue', number_key: null }, { field: 'roofArea', text_key: null, number_key: 42 }]); // prettier-ignore
    await w.mia.do([w.set(d1, { roofArea: [42, 50], colour: ['Ångström blue', null] })]);
    expect(await keys()).toEqual([{ field: 'roofArea', text_key: null, number_key: 50 }]);
    const misspelt = { code: 'records/unknown-field', message: 'Deal has no field "colur". Did you mean "colour"?' };
    expect((await w.mia.do([w.set(d1, { colur: [null, 'red'] })])).refused[d1]).toMatchObject(misspelt);
    expect((await w.mia.do([w.deal(d2, { colur: 'red' })])).refused[d2]).toMatchObject(misspelt);
    const other = await makeSalesWorld(given.test);
    const d3 = other.id();
    expect((await other.mia.do([other.deal(d3, { roofArea: 1 })])).refused[d3]).toMatchObject({
      code: 'records/unknown-field',
    });
  });

  it('[K-3] the format of a field is checked on the server, and one of a newer build leaves a plain field', async () => {
    const w = await makeSalesWorld(given.test);
    const define = (name: string, format: string) =>
      made(w.id(), 'platform/field-definition', { forEntity: 'crm/deal', name, label: `Own ${name}`, type: 'text', format }); // prettier-ignore
    await w.ann.do([define('iban', 'iban'), define('later', 'of-a-newer-build')]);
    const [d1, d2, d3] = [w.id(), w.id(), w.id()];
    expect((await w.mia.do([w.deal(d1, { iban: 'DE89370400440532013000', later: 'any' })])).status).toBe('accepted');
    expect((await w.mia.do([w.deal(d2, { iban: 'DE88370400440532013000' })])).refused[d2]).toMatchObject({
      code: 'records/invalid',
      message: expect.stringContaining('whose check digits fit, such as DE89370400440532013000.') as string,
    });
    const grouped = await w.mia.do([w.deal(d3, { iban: 'DE89 3704 0044 0532 0130 00' })]);
    expect(grouped.refused[d3]).toMatchObject({ code: 'records/invalid' }); // records contain only the normal form
  });

  it('[K-3] a definition makes the records of its own kind due, and those of no other', async () => {
    const w = await makeSalesWorld(given.test);
    const due = async () => (await w.tenant.rows('select entity from store.kind_upkeep where after is not null order by entity')).map(({ entity: name }) => name); // prettier-ignore
    const define = async (forEntity: string) => {
      const id = w.id();
      await w.ann.do([
        made(id, 'platform/field-definition', { forEntity, name: 'area', label: 'Area', type: 'number' }),
      ]);
      return id;
    };
    const area = await define('crm/deal');
    expect(await due()).toEqual(['crm/deal']);
    while (await bringUpToOwnFields(given.test.server.tenancy, w.tenant.orgId));
    expect(await due()).toEqual([]);
    await define('crm/contact');
    expect(await due()).toEqual(['crm/contact']);
    await w.ann.do([changeEdit(area, 'platform/field-definition', { label: ['Area', 'Roof'] })]);
    expect(await due()).toEqual(['crm/contact']); // a label is not part of keys and words
  });

  it("[K-3] records of a tenant's own kind are in one table, with references, keys and search like others", async () => {
    const w = await makeSalesWorld(given.test);
    const boat = entity(idOf('own/boat'), {
      label: { one: 'Boat', many: 'Boats' },
      title: 'name',
      fields: { name: text({ required: true }), length: number(), deal: ref(idOf('crm/deal')) },
    });
    const catalogue = catalogueOf([...installedPacks, { name: 'own', version: 1, roles: [], entities: [boat] }]);
    const tenant = {
      orgId: w.tenant.orgId,
      installed: installedCatalogue,
      catalogue,
      definitions: [],
      filedByMonth: {},
    };
    const [id, deal] = [w.id(), w.id()];
    const now = {
      id,
      entity: 'own/boat',
      schema: 1,
      version: 7,
      life: 'alive',
      ownerId: w.mia.userId,
      teamId: null,
      sharedWith: [],
      inherited: null,
      fields: { name: 'Swift', length: 12, deal },
      createdAt: 'a',
      createdBy: w.mia.userId,
      updatedAt: 'a',
      updatedBy: w.mia.userId,
    } as const;
    await inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'write' }, async (tx) => {
      await writeRecords(tx, tenant, [{ before: undefined, now }]);
      expect((await loadRecords(tx, tenant, [id])).get(id)).toEqual(now);
    });
    expect(await w.tenant.rows('select entity, field from store.reference where target_id = $1', [deal])).toEqual([
      { entity: 'own/boat', field: 'deal' },
    ]);
    expect(await w.tenant.rows('select token from store.search_token where id = $1', [id])).toEqual([
      { token: 'swift' },
      { token: titleToken('swift') },
    ]);
    expect(await w.tenant.rows('select field from store.record_key where id = $1 order by field', [id])).toEqual([{ field: 'deal' }, { field: 'length' }, { field: 'name' }]); // prettier-ignore
    await inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'write' }, (tx) =>
      writeRecords(tx, tenant, [{ before: now, now: undefined }]),
    );
    for (const table of ['custom_object', 'record_key'])
      expect(await w.tenant.rows(`select id from store.${table} where id = $1`, [id])).toEqual([]);
    expect(await w.tenant.rows('select entity from store.record_home where id = $1', [id])).toEqual([
      { entity: 'erased' },
    ]);
  });
});
