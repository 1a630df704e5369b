import { inTenant } from '../../db/database.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { IdentityPorts } from '../identity-ports.ts';

/** The report of the service of text messages about a message. `outcome` undefined: it is still on its way. `code`: the service's number for the reason. */
export type SmsReport = { readonly outcome: 'delivered' | 'undelivered' | undefined; readonly code?: number };

/** Reads a report. Returns undefined where the service has not signed it. `url`: the address to which it came, as the service knows it. */
export type ReadSmsReport = (sent: {
  readonly url: string;
  readonly signature: string;
  readonly isJson: boolean;
  readonly body: string;
}) => SmsReport | undefined;

/** The path to which the service of text messages reports. */
export const smsReportPath = '/sms/report';

/** The names of the organisation and the message in the query of that address. */
export const [orgParameter, messageParameter] = ['org', 'message'] as const;

/** Chosen: a telephone may be off for some days, and services give up after that. */
const keptForMs = 7 * 86_400_000;

type Message = { readonly orgId: string; readonly personId: string };

/** Keeps a message until its report comes. Returns the address for the report; undefined where this server takes none. */
export async function awaitReport({ orgId, personId }: Message, ports: IdentityPorts): Promise<string | undefined> {
  if (ports.smsReportsAt === undefined) return undefined;
  const id = ports.ids.newId();
  const nowMs = ports.clock.nowMs();
  await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query('delete from auth.text_message where org_id = $1 and sent_ms <= $2', [orgId, nowMs - keptForMs]);
    await tx.query('insert into auth.text_message (org_id, id, person_id, sent_ms) values ($1, $2, $3, $4)', [orgId, id, personId, nowMs]); // prettier-ignore
  });
  const url = new URL(smsReportPath, ports.smsReportsAt);
  url.searchParams.set(orgParameter, orgId);
  url.searchParams.set(messageParameter, id);
  return url.href;
}

/**
 * Notes in the journal whether a text message with a code arrived, once for each message. Does nothing while the message is on its
 * way, and for a message that is not known or was reported before. The caller has checked the signature.
 */
export async function noteReport(
  { orgId, id, report }: { readonly orgId: string; readonly id: string; readonly report: SmsReport },
  ports: IdentityPorts,
): Promise<void> {
  const { outcome, code } = report;
  if (outcome === undefined) return;
  await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const [message] = await tx.query<{ person_id: string }>(
      'delete from auth.text_message where org_id = $1 and id = $2 returning person_id',
      [orgId, id],
    );
    if (!message) return;
    await noteEvent(tx, orgId, {
      action: outcome === 'delivered' ? 'factor/text-delivered' : 'factor/text-undelivered',
      outcome: outcome === 'delivered' ? 'done' : 'failed',
      nowMs: ports.clock.nowMs(),
      origin: ports.origin,
      by: null,
      about: message.person_id,
      details: code === undefined ? {} : { code },
    });
  });
}
