import type { Transaction } from '../../db/database.ts';
import type { OffReason, WebhookEndpoint } from '../../gateway/webhooks/webhook-endpoint.ts';
import type { IdentityPorts } from '../../identity/identity-ports.ts';
import { mailOf } from '../../identity/mail/mail-template.ts';
import { queueNotice } from '../../identity/mail/outbox.ts';
import { noteEvent } from '../../journal/events/note-event.ts';

/** The reasons for which the server itself turns an endpoint off, in words for people. */
const words: { readonly [R in Exclude<OffReason, 'person'>]: string } = {
  failing: 'It gave no good answer for five days.',
  gone: 'It answered that it is gone (410).',
  filter: 'One of its filters names a field that no longer exists.',
};

/**
 * Turns an endpoint off that the server can't use any more. The person who set it gets a mail, and the journal an entry of the class
 * security. What waits stays, and is sent when somebody turns it on again.
 */
export async function turnOffEndpoint(
  tx: Transaction,
  orgId: string,
  { endpoint, why, identity }: { readonly endpoint: WebhookEndpoint; readonly why: Exclude<OffReason, 'person'>; readonly identity: IdentityPorts },
): Promise<void> {
  const nowMs = identity.clock.nowMs();
  const { id, name, url, personId } = endpoint;
  const off = await tx.query(
    'update store.webhook_endpoint set off_at = $3, off_why = $4 where org_id = $1 and id = $2 and off_at is null returning id',
    [orgId, id, new Date(nowMs).toISOString(), why],
  );
  if (off.length === 0) return;
  await noteEvent(tx, orgId, { action: 'endpoint/turned-off', nowMs, details: { endpoint: id, name, why } });
  const [person] = await tx.query<{ email: string | null; organisation: string }>(
    `select p.fields ->> 'email' as email, t.name as organisation from store.platform_person p join store.tenants t on t.org_id = p.org_id
     where p.org_id = $1 and p.id = $2 and p.life = 'alive'`,
    [orgId, personId],
  );
  if (person?.email == null) return;
  const host = URL.parse(url)?.host ?? url;
  await queueNotice(
    tx,
    mailOf({ to: person.email, orgId }, `The webhook ${name} of ${person.organisation} was turned off`, [
      `The server turned the webhook ${name} (${host}) off. ${words[why]}`,
      'No event is sent to it. Turn it on again under Settings, Integrations, and send the missed events again from there.',
    ]),
    identity,
  );
} // prettier-ignore
