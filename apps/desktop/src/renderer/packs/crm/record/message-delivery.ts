import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { phoneText } from '@outpost/domain/kernel/entities/field-types';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import type { OfferedChange, TimelineNames } from '../../../slots/pack-screens.ts';
import { callDeliveryWords, changesOfCall, isCallToPlace } from './call-delivery.ts';

/** Whether an activity is an e-mail or a text that Outpost sends, or a call that it connects. */
export const isMessageToSend = (record: ShownRecord): boolean =>
  isCallToPlace(record) ||
  ((record.fields['kind'] === 'email' || record.fields['kind'] === 'text') && record.fields['delivery'] === 'send');

/** Whether a message has gone out, by the server's or by a person's word. */
export const wasSent = ({ fields }: ShownRecord): boolean =>
  fields['deliveryStatus'] === 'sent' ||
  fields['deliveryStatus'] === 'delivered' ||
  fields['deliveryDecision'] === 'sent';

/** Returns the end of the sentence about a message to send: what it waits for, or what became of it. */
export function deliveryWords(
  record: ShownRecord,
  telling: Pick<TimelineNames, 'textOf' | 'whyNotSent' | 'waitsFor'>,
): string {
  if (isCallToPlace(record)) return callDeliveryWords(record, telling);
  const { id, fields } = record;
  const { textOf, whyNotSent, waitsFor } = telling;
  const { deliveryDecision: decision = null, deliveryError: error, sendAt } = fields;
  if (decision === 'again') return ', is sent again once your decision has reached the server';
  const why = typeof error === 'string' ? error : 'no reason was given';
  switch (textIn(fields['deliveryStatus'])) {
    case 'sent':
      return '';
    case 'delivered':
      return ', it was delivered';
    case 'failed':
      return `, it could not be sent: ${why}`;
    case 'returned':
      return `, ${why.replace(/^It/, 'it')}`;
    case 'expired':
      return ', it was not sent in time';
    case 'unknown':
      if (decision === null) return `. ${why}`;
      return decision === 'sent'
        ? ', it was marked as sent'
        : ', it was left as it is: nobody knows whether it was sent';
    default: {
      if (decision === 'not-sent') return ', it is not sent: somebody took it back';
      const refusal = whyNotSent?.(id);
      if (refusal !== undefined) return `, it will not be sent: ${refusal}`;
      const hours = waitsFor?.(id);
      if (hours !== undefined && typeof sendAt !== 'string') return `, waits for ${hours}`;
      return typeof sendAt === 'string'
        ? `, is sent at ${textOf('sendAt', sendAt)}, once it has reached the server`
        : ', is sent once it has reached the server';
    }
  }
}

/** Returns what a person can decide about a message to send: take it back while it waits, send it again, or say that it was sent. */
export function changesOfMessage(record: ShownRecord): readonly OfferedChange[] {
  if (!isMessageToSend(record)) return [];
  if (isCallToPlace(record)) return changesOfCall(record);
  const { deliveryDecision: decision = null, kind, subject, toAddress, number } = record.fields;
  const status = textIn(record.fields['deliveryStatus']);
  const named =
    [subject, toAddress, typeof number === 'string' ? phoneText(number) : ''].find(
      (text): text is string => typeof text === 'string' && text !== '',
    ) ?? (kind === 'text' ? 'text' : 'e-mail');
  const offer = (label: string, past: string, fields: OfferedChange['fields']): OfferedChange => ({
    label,
    done: cutLabel(`${past}: ${named}`),
    fields,
  });
  if (status === '' && decision === 'not-sent')
    return [offer('Send it after all', 'To be sent after all', { deliveryDecision: null })];
  if (decision !== null || status === 'sent' || status === 'delivered') return [];
  const again = offer('Send it again', 'To be sent again', { deliveryDecision: 'again' });
  switch (status) {
    case 'unknown':
      return [
        offer('It was sent', 'Marked as sent', { deliveryDecision: 'sent' }),
        again,
        offer('Leave it', 'Left as it is', { deliveryDecision: 'not-sent' }),
      ];
    case 'failed':
    case 'returned':
      return [again];
    case 'expired':
      return [{ ...again, fields: { ...again.fields, sendUntil: null } }];
    default:
      return [offer('Do not send it', 'Not to be sent', { deliveryDecision: 'not-sent' })];
  }
}
