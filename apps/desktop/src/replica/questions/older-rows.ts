import { historyAnswerSchema, type HistoryRow } from '@outpost/domain/sync/protocol';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { ServerLink } from '../sync/line/server-link.ts';

/** The line to the server, and whether this device may use it now. */
export type HistoryLine = { readonly link: ServerLink; readonly mayContact: boolean };

/** Journal rows of the server, newest first. `isAnswered`: the server was reached and answered. */
type OlderRows = { readonly rows: readonly HistoryRow[]; readonly more: boolean; readonly isAnswered: boolean };

/**
 * Returns the server's journal rows of a record before a number, at most `limit` (1 to 500); none while the server cannot be
 * reached (S-9).
 */
export async function olderRows(
  { link, mayContact }: HistoryLine,
  { entity, id }: Pick<StoredRecord, 'entity' | 'id'>,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): Promise<OlderRows> {
  const none = { rows: [], more: false, isAnswered: false };
  if (!mayContact) return none;
  const body = { entity, id, limit, ...(before === undefined ? {} : { before }) };
  const older = await link.ask('/sync/history', body, historyAnswerSchema);
  return older.kind === 'value' ? { ...older.value, isAnswered: true } : none;
}
