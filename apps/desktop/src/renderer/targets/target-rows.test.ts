import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../testing/given-record.ts';
import { targetRows } from './target-rows.ts';

const idOf = (last: number) => `0190b1f2-7c00-7000-8000-000000000e0${last}`;
const [north, south] = [1, 2].map((last) => givenShownRecord({ id: idOf(last), entity: 'platform/team', fields: { name: `Team ${last}` } })); // prettier-ignore
const person = givenShownRecord({
  id: idOf(3),
  entity: 'platform/person',
  fields: {
    name: 'Ana',
    status: 'active',
    memberships: [1, 2].map((last) => ({ role: 'member', teamId: idOf(last) })),
  },
});

describe('the line of a person in the grid of targets', () => {
  const teamWith = (ownTeams: readonly string[]) =>
    targetRows('Acme', { people: [person], teams: [north, south].filter((team) => team !== undefined) }, ownTeams).at(-1)?.teamId; // prettier-ignore

  it('is filed under a team of the asking person that the person is in, otherwise under the person’s first team', () => {
    expect(teamWith([idOf(2)])).toBe(idOf(2));
    expect(teamWith([])).toBe(idOf(1));
    expect(teamWith([idOf(9)])).toBe(idOf(1));
  });
});
