import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import type { Database, Transaction } from '../../db/database.ts';
import { asAdministrator } from '../../journal/as-administrator.ts';
import { boundsOf } from '../../journal/search/number-bounds.ts';
import { historyRowOf } from './history-rows.ts';

/** A question for rows of the journal. All conditions hold together. */
export type WholeJournalQuestion = {
  /** The author. */
  readonly by?: string | undefined;
  readonly entity?: string | undefined;
  readonly record?: string | undefined;
  /** Instants: rows from `from` on, and rows before `until`. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  /** Only rows with a lower number: `next` of the answer before. */
  readonly before?: number | undefined;
  readonly limit: number;
};

/** Rows, newest first. `next`: ask again with this as `before`; null at the end. It may be set where no row was found. */
export type WholeJournalAnswer = { readonly rows: HistoryRow[]; readonly next: number | null };

/**
 * Chosen: the rows that one request looks through at most, so that it takes a fraction of a second. An author is found only in the
 * content of a row, and an index over it would cost each write.
 */
const rowsInOneRequest = 50_000;

/**
 * Returns changes of records from the whole journal of a tenant, from the tenant's beginning, for its administrators (ADR 59). It
 * contains the kinds whose records they all see. Records that belong to only one person (A-3c) are left out. Refuses
 * `access/denied`.
 */
export function askWholeJournal(
  ports: { readonly database: Database; readonly installed: Catalogue },
  asker: { readonly orgId: string; readonly userId: string },
  question: WholeJournalQuestion,
): Promise<Result<WholeJournalAnswer>> {
  return asAdministrator(ports, asker, async (tx, { tokens, tenant }) => {
    const whole = new Set(tokens);
    const kinds = [...tenant.catalogue.entities.keys()].filter((name) => whole.has(`${name}@org`));
    return readWholeJournal(tx, asker.orgId, { ...question, kinds });
  });
}

async function readWholeJournal(
  tx: Transaction,
  orgId: string,
  asked: WholeJournalQuestion & { readonly kinds: readonly string[] },
): Promise<WholeJournalAnswer> {
  const { by, entity, record, from, until, before, limit } = asked;
  const kinds = entity === undefined ? asked.kinds : asked.kinds.filter((name) => name === entity);
  const { first, end, head } = await boundsOf(tx, orgId, { from, until });
  const lowest = from === undefined ? 1 : (first ?? Number.MAX_SAFE_INTEGER);
  const above = Math.min(before ?? Number.MAX_SAFE_INTEGER, end ?? Number.MAX_SAFE_INTEGER, head + 1);
  // The numbers of a journal have no gaps. The rows of one record have an index of their own.
  const read = record === undefined ? Math.max(lowest, above - rowsInOneRequest) : lowest;
  if (kinds.length === 0 || read >= above) return { rows: [], next: null };
  const found = await tx.query<{ n: number; payload: string }>(
    `select n, payload from store.journal
     where org_id = $1 and n >= $2 and n < $3 and payload is not null and kind in ('created', 'changed') and entity = any($4::text[])
       and ($5::uuid is null or record = $5) and ($6::text is null or payload::jsonb ->> 'by' = $6)
     order by n desc limit $7`,
    [orgId, read, above, kinds, record ?? null, by ?? null, limit + 1],
  );
  const shown = found.slice(0, limit);
  const rows = shown.flatMap(({ payload }) => historyRowOf(payload, 0) ?? []);
  return { rows, next: found.length > limit ? (shown.at(-1)?.n ?? null) : read > lowest ? read : null };
}
