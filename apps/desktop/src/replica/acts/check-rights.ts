import type { Principal } from '@outpost/domain/kernel/access';
import type { Edit } from '@outpost/domain/kernel/act';
import { type AccessChange, judgeAccess } from '@outpost/domain/kernel/judge-access';
import type { Refusal } from '@outpost/domain/kernel/refusal';
import type { DeviceWrite } from '../records/device-write.ts';
import type { Lookups } from '../records/lookups.ts';

type Asked = {
  readonly write: DeviceWrite;
  readonly principal: Principal;
  readonly lookups: Lookups;
  readonly isUndo: boolean;
};

/**
 * what an act would do to people's rights, judged by what the device holds of people and roles, by the function that decides at the
 * server: nobody gives what they do not hold. The refusal of the first edit that would; nothing where the act may go into the outbox.
 */
export function checkRights({ write, principal, lookups, isUndo }: Asked, edits: readonly Edit[]): Refusal | undefined {
  const { people } = write.catalogue;
  const touched = edits.filter(({ entity }) => entity === people?.person || entity === people?.role);
  if (!people || touched.length === 0) return undefined;
  const changesOf = (entity: string): readonly AccessChange[] => {
    const before = new Map(lookups.recordsOf(entity).map((record) => [record.id, record]));
    const now = new Map(before);
    for (const edit of touched) {
      const record = edit.entity === entity ? write.shown(edit.id) : undefined;
      if (record) now.set(edit.id, record);
    }
    return [...now.keys()].map((id) => ({ id, before: before.get(id), now: now.get(id) }));
  };
  const roles = changesOf(people.role);
  if (roles.every(({ before }) => before === undefined)) return undefined; // they have not come yet: the server decides
  const touchesRoles = touched.some(({ entity }) => entity === people.role);
  const ids = new Set(touched.map(({ id }) => id));
  const refused = judgeAccess({
    catalogue: { ...write.catalogue, people },
    author: principal.memberships,
    people: changesOf(people.person).filter(({ id }) => touchesRoles || ids.has(id)),
    roles,
    isUndo,
  });
  for (const { id } of touched) {
    const refusal = refused.get(id);
    if (refusal) return refusal;
  }
  return undefined;
}
