import { describe, expect, it } from 'vitest';
import { installedCatalogue, installedPacks } from '../../installed-packs.ts';
import type { Pack } from '../../kernel/catalogue/catalogue.ts';
import { judgePack, withPacks } from '../../kernel/definitions/tenant-packs.ts';
import { relatedListsOf } from '../../kernel/catalogue/views-of.ts';

const having = (isRemoved: boolean) => withPacks(installedCatalogue, [{ pack: 'workshop', isRemoved }]);
const kind = 'links/job-deal';
const packOf = (name: string): Pack | undefined => installedPacks.find((pack) => pack.name === name);
/** Returns the kinds of record to which a pack's kinds refer. */
const namedBy = (name: string): readonly string[] =>
  (packOf(name)?.entities ?? []).flatMap(({ fields }) => Object.values(fields).flatMap((field) => (field.type === 'ref' ? field.targets : []))); // prettier-ignore

describe('[T-19] a job and a deal', () => {
  it('are joined without either pack naming the other’s kind', () => {
    expect([namedBy('workshop').includes('crm/deal'), namedBy('crm').includes('workshop/job')]).toEqual([false, false]);
    expect(namedBy('links')).toEqual(['workshop/job', 'crm/deal']);
    const listsOn = (on: string) =>
      relatedListsOf(having(false), on).flatMap(({ entity, list }) => (entity.name === kind ? [list.title] : []));
    expect([listsOn('workshop/job'), listsOn('crm/deal')]).toEqual([['Deals'], ['Jobs']]);
  });

  it('are joined in organisations that have the workshop, which can still be removed', () => {
    expect(having(false).entities.get(kind)).not.toHaveProperty('isRemoved');
    expect(having(true).entities.get(kind)).toMatchObject({ isRetired: true, isRemoved: true });
    expect(judgePack(having(true), { pack: 'workshop', isRemoved: true })).toBeUndefined();
  });
});
