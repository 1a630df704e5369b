import { createHash } from 'node:crypto';
import type { Act } from '@outpost/domain/kernel/act';
import { isOneAddress } from '@outpost/domain/kernel/email-address';
import { moment } from '@outpost/domain/kernel/field-types';
import type { EmailIntent, IntentResult } from '@outpost/domain/kernel/intent';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Clock } from '@outpost/domain/kernel/ports';
import type { StoredRecord } from '@outpost/domain/kernel/record';
import { type Database, inTenant, type Transaction } from '../db/database.ts';
import { readJournal } from './journal-reader.ts';
import { findTooMany, type MailLimits } from './mail-limits.ts';
import type { MailTransport } from './mail-transport.ts';

/** What the worker needs of the server. */
export type EmailIntentPorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly intents: readonly EmailIntent[];
  readonly mail: MailTransport;
  /** The sender of all mail: an address that this server may send for. */
  readonly from: string;
  /** Records by id as the store has them. */
  readonly recordsOf: (
    tx: Transaction,
    orgId: string,
    asked: { readonly entity: string; readonly ids: readonly string[] },
  ) => Promise<readonly StoredRecord[]>;
  /** Carries out an act as the server itself, through the one write path (P-4). A known id changes nothing. */
  readonly perform: (orgId: string, act: Omit<Act, 'number'>) => Promise<void>;
  readonly limits: MailLimits;
  /** The journal number up to which every restore would contain (S-1c): nothing that can't be taken back happens before. */
  readonly durable: (tx: Transaction, orgId: string) => Promise<number>;
};

/** Tries before an e-mail that the mail server keeps putting off is given up: with the waits below, about a day. */
const mostAttempts = 10;
/** A claim older than this was made by a server that died: a mail takes seconds. */
const abandonedAfterMs = 10 * 60_000;
const rowsAtOnce = 500;
const mailsAtOnce = 20;

/** Waits between tries: 1, 2, 4 … minutes, at most 6 hours. */
const waitMs = (attempts: number): number => Math.min(60_000 * 2 ** (attempts - 1), 6 * 3_600_000);

/** The act that writes an intent's outcome has an id worked out from it: written twice, it is done once. */
export function outcomeActId(recordId: string): string {
  const hex = createHash('sha256').update(`outpost/email-outcome/${recordId}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`; // version 8 (RFC 9562): made of a hash
}

/**
 * Idea 4: finds new e-mail intents in one tenant's journal and sends those that are due. Each is claimed in a committed transaction before
 * anything leaves the house, so it is sent at most once; where a server died in between, the outcome says that nobody knows, and
 * a person decides. Answers how many were sent.
 */
export async function runEmailIntents(ports: EmailIntentPorts, orgId: string): Promise<number> {
  let sent = 0;
  for (const intent of ports.intents) {
    await collect(ports, orgId, intent);
    await giveUpAbandoned(ports, orgId, intent);
    const { due, tooMany } = await claimDue(ports, orgId, intent);
    for (const [id, why] of tooMany)
      await conclude(ports, orgId, { intent, id, status: 'failed', result: { status: 'failed', why } });
    for (const record of due) sent += (await sendOne(ports, orgId, { intent, record })) ? 1 : 0;
  }
  return sent;
}

const nameOf = (intent: EmailIntent): string => `${intent.kind}:${intent.entity}`;
const readerOf = (intent: EmailIntent): string => `intent:${nameOf(intent)}`;

async function collect({ database, recordsOf }: EmailIntentPorts, orgId: string, intent: EmailIntent): Promise<void> {
  const takeRows = (): Promise<boolean> =>
    readJournal(database, { orgId, reader: readerOf(intent), limit: rowsAtOnce }, async (tx, rows) => {
      const touched = new Map(
        rows.flatMap(({ n, record, entity }) =>
          record !== null && entity === intent.entity ? [[record, n] as const] : [],
        ),
      );
      if (touched.size === 0) return;
      const records = await recordsOf(tx, orgId, { entity: intent.entity, ids: [...touched.keys()] });
      const wanted = records
        .filter((record) => isWanted(intent, record))
        .map((record) => ({ id: record.id, n: touched.get(record.id) }));
      const isDropped = new Set(touched.keys()).difference(new Set(wanted.map(({ id }) => id)));
      if (isDropped.size > 0) await drop(tx, orgId, { intent, ids: [...isDropped], was: 'waiting' });
      if (wanted.length === 0) return;
      // One that comes back after it was dropped is a new one: it waits until that is durable, and counts anew towards the limits.
      await tx.query(
        `insert into store.intent as i (org_id, intent, id, status, n) select $1, $2, w.id, 'waiting', w.n from jsonb_to_recordset($3::jsonb) as w(id uuid, n bigint)
         on conflict (org_id, intent, id) do update set status = 'waiting', n = excluded.n where i.status = 'dropped'`,
        [orgId, nameOf(intent), JSON.stringify(wanted)],
      );
    });
  while (await takeRows());
}

const isWanted = (intent: EmailIntent, record: StoredRecord): boolean =>
  record.life === 'alive' && intent.isWanted(record as never); // records are read by the intent's kind

type Dropping = { readonly intent: EmailIntent; readonly ids: readonly string[]; readonly was: 'waiting' | 'claimed' };
/** Forgets all about intents that were taken back, their tries included. */
async function drop(tx: Transaction, orgId: string, { intent, ids, was }: Dropping): Promise<void> {
  await tx.query(
    `update store.intent set status = 'dropped', attempts = 0, not_before = null, claimed_at = null
     where org_id = $1 and intent = $2 and id = any($3::uuid[]) and status = $4`,
    [orgId, nameOf(intent), ids, was],
  );
}

async function giveUpAbandoned(ports: EmailIntentPorts, orgId: string, intent: EmailIntent): Promise<void> {
  const before = new Date(ports.clock.nowMs() - abandonedAfterMs).toISOString();
  const abandoned = await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
    tx.query<{ id: string }>(
      `select id from store.intent where org_id = $1 and intent = $2 and status = 'claimed' and claimed_at < $3`,
      [orgId, nameOf(intent), before],
    ),
  );
  const why =
    'It is not clear whether this e-mail went out: the server stopped while sending it. Ask before you send it again.';
  for (const { id } of abandoned)
    await conclude(ports, orgId, { intent, id, status: 'unclear', result: { status: 'failed', why } });
}

type Claimed = {
  readonly due: readonly StoredRecord[];
  /** E-3: which do not go out, with why. */
  readonly tooMany: ReadonlyMap<string, string>;
};

async function claimDue(
  { database, clock, recordsOf, durable, limits }: EmailIntentPorts,
  orgId: string,
  intent: EmailIntent,
): Promise<Claimed> {
  const nowMs = clock.nowMs();
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    // One worker at a time: what another has just claimed counts towards the limits.
    await tx.query('select n from store.reader_cursor where org_id = $1 and reader = $2 for update', [
      orgId,
      readerOf(intent),
    ]);
    const claimed = await tx.query<{ id: string; attempts: number }>(
      // Materialized: read once. As a part of the update Postgres may read it anew for each row, and its limit is none.
      `with due as materialized (
         select id from store.intent where org_id = $1 and intent = $2 and status = 'waiting' and n <= $4 and (not_before is null or not_before <= $3)
         order by n, id limit ${mailsAtOnce} for update skip locked)
       update store.intent i set status = 'claimed', claimed_at = $3, attempts = attempts + 1 from due
       where i.org_id = $1 and i.intent = $2 and i.id = due.id
       returning i.id, i.attempts`,
      [orgId, nameOf(intent), new Date(nowMs).toISOString(), await durable(tx, orgId)],
    );
    const records = await recordsOf(tx, orgId, { entity: intent.entity, ids: claimed.map(({ id }) => id) });
    const wanted = records.filter((record) => isWanted(intent, record));
    const dropped = claimed.filter(({ id }) => !wanted.some((record) => record.id === id)).map(({ id }) => id); // deleted or taken back meanwhile
    if (dropped.length > 0) await drop(tx, orgId, { intent, ids: dropped, was: 'claimed' });
    const attempts = new Map(claimed.map(({ id, attempts: tries }) => [id, tries]));
    const mails = wanted.filter(({ id }) => attempts.get(id) === 1).sort((a, b) => a.version - b.version);
    const { entity } = intent;
    const tooMany = await findTooMany(tx, limits, { orgId, intent: nameOf(intent), entity, mails, nowMs });
    return { due: wanted.filter(({ id }) => !tooMany.has(id)), tooMany };
  });
}

/** Sends one mail that this worker has claimed, and writes what became of it. Answers whether it went out. */
async function sendOne(
  ports: EmailIntentPorts,
  orgId: string,
  { intent, record }: { readonly intent: EmailIntent; readonly record: StoredRecord },
): Promise<boolean> {
  const domain = ports.from.replace(/^.*@/, '').replace(/[>\s]/g, '');
  const message = intent.message(record as never);
  const tell = (status: 'done' | 'failed' | 'unclear', result: IntentResult) =>
    conclude(ports, orgId, { intent, id: record.id, status, result });
  // Written before addresses were held to be one: the limits count e-mails, so each has one recipient.
  if (!isOneAddress(message.to)) {
    await tell('failed', {
      status: 'failed',
      why: 'It is not addressed to exactly one address. Write one e-mail to each.',
    });
    return false;
  }
  const outcome = await ports.mail.send({ ...message, from: ports.from, messageId: `<${record.id}@${domain}>` });
  switch (outcome.status) {
    case 'sent':
      await tell('done', { status: 'sent', at: moment(new Date(ports.clock.nowMs()).toISOString()) });
      return true;
    case 'refused':
      await tell('failed', { status: 'failed', why: `The mail server refused it: ${outcome.why}` });
      return false;
    case 'unclear':
      await tell('unclear', {
        status: 'failed',
        why: 'It is not clear whether this e-mail went out: the connection to the mail server broke. Ask before you send it again.',
      });
      return false;
    case 'later':
      await putOff(ports, orgId, { intent, id: record.id, why: outcome.why });
      return false;
  }
}

async function putOff(
  ports: EmailIntentPorts,
  orgId: string,
  { intent, id, why }: { readonly intent: EmailIntent; readonly id: string; readonly why: string },
): Promise<void> {
  const attempts = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const [row] = await tx.query<{ attempts: number }>(
      'select attempts from store.intent where org_id = $1 and intent = $2 and id = $3 for update',
      [orgId, nameOf(intent), id],
    );
    const tries = row?.attempts ?? 1;
    if (tries >= mostAttempts) return tries;
    const notBefore = new Date(ports.clock.nowMs() + waitMs(tries)).toISOString();
    await tx.query(
      `update store.intent set status = 'waiting', claimed_at = null, not_before = $4 where org_id = $1 and intent = $2 and id = $3`,
      [orgId, nameOf(intent), id, notBefore],
    );
    return tries;
  });
  if (attempts >= mostAttempts)
    await conclude(ports, orgId, {
      intent,
      id,
      status: 'failed',
      result: { status: 'failed', why: `The mail server did not take it in ${attempts} tries: ${why}` },
    });
}

type Conclusion = {
  readonly intent: EmailIntent;
  readonly id: string;
  readonly status: 'done' | 'failed' | 'unclear';
  readonly result: IntentResult;
};

/** First the outcome, through the write path; then the claim is closed. A server that dies in between writes the same outcome again, to no effect. */
async function conclude(
  { database, clock, recordsOf, perform }: EmailIntentPorts,
  orgId: string,
  { intent, id, status, result }: Conclusion,
): Promise<void> {
  const [record] = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    recordsOf(tx, orgId, { entity: intent.entity, ids: [id] }),
  );
  if (record) {
    const fields = Object.fromEntries(
      Object.entries(intent.outcome(result) as Readonly<Record<string, JsonValue>>).map(([name, value]) => [
        name,
        [record.fields[name] ?? null, value] as [typeof value, typeof value],
      ]),
    );
    await perform(orgId, {
      id: outcomeActId(id),
      label: result.status === 'sent' ? 'Sent the e-mail' : 'Could not send the e-mail',
      shape: 'together',
      madeAt: new Date(clock.nowMs()).toISOString(),
      edits: [{ id, entity: intent.entity, seen: record.version, fields }],
    });
  }
  await inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query('update store.intent set status = $4, outcome = $5::jsonb where org_id = $1 and intent = $2 and id = $3', [
      orgId,
      nameOf(intent),
      id,
      status,
      JSON.stringify(result),
    ]),
  );
}
