import { hashedId } from '@outpost/domain/kernel/hashed-id';
import type { AttachedFile } from '@outpost/domain/kernel/files/attached-files';
import type { SendVerdict } from '@outpost/domain/kernel/messages/judge-send';
import type { Message } from '@outpost/domain/kernel/messages/message';
import { foldedKey } from '@outpost/domain/kernel/text/fold-text';
import { createHash } from 'node:crypto';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import type { Transaction } from '../../db/database.ts';
import { notedColumns, type NotedRow, noteMessages } from './note-logged.ts';

/** A message, and how it was judged at the claim. */
export type JudgedMessage = { readonly message: Message; readonly verdict: SendVerdict };

/** The bodies of a message as they are handed to the provider: lines end with LF, and the plain text is not encoded yet. */
export type SentBody = { readonly text: string; readonly html?: string | undefined };

/** One claim of an intent. `intent`: the name of its rows in `store.intent`. */
export type LogClaim = { readonly intent: string; readonly id: string; readonly fence: number };

/** A claim with the facts that are logged about its messages. `author`: the person or service that made the record. */
export type LoggedOrder = LogClaim & {
  readonly entity: string;
  readonly author: string;
  readonly messages: readonly JudgedMessage[];
  /** The files that go out with each message. */
  readonly files: readonly AttachedFile[];
};

export type LogPorts = { readonly clock: Clock; readonly random: RandomBytes };

/** Returns the id of a message in the log: the same for the same claim. `place`: among the messages of the order. */
export const loggedIdOf = (orgId: string, { intent, id, fence }: LogClaim, place: number): string =>
  hashedId('logged message', orgId, intent, id, `${fence}`, `${place}`);

/** Returns the SHA-256 of a body in UTF-8, hex. Line ends count as LF, so that a receiver can compute it. */
export const bodyDigest = (text: string): string =>
  createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');

const saltBytes = 16;

/** An order, and its words. `body` left out: the adapter names none. */
export type LeavingOrder = { readonly order: LoggedOrder; readonly body?: SentBody | undefined };

/**
 * MSG-33: logs the messages of orders before they leave the server, in the transaction that renews their claims. A server that stops
 * afterwards leaves rows of which nobody knows the end.
 */
export async function logLeaving(
  tx: Transaction,
  orgId: string,
  { ports, orders }: { readonly ports: LogPorts; readonly orders: readonly LeavingOrder[] },
): Promise<void> {
  await addRows(tx, orgId, { ports, orders, state: 'leaving' });
}

/** An order that a rule refused. `why`: a sentence. */
export type RefusedOrder = { readonly order: LoggedOrder; readonly rule: string; readonly why: string };

/** MSG-33: logs the messages of orders that a rule refused, and notes them in the journal. Nothing has left the server. A claim is logged once. */
export async function logRefused(
  tx: Transaction,
  orgId: string,
  { ports, orders }: { readonly ports: LogPorts; readonly orders: readonly RefusedOrder[] },
): Promise<void> {
  const rows = await addRows(tx, orgId, { ports, orders, state: 'refused' });
  const messages = rows.map((row) => ({ row, action: 'message/refused', outcome: 'refused' }) as const);
  await noteMessages(tx, orgId, { nowMs: ports.clock.nowMs(), messages });
}

type Adding = {
  readonly ports: LogPorts;
  readonly orders: readonly (LeavingOrder & { readonly rule?: string; readonly why?: string })[];
  readonly state: 'leaving' | 'refused';
};

async function addRows(
  tx: Transaction,
  orgId: string,
  { ports: { clock, random }, orders, state }: Adding,
): Promise<readonly NotedRow[]> {
  const rows = orders.flatMap(({ order, body, rule = null, why = null }) =>
    order.messages.map(({ message, verdict }, place) => ({
      id: loggedIdOf(orgId, order, place),
      intent: order.intent,
      entity: order.entity,
      record: order.id,
      fence: order.fence,
      author: order.author,
      text: body === undefined ? null : bodyDigest(body.text),
      html: body?.html === undefined ? null : bodyDigest(body.html),
      channel: message.channel,
      purpose: message.purpose,
      version: message.templateVersion ?? null,
      ground: verdict.allowed ? verdict.ground.by : null,
      consent: verdict.allowed && verdict.ground.by === 'consent' ? verdict.ground.consent : null,
      rule: rule !== null && !verdict.allowed ? verdict.rule : rule,
      why,
      receiver: message.address,
      key: foldedKey(message.address),
      files:
        order.files.length === 0
          ? null
          : order.files.map(({ name, sizeBytes, sha256 }) => ({ name, sizeBytes, sha256 })),
      salt: Buffer.from(random(saltBytes)).toString('hex'),
    })),
  );
  if (rows.length === 0) return [];
  return tx.query<NotedRow>(
    `insert into store.message_log (org_id, id, intent, entity, record_id, fence, at, channel, purpose, author, template_version, ground, consent_id, rule,
       text_sha256, html_sha256, state, state_at, why, receiver, receiver_key, salt, files)
     select $1, m.id, m.intent, m.entity, m.record, m.fence, $2, m.channel, m.purpose, m.author, m.version, m.ground, m.consent, m.rule, m.text, m.html, $3, $2, m.why,
       m.receiver, m.key, m.salt, m.files
     from jsonb_to_recordset($4::jsonb) as m(id uuid, intent text, entity text, record uuid, fence bigint, author uuid, text text, html text, channel text,
       purpose text, version uuid, ground text, consent uuid, rule text, why text, receiver text, key text, salt text, files jsonb)
     on conflict (org_id, id) do nothing returning ${notedColumns}`,
    [orgId, new Date(clock.nowMs()).toISOString(), state, JSON.stringify(rows)],
  );
}
