import { describe, expect, it } from 'vitest';
import type { ImportStore } from '../kernel/import/records/import-store.ts';
import type { RecordDraft, RowRefusal } from '../kernel/import/records/record-draft.ts';

const draftOf = (row: number, entity = 'test/place'): RecordDraft => ({
  entity,
  id: `id-${row}`,
  key: `K${row}`,
  keyColumn: 'code',
  fields: { code: `K${row}` },
  links: [],
  source: { file: 'a.csv', row, line: row + 1 },
});
const refusalOf = (file: string, row: number, column: string | null): RowRefusal => ({
  file,
  row,
  line: row + 1,
  entity: null,
  column,
  cell: '',
  reason: 'broken-quotes',
  message: `${file} ${row}`,
  right: '',
});
const editOf = (step: number) => ({
  step,
  edit: { id: `id-${step}`, entity: 'test/place', seen: 1, fields: {} },
  source: { file: 'a.csv', row: step, line: step + 1 },
});

/**
 * Tests that every store of an import must pass: the store in memory and the device's store. `make` returns an empty
 * store.
 */
export function importStoreSuite(what: string, make: () => ImportStore): void {
  describe(`the import store ${what}`, () => {
    const given = (): ImportStore => {
      const store = make();
      store.clear(['a.csv', 'b.csv']);
      return store;
    };

    it('[E-2] keeps the first draft of a key, and also drafts of other kinds and without keys', () => {
      const store = given();
      expect(store.add(draftOf(1), ['k1', 'other'])).toBe(true);
      expect(store.add(draftOf(2), ['k1'])).toBe(false);
      expect(store.add(draftOf(2), ['new', 'other'])).toBe(false); // one common key is enough
      expect(store.add(draftOf(3, 'test/person'), ['k1'])).toBe(true);
      expect([store.add(draftOf(4), []), store.add(draftOf(5), [])]).toEqual([true, true]);
      expect(store.draftByKeys('test/place', ['none', 'k1'])?.draft).toEqual(draftOf(1));
      expect(store.draftByKeys('test/place', ['new'])).toBeUndefined();
      const [first, second] = store.draftsAfter('test/place', 0, 2);
      expect([first?.draft, second?.draft]).toEqual([draftOf(1), draftOf(4)]);
      expect(store.draftsAfter('test/place', second?.place ?? 0, 9).map(({ draft }) => draft)).toEqual([draftOf(5)]);
      expect(store.draftAt(second?.place ?? 0)).toEqual(draftOf(4));
    });

    it('[E-2] finds a draft by its name where one has it, and reports where several do', () => {
      const store = given();
      for (const row of [1, 2]) store.add(draftOf(row), []);
      store.add({ ...draftOf(3), key: 'k2' }, []);
      store.add({ ...draftOf(4), key: '' }, []);
      expect(store.draftByName('test/place', 'k1')?.draft).toEqual(draftOf(1));
      expect([store.draftByName('test/place', 'k2'), store.markByName('test/place', 'k2')]).toEqual([null, null]);
      expect([store.draftByName('test/place', 'k9'), store.markByName('test/person', 'k1')]).toEqual([
        undefined,
        undefined,
      ]);
      expect(store.draftByName('test/place', '')).toBeUndefined();
    });

    it('[E-2] keeps the names of rows that made no draft, by kind', () => {
      const store = given();
      for (const name of ['k1', 'k1', 'k2']) store.addRefusedName('test/place', name);
      expect(['k1', 'k2', 'k3'].map((name) => store.hasRefusedName('test/place', name))).toEqual([true, true, false]);
      expect(store.hasRefusedName('test/person', 'k1')).toBe(false);
      store.clear([]);
      expect(store.hasRefusedName('test/place', 'k1')).toBe(false);
    });

    it('[E-2] matches one draft with a known record by a key, and one as the same as it', () => {
      const store = given();
      store.add(draftOf(1), []);
      expect([store.take('known', 'a'), store.take('known', 'a'), store.take('same', 'a')]).toEqual([
        true,
        false,
        true,
      ]);
      expect([store.isOwnId('id-1'), store.isOwnId('id-2')]).toEqual([true, false]);
      store.clear(['a.csv']);
      expect([store.take('known', 'a'), store.isOwnId('id-1')]).toEqual([true, false]);
    });

    it('[E-2] returns the state of a draft, and the made drafts that refer to dropped ones', () => {
      const store = given();
      for (const row of [1, 2, 3]) store.add(draftOf(row), []);
      const [one = 0, two = 0, three = 0] = store.draftsAfter('test/place', 0, 3).map(({ place }) => place);
      expect(store.markByName('test/place', 'k1')).toEqual({
        place: one,
        state: 'waiting',
        id: 'id-1',
        ownerId: null,
        teamId: null,
      });
      store.mark({ place: one, state: 'made', id: 'known', ownerId: 'ada', teamId: 'north' });
      store.mark({ place: two, state: 'dropped', id: 'id-2', ownerId: null, teamId: null });
      expect(store.markByName('test/place', 'k1')).toMatchObject({ state: 'made', id: 'known', ownerId: 'ada' });
      expect([one, two, three].map((place) => store.stateAt(place))).toEqual(['made', 'dropped', 'waiting']);
      store.link(one, two);
      store.link(one, three);
      expect(store.dangling()).toEqual([one]);
      store.mark({ place: one, state: 'dropped', id: 'id-1', ownerId: null, teamId: null });
      expect(store.dangling()).toEqual([]);
    });

    it('[S-2] returns edits in the order of their steps, after any of them, and removes one again', () => {
      const store = given();
      for (const step of [1, 2, 4, 7]) store.putEdit(step * 10, editOf(step));
      expect(store.editsAfter(1, 2)).toEqual([editOf(2), editOf(4)]);
      expect(store.takeEdit(40)).toEqual(editOf(4));
      expect(store.takeEdit(40)).toBeUndefined();
      expect(store.editsAfter(0, 9).map(({ step }) => step)).toEqual([1, 2, 7]);
    });

    it('[E-2] returns refusals in the order of files and rows, page by page, and counts rows by their lines', () => {
      const store = given();
      store.refuse(refusalOf('b.csv', 1, null), 40);
      store.refuse(refusalOf('a.csv', 9, 'code'));
      store.refuse(refusalOf('a.csv', 2, 'code'));
      store.refuse(refusalOf('a.csv', 9, 'name'));
      const all = store.refusals({ after: null, limit: 9 });
      expect(all.map(({ refusal }) => [refusal.file, refusal.row, refusal.column])).toEqual([
        ['a.csv', 2, 'code'],
        ['a.csv', 9, 'code'],
        ['a.csv', 9, 'name'],
        ['b.csv', 1, null],
      ]);
      const [first] = store.refusals({ after: null, limit: 1 });
      expect(store.refusals({ after: first?.at ?? null, limit: 1 })).toEqual(all.slice(1, 2));
      expect(store.refusals({ after: null, limit: 9, file: 'b.csv' })).toEqual(all.slice(3));
      expect(store.refusals({ after: all[1]?.at ?? null, limit: 9, file: 'a.csv' })).toEqual(all.slice(2, 3));
      expect(store.refusedRowCount()).toBe(42);
      expect([store.refusedInColumn('a.csv', 'code'), store.refusedInColumn('b.csv', 'code')]).toEqual([2, 0]);
    });

    it('[E-2] is empty after `clear`', () => {
      const store = given();
      store.add(draftOf(1), ['k1']);
      store.putEdit(1, editOf(1));
      store.refuse(refusalOf('a.csv', 1, null));
      store.clear(['a.csv']);
      expect([store.draftsAfter('test/place', 0, 9), store.editsAfter(0, 9), store.refusedRowCount()]).toEqual([
        [],
        [],
        0,
      ]);
      expect(store.add(draftOf(1), ['k1'])).toBe(true);
    });
  });
}
