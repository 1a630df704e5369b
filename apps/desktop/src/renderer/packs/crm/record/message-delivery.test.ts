import type { JsonValue } from '@outpost/domain/kernel/json';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../../testing/given-record.ts';
import { changesOfMessage, deliveryWords } from './message-delivery.ts';

const mail = (fields: Readonly<Record<string, JsonValue>>) =>
  givenShownRecord({
    entity: 'crm/activity',
    fields: { kind: 'email', delivery: 'send', subject: 'Offer', toAddress: 'a@b.example', ...fields },
  });
const words = (fields: Readonly<Record<string, JsonValue>>) =>
  deliveryWords(mail(fields), { textOf: (_field, value) => `<${JSON.stringify(value)}>` });
const offered = (fields: Readonly<Record<string, JsonValue>>) =>
  changesOfMessage(mail(fields)).map(({ label, done, fields: to }) => [label, done, to]);

describe('[CRM-12] the delivery of an e-mail', () => {
  it('says what the e-mail waits for', () => {
    expect(words({})).toBe(', is sent once it has reached the server');
    expect(words({ sendAt: '8:00' })).toBe(', is sent at <"8:00">, once it has reached the server');
    expect(words({ deliveryDecision: 'not-sent' })).toBe(', it is not sent: somebody took it back');
    expect(words({ deliveryStatus: 'failed', deliveryError: 'No.', deliveryDecision: 'again' })).toBe(
      ', is sent again once your decision has reached the server',
    );
  });

  it('says what became of it, and what nobody knows', () => {
    expect(words({ deliveryStatus: 'sent' })).toBe('');
    expect(words({ deliveryStatus: 'failed', deliveryError: 'No.' })).toBe(', it could not be sent: No.');
    expect(words({ deliveryStatus: 'returned', deliveryError: 'It came back: No such user.' })).toBe(', it came back: No such user.'); // prettier-ignore
    expect(words({ deliveryStatus: 'failed' })).toBe(', it could not be sent: no reason was given');
    expect(words({ deliveryStatus: 'expired' })).toBe(', it was not sent in time');
    expect(words({ deliveryStatus: 'unknown', deliveryError: 'It is not clear.' })).toBe('. It is not clear.');
    expect(words({ deliveryStatus: 'unknown', deliveryDecision: 'sent' })).toBe(', it was marked as sent');
    expect(words({ deliveryStatus: 'unknown', deliveryDecision: 'not-sent' })).toBe(
      ', it was left as it is: nobody knows whether it was sent',
    );
  });

  it('[MSG-5] says why an e-mail that waits will not be sent, and nothing of the kind about one that was taken back or sent', () => {
    const refused = (fields: Readonly<Record<string, JsonValue>>) =>
      deliveryWords(mail(fields), { textOf: () => '', whyNotSent: () => 'a@b.example has not agreed to offers.' });
    expect(refused({})).toBe(', it will not be sent: a@b.example has not agreed to offers.');
    expect(refused({ deliveryDecision: 'not-sent' })).toBe(', it is not sent: somebody took it back');
    expect(refused({ deliveryStatus: 'sent' })).toBe('');
  });

  it('[MSG-30] says for which hours a message waits, unless a person has chosen its time', () => {
    const waiting = (fields: Readonly<Record<string, JsonValue>>) =>
      deliveryWords(mail({ kind: 'text', ...fields }), { textOf: () => '8:00', waitsFor: () => '8:00 in Denver' });
    expect(waiting({})).toBe(', waits for 8:00 in Denver');
    expect(waiting({ sendAt: '2026-12-01T08:00:00.000Z' })).toContain(', is sent at');
    expect(waiting({ deliveryStatus: 'sent' })).toBe('');
  });

  it('offers to take back what waits, and to let it go after all', () => {
    expect(offered({})).toEqual([['Do not send it', 'Not to be sent: Offer', { deliveryDecision: 'not-sent' }]]);
    expect(offered({ deliveryDecision: 'not-sent', subject: '' })).toEqual([
      ['Send it after all', 'To be sent after all: a@b.example', { deliveryDecision: null }],
    ]);
    expect(offered({ kind: 'text', subject: '', toAddress: '', number: '+13035550164' })).toEqual([
      ['Do not send it', 'Not to be sent: +1 303 555 0164', { deliveryDecision: 'not-sent' }],
    ]);
  });

  it('offers a decision where the outcome leaves one open, and nothing else', () => {
    const again = ['Send it again', 'To be sent again: Offer', { deliveryDecision: 'again' }];
    expect(offered({ deliveryStatus: 'failed' })).toEqual([again]);
    expect(offered({ deliveryStatus: 'expired' })).toEqual([
      ['Send it again', 'To be sent again: Offer', { deliveryDecision: 'again', sendUntil: null }],
    ]);
    expect(offered({ deliveryStatus: 'unknown' })).toEqual([
      ['It was sent', 'Marked as sent: Offer', { deliveryDecision: 'sent' }],
      again,
      ['Leave it', 'Left as it is: Offer', { deliveryDecision: 'not-sent' }],
    ]);
    for (const fields of [
      { deliveryStatus: 'sent' },
      { kind: 'text', deliveryStatus: 'delivered' },
      { deliveryStatus: 'unknown', deliveryDecision: 'sent' },
      { deliveryStatus: 'failed', deliveryDecision: 'again' },
      { kind: 'note' },
      { delivery: 'log' },
    ])
      expect(offered(fields)).toEqual([]);
  });
});
