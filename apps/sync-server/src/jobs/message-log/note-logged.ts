import type { AuditAction, AuditOutcome } from '@outpost/domain/kernel/audit/audit-actions';
import type { LoggedFile } from '@outpost/domain/kernel/audit/logged-message';
import { createHash } from 'node:crypto';
import type { Transaction } from '../../db/database.ts';
import type { JournalEvent } from '../../journal/events/journal-event.ts';
import { noteEvents } from '../../journal/events/note-event.ts';

/** The states of a message in the log. `kept-back`: it did not leave after all. */
export type LogState = 'leaving' | 'kept-back' | 'sent' | 'delivered' | 'failed' | 'returned' | 'unclear' | 'refused';

/** A row of the log with what the journal says about it. */
export type NotedRow = {
  readonly id: string;
  readonly entity: string;
  readonly record_id: string;
  readonly channel: string;
  readonly purpose: string;
  readonly author: string;
  readonly template_version: string | null;
  readonly ground: string | null;
  readonly consent_id: string | null;
  readonly rule: string | null;
  readonly text_sha256: string | null;
  readonly html_sha256: string | null;
  readonly provider_id: string | null;
  readonly receiver: string | null;
  readonly salt: string | null;
  readonly files: readonly LoggedFile[] | null;
};

export const notedColumns =
  'id, entity, record_id, channel, purpose, author, template_version, ground, consent_id, rule, text_sha256, html_sha256, provider_id, receiver, salt, files';

/**
 * Returns the commitment to a receiver that the journal has in place of the address: SHA-256 of the salt and the address, hex. The log
 * keeps the salt. Without it nobody can find the address by trying out addresses, so an erasure removes salt and address from the log
 * and leaves the journal as it is.
 */
export const receiverDigest = (salt: string, receiver: string): string =>
  createHash('sha256').update(Buffer.from(salt, 'hex')).update(receiver).digest('hex');

/** Returns what the journal says about a message: ids, hashes and rules. It has neither the address nor the words, and no name of a file. */
function detailsOf(row: NotedRow): JournalEvent['details'] {
  const { salt, receiver } = row;
  const named = {
    message: row.id,
    channel: row.channel,
    purpose: row.purpose,
    receiver: salt === null || receiver === null ? null : receiverDigest(salt, receiver),
    template: row.template_version,
    text: row.text_sha256,
    html: row.html_sha256,
    ground: row.ground,
    consent: row.consent_id,
    rule: row.rule,
    provider: row.provider_id,
    files: row.files === null ? null : row.files.map(({ sha256, sizeBytes }) => `${sha256}:${sizeBytes}`).join(' '),
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== null));
}

/** A note about a message. */
export type NotedMessage = {
  readonly row: NotedRow;
  readonly action: AuditAction;
  readonly outcome: AuditOutcome;
  readonly more?: JournalEvent['details'];
};

/** Notes logged messages in the journal, in the transaction of the change that is noted. */
export const noteMessages = (
  tx: Transaction,
  orgId: string,
  { nowMs, messages }: { readonly nowMs: number; readonly messages: readonly NotedMessage[] },
): Promise<void> =>
  noteEvents(
    tx,
    orgId,
    messages.map(({ row, action, outcome, more = {} }) => ({
      action,
      outcome,
      nowMs,
      by: row.author,
      entity: row.entity,
      record: row.record_id,
      details: { ...detailsOf(row), ...more },
    })),
  );
