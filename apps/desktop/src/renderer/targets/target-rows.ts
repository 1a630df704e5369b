import { namedRoles } from '@outpost/domain/kernel/access/judge-access';
import { startOfUnit, unitsBetween } from '@outpost/domain/kernel/reports/report-days';
import {
  readTarget,
  type Target,
  targetKey,
  type TargetSubject,
  type TargetUnit,
} from '@outpost/domain/kernel/reports/targets';
import type { ShownRecord } from '../../bridge/contract.ts';
import { textIn } from '../records/values/shown-value.ts';

/** A line of the grid of targets: one subject, and the visibility that its targets get. */
export type TargetRow = {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  readonly subject: TargetSubject;
  readonly ownerId: string | null;
  readonly teamId: string | null;
};

type People = { readonly people: readonly ShownRecord[]; readonly teams: readonly ShownRecord[] };

/**
 * Returns the lines of the grid: the organisation, the teams, then the people who are not suspended. The targets of a
 * person are filed under one of the person's teams, so that its managers see them. It is the first that is also in
 * `ownTeams`, the teams of the person who asks, otherwise the first one.
 */
export function targetRows(
  organisation: string,
  { people, teams }: People,
  ownTeams: readonly string[],
): readonly TargetRow[] {
  const nameOfTeam = new Map(teams.map(({ id, fields }) => [id, textIn(fields['name'])]));
  return [
    { id: 'all', name: organisation, detail: 'Everyone', subject: { of: 'all' }, ownerId: null, teamId: null },
    ...teams.map(({ id }) => ({
      id,
      name: nameOfTeam.get(id) ?? '',
      detail: 'Team',
      subject: { of: 'team', id } as const,
      ownerId: null,
      teamId: id,
    })),
    ...people
      .filter(({ fields }) => fields['status'] !== 'suspended')
      .map((person) => {
        const theirs = namedRoles({ fields: person.fields }).flatMap(({ teamId }) => teamId ?? []); // prettier-ignore
        const teamId = theirs.find((id) => ownTeams.includes(id)) ?? theirs[0] ?? null;
        return {
          id: person.id,
          name: textIn(person.fields['name']),
          detail: teamId === null ? '' : (nameOfTeam.get(teamId) ?? ''),
          subject: { of: 'person', id: person.id } as const,
          ownerId: person.id,
          teamId,
        };
      }),
  ];
}

/** Returns the first days of the units of a year: twelve months, four quarters, or the year. */
export const startsIn = (year: string, unit: TargetUnit): readonly string[] =>
  unitsBetween(`${year}-01-01`, startOfUnit(`${year}-12-31`, unit), unit);

/** A target with its record. */
export type SavedTarget = { readonly target: Target; readonly record: ShownRecord };

/** Returns the targets of records by their keys. */
export const byKey = (rows: readonly ShownRecord[]): ReadonlyMap<string, SavedTarget> =>
  new Map(
    rows.flatMap((record) => {
      const target = readTarget(record.fields);
      return target ? [[targetKey(target), { target, record }] as const] : [];
    }),
  );
