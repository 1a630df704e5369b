import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { givenFiles, readGiven, withGiven } from '../../testing/given-data.ts';
import { countCells, readTable } from '../../testing/import-in-memory.ts';
import { editDistance, matchNames, nearMissesWithin } from './near-misses.ts';

const seed = 20261121;
const cells = (...names: readonly string[]) => new Map(names.map((name) => [name, 1]));

describe('names that are nearly right', () => {
  it('[E-2] matches folded names, proposes same letters and near letters, and leaves the rest alone', () => {
    const found = matchNames(
      new Map([
        ['gtx  pro', 2],
        ['GTXPro', 1480],
        ['Hotechi', 1],
        ['Apple', 3],
        ['', 9],
      ]),
      ['GTX Pro', 'GTX Plus Pro', 'Hottechi'],
    );
    expect(found.matched).toEqual(new Map([['gtx  pro', 'GTX Pro']]));
    expect(found.proposals).toEqual([
      { from: 'GTXPro', to: 'GTX Pro', rowCount: 1480, why: 'same-letters' },
      { from: 'Hotechi', to: 'Hottechi', rowCount: 1, why: 'near' },
    ]);
    expect(found.unknown).toEqual(['Apple']);
  });

  it('[E-2] proposes nothing where digits differ, two names are as near, or the word is short', () => {
    expect(matchNames(cells('GTK 600'), ['GTK 500']).proposals).toEqual([]);
    expect(matchNames(cells('Westpark'), ['Eestpark', 'Nestpark']).proposals).toEqual([]);
    expect(matchNames(cells('Hatoxdax'), ['Hatondax', 'Haxordax']).proposals).toHaveLength(1);
    expect(matchNames(cells('Hatoxdax'), ['Hatondax', 'Haxondax']).proposals).toEqual([]);
    expect(matchNames(cells('Iran', 'Kenia'), ['Iraq', 'Kenya']).proposals).toEqual([]);
    expect(matchNames(cells('a-b'), ['ab', 'a b']).proposals).toEqual([]);
  });

  it('[E-2] mends within a column where a rare word is a letter from a frequent one, or from a known word', () => {
    expect(
      nearMissesWithin(
        new Map([
          ['technology', 40],
          ['technolgy', 2],
          ['services', 3],
        ]),
      ),
    ).toEqual([{ from: 'technolgy', to: 'technology', rowCount: 2, why: 'rare-and-near' }]);
    expect(
      nearMissesWithin(
        new Map([
          ['technology', 4],
          ['technolgy', 12],
        ]),
      ),
    ).toEqual([]);
    expect(
      nearMissesWithin(cells('Philipines', 'Korea', 'Jordan'), {
        vocabulary: ['Philippines', 'Kenya', 'South Korea', 'Jordan'],
      }),
    ).toEqual([{ from: 'Philipines', to: 'Philippines', rowCount: 1, why: 'near' }]);
  });

  it(`[E-2] finds any long name again after one swap, loss or doubling of a letter, seed ${seed}`, () => {
    const known = ['Massive Dynamic', 'Umbrella Corporation', 'Vehement Capital Partners', 'Stanredtax'];
    fc.assert(
      fc.property(
        fc.constantFrom(...known),
        fc.nat(),
        fc.constantFrom('swap', 'lose', 'double'),
        (name, place, slip) => {
          const at = 1 + (place % (name.length - 2));
          const [left, here, next, right] = [
            name.slice(0, at),
            name.charAt(at),
            name.charAt(at + 1),
            name.slice(at + 2),
          ];
          const wrong =
            slip === 'swap'
              ? `${left}${next}${here}${right}`
              : slip === 'lose'
                ? `${left}${next}${right}`
                : `${left}${here}${here}${next}${right}`;
          const { matched, proposals } = matchNames(cells(wrong), known);
          expect(matched.get(wrong) ?? proposals[0]?.to).toBe(name);
        },
      ),
      { seed, numRuns: 300 },
    );
  });

  it('[E-2] counts a swap of neighbours as one edit and stops at its limit', () => {
    expect(editDistance('technology', 'technolgoy', 3)).toBe(1);
    expect(editDistance('kitten', 'sitting', 5)).toBe(3);
    expect(editDistance('abcdef', 'uvwxyz', 2)).toBe(3);
  });
});

withGiven('crm', {
  absent: () =>
    it('[E-2] crm is not on this machine: its names were not tested', () => expect(givenFiles('crm')).toEqual([])),
  present: () =>
    it.each([
      ['accounts.csv', 0],
      ['products.csv', 0],
      ['sales_teams.csv', 0],
      ['sales_teams.csv', 1],
    ])(
      '[E-2] proposes no nonsense among the names of %s, column %i: each one left out in turn is near to none of the others',
      (file, column) => {
        const table = readTable(readGiven('crm', file), file);
        if (!table.ok) throw new Error(table.message);
        const names = countCells(table.value.rows, column);
        expect(names.size).toBeGreaterThan(5);
        for (const name of names.keys()) {
          const others = [...names.keys()].filter((other) => other !== name);
          expect(matchNames(cells(name), others).proposals).toEqual([]);
        }
        expect(nearMissesWithin(names)).toEqual([]);
      },
    ),
});
