import { type Catalogue, entityOf, type PeopleEntities } from '@outpost/domain/kernel/catalogue';
import { type AccessChange, judgeAccess } from '@outpost/domain/kernel/judge-access';
import { taken } from '@outpost/domain/kernel/record-rules';
import type { Refusal } from '@outpost/domain/kernel/refusal';
import { accessEntities, decidesAccess } from '../access/principal.ts';
import { emailKeyOf } from '../identity/lockout.ts';
import type { Draft } from './draft.ts';

/**
 * what a draft does to people's rights and to how they sign in, refused by record id: by acts, undo and imports alike. Nobody gives what
 * they do not hold. Two people of a tenant do not sign in by one address: `records/taken`. The server itself is asked nothing.
 */
export function judgeRights(draft: Draft, { isUndo }: { readonly isUndo: boolean }): ReadonlyMap<string, Refusal> {
  const drafted = [...draft.records.values()].flatMap(({ record }) => (decidesAccess(record.entity) ? [record] : []));
  if (drafted.length === 0 || draft.author.isServer) return new Map(); // then neither roles nor people need be read
  const touchesRoles = drafted.some(({ entity }) => entity === accessEntities.role);
  const people = touchesRoles
    ? changesOf(draft, accessEntities.person)
    : drafted.map(({ id }): AccessChange => changeOf(draft, id));
  const refused = new Map(
    judgeAccess({
      catalogue: { ...draft.catalogue, people: peopleOf(draft.catalogue) },
      author: draft.author.memberships,
      roles: changesOf(draft, accessEntities.role),
      people,
      isUndo,
    }),
  );
  for (const { id, before, now } of people) {
    const email = now?.fields['email'];
    if (refused.has(id) || typeof email !== 'string' || before?.fields['email'] === email) continue;
    if (isOthersAddress(draft, id, emailKeyOf(email)))
      refused.set(id, taken(entityOf(draft.catalogue, accessEntities.person), ['email']));
  }
  return refused;
}

/** Whether a person who signs in would do so by the address of somebody else of the tenant. Others' tenants are not looked at (A-5). */
function isOthersAddress(draft: Draft, id: string, emailKey: string): boolean {
  if (draft.look.addressOf(id) === undefined) return false;
  const holder = draft.look.personAt(emailKey);
  return holder !== undefined && holder !== id;
}

/** The names of people, teams and roles: a build without them is a fault of ours. */
export const peopleOf = ({ people }: Pick<Catalogue, 'people'>): PeopleEntities => {
  if (!people) throw new Error('A build without people has nobody who writes');
  return people;
};

/** Everyone of a kind, those of the act included. */
function changesOf(draft: Draft, entity: string): readonly AccessChange[] {
  const drafted = [...draft.records.values()].flatMap(({ record }) => (record.entity === entity ? [record.id] : []));
  return [...new Set([...draft.look.idsOf(entity), ...drafted])].map((id) => changeOf(draft, id));
}

const changeOf = (draft: Draft, id: string): AccessChange => ({
  id,
  before: draft.look.record(id),
  now: draft.present(id),
});
