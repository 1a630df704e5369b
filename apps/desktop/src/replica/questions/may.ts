import { denialOf } from '@outpost/domain/kernel/access/denial';
import { aboveReason, isPersonAbove, isRoleAbove } from '@outpost/domain/kernel/access/judge-access';
import { type Way, waysOf } from '@outpost/domain/engine/moves/ways';
import type { Action } from '@outpost/domain/kernel/catalogue/role';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { day } from '@outpost/domain/kernel/entities/field-types';
import { visibilityOf, type StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Device } from '../device/device.ts';
import { namesOf } from '../records/names.ts';

type AskedAction = 'update' | 'assign' | 'delete' | 'administer';
export type May = Readonly<Record<AskedAction, { readonly allowed: boolean; readonly why: string }>>;

/** Returns why the person may not change the access of a person or role with more rights than their own. */
function whyAbove({ catalogue, principal, lookups }: Device, record: StoredRecord): string | undefined {
  const { people } = catalogue;
  const asked = { catalogue, author: principal.memberships };
  if (record.entity === people?.role) return isRoleAbove(asked, record) ? `${aboveReason('role')}.` : undefined;
  if (record.entity !== people?.person) return undefined;
  const roles = lookups.recordsOf(people.role);
  return isPersonAbove({ ...asked, roles }, record) ? `${aboveReason('person')}.` : undefined;
}

/**
 * Returns the acts that the person may perform on a record, its possible next states, and the people who can perform the
 * other acts. Judged on the shown record by the rules that the server applies at arrival (A-2, T-14). `today`: the person's
 * calendar date.
 */
export async function mayDo(
  device: Device,
  entity: Entity,
  { record, today }: { readonly record: StoredRecord; readonly today: string },
): Promise<{ readonly may: May; readonly ways: readonly Way[] }> {
  const { ownerId } = visibilityOf(record);
  const names = ownerId === null ? {} : await namesOf(device.database, device.catalogue, [ownerId]);
  const denial = (action: Action) =>
    denialOf(device.principal, action, entity, { record, nameOf: (id) => names[id]?.title });
  const answer = (action: AskedAction) => {
    const why =
      denial(action) ?? (action === 'administer' || action === 'delete' ? whyAbove(device, record) : undefined);
    return { allowed: why === undefined, why: why ?? '' };
  };
  const workflow = device.catalogue.workflows.get(entity.name);
  return {
    may: {
      update: answer('update'),
      assign: answer('assign'),
      delete: answer('delete'),
      administer: answer('administer'),
    },
    ways: waysOf(entity, workflow, { record, today: day(today), actor: device.principal.userId, denial }),
  };
}
