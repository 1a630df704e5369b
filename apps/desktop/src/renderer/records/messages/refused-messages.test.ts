import { installedCatalogue } from '@outpost/domain/installed-packs';
import { describe, expect, it } from 'vitest';
import { messagesOf } from './refused-messages.ts';

const mail = { kind: 'email', delivery: 'send', toAddress: 'ada@example.com', subject: 'Offer' };
const asked = (fields: Readonly<Record<string, string | null>>, entity = 'crm/activity') =>
  messagesOf(installedCatalogue, { id: 'new', entity, fields: { ...mail, ...fields } });

describe('[MSG-5] the messages that a record asks for', () => {
  it('have the purpose that it names; an empty one is the contract', () => {
    expect(asked({ purpose: 'offers' })).toEqual([{ channel: 'email', purpose: 'offers', address: 'ada@example.com' }]);
    for (const purpose of [null, '']) expect(asked({ purpose })).toMatchObject([{ purpose: 'contract' }]);
  });

  it('are none without an address, for a mail that is only kept, that was sent or taken back, and for another kind', () => {
    expect(asked({ toAddress: '' })).toEqual([]);
    expect(asked({ delivery: 'log' })).toEqual([]);
    expect(asked({ deliveryStatus: 'sent' })).toEqual([]);
    expect(asked({ deliveryDecision: 'not-sent' })).toEqual([]);
    expect(asked({}, 'crm/task')).toEqual([]);
  });
});
