import { isId } from '@outpost/domain/kernel/ids';
import { isAddressGone } from '@outpost/domain/kernel/messages/mail-returns';
import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import type { MailReport, ReadMailReports } from '../email/mail-reports.ts';
import { markNames } from './sendgrid-marks.ts';

/** SendGrid tries to hand over its events for 24 hours. Older requests are replays. */
const oldestMs = 25 * 3_600_000;
/** Chosen: clocks differ by less. */
const futureMs = 5 * 60_000;

/** Words of a mail server or of SendGrid, without control characters. */
const words = z.string().transform((text) =>
  text
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 500),
);
const eventSchema = z.object({
  event: z.string(),
  timestamp: z.number().int().nonnegative().max(9_999_999_999),
  [markNames.org]: z.string().refine(isId),
  [markNames.record]: z.string().refine(isId),
  [markNames.claim]: z.string().regex(/^\d{1,9}$/).transform(Number), // prettier-ignore
  type: z.string().optional().catch(undefined),
  status: z.string().optional().catch(undefined),
  reason: words.optional().catch(undefined),
});
type Event = z.output<typeof eventSchema>;

/** SendGrid calls an e-mail that was not taken this time a block. */
const isHard = ({ type, status }: Event): boolean => type !== 'blocked' && isAddressGone(status ?? '5.0.0');

const because = ({ reason, status }: Event): string =>
  reason === undefined || reason === '' ? (status === undefined ? 'no reason was given' : `status ${status.slice(0, 20)}`) : reason; // prettier-ignore

/** Returns what an event says. Undefined: it is of a kind that says nothing about the e-mail. */
function saidBy(event: Event): Omit<MailReport, 'marks' | 'at'> | undefined {
  switch (event.event) {
    case 'processed':
    case 'deferred':
      return { end: { is: 'sent' } };
    case 'delivered':
      return { end: { is: 'delivered' } };
    case 'open':
      return { end: { is: 'delivered' }, seen: 'opened' };
    case 'click':
      return { end: { is: 'delivered' }, seen: 'clicked' };
    case 'bounce': {
      const end = { is: 'returned', why: `It came back: ${because(event)}` } as const;
      return isHard(event)
        ? { end, stop: { reason: 'bounce', covers: 'everything', note: 'An e-mail to it came back for good.' } }
        : { end };
    }
    case 'dropped':
      return { end: { is: 'failed', why: `SendGrid did not send it: ${because(event)}` } };
    case 'spamreport':
      return {
        end: { is: 'delivered' },
        seen: 'complained',
        stop: { reason: 'complaint', covers: 'everything', note: 'Its owner reported an e-mail as spam.' },
      };
    case 'unsubscribe':
    case 'group_unsubscribe':
      return {
        end: { is: 'delivered' },
        stop: { reason: 'opt-out', covers: 'offers', note: 'They opted out by SendGrid.' },
      };
    default:
      return undefined;
  }
}

/** Returns what one event says about an e-mail of ours. An event of another sender with this account has no marks of ours. */
function reportIn(value: unknown): MailReport | undefined {
  const parsed = eventSchema.safeParse(value);
  const said = parsed.success ? saidBy(parsed.data) : undefined;
  if (!parsed.success || !said) return undefined;
  const { [markNames.org]: orgId, [markNames.record]: record, [markNames.claim]: claim, timestamp } = parsed.data;
  return { marks: { orgId, record, claim }, at: new Date(timestamp * 1_000).toISOString(), ...said };
}

function eventsIn(bytes: Uint8Array): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

/**
 * MSG-39: returns the function that reads SendGrid's event webhook. SendGrid signs the time and the bytes of the body by ECDSA on the curve
 * P-256 with SHA-256. `verifyKey`: the public key that it shows, DER in base64. A replay within the 25 hours changes nothing either: each
 * report has its effect once.
 */
export function sendGridReports(verifyKey: string, nowMs: () => number): ReadMailReports {
  const key = createPublicKey({ key: Buffer.from(verifyKey, 'base64'), format: 'der', type: 'spki' });
  return ({ bytes, signature, timestamp }) => {
    if (!/^\d{10}$/.test(timestamp) || !/^[A-Za-z0-9+/]{8,200}={0,2}$/.test(signature)) return undefined;
    const ageMs = nowMs() - Number(timestamp) * 1_000;
    if (ageMs > oldestMs || ageMs < -futureMs) return undefined;
    const signed = Buffer.concat([Buffer.from(timestamp), bytes]);
    if (!verify('sha256', signed, key, Buffer.from(signature, 'base64'))) return undefined;
    return eventsIn(bytes).flatMap((event) => reportIn(event) ?? []);
  };
}
