import type { AuditEntry, AuditFile, AuditQuestion } from '@outpost/domain/kernel/audit/audit-log';
import type { Clock } from '@outpost/domain/kernel/ports';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { Head } from '@outpost/domain/sync/protocol';
import type { Asker } from '../../access/asker.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { asAdministrator, type JournalCaller, type JournalPorts } from '../as-administrator.ts';
import type { Origin } from '../events/journal-event.ts';
import { noteEvent } from '../events/note-event.ts';
import { namesOfPeople } from '../search/names-of-people.ts';
import { readAuditLog } from '../search/ask-audit-log.ts';
import { signDetached, type Signer } from './detached-jws.ts';
import { entriesCsv } from './entries-csv.ts';
import { proofOf } from './proof-of-entries.ts';

export type AuditPorts = JournalPorts & {
  readonly clock: Clock;
  /** The key that signs heads, exports, reports and certificates. */
  readonly signing: () => Signer;
  /** Signs a head as devices get it. */
  readonly signHead: (orgId: string, head: Head) => Promise<string>;
  readonly origin: Origin;
};

/** E-3: chosen; a file of some ten megabytes. A longer period is exported in parts. */
const mostEntries = 10_000;

export type JournalExport = {
  readonly format: 'csv' | 'json';
  readonly question: Omit<AuditQuestion, 'before' | 'limit'>;
};

/**
 * Returns entries of the journal as a file, with the server's signature of its bytes. A JSON file also proves that its entries are of
 * the chain: anyone verifies it with the public keys (`verify-journal`). The export is itself an entry. Refuses `access/denied`.
 */
export async function exportJournal(
  ports: AuditPorts,
  caller: JournalCaller,
  { format, question }: JournalExport,
): Promise<Result<AuditFile>> {
  const { orgId, userId } = caller;
  const nowMs = ports.clock.nowMs();
  const madeAt = new Date(nowMs).toISOString();
  const allowed = await asAdministrator(ports, caller, () => Promise.resolve());
  if (!allowed.ok) return allowed;
  const read = await asAdministrator(ports, caller, async (tx, asker) => {
    const { entries, more } = await readAll(tx, asker, question);
    const names = await namesOfPeople(tx, asker.tenant, entries);
    if (format === 'csv') return { entries: entries.length, more, content: entriesCsv(entries, names) };
    const { head, proof } = await proofOf(
      tx,
      orgId,
      entries.map(({ n }) => n),
    );
    const signature = await ports.signHead(orgId, [head.n, head.hash]);
    const document = {
      form: 1,
      organisation: orgId,
      madeAt,
      madeBy: userId,
      question,
      more,
      names: Object.fromEntries(names),
      entries,
      head: { ...head, signature },
      proof,
    };
    return { entries: entries.length, more, content: `${JSON.stringify(document, null, 1)}\n` };
  });
  if (!read.ok) return read;
  const { content, entries, more } = read.value;
  await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
    noteEvent(tx, orgId, {
      action: 'journal/exported',
      nowMs,
      origin: ports.origin,
      by: userId,
      details: { format, entries },
    }),
  );
  return accept({
    fileName: `journal-${madeAt.slice(0, 10)}.${format}`,
    mediaType: format === 'csv' ? 'text/csv' : 'application/json',
    content,
    signature: await signDetached(content, ports.signing()),
    entries,
    more,
  });
}

async function readAll(
  tx: Transaction,
  asker: Asker,
  question: JournalExport['question'],
): Promise<{ readonly entries: readonly AuditEntry[]; readonly more: boolean }> {
  const entries: AuditEntry[] = [];
  let before: number | null = null;
  do {
    const page = await readAuditLog(tx, asker, { ...question, limit: 500, ...(before === null ? {} : { before }) });
    entries.push(...page.entries);
    before = page.next;
  } while (before !== null && entries.length < mostEntries);
  return { entries, more: before !== null };
}
