import type { AuditReport } from '@outpost/domain/kernel/audit/audit-report';
import type { LoggedMessage } from '@outpost/domain/kernel/audit/logged-message';
import { foldedKey } from '@outpost/domain/kernel/text/fold-text';
import type { Tenant } from '../../catalogue/tenant.ts';
import type { Transaction } from '../../db/database.ts';
import { namesOfPeople } from '../search/names-of-people.ts';

/** E-3: chosen; some three megabytes. A longer period is reported in parts. */
const mostMessages = 5_000;

type Row = Omit<LoggedMessage, 'rows' | 'record' | 'author'> & {
  readonly entity: string;
  readonly recordId: string;
  readonly author: string;
};

type Asked = { readonly from: string; readonly until: string; readonly receivers: readonly string[] };

/** MSG-34: returns the messages of a period from the log, oldest first. `receivers`: only those to these addresses and numbers. */
export async function messagesIn(
  tx: Transaction,
  tenant: Tenant,
  { from, until, receivers }: Asked,
): Promise<AuditReport['messages']> {
  const { orgId } = tenant;
  const found = await tx.query<Row>(
    `select id, at, channel, purpose, state, state_at as "stateAt", entity, record_id as "recordId", author, receiver, salt, template_version as template,
       text_sha256 as text, html_sha256 as html, files, ground, consent_id as consent, rule, why, provider_id as provider, opted_out_at as "optedOutAt"
     from store.message_log where org_id = $1 and at >= $2 and at < $3 and state <> 'kept-back' and ($4::text[] = '{}' or receiver_key = any($4::text[]))
     order by at, id limit ${mostMessages + 1}`,
    [orgId, from, until, receivers.map(foldedKey)],
  );
  const rows = found.slice(0, mostMessages);
  const numbers = await numbersOf(tx, orgId, rows);
  const names = await namesOfPeople(tx, tenant, rows.map(({ author: by }) => ({ by, about: null }))); // prettier-ignore
  const lines = rows.map(({ entity, recordId, author, ...row }): LoggedMessage => ({
    ...row,
    rows: numbers.get(row.id) ?? [],
    record: { entity, id: recordId },
    author: { id: author, name: names.get(author) ?? '' },
  }));
  return { receivers: [...receivers], more: found.length > mostMessages, lines };
}

/** Returns the numbers of the journal's rows about messages. Rows that were emptied by law or by age are not found. */
async function numbersOf(tx: Transaction, orgId: string, rows: readonly Row[]): Promise<ReadonlyMap<string, number[]>> {
  const found = await tx.query<{ n: number; message: string }>(
    `select e.n, j.payload::jsonb -> 'event' -> 'details' ->> 'message' as message
     from store.audit_entry e join store.journal j on j.org_id = e.org_id and j.n = e.n
     where e.org_id = $1 and e.action like 'message/%' and e.record = any($2::uuid[]) and j.payload is not null order by e.n`,
    [orgId, rows.map(({ recordId }) => recordId)],
  );
  return new Map([...Map.groupBy(found, ({ message }) => message)].map(([id, of]) => [id, of.map(({ n }) => n)]));
}
