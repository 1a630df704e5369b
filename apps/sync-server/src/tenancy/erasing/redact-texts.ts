import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Transaction } from '../../db/database.ts';
import { noteKeyPatterns } from '../../identity/accounts/noted-account.ts';
import type { IdentityPorts } from '../../identity/identity-ports.ts';
import { organisationOf } from '../../identity/mail/dressed-mail.ts';
import { noticeForMs, queueMail, waitingMails } from '../../identity/mail/outbox.ts';
import { signDetached, type Signer } from '../../journal/exports/detached-jws.ts';
import { journalEventSchema } from '../../journal/events/journal-event.ts';
import { forgetMessages } from '../../records/erase/forget-messages.ts';
import { forgetReceived } from '../../records/erase/forget-received.ts';
import { contains, type Redaction, patternsOf, redactedEvent } from './redact-journal.ts';
import { redactedValue } from './redactor.ts';

export type TextPorts = { readonly identity: IdentityPorts; readonly signing: () => Signer };
type Work = { readonly redaction: Redaction; readonly reaches: readonly string[]; readonly ports: TextPorts };

/** The JSON that the server keeps beside the records. */
const jsonTables = [
  { table: 'store.act', column: 'answer' },
  { table: 'store.intent', column: 'outcome' },
  { table: 'store.come_back', column: 'claim' },
  { table: 'store.webhook_endpoint', column: 'sends' },
  { table: 'store.webhook_source', column: 'mapping' },
] as const;

/**
 * ADR 122: replaces the texts that name a former member in everything that the tenant keeps beside its records and its journal:
 * answers to acts, outcomes of intents, sent webhooks, waiting events, reports and waiting mails. Reports are signed again. Returns the
 * number of changed rows by table.
 */
export async function redactTexts(
  tx: Transaction,
  orgId: string,
  work: Work,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { table, column } of jsonTables)
    counts[table] = await redactJson(tx, orgId, { table, column, redaction: work.redaction });
  counts['store.webhook_delivery'] = await forgetDeliveries(tx, orgId, work.redaction);
  counts['store.webhook_received'] = await forgetReceived(tx, orgId, {
    ids: [],
    texts: patternsOf(work.redaction.texts),
  });
  await renameEndpoints(tx, orgId, work.redaction);
  counts['store.event_waiting'] = await redactWaiting(tx, orgId, work.redaction);
  counts['store.event_count'] = await forgetCounts(tx, orgId, work);
  const forgotten = { ids: [], receivers: work.reaches, signing: work.ports.signing };
  counts['store.message_log'] = await forgetMessages(tx, orgId, forgotten);
  counts['store.audit_document'] = await redactDocuments(tx, orgId, work);
  counts['auth.mail'] = await redactMails(tx, orgId, work);
  return counts;
}

type JsonTable = {
  readonly table: string;
  readonly column: string;
  readonly redaction: Redaction;
};

/** The names in the answer to an act that is about the person, or that the person sent, are the person's own. */
async function redactJson(tx: Transaction, orgId: string, { table, column, redaction }: JsonTable): Promise<number> {
  const { texts, redactor, inTexts } = redaction;
  const rows = await tx.query<{ place: string; said: JsonValue; is_theirs: boolean }>(
    `select ctid::text as place, ${column} as said, position($3 in to_jsonb(t)::text) > 0 as is_theirs from ${table} t where org_id = $1
       and ${contains(`${column}::text`, '$2')}`,
    [orgId, patternsOf(texts), texts.person],
  );
  let changed = 0;
  for (const { place, said, is_theirs: isTheirs } of rows) {
    const now = redactedValue(said, inTexts || isTheirs ? redactor.everywhere : redactor.mentions);
    if (JSON.stringify(now) === JSON.stringify(said)) continue;
    await tx.query(`update ${table} set ${column} = $3::jsonb where org_id = $1 and ctid = $2::tid`, [orgId, place, JSON.stringify(now)]); // prettier-ignore
    changed += 1;
  }
  return changed;
}

/** Replaces what events say that wait for their place in the journal. */
async function redactWaiting(tx: Transaction, orgId: string, redaction: Redaction): Promise<number> {
  const rows = await tx.query<{ seq: number; event: unknown }>(
    'select seq, event from store.event_waiting where org_id = $1',
    [orgId],
  );
  let changed = 0;
  for (const { seq, event } of rows) {
    const read = journalEventSchema.parse(event);
    const now = JSON.stringify(redactedEvent(read, redaction));
    if (now === JSON.stringify(read)) continue;
    await tx.query('update store.event_waiting set event = $3::jsonb where org_id = $1 and seq = $2', [
      orgId,
      seq,
      now,
    ]);
    changed += 1;
  }
  return changed;
}

/** Removes the texts of sent webhooks and of their answers that name the person. The log of the tries stays. */
async function forgetDeliveries(tx: Transaction, orgId: string, { texts }: Redaction): Promise<number> {
  const gone = await tx.query(
    `update store.webhook_delivery set request = null, answer = null
     where org_id = $1 and (${contains('request', '$2')} or ${contains('answer', '$2')}) returning n`,
    [orgId, patternsOf(texts)],
  );
  return gone.length;
}

/** Replaces the person's name in the names of webhooks, out and in. */
async function renameEndpoints(tx: Transaction, orgId: string, { texts, redactor }: Redaction): Promise<void> {
  for (const table of ['store.webhook_endpoint', 'store.webhook_source']) {
    const rows = await tx.query<{ id: string; name: string }>(
      `select id, name from ${table} where org_id = $1 and ${contains('name', '$2')}`,
      [orgId, patternsOf(texts)],
    );
    for (const { id, name } of rows)
      await tx.query(`update ${table} set name = $3 where org_id = $1 and id = $2`, [orgId, id, redactor.everywhere(name)]); // prettier-ignore
  }
}

/** Removes the counts of events that name the person or their addresses. The bound of such events starts again. */
async function forgetCounts(tx: Transaction, orgId: string, { redaction, reaches, ports }: Work): Promise<number> {
  const patterns = [redaction.texts.person, ...noteKeyPatterns(reaches, ports.identity)];
  const gone = await tx.query(
    `delete from store.event_count where org_id = $1 and exists (select 1 from unnest($2::text[]) i where position(i in key) > 0) returning key`,
    [orgId, patterns],
  );
  return gone.length;
}

/** Replaces the texts in reports and certificates and signs them again. */
async function redactDocuments(tx: Transaction, orgId: string, { redaction, ports }: Work): Promise<number> {
  const { texts, redactor } = redaction;
  const rows = await tx.query<{ id: string; content: string }>(
    `select id, content from store.audit_document where org_id = $1
       and ${contains('content', '$2')}`,
    [orgId, patternsOf(texts)],
  );
  let changed = 0;
  for (const { id, content } of rows) {
    const said = JSON.parse(content) as JsonValue; // the server wrote it
    const now = `${JSON.stringify(redactedValue(said, redactor.everywhere), null, 1)}\n`;
    if (now === content) continue;
    await tx.query('update store.audit_document set content = $3, signature = $4 where org_id = $1 and id = $2', [orgId, id, now, await signDetached(now, ports.signing())]); // prettier-ignore
    changed += 1;
  }
  return changed;
}

/**
 * Removes the tenant's waiting mails to the person, and those about their account where nobody else needs it. Replaces their name in
 * mails to others. Mails of other organisations to the same address stay: they are not this tenant's.
 */
async function redactMails(tx: Transaction, orgId: string, { redaction, reaches, ports }: Work): Promise<number> {
  const own = new Set(reaches.map((reach) => reach.toLowerCase()));
  const { everywhere } = redaction.redactor;
  const isShared = await hasOtherTenants(tx, orgId, redaction.texts.person);
  let changed = 0;
  for (const { id, mail } of await waitingMails(tx, ports.identity)) {
    const isTheirs = own.has(mail.to.toLowerCase());
    const organisation = mail.html === undefined ? undefined : organisationOf(mail.html);
    if (organisation === undefined && isTheirs && !isShared)
      await tx.query('delete from auth.mail where id = $1', [id]);
    if (organisation !== orgId || mail.html === undefined) continue;
    const now = {
      to: mail.to,
      subject: everywhere(mail.subject),
      text: everywhere(mail.text),
      html: everywhere(mail.html),
    };
    if (!isTheirs && now.text === mail.text && now.subject === mail.subject && now.html === mail.html) continue;
    await tx.query('delete from auth.mail where id = $1', [id]);
    if (!isTheirs) await queueMail(tx, { mail: now, forMs: noticeForMs }, ports.identity);
    changed += 1;
  }
  return changed;
}

/** Returns whether the person's account opens another tenant, too. Then mails about the account alone stay. Nobody is told (A-5). */
async function hasOtherTenants(tx: Transaction, orgId: string, person: string): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from auth.membership m cross join lateral auth.memberships_of(m.identity_id) o
     where m.org_id = $1 and m.person_id = $2 and o.org_id <> $1 limit 1`,
    [orgId, person],
  );
  return rows.length > 0;
}
