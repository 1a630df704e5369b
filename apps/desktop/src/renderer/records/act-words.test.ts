import { describe, expect, it } from 'vitest';
import type { OutboxEntry } from '../../bridge/contract.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { changedLabel, waitingByRecord, waitingFallback, waitingWords } from './act-words.ts';
import { installedEntity } from './entity-shape.ts';

const deal = installedEntity('crm/deal');

describe('the words of acts', () => {
  it('names the changed fields by their labels, and counts many', () => {
    expect(changedLabel(deal, 'Acme', ['closesOn'])).toBe('Changed Closes of Acme');
    expect(changedLabel(deal, 'Acme', ['closesOn', 'ownerId'])).toBe('Changed Closes and Owner of Acme');
    expect(changedLabel(deal, 'Acme', ['name', 'stage', 'value', 'closesOn'])).toBe('Changed 4 fields of Acme');
    expect(changedLabel(deal, 'x'.repeat(400), ['name'])).toHaveLength(300);
  });

  it('leaves out the record’s own name on its page', () => {
    expect(waitingWords('Moved Acme to Won', 'Acme')).toBe('Moved to Won, to send');
    expect(waitingWords('Changed Closes of Acme', 'Acme')).toBe('Changed Closes, to send');
    expect([waitingFallback(givenShownRecord({ version: 0 })), waitingFallback(givenShownRecord())]).toEqual([
      'Added here, to send',
      'Changed here, to send',
    ]);
  });

  it('shows the newest of several waiting acts', () => {
    const entry = (label: string): OutboxEntry => ({
      act: givenShownRecord().id,
      label,
      madeAt: '',
      group: null,
      state: 'waiting',
      editCount: 1,
      isJudgedLater: false,
      records: [{ id: 'r1', entity: 'crm/deal', title: 'Acme' }],
    });
    expect(waitingByRecord([entry('Moved Acme to Proposal'), entry('Moved Acme to Won')]).get('r1')).toBe(
      'Moved to Won, to send',
    );
  });
});
