import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import type { JsonValue } from '../json.ts';
import { entityOf } from '../catalogue/catalogue.ts';
import { type DefinitionRecord, judgeDefinition, withDefinitions } from './tenant-definitions.ts';
import { figureName, listName } from '../catalogue/pages/page-parts.ts';
import { shownListsOf, viewsOf } from '../catalogue/views-of.ts';

const record = (fields: Readonly<Record<string, JsonValue>>): DefinitionRecord => ({
  id: '0190b1f2-7c00-7000-8000-000000000601',
  entity: 'platform/page-layout',
  life: 'alive',
  createdAt: '2026-11-20T08:00:00.000Z',
  fields: { forEntity: 'crm/deal', ...fields },
});
const fields = [{ forEntity: 'crm/deal', name: 'gate', label: 'Gate code', type: 'text' }];
const pageOf = (layout: Readonly<Record<string, JsonValue>>, kind = 'crm/deal') => {
  const written = {
    packs: [],
    entities: [{ name: 'van', label: 'Van', labelMany: 'Vans' }],
    retiredEntities: [],
    fields,
    pages: [record(layout).fields],
  };
  const { catalogue } = withDefinitions(installedCatalogue, written);
  return viewsOf(catalogue, entityOf(catalogue, kind)).page;
};
const judged = (layout: Readonly<Record<string, JsonValue>>) => {
  const one = record(layout);
  return judgeDefinition(installedCatalogue, [one], { id: one.id, wasInUse: false })?.message;
};

describe('[PLT-10] the page of a kind, arranged by the tenant', () => {
  const sections = [
    { title: 'Money', fields: ['value', 'gone', 'stage'] },
    { title: 'Rest', tab: 'More', fields: ['about'] },
  ];

  it('has the tenant’s sections in their order; fields that no section names are at the end of the first', () => {
    const page = pageOf({ sections, hidden: ['source', 'lossReason'] });
    expect(page.sections.map(({ title, tab }) => [title, tab])).toEqual([
      ['Money', undefined],
      ['Rest', 'More'],
    ]);
    const [first = [], second] = page.sections.map((section) => section.fields);
    expect(first.slice(0, 4)).toEqual(['value', 'stage', 'name', 'account']);
    expect(first).toContain('gate');
    expect(second).toEqual(['about']);
    expect(page.sections.flatMap((section) => section.fields)).not.toContain('source');
    expect(page.subline).toEqual(['account', 'value', 'closesOn']);
  });

  it('can be that of a kind of the tenant’s own', () => {
    const page = pageOf({ forEntity: 'own/van', sections: [{ title: 'Van', fields: ['name'] }] }, 'own/van');
    expect(page.sections).toEqual([{ title: 'Van', fields: ['name'] }]);
  });

  it('is the pack’s where the definition cannot be read', () => {
    expect(pageOf({ sections: [] })).toEqual(viewsOfDeal());
    expect(pageOf({ forEntity: 'crm/unicorn', sections })).toEqual(viewsOfDeal());
  });

  it.each([
    [{ sections: [] }, 'sections must have one section at least.'],
    [{ sections: [{ title: 'A', fields: ['value', 'value'] }] }, 'Value is on the page twice.'],
    [{ sections, hidden: ['name'] }, "Name can't be hidden: every record needs it."],
    [{ sections, hidden: ['value'] }, 'Value is on the page twice.'],
    [{ forEntity: 'crm/unicorn', sections }, 'There is no kind of record called "crm/unicorn".'],
  ])('is refused: %o', (layout, message) => {
    expect(judged(layout)).toContain(message.slice(0, 20));
  });

  it('is accepted with fields that this build does not know', () => {
    expect(judged({ sections })).toBeUndefined();
  });
});

describe('[PLT-11] the figures and related lists of a page, arranged by the tenant', () => {
  const sections = [{ title: 'All', fields: ['name'] }];
  const figuresOf = (figures: JsonValue, kind = 'crm/account') =>
    pageOf({ forEntity: kind, sections, figures }, kind).figures.map(figureName);
  const listsOf = (lists: JsonValue) => {
    const written = { packs: [], entities: [], retiredEntities: [], fields: [] };
    const layout = record({ forEntity: 'crm/account', sections, lists }).fields;
    const { catalogue } = withDefinitions(installedCatalogue, { ...written, pages: [layout] });
    return shownListsOf(catalogue, 'crm/account').map(({ entity, list }) => listName(entity, list));
  };
  const usual = listsOf(null);

  it('have the tenant’s figures in their order, including fields of the kind; other figures are as the pack has them', () => {
    const [first = '', second = '', ...rest] = figuresOf(null);
    expect(figuresOf({ shown: ['employeeCount', second], hidden: [first] })).toEqual([
      'employeeCount',
      second,
      ...rest,
    ]);
    expect(figuresOf({ shown: ['gone', first], hidden: [second] })).toEqual([first, ...rest]);
    expect(figuresOf({ shown: [], hidden: [first, second, ...rest] })).toEqual([]);
  });

  it('have the tenant’s lists in their order, and after them the lists that the tenant does not name', () => {
    const [first = '', second = '', third = '', ...rest] = usual;
    expect(listsOf({ shown: [third, first], hidden: [second] })).toEqual([third, first, ...rest]);
    expect(listsOf({ shown: ['crm/unicorn.account'], hidden: [] })).toEqual(usual);
  });

  it.each([
    [{ figures: { shown: ['value'], hidden: ['value'] } }, 'value is on the page twice.'],
    [{ lists: { shown: ['crm/task.about', 'crm/task.about'], hidden: [] } }, 'crm/task.about is on the page twice.'],
    [{ figures: ['value'] }, 'figures'],
  ])('are refused: %o', (parts, message) => {
    expect(judged({ sections, ...parts })).toContain(message);
  });
});

function viewsOfDeal() {
  const { catalogue } = withDefinitions(installedCatalogue, { packs: [], entities: [], retiredEntities: [], fields });
  return viewsOf(catalogue, entityOf(catalogue, 'crm/deal')).page;
}

describe('[PLT-11] the columns of a related list, chosen by the tenant', () => {
  const sections = [{ title: 'All', fields: ['name'] }];
  const listed = (columns: JsonValue) => {
    const pages = [record({ forEntity: 'crm/account', sections, columns }).fields];
    const { catalogue } = withDefinitions(installedCatalogue, { packs: [], entities: [], retiredEntities: [], fields: [], pages }); // prettier-ignore
    return shownListsOf(catalogue, 'crm/account').map(({ entity, list }) => [listName(entity, list), list.columns, list.hasChosenColumns, list.sort]); // prettier-ignore
  };
  it('are in the chosen order; missing ones and the reference are left out, and other lists are the pack’s', () => {
    const lists = listed({ 'crm/deal.account': ['ownerId', 'gone', 'account', 'stage'] });
    expect(lists).toContainEqual(['crm/deal.account', ['ownerId', 'stage'], true, 'updatedAt.desc']);
    expect(lists).toContainEqual(['crm/contact.account', ['jobTitle'], undefined, 'name.asc']);
    expect(listed({ 'crm/deal.account': [] })).toContainEqual(['crm/deal.account', [], true, 'updatedAt.desc']);
  });

  it('are in a list once', () => {
    expect(judged({ sections, columns: { 'crm/task.about': ['done', 'done'] } })).toBe('done is in a list twice.');
  });
});
