import {
  deliveriesIn,
  feedbackIn,
  returnedMessageId,
  type ReturnedMail,
} from '@outpost/domain/kernel/messages/mail-returns';
import { simpleParser } from 'mailparser';

const statusTypes = ['message/delivery-status', 'message/global-delivery-status'];
const feedbackType = 'message/feedback-report';
const returnedTypes = ['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers'];

/**
 * MBX-7, MBX-8: reads a report about another e-mail: of a mail server (RFC 3464), or of a receiver who complained (RFC 5965). Undefined: it is none
 * of them, is not whole, or names no e-mail.
 */
export async function readReturned(source: Buffer): Promise<ReturnedMail | undefined> {
  const attachments = await simpleParser(source, {
    keepDeliveryStatus: true,
    skipImageLinks: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
  }).then(
    (mail) => mail.attachments,
    () => [], // too many parts
  );
  const partOf = (types: readonly string[]): string | undefined =>
    attachments.find(({ contentType }) => types.includes(contentType.toLowerCase()))?.content.toString('utf8');
  const messageId = returnedMessageId(partOf(returnedTypes) ?? '');
  if (messageId === undefined) return undefined;
  const [status, complaint] = [partOf(statusTypes), partOf([feedbackType])];
  const feedback = complaint === undefined ? undefined : feedbackIn(complaint);
  if (feedback !== undefined) return { messageId, feedback };
  const deliveries = deliveriesIn(status ?? '');
  return deliveries.length === 0 ? undefined : { messageId, deliveries };
}
