import type { Edit } from '@outpost/domain/kernel/acts/act';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { entity } from '@outpost/domain/kernel/entities/entity';
import { idOf } from '@outpost/domain/kernel/ids';
import { text } from '@outpost/domain/kernel/entities/fields';
import type { StoredEdit } from '@outpost/domain/kernel/import/records/import-store';
import { memoryStore } from '@outpost/domain/testing/import-in-memory';
import { describe, expect, it } from 'vitest';
import { actsOfPlan, importAct, importWishOf } from './acts-of-plan.ts';

const named = { name: text({ required: true }) };
const firm = entity(idOf('test/firm'), { label: { one: 'Firm', many: 'Firms' }, title: 'name', fields: named });
const person = entity(idOf('test/person'), { label: { one: 'Person', many: 'People' }, title: 'name', fields: named });
const catalogue = catalogueOf([{ name: 'test', version: 1, entities: [firm, person], roles: [] }]);

const creation = (entityName: string, id: string): Edit => ({
  entity: entityName,
  id,
  create: { fields: { name: id }, ownerId: 'me', teamId: null, sharedWith: [], schema: 1 },
});
const change = (entityName: string, id: string): Edit => ({
  entity: entityName,
  id,
  seen: 4,
  fields: { name: ['before', 'after'] },
});
function storeOf(edits: readonly Edit[]) {
  const store = memoryStore();
  store.clear(['people.csv']);
  for (const [index, edit] of edits.entries())
    store.putEdit(index + 1, {
      step: index + 1,
      edit,
      source: { file: 'people.csv', row: index + 1, line: index + 2 },
    });
  return store;
}
const many = (count: number, of: (id: string) => Edit): readonly Edit[] =>
  Array.from({ length: count }, (_unused, index) => of(`r${index}`));
const sizes = (edits: readonly Edit[], after = 0): readonly number[] =>
  [...actsOfPlan(storeOf(edits), after)].map((act) => act.length);
const one = (edit: Edit): StoredEdit => ({ step: 1, edit, source: { file: 'people.csv', row: 1, line: 2 } });

describe('the acts of an import', () => {
  it('[S-2] contain one kind of record, either creations or changes, in the order of the plan', () => {
    const edits = [
      creation('test/firm', 'a'),
      creation('test/firm', 'b'),
      creation('test/person', 'c'),
      change('test/person', 'd'),
      change('test/firm', 'e'),
      creation('test/firm', 'f'),
    ];
    const acts = [...actsOfPlan(storeOf(edits), 0)];
    expect(acts.map((act) => act.map(({ edit }) => edit.id))).toEqual([['a', 'b'], ['c'], ['d'], ['e'], ['f']]);
  });

  it('[E-3] contain at most a hundred records, and lose none where the store is read in pages', () => {
    const make = (id: string) => creation('test/firm', id);
    expect([sizes([]), sizes(many(100, make)), sizes(many(101, make))]).toEqual([[], [100], [100, 1]]);
    for (const count of [499, 500, 501, 1_000, 1_050]) {
      const found = sizes(many(count, make));
      expect(found.reduce((sum, size) => sum + size, 0)).toBe(count);
      expect(found).toHaveLength(Math.ceil(count / 100));
    }
  });

  it('[E-2] begin after the last step of an earlier part', () => {
    const edits = many(5, (id) => creation('test/firm', id));
    expect([sizes(edits, 3), sizes(edits, 5)]).toEqual([[2], []]);
    expect([...actsOfPlan(storeOf(edits), 3)].flat().map(({ edit }) => edit.id)).toEqual(['r3', 'r4']);
  });

  it('[S-2] have a short label, and request the values of the file, record by record', () => {
    const words = (...edits: readonly Edit[]) => importAct(edits.map(one), catalogue).label;
    expect([
      words(creation('test/person', 'a')),
      words(creation('test/person', 'a'), creation('test/person', 'b')),
      words(change('test/firm', 'a')),
    ]).toEqual(['Imported 1 person', 'Imported 2 people', 'Updated 1 firm from a file']);
    expect(() => importAct([], catalogue)).toThrow('An import makes no empty act');
    const made = creation('test/firm', 'a');
    expect(importWishOf(importAct([one(made), one(change('test/firm', 'b'))], catalogue), 'group')).toEqual({
      label: 'Imported 2 firms',
      shape: 'each',
      group: 'group',
      anyway: true,
      edits: [made, { entity: 'test/firm', id: 'b', fields: { name: 'after' } }],
    });
  });
});
