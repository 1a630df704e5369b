import type { JsonValue } from '@outpost/domain/kernel/json';
import { describe, expect, it } from 'vitest';
import { givenShownRecord, me } from '../../../testing/given-record.ts';
import { activityEntry } from './activity-entry.tsx';
import { recordedNote } from './call-delivery.ts';
import { changesOfMessage } from './message-delivery.ts';

const call = (fields: Readonly<Record<string, JsonValue>>) =>
  givenShownRecord({
    entity: 'crm/activity',
    fields: {
      kind: 'call',
      delivery: 'send',
      number: '+13035550164',
      happensAt: '2026-11-20T18:00:00.000Z',
      ...fields,
    },
  });

describe('[MSG-60] [MSG-64] a call that Outpost connects', () => {
  const title = (
    fields: Readonly<Record<string, JsonValue>>,
    more: { readonly hours?: string; readonly refusal?: string } = {},
  ) => {
    const telling = {
      me,
      nameOf: () => 'Someone',
      textOf: (field: string, value: JsonValue) => ((field === 'talked' || field === 'lasts') && typeof value === 'number' ? `${value} s` : field === 'outcome' && value === 'reached' ? 'Reached' : ''),
      whyNotSent: () => more.refusal,
      waitsFor: () => more.hours,
    }; // prettier-ignore
    const entry = activityEntry(call(fields), telling, (text) => text);
    return 'title' in entry ? entry.title : undefined;
  };

  it('says in the timeline what it waits for, and how it ended', () => {
    expect(title({})).toBe('You asked for a call to +1 303 555 0164, your telephone rings once it has reached the server'); // prettier-ignore
    expect(title({}, { refusal: 'No.' })).toContain(', it will not be placed: No.');
    expect(title({}, { hours: '8:00 in Denver' })).toContain(', it will not be placed before 8:00 in Denver');
    expect(title({ deliveryDecision: 'not-sent' })).toContain(', it is not placed: somebody took it back');
    expect(title({ deliveryStatus: 'sent' })).toBe('You called +1 303 555 0164');
    expect(title({ deliveryStatus: 'delivered', line: 'answered', talked: 62, outcome: 'reached' })).toBe('You called +1 303 555 0164, reached, 62 s'); // prettier-ignore
    expect(title({ deliveryStatus: 'delivered', line: 'busy', talked: 0 })).toBe('You called +1 303 555 0164, the line was busy'); // prettier-ignore
    expect(title({ deliveryStatus: 'delivered', line: 'no-answer', talked: 0 })).toContain(', nobody answered');
    expect(title({ deliveryStatus: 'delivered', line: 'failed', talked: 0 })).toContain(', it was not connected');
    expect(title({ deliveryStatus: 'failed', deliveryError: 'It was busy.' })).toBe('You asked for a call to +1 303 555 0164, it was not placed: It was busy.'); // prettier-ignore
    expect(title({ deliveryStatus: 'expired' })).toContain(', it was not placed in time');
    expect(title({ deliveryStatus: 'unknown', deliveryError: 'Nobody knows.' })).toContain('. Nobody knows.');
    expect(title({ deliveryStatus: 'unknown', deliveryDecision: 'sent' })).toBe('You called +1 303 555 0164, it was marked as placed'); // prettier-ignore
  });

  it('[MSG-66] that came in says from whom, and whether it was missed', () => {
    const came = { delivery: null, direction: 'in', subject: 'Missed call' };
    expect(title(came)).toBe('Missed call from +1 303 555 0164');
    expect(title({ ...came, subject: 'Call under way' })).toBe('Call under way from +1 303 555 0164');
    expect(title({ ...came, subject: 'Call', lasts: 62 })).toBe('Call from +1 303 555 0164, 62 s');
    expect(title({ ...came, subject: 'About the motors' })).toBe('Call from +1 303 555 0164');
  });

  it('[MSG-69] says whether it was recorded and on what ground, and nothing where nobody was asked', () => {
    const note = (recorded: string | null) =>
      recordedNote(call({ recorded, recordedWhy: 'The law of CA asks for it.' }));
    expect(['one-party', 'agreed', 'no-key', 'lost', 'message', null].map(note)).toEqual([
      'Recorded. The law of CA asks for it.',
      'Recorded, after the other end agreed by a key. The law of CA asks for it.',
      'Not recorded: the other end pressed no key. The law of CA asks for it.',
      'The recording could not be kept. The law of CA asks for it.',
      'The caller left a message.',
      undefined,
    ]);
  });

  it('takes its outcome on its own record, by how the line ended, and none twice', () => {
    const labels = (fields: Readonly<Record<string, JsonValue>>) => changesOfMessage(call(fields)).map(({ label }) => label); // prettier-ignore
    expect(labels({ deliveryStatus: 'delivered', line: 'answered' })).toEqual(['Reached', 'Left a message', 'Wrong number']); // prettier-ignore
    expect(labels({ deliveryStatus: 'delivered', line: 'busy' })).toEqual(['Busy']);
    expect(labels({ deliveryStatus: 'delivered', line: 'no-answer' })).toEqual(['Left a message', 'No answer']);
    expect(labels({ deliveryStatus: 'sent' })).toHaveLength(5);
    expect(labels({ deliveryStatus: 'delivered', line: 'answered', outcome: 'reached' })).toEqual([]);
    expect(changesOfMessage(call({ deliveryStatus: 'delivered', line: 'busy' }))).toEqual([{ label: 'Busy', done: 'Logged a call, busy: +1 303 555 0164', fields: { outcome: 'busy' } }]); // prettier-ignore
  });

  it('can be taken back while it waits, and is never placed again', () => {
    expect(changesOfMessage(call({})).map(({ fields }) => fields)).toEqual([{ deliveryDecision: 'not-sent' }]);
    for (const deliveryStatus of ['failed', 'expired']) expect(changesOfMessage(call({ deliveryStatus }))).toEqual([]);
    expect(changesOfMessage(call({ deliveryDecision: 'not-sent' }))).toEqual([]);
    expect(changesOfMessage(call({ deliveryStatus: 'unknown' })).map(({ label }) => label)).toEqual(['It was placed', 'Leave it']); // prettier-ignore
  });
});
