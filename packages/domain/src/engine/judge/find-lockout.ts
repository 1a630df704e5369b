import type { PeopleEntities } from '../../kernel/catalogue/catalogue.ts';
import { mayAdministerAll, membershipsIn } from '../../kernel/access/judge-access.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import { type RefusalOf, refuse } from '../../kernel/refusal.ts';
import type { Draft } from '../act/draft.ts';
import { notHeld } from '../reads/look.ts';

/** The change after which nobody could administer the tenant, with its refusal. */
export type Lockout = { readonly id: string; readonly refusal: RefusalOf<'access/last-administrator'> };

type Asked = { readonly draft: Draft; readonly kinds: PeopleEntities };
type Access = { readonly people: readonly StoredRecord[]; readonly roles: readonly StoredRecord[] };

/**
 * returns the last change of a draft that removes the tenant's last administrator who can sign in. The check
 * covers every author and every way: roles, grants, suspension, deletion, merge and undo. Returns nothing if an
 * administrator is left, or if there was none before.
 */
export function findLockout(draft: Draft): Lockout | undefined {
  const { people: kinds } = draft.catalogue;
  const touched = [...draft.records.keys()].filter((id) => {
    const before = draft.before(id);
    return before !== undefined && (before.entity === kinds?.person || before.entity === kinds?.role);
  });
  if (!kinds || touched.length === 0) return undefined; // avoids reading the tenant's people
  const of: Asked = { draft, kinds };
  const before = accessOf(of, (id) => draft.before(id));
  const now = accessOf(of, (id) => draft.present(id));
  if (!before || !now || administrators(of, now).length > 0) return undefined;
  const lost = administrators(of, before);
  if (lost.length === 0) return undefined;
  const stillBy = administrators(of, { people: now.people, roles: before.roles });
  const id = touched.findLast((one) => {
    const entity = draft.before(one)?.entity;
    return entity === kinds.role
      ? administrators(of, { people: before.people, roles: [...without(before.roles, one), ...only(now.roles, one)] }).length < lost.length
      : lost.includes(one) && !stillBy.includes(one);
  }) ?? touched.at(-1) ?? ''; // prettier-ignore
  return {
    id,
    refusal: refuse(
      'access/last-administrator',
      'Nobody could administer the organisation any more. Make someone else an administrator first.',
      { id },
    ),
  };
}

const without = (records: readonly StoredRecord[], id: string): readonly StoredRecord[] =>
  records.filter((record) => record.id !== id);
const only = (records: readonly StoredRecord[], id: string): readonly StoredRecord[] =>
  records.filter((record) => record.id === id);

/** Returns the tenant's people and roles, or nothing where they are not held. */
function accessOf({ draft, kinds }: Asked, present: (id: string) => StoredRecord | undefined): Access | undefined {
  const living = (entity: string): readonly StoredRecord[] | undefined => {
    const ids = draft.look.idsOf(entity);
    if (ids === notHeld) return undefined;
    return [...new Set([...ids, ...draft.records.keys()])].flatMap((id) => {
      const record = present(id);
      return record?.entity === entity && record.life === 'alive' ? [record] : [];
    });
  };
  const [people, roles] = [living(kinds.person), living(kinds.role)];
  return people && roles && { people, roles };
}

/**
 * Returns the ids of the people inside the tenant who can sign in and may administer people and roles. Without them
 * nobody could restore access. A person without an account does not count. A role that ends by itself does not count
 * either (PLT-22). Where addresses are not held, everybody counts as having one (T-9).
 */
function administrators({ draft, kinds }: Asked, { people, roles }: Access): readonly string[] {
  const catalogue = { ...draft.catalogue, people: kinds };
  return people
    .filter(
      (person) =>
        person.fields['status'] === 'active' &&
        mayAdministerAll(
          membershipsIn(person, roles).filter(({ until }) => until === undefined),
          catalogue,
        ) &&
        draft.look.addressOf(person.id) !== undefined,
    )
    .map(({ id }) => id);
}
