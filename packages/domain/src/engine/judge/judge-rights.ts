import { entityOf } from '../../kernel/catalogue/catalogue.ts';
import { emailKeyOf } from '../../kernel/text/email-address.ts';
import { type AccessChange, judgeAccess } from '../../kernel/access/judge-access.ts';
import { taken } from '../../kernel/catalogue/record-rules.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import type { Draft } from '../act/draft.ts';
import { held, notHeld } from '../reads/look.ts';

/**
 * judges a draft's changes to people's rights and sign-in addresses, and returns refusals by record id, for
 * acts, undo and imports alike. Authors may not assign rights that they do not hold. Two people of a tenant may not
 * sign in with one address: `records/taken`. The server is not judged.
 */
export function judgeRights(draft: Draft, { isUndo }: { readonly isUndo: boolean }): ReadonlyMap<string, Refusal> {
  const { people: kinds } = draft.catalogue;
  const drafted = [...draft.records.values()].flatMap(({ record }) =>
    record.entity === kinds?.person || record.entity === kinds?.role ? [record] : [],
  );
  if (!kinds || drafted.length === 0 || draft.author.isServer) return new Map(); // avoids reading roles and people
  const touchesRoles = drafted.some(({ entity }) => entity === kinds.role);
  const people = touchesRoles
    ? changesOf(draft, kinds.person)
    : drafted.map(({ id }): AccessChange => changeOf(draft, id));
  const roles = changesOf(draft, kinds.role);
  if (!people || !roles) return new Map();
  const refused = new Map(
    judgeAccess({
      catalogue: { ...draft.catalogue, people: kinds },
      author: draft.author.memberships,
      roles,
      people,
      isUndo,
    }),
  );
  for (const { id, before, now } of people) {
    const email = now?.fields['email'];
    if (refused.has(id) || typeof email !== 'string' || before?.fields['email'] === email) continue;
    if (isOthersAddress(draft, id, emailKeyOf(email)))
      refused.set(id, taken(entityOf(draft.catalogue, kinds.person), ['email']));
  }
  return refused;
}

/**
 * Whether a person who signs in would use the address of another person of the tenant. Other tenants are not read
 * (A-5).
 */
function isOthersAddress(draft: Draft, id: string, emailKey: string): boolean {
  if (draft.look.addressOf(id) === undefined) return false;
  const holder = held(draft.look.personAt(emailKey));
  return holder !== undefined && holder !== id;
}

/** Returns all records of a kind, including those of the act, or nothing where they are not held. */
function changesOf(draft: Draft, entity: string): readonly AccessChange[] | undefined {
  const ids = draft.look.idsOf(entity);
  if (ids === notHeld) return undefined;
  const drafted = [...draft.records.values()].flatMap(({ record }) => (record.entity === entity ? [record.id] : []));
  return [...new Set([...ids, ...drafted])].map((id) => changeOf(draft, id));
}

const changeOf = (draft: Draft, id: string): AccessChange => ({
  id,
  before: draft.before(id),
  now: draft.present(id),
});
