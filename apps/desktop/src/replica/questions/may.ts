import { denialOf } from '@outpost/domain/kernel/denial';
import type { Entity } from '@outpost/domain/kernel/entity';
import { visibilityOf, type StoredRecord } from '@outpost/domain/kernel/record';
import type { Device } from '../device.ts';
import { namesOf } from '../records/names.ts';

type AskedAction = 'update' | 'assign' | 'delete' | 'administer';
export type May = Readonly<Record<AskedAction, { readonly allowed: boolean; readonly why: string }>>;

/** What the person may do to a record, and, where they may not, who can: asked of the shown record, as the server will ask at arrival. */
export async function mayDo(device: Device, entity: Entity, record: StoredRecord): Promise<May> {
  const { ownerId } = visibilityOf(record);
  const names = ownerId === null ? {} : await namesOf(device.database, device.catalogue, [ownerId]);
  const answer = (action: AskedAction) => {
    const why = denialOf(device.principal, action, entity, { record, nameOf: (id) => names[id]?.title });
    return { allowed: why === undefined, why: why ?? '' };
  };
  return {
    update: answer('update'),
    assign: answer('assign'),
    delete: answer('delete'),
    administer: answer('administer'),
  };
}
