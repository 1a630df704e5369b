import { inheritedFrom, tokensOf } from '@outpost/domain/kernel/access/access';
import { type Month, monthOf, monthTokensOf } from '@outpost/domain/kernel/access/record-age';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Inherited, StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Tenant } from '../catalogue/tenant.ts';

/** The parts of a tenant that decide under which tokens its records are filed. */
export type FilingTenant = Pick<Tenant, 'catalogue' | 'filedByMonth'>;

type FiledFacts = Parameters<typeof tokensOf>[1] & Pick<StoredRecord, 'updatedAt'>;

/**
 * returns the tokens under which the feed holds a record, sorted: those of the record, and their months where the
 * tenant keeps old records of its kind off devices.
 */
export function filedTokens(tenant: FilingTenant, record: FiledFacts): readonly string[] {
  const entity = entityOf(tenant.catalogue, record.entity);
  const tokens = tokensOf(entity, record);
  const month = monthFiled(tenant, entity, record);
  return month === undefined ? tokens : [...tokens, ...monthTokensOf(tokens, month)].sort();
}

/** Returns the month of a record. A companion (K-4) is filed by the month of its record, which it inherits. */
function monthFiled(
  { filedByMonth }: FilingTenant,
  { name, sealed }: Entity,
  { inherited, updatedAt }: FiledFacts,
): Month | undefined {
  if (sealed !== undefined) return inherited?.month;
  return name in filedByMonth ? monthOf(updatedAt) : undefined;
}

/**
 * Returns the values that a child inherits from its parent: the visibility, and for a companion (K-4) the month of its record,
 * where the tenant files records of that kind by month.
 */
export function inheritedBy(
  { filedByMonth }: FilingTenant,
  child: Entity,
  parent: Parameters<typeof inheritedFrom>[0] & Pick<StoredRecord, 'updatedAt'>,
): Inherited {
  const inherited = inheritedFrom(parent);
  return child.sealed !== undefined && child.sealed.of in filedByMonth
    ? { ...inherited, month: monthOf(parent.updatedAt) }
    : inherited;
}
