import { tokensOf } from '@outpost/domain/kernel/access/access';
import { monthTokensOf } from '@outpost/domain/kernel/access/record-age';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Tenant } from '../catalogue/tenant.ts';

/** The parts of a tenant that decide under which tokens its records are filed. */
export type FilingTenant = Pick<Tenant, 'catalogue' | 'byMonth'>;

/**
 * returns the tokens under which the feed holds a record, sorted: those of the record, and their months where the
 * tenant keeps old records of its kind off devices.
 */
export function filedTokens({ catalogue, byMonth }: FilingTenant, record: StoredRecordFacts): readonly string[] {
  const tokens = tokensOf(entityOf(catalogue, record.entity), record);
  return byMonth.has(record.entity) ? [...tokens, ...monthTokensOf(tokens, record)].sort() : tokens;
}

type StoredRecordFacts = Parameters<typeof tokensOf>[1] & Pick<StoredRecord, 'updatedAt'>;
