import { describe, expect, it } from 'vitest';
import type { NamedRef, RefTitle } from '@outpost/domain/kernel/query/conditions/compile-refs';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { KnownNames } from './known-names.ts';

const ada: RefTitle = { entity: 'crm/contact', id: 'ada', title: 'Ada', life: 'alive' };
const ben: RefTitle = { entity: 'crm/contact', id: 'ben', title: 'Ben', life: 'alive' };
const refTo = ({ entity, id }: RefTitle): NamedRef => ({ entity, id });

/** Makes a store whose names can change, and a record of the reads. */
function given(held: readonly RefTitle[]) {
  const store = new Map(held.map((title) => [title.id, title]));
  const reads: (readonly string[])[] = [];
  const during: { run: () => void } = { run: () => undefined };
  const names = new KnownNames(async (refs) => {
    reads.push(refs.map(({ id }) => id));
    const found = refs.flatMap(({ id }) => store.get(id) ?? []);
    during.run();
    return found;
  });
  const write = (title: RefTitle): void => {
    store.set(title.id, title);
    names.forget([{ id: title.id, entity: title.entity }]);
  };
  const titles = async (...refs: readonly RefTitle[]) =>
    Object.values(await names.of(installedCatalogue, refs.map(refTo))).map(({ title }) => title);
  return { names, reads, during, write, titles };
}

describe('the names that lists show', () => {
  it('[Q-2] are read once, together with others that are not cached yet', async () => {
    const { titles, reads } = given([ada, ben]);
    expect([await titles(ada), await titles(ada, ben), await titles(ben, ada)]).toEqual([
      ['Ada'],
      ['Ada', 'Ben'],
      ['Ben', 'Ada'],
    ]);
    expect(reads).toEqual([['ada'], ['ben']]);
  });

  it('[D-3] are those of the newest write', async () => {
    const { titles, write } = given([ada]);
    await titles(ada, ben);
    write({ ...ada, title: 'Ada Lovelace' });
    write(ben); // it was known to be absent
    expect(await titles(ada, ben)).toEqual(['Ada Lovelace', 'Ben']);
  });

  it('[D-3] are not cached after a write during their reading', async () => {
    const { titles, write, during } = given([ada]);
    during.run = () => write({ ...ada, title: 'Ada Lovelace' });
    expect(await titles(ada)).toEqual(['Ada']);
    during.run = () => undefined;
    expect(await titles(ada)).toEqual(['Ada Lovelace']);
  });

  it('[A-5] leave out records that the device does not hold, and names that took too long to read', async () => {
    const { titles } = given([ada]);
    expect(await titles(ben)).toEqual([]);
    const slow = new KnownNames(async () => undefined);
    expect(await slow.of(installedCatalogue, [refTo(ada)])).toEqual({});
  });

  it('are all there for an export, or none where reading them took too long', async () => {
    const refs = [refTo(ada)];
    expect(await given([ada]).names.allOf(installedCatalogue, refs)).toMatchObject({ ada: { title: 'Ada' } });
    const slow = new KnownNames(async () => undefined);
    expect(await slow.allOf(installedCatalogue, refs)).toBeUndefined();
  });

  it('[K-3] are read again when the catalogue changes', async () => {
    const { names, reads } = given([ada]);
    await names.of(installedCatalogue, [refTo(ada)]);
    await names.of({ ...installedCatalogue }, [refTo(ada)]);
    expect(reads).toHaveLength(2);
  });

  it('[D-3] of an unchanged window are computed again only after a write', async () => {
    const { names, write, titles } = given([ada]);
    const deal = { id: 'renewal', entity: 'crm/deal', fields: { contact: 'ada' }, sharedWith: [] };
    const window = [deal as unknown as StoredRecord]; // the part that is used
    const ofWindow = () => names.ofRecords(installedCatalogue, window);
    const first = await ofWindow();
    expect(await ofWindow()).toBe(first);
    write({ ...ada, title: 'Ada Lovelace' });
    expect(await ofWindow()).not.toBe(first);
    expect(await titles(ada)).toEqual(['Ada Lovelace']);
  });
});
