import type { Membership } from '@outpost/domain/kernel/access/access';
import { judgeAccess, type NamedRole } from '@outpost/domain/kernel/access/judge-access';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { blankRecord, type StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ShownRecord } from '../../bridge/contract.ts';
import type { HeldRole } from '../../bridge/calls/identity/people-calls.ts';
import { textIn } from '../records/values/shown-value.ts';

/** Returns roles as a value of the record's field. */
export const asValue = (roles: readonly NamedRole[]): JsonValue =>
  roles.map(({ role, teamId, until }) => ({ role, teamId, ...(until === undefined ? {} : { until }) }));

export const keyOfRole = (role: Pick<ShownRecord, 'fields'>): string => textIn(role.fields['key']);
export const labelOfRole = (role: Pick<ShownRecord, 'fields'>): string => textIn(role.fields['label']);
/** Returns the grants of a role's record, as they are written. */
export const grantsOfRole = (role: Pick<ShownRecord, 'fields'>): readonly string[] => {
  const { grants } = role.fields;
  return Array.isArray(grants) ? grants.filter((grant) => typeof grant === 'string') : [];
};

/** Returns the roles with their grants in the form that `people.sees` takes. A role that does not exist has none. */
export function heldRoles(named: readonly NamedRole[], roles: readonly ShownRecord[]): HeldRole[] {
  const byKey = new Map(roles.map((role) => [keyOfRole(role), role]));
  return named.flatMap(({ role, teamId, until }) => {
    const record = byKey.get(role);
    if (!record) return [];
    return {
      role,
      teamId,
      ...(until === undefined ? {} : { until }),
      grants: [...grantsOfRole(record)],
      portal: record.fields['portal'] === true,
    };
  });
}

/** Returns the roles of a person in words: "Member in North", "Viewer until 4 Dec 2026, 14:30". */
export function roleWords(
  named: readonly NamedRole[],
  {
    roles,
    teams,
    instant,
  }: {
    readonly roles: readonly ShownRecord[];
    readonly teams: readonly ShownRecord[];
    readonly instant: (at: string) => string;
  },
): readonly string[] {
  const labels = new Map(roles.map((role) => [keyOfRole(role), labelOfRole(role)]));
  const names = new Map(teams.map((team) => [team.id, textIn(team.fields['name'])]));
  return named.map(({ role, teamId, until }) => {
    const label = labels.get(role) ?? role;
    const place = teamId === null ? '' : ` in ${names.get(teamId) ?? 'a team that is gone'}`;
    return `${label}${place}${until === undefined ? '' : ` until ${instant(until)}`}`;
  });
}

/** Everything that decides about rights: the kinds, the author's memberships, and the roles of the tenant. */
export type AccessGround = {
  readonly catalogue: Catalogue;
  readonly author: readonly Membership[];
  readonly roles: readonly ShownRecord[];
};

/**
 * Returns why the author may not make this change of one person (A-1), before anything is sent. `before` is absent for a new
 * person. The device judges the act again, and the server decides.
 */
export function refusalOfPerson(
  { catalogue, author, roles }: AccessGround,
  { before, now }: { readonly before?: StoredRecord; readonly now: StoredRecord },
): string | undefined {
  const { people } = catalogue;
  if (!people) return undefined;
  const refused = judgeAccess({
    catalogue: { ...catalogue, people },
    author,
    people: [{ id: now.id, before, now }],
    roles: roles.map((role) => ({ id: role.id, before: asRecord(role), now: asRecord(role) })),
    isUndo: false,
  });
  return refused.get(now.id)?.message;
}

/**
 * Returns why the author may not make this change of one role (A-1), judged against the people that the device has. The
 * device judges the act again, and the server decides.
 */
export function refusalOfRole(
  { catalogue, author, roles }: AccessGround,
  people: readonly ShownRecord[],
  { before, now }: { readonly before: StoredRecord; readonly now: StoredRecord },
): string | undefined {
  if (!catalogue.people) return undefined;
  const refused = judgeAccess({
    catalogue: { ...catalogue, people: catalogue.people },
    author,
    people: people.map((person) => ({ id: person.id, before: asRecord(person), now: asRecord(person) })),
    roles: roles.map((role) =>
      role.id === now.id ? { id: role.id, before, now } : { id: role.id, before: asRecord(role), now: asRecord(role) },
    ),
    isUndo: false,
  });
  return refused.get(now.id)?.message;
}

/** Returns a shown record in the form that the rules take. */
export const asRecord = (record: ShownRecord): StoredRecord => record as StoredRecord; // the bridge's schema has wider texts

/** Returns a person's record as it would be before it exists. */
export const newPerson = (entity: string, fields: StoredRecord['fields']): StoredRecord => ({
  ...blankRecord('', entity),
  fields,
});
