import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../installed-packs.ts';
import { catalogueOf, entityOf } from '../kernel/catalogue/catalogue.ts';
import { compileList } from '../kernel/query/lists/compile-list.ts';
import { type Filter, listQuerySchema } from '../kernel/questions/list-query.ts';
import { openFilter, views } from '../kernel/catalogue/views.ts';
import { account } from '../packs/crm/entities/account.entity.ts';
import { activity } from '../packs/crm/entities/activity.entity.ts';
import { deal } from '../packs/crm/entities/deal.entity.ts';
import { crm } from '../packs/crm/pack.ts';
import { platform } from '../packs/platform/pack.ts';

const asking = { userId: '0190b1f2-7c00-7000-8000-0000000000aa', now: '2026-11-20T09:00:00.000Z', timeZone: 'UTC' };
const ground = { catalogue: installedCatalogue, engine: { dialect: 'sqlite' as const }, asking, currency: 'USD' };
const declared = [...installedCatalogue.views.values()];

describe('[T-20] declared views', () => {
  it.each(declared.flatMap(({ on, lists }) => lists.map((list) => [`${on}: ${list.name}`, on, list] as const)))(
    '%s is a valid query',
    (_, entity, { where, sort, group }) => {
      const sorts = [...(group === undefined ? [] : [`${group}.asc`]), ...(sort === undefined ? [] : [sort])];
      const query = listQuerySchema.parse({
        entity,
        ...(where === undefined ? {} : { where }),
        sort: sorts.map((one) => ({ field: one.split('.')[0], direction: one.split('.')[1] })),
      });
      expect(compileList(ground, query)).toMatchObject({ ok: true });
    },
  );

  it('name each list once, pin existing lists, and give each letter to one kind', () => {
    for (const { lists, pinned = [] } of declared) {
      const ids = lists.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(pinned.map(({ list }) => list)));
    }
    const keys = declared.flatMap(({ area }) => area?.key ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    const places = declared.flatMap(({ area }) => area?.place ?? []);
    expect(new Set(places).size).toBe(places.length);
  });

  it('lay out each field of a page once, under existing tabs and figures, and give each key of a page to one act', () => {
    for (const { on, page, quickActs = [] } of declared) {
      const entity = entityOf(installedCatalogue, on);
      const fields = page?.sections.flatMap((section) => section.fields) ?? [];
      expect(new Set(fields).size).toBe(fields.length);
      expect(Object.keys(entity.fields)).toEqual(expect.arrayContaining(fields));
      expect(page?.sections.length).not.toBe(0);
      for (const figure of page?.figures ?? [])
        if ('of' in figure)
          expect(entityOf(installedCatalogue, figure.of).fields[figure.by]).toMatchObject({
            type: 'ref',
            targets: expect.arrayContaining([on]) as unknown,
          });
      for (const { id } of quickActs) expect(quickActs.filter((act) => act.id === id)).toHaveLength(1);
    }
    const keys = declared.flatMap(({ quickActs = [] }) => quickActs.flatMap(({ key }) => key ?? []));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => /[jken1-9]/.test(key))).toEqual([]); // the keys of every page: next, previous, edit, note, stages
  });

  it('treat a record as open by its stages', () => {
    expect(openFilter(deal)).toEqual<Filter>({
      field: 'stage',
      op: 'one-of',
      value: ['prospecting', 'engaging', 'proposal', 'negotiation'],
    });
    expect(openFilter(account)).toBeUndefined();
  });

  it('make visits of a round only from a kind that can be about a record at a time, with all required values', () => {
    expect(declared.flatMap(({ on, visit }) => (visit ? [on] : []))).toEqual(['crm/activity', 'crm/task']);
    expect(() => views(account, { lists: [], visit: { title: 'Visit' } })).toThrow(
      'Views of crm/account: visit: its kind needs a parent, and a schedule by an instant',
    );
    expect(() => views(activity, { lists: [], visit: { title: 'Visit' } })).toThrow(
      'Views of crm/activity: visit: "fields" has no value for the required field "kind"',
    );
  });

  it('of a kind that no pack declares, or a second time, throw an error', () => {
    const twice = { ...crm, views: [views(deal, { lists: [] }), views(deal, { lists: [] })] };
    expect(() => catalogueOf([platform, twice])).toThrow('Views of crm/deal are declared twice');
    expect(() => catalogueOf([{ ...platform, views: [views(deal, { lists: [] })] }])).toThrow('Views are of crm/deal');
  });
});
