import { administers } from '@outpost/domain/kernel/access/access';
import { entityOf, type PeopleEntities } from '@outpost/domain/kernel/catalogue/catalogue';
import { useMemo } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useAskAgain, useFromServer } from '../session/use-from-server.ts';
import { useRecordList } from '../queries/record-queries.ts';
import { useCatalogue, usePastCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';
import type { AccessGround } from './memberships.ts';

/** The most records of a kind that one page draws. */
export const most = 1_000;

/** Returns the kinds of record for people, teams and roles. */
export function usePeopleEntities(): PeopleEntities {
  const { people } = useCatalogue();
  if (!people) throw new Error('No pack declares people');
  return people;
}

/** Returns whether the person administers each of people, teams and roles. */
export function useMayAdminister(): Readonly<Record<'person' | 'team' | 'role', boolean>> {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const people = usePeopleEntities();
  return useMemo(() => {
    const may = (name: string) => administers(principal, entityOf(catalogue, name));
    return { person: may(people.person), team: may(people.team), role: may(people.role) };
  }, [catalogue, principal, people]);
}

/**
 * Returns all living or all deleted records of a kind that has few, ordered by a field; `undefined` while they are
 * read.
 */
function useAll(
  entity: string,
  field: string,
  life: 'alive' | 'deleted' = 'alive',
): readonly ShownRecord[] | undefined {
  const { data, error } = useRecordList({ entity, life, sort: [{ field, direction: 'asc' }], limit: most });
  if (error) throw error; // drawn by the screen's boundary
  return data?.rows;
}

/** Returns the roles and teams of the organisation; `undefined` while they are read. */
export function useRolesAndTeams():
  { readonly roles: readonly ShownRecord[]; readonly teams: readonly ShownRecord[] } | undefined {
  const people = usePeopleEntities();
  const roles = useAll(people.role, 'label');
  const teams = useAll(people.team, 'name');
  return useMemo(() => roles && teams && { roles, teams }, [roles, teams]);
}

/** Returns the deleted roles, whose keys no new role may have; `undefined` while they are read. */
export function useDeletedRoles(): readonly ShownRecord[] | undefined {
  return useAll(usePeopleEntities().role, 'label', 'deleted');
}

/** Returns the people who were removed from the organisation, by name; `undefined` while they are read. */
export function useRemovedPeople(): readonly ShownRecord[] | undefined {
  return useAll(usePeopleEntities().person, 'name', 'deleted');
}

/** Returns the people of the organisation by name: all, or those that a search finds; `undefined` while they are read. */
export function usePeople(
  search = '',
): { readonly people: readonly ShownRecord[]; readonly areMore: boolean } | undefined {
  const { person } = usePeopleEntities();
  const { data, error } = useRecordList({
    entity: person,
    sort: [{ field: 'name', direction: 'asc' }],
    limit: most,
    ...(search === '' ? {} : { search }),
  });
  if (error) throw error; // as above
  return useMemo(() => data && { people: data.rows, areMore: data.next !== null }, [data]);
}

/** Returns the facts by which rights are judged: the kinds of record, this person's memberships, and the roles. */
export function useAccessGround(roles: readonly ShownRecord[]): AccessGround {
  const catalogue = usePastCatalogue(); // with the groups of sealed fields, which have rights of their own (K-4)
  const { memberships } = usePrincipal();
  return useMemo(() => ({ catalogue, author: memberships, roles }), [catalogue, memberships, roles]);
}

/** Chosen: contacts are shown in minutes. */
const contactsAgainMs = 60_000;

/**
 * Returns the last contact of people's devices, by person. The server is asked when the page opens, when the device is
 * online again, and each minute. `undefined` while it is not known; `isUnknown` if the server did not answer.
 */
export function useContacts() {
  const { data, problem } = useFromServer('people.contacts', null, { everyMs: contactsAgainMs });
  const contacts = useMemo(() => data && new Map(data.people.map((one) => [one.id, one])), [data]);
  return { contacts, isUnknown: problem !== undefined };
}
export type Contacts = NonNullable<ReturnType<typeof useContacts>['contacts']>;

/** Returns a function that requests the contacts again, after an act that only the server knows. */
export const useContactsAgain = (): (() => void) => useAskAgain('people.contacts');
