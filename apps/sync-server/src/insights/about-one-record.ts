import { administers, canSee } from '@outpost/domain/kernel/access/access';
import { notFound } from '@outpost/domain/kernel/access/denial';
import { type Catalogue, entityOf, unknownEntity } from '@outpost/domain/kernel/catalogue/catalogue';
import { withoutSealed } from '@outpost/domain/kernel/catalogue/sealed-group';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import { readAsker } from '../access/asker.ts';
import { accessEntities } from '../access/principal.ts';
import { inTenant, type Transaction } from '../db/database.ts';
import { recordsOf } from '../records/load/load.ts';
import type { InsightPorts } from './questions.ts';

/** The kind and the id of the record that a question is about. */
export type AskedRecord = { readonly entity: string; readonly id: string };
/** A record that the asker sees, its kind, and the tenant's catalogue. */
export type OneRecord = { readonly catalogue: Catalogue; readonly entity: Entity; readonly record: StoredRecord };

/**
 * Answers an administrator's question about the rights of others to one record. Refuses `access/denied` to people who
 * do not administer others, before it looks the record up. Refuses `records/not-found` for a record that the
 * asker does not see.
 */
export function aboutOneRecord<T>(
  ports: Pick<InsightPorts, 'database' | 'installed' | 'worked'>,
  asked: { readonly orgId: string; readonly userId: string },
  { entity: name, id }: AskedRecord,
  answer: (tx: Transaction, found: OneRecord) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { database, worked } = ports;
  const how = { orgId: asked.orgId, mode: 'snapshot', isQuestion: true, ...(worked && { worked }) } as const;
  return inTenant(database, how, async (tx) => {
    const { tenant, principal } = await readAsker(tx, { ...asked, installed: ports.installed });
    const { catalogue } = tenant;
    if (!administers(principal, entityOf(catalogue, accessEntities.person)))
      return refuse('access/denied', 'Only administrators may ask which records others see.', { action: 'administer' });
    const entity = withoutSealed(catalogue).entities.get(name);
    if (!entity) return unknownEntity(name);
    const [record] = await recordsOf(tx, tenant, { entity: name, ids: [id] });
    if (!record || !canSee(principal, catalogue, record)) return notFound(id);
    return answer(tx, { catalogue, entity, record });
  });
}
