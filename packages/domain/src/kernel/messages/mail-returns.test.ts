import { describe, expect, it } from 'vitest';
import { deliveriesIn, feedbackIn, isAddressGone, returnedMessageId } from './mail-returns.ts';

const server = 'Reporting-MTA: dns; mx.example.com\r\nArrival-Date: Fri, 20 Nov 2026 09:00:00 +0000\r\n\r\n';

describe('[MBX-7] the delivery status of a mail server', () => {
  it('has a group for each receiver', () => {
    const failed = 'Original-Recipient: rfc822;Cleo@Example.com\r\nFinal-Recipient: RFC822; <cleo.m@example.org>\r\nAction: failed\r\nStatus: 5.1.1 (bad address)\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n\tNo such user\r\n'; // prettier-ignore
    const delayed = 'Final-Recipient: rfc822; noor@example.com\nAction: Delayed (will try again)\nStatus: 4.4.1\n';
    expect(deliveriesIn(`${server}${failed}\r\n${delayed}`)).toEqual([
      { addresses: ['Cleo@Example.com', 'cleo.m@example.org'], action: 'failed', status: '5.1.1', words: '550 5.1.1 No such user' }, // prettier-ignore
      { addresses: ['noor@example.com'], action: 'delayed', status: '4.4.1', words: '' },
    ]);
  });

  it.each([
    '',
    server,
    'Action: failed',
    'Action: failed\r\nStatus: soon',
    'Action: eaten\r\nStatus: 5.1.1',
    'Status: 5.1.1',
    '\u0000',
    '\r\n'.repeat(10_000),
  ])(
    // prettier-ignore
    'says nothing without an action and a status: %j',
    (text) => expect(deliveriesIn(text)).toEqual([]),
  );

  it('is bounded', () => {
    const group = 'Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n';
    expect(deliveriesIn(group.repeat(5_000)).length).toBe(100);
    expect(deliveriesIn(`Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; ${'x'.repeat(9_000)}`)[0]?.words.length).toBe(500); // prettier-ignore
  });
});

describe('[MBX-8] a report about abuse', () => {
  it.each([
    ['Feedback-Type: abuse\r\nUser-Agent: x\r\nVersion: 1\r\n', 'abuse'],
    ['Version: 1\nfeedback-type:  Not-Spam\n', 'not-spam'],
    ['Version: 1', undefined],
    ['Feedback-Type: a b', undefined],
  ])('names its kind: %j', (text, kind) => expect(feedbackIn(text)).toBe(kind));
});

describe('[MBX-7] the e-mail that came back', () => {
  it('is named by its head only', () => {
    expect(returnedMessageId('From: a@b\r\nMessage-ID:\r\n <one@example.com>\r\n\r\nHello')).toBe('one@example.com');
    expect(returnedMessageId('From: a@b\r\n\r\nMessage-ID: <one@example.com>')).toBeUndefined();
    expect(returnedMessageId('Message-ID: one@example.com')).toBeUndefined();
  });
});

describe('[MSG-41] an address', () => {
  it.each(['5.1.1', '5.0.0', '5.1.10', '5.2.1', '5.4.4'])('is gone for good by %s', (status) => expect(isAddressGone(status)).toBe(true)); // prettier-ignore
  it.each(['4.2.2', '4.4.1', '5.2.2', '5.2.3', '5.3.4', '5.6.1', '5.7.1', '5.7.26', '2.0.0', '', 'x', '5', '51.1'])(
    'is not, by %s',
    (status) => expect(isAddressGone(status)).toBe(false),
  );
});
