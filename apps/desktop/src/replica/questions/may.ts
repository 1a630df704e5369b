import { denialOf } from '@outpost/domain/kernel/access/denial';
import { aboveReason, isPersonAbove, isRoleAbove } from '@outpost/domain/kernel/access/judge-access';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { visibilityOf, type StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Device } from '../device/device.ts';
import { namesOf } from '../records/names.ts';

type AskedAction = 'update' | 'assign' | 'delete' | 'administer';
export type May = Readonly<Record<AskedAction, { readonly allowed: boolean; readonly why: string }>>;

/** why the person may not change the access of somebody, or of a role, that may do more than they. */
function whyAbove({ catalogue, principal, lookups }: Device, record: StoredRecord): string | undefined {
  const { people } = catalogue;
  const asked = { catalogue, author: principal.memberships };
  if (record.entity === people?.role) return isRoleAbove(asked, record) ? `${aboveReason('role')}.` : undefined;
  if (record.entity !== people?.person) return undefined;
  const roles = lookups.recordsOf(people.role);
  return isPersonAbove({ ...asked, roles }, record) ? `${aboveReason('person')}.` : undefined;
}

/** What the person may do to a record, and, where they may not, who can: asked of the shown record, as the server will ask at arrival. */
export async function mayDo(device: Device, entity: Entity, record: StoredRecord): Promise<May> {
  const { ownerId } = visibilityOf(record);
  const names = ownerId === null ? {} : await namesOf(device.database, device.catalogue, [ownerId]);
  const answer = (action: AskedAction) => {
    const why =
      denialOf(device.principal, action, entity, { record, nameOf: (id) => names[id]?.title }) ??
      (action === 'administer' || action === 'delete' ? whyAbove(device, record) : undefined);
    return { allowed: why === undefined, why: why ?? '' };
  };
  return {
    update: answer('update'),
    assign: answer('assign'),
    delete: answer('delete'),
    administer: answer('administer'),
  };
}
