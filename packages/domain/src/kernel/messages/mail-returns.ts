import { messageIdIn, type MailHeaders } from './mail-heads.ts';

/** The report of a mail server about one receiver of an e-mail (RFC 3464, section 2.3). `status`: as RFC 3463 has it, such as 5.1.1. */
export type ReportedDelivery = {
  readonly addresses: readonly string[];
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
  readonly status: string;
  /** The words of the mail server; empty: it gave none. */
  readonly words: string;
};

/** A report about one e-mail, which names it by its Message-ID. `feedback`: the kind of a report of RFC 5965. */
export type ReturnedMail = { readonly messageId: string } & (
  { readonly deliveries: readonly ReportedDelivery[] } | { readonly feedback: string }
);

/** Chosen: an e-mail of ours has one receiver. A list that forwards it has more. */
const mostDeliveries = 100;
const actions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;

/** Returns whether an e-mail is a report about another one (RFC 6522). `type`: its header Content-Type. */
export const isMailReport = (headers: MailHeaders): boolean =>
  /^\s*multipart\/report\b/i.test(headers.get('content-type') ?? '');

/** Reads a block of fields (RFC 5322, section 2.2), which may go on in the next line. The first of a name counts. */
function fieldsIn(block: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** "rfc822; cleo@example.com" → "cleo@example.com". */
const valueOf = (typed: string | undefined): string =>
  (typed ?? '').replace(/^[^;]*;/, '').replace(/\([^()]*\)/g, '').replace(/^\s*<|>\s*$/g, '').trim(); // prettier-ignore

/** MBX-7: reads the fields of a delivery status: a group about the mail server, then one for each receiver (RFC 3464, section 2). */
export function deliveriesIn(text: string): readonly ReportedDelivery[] {
  const groups = text.slice(0, 100_000).split(/\r?\n(?:[ \t]*\r?\n)+/);
  return groups.slice(0, mostDeliveries).flatMap((group): ReportedDelivery[] => {
    const fields = fieldsIn(group);
    const action = actions.find((one) => one === (fields.get('action') ?? '').split(/[\s(]/)[0]?.toLowerCase());
    const status = /^\s*([245]\.\d{1,3}\.\d{1,3})\b/.exec(fields.get('status') ?? '')?.[1];
    if (action === undefined || status === undefined) return [];
    const addresses = ['original-recipient', 'final-recipient'].flatMap((name) => valueOf(fields.get(name)) || []);
    return [{ addresses, action, status, words: valueOf(fields.get('diagnostic-code')).slice(0, 500) }];
  });
}

/** MBX-8: returns the kind of a report about abuse, such as "abuse" (RFC 5965, section 3.1). Undefined: it names none. */
export const feedbackIn = (text: string): string | undefined =>
  /^[a-z-]{1,40}$/.exec((fieldsIn(text.slice(0, 100_000)).get('feedback-type') ?? '').toLowerCase())?.[0];

/** Returns the Message-ID in the head of a returned e-mail. Its words do not count. */
export function returnedMessageId(text: string): string | undefined {
  const head = text.slice(0, 100_000).split(/\r?\n\r?\n/)[0] ?? '';
  return messageIdIn(new Map([['message-id', fieldsIn(head).get('message-id') ?? '']]));
}

/**
 * MSG-41: returns whether a status says that an address takes no e-mail at all: it is unknown or closed, or its domain cannot be reached (RFC 3463:
 * 5.0, 5.1, 5.2, 5.4). A full mailbox, a large e-mail and a policy (5.2.2, 5.2.3, 5.3, 5.5, 5.6, 5.7) concern this e-mail or its sender, and
 * 4.x.x can pass by itself.
 */
export const isAddressGone = (status: string): boolean =>
  /^\s*5\.[0124]\.\d{1,3}\b/.test(status) && !/^\s*5\.2\.[23]\b/.test(status);
