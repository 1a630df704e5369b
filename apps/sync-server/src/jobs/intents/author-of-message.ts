import { automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import type { Intent } from '@outpost/domain/kernel/catalogue/intents/intent';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { serviceIdOf } from '@outpost/domain/kernel/hashed-id';

/** Returns the person in whose name a message goes out: its maker, or its owner where the work of a pack has made it for them (SEQ-2, AUT-4). */
export function authorOfMessage({ entity }: Intent, { createdBy, ownerId }: StoredRecord): string {
  const [pack = ''] = entity.split('/');
  return createdBy === serviceIdOf(pack) || createdBy === automationsId ? (ownerId ?? createdBy) : createdBy;
}
