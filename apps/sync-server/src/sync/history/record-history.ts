import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { type Result, accept } from '@outpost/domain/kernel/refusal';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { notFound } from '@outpost/domain/kernel/access/denial';
import { readAsker } from '../../access/asker.ts';
import { type Database, inTenant } from '../../db/database.ts';
import { readRecordHistory } from './history-rows.ts';

export type HistoryQuestion = {
  readonly orgId: string;
  readonly userId: string;
  readonly entity: string;
  readonly id: string;
  readonly before?: number | undefined;
  readonly limit: number;
};

/**
 * S-9: returns older history of one record. Refuses `records/not-found` where the record does not exist or is out of
 * sight.
 */
export function askHistory(
  ports: { readonly database: Database; readonly installed: Catalogue },
  question: HistoryQuestion,
): Promise<Result<{ rows: HistoryRow[]; more: boolean }>> {
  const { orgId, userId, entity, id, before, limit } = question;
  return inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant, tokens, holds } = await readAsker(tx, { orgId, userId, installed: ports.installed });
    const found = await readRecordHistory(tx, tenant, { tokens, holds, entity, id, before, limit });
    if (!found) return notFound(id);
    return accept({ rows: [...found.rows], more: found.more });
  });
}
