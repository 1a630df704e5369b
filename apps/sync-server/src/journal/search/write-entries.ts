import type { Transaction } from '../../db/database.ts';
import type { AuditEntryRow } from './audit-entry.ts';

/** Chosen: the same as for the journal's own rows. */
const rowsPerStatement = 500;

/**
 * Writes the entries by which rows with a class are found, in the transaction that appends those rows. Does nothing
 * for no entries.
 */
export async function writeEntries(tx: Transaction, orgId: string, entries: readonly AuditEntryRow[]): Promise<void> {
  for (let start = 0; start < entries.length; start += rowsPerStatement)
    await tx.query(
      `insert into store.audit_entry (org_id, n, class, action, outcome, at, person, account, address, entity, record)
       select $1, r.n, r.class, r.action, r.outcome, r.at, r.person, r.account, r.address, r.entity, r.record
       from jsonb_to_recordset($2::jsonb) as r(n bigint, class text, action text, outcome text, at text, person uuid, account text, address text, entity text, record uuid)`,
      [orgId, JSON.stringify(entries.slice(start, start + rowsPerStatement))],
    );
}
