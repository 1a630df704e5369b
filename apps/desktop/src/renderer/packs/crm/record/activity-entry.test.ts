import type { JsonValue } from '@outpost/domain/kernel/json';
import { describe, expect, it } from 'vitest';
import { dana, givenShownRecord, me } from '../../../testing/given-record.ts';
import { activityEntry, noteFields } from './activity-entry.tsx';

const telling = { me, nameOf: (id: string) => (id === dana ? 'Dana' : 'Someone'), textOf: () => '' };

describe('an activity in a timeline', () => {
  it('[S-2] shows the outcome of an e-mail intent', () => {
    const mail = (fields: Record<string, JsonValue>) =>
      activityEntry(
        givenShownRecord({
          entity: 'crm/activity',
          fields: { kind: 'email', delivery: 'send', subject: 'Offer', toAddress: 'a@b.example', ...fields },
        }),
        telling,
        (text) => text,
      );
    expect(mail({})).toMatchObject({
      kind: 'event',
      title: 'You wrote an e-mail to a@b.example: Offer, is sent once it has reached the server',
    });
    expect(mail({ deliveryStatus: 'sent' })).toMatchObject({ title: 'You sent an e-mail to a@b.example: Offer' });
    expect(mail({ deliveryStatus: 'failed', deliveryError: 'no such host' })).toMatchObject({
      title: expect.stringContaining('it could not be sent: no such host') as string,
    });
  });

  it('[MSG-10] [MSG-13] shows texts both ways, with what became of them, as they were written', () => {
    const text = (fields: Record<string, JsonValue>) =>
      activityEntry(
        givenShownRecord({
          entity: 'crm/activity',
          fields: { kind: 'text', delivery: 'send', number: '+13035550164', body: '*Nine* is fine', ...fields },
        }),
        telling,
        () => 'as Markdown',
      );
    const title = (fields: Record<string, JsonValue>) => {
      const entry = text(fields);
      return 'title' in entry ? entry.title : undefined;
    };
    expect(title({})).toBe('You wrote a text to +1 303 555 0164, is sent once it has reached the server');
    expect(title({ deliveryStatus: 'sent' })).toBe('You sent a text to +1 303 555 0164');
    expect(title({ deliveryStatus: 'delivered' })).toBe('You sent a text to +1 303 555 0164, it was delivered');
    expect(title({ deliveryStatus: 'failed', deliveryError: 'No.' })).toContain(', it could not be sent: No.');
    expect(title({ delivery: null, direction: 'in', subject: 'Nine' })).toBe('Text from +1 303 555 0164');
    const mail = { kind: 'email', delivery: null, direction: 'in', number: null };
    expect(title({ ...mail, fromAddress: 'cleo@example.com', subject: 'Re: Your offer' })).toBe('E-mail from cleo@example.com: Re: Your offer'); // prettier-ignore
    expect(text({ ...mail, body: '# *Nine*' })).toMatchObject({ icon: 'mail', body: { props: { text: '# *Nine*' } } });
    expect(title({ ...mail, subject: 'Hello' })).toBe('E-mail from an unknown sender: Hello');
    expect(title({ delivery: 'log', direction: 'out' })).toBe('You sent a text to +1 303 555 0164');
    expect(title({ delivery: 'log' })).toBe('You logged a text to +1 303 555 0164');
    expect(text({})).toMatchObject({ icon: 'message', body: { props: { text: '*Nine* is fine' } } });
  });

  it('[CRM-11] shows the outcome of a call, and nothing for a call without an outcome', () => {
    const labels = {
      ...telling,
      textOf: (_field: string, value: JsonValue) => (value === 'no-answer' ? 'No answer' : ''),
    };
    const call = (fields: Record<string, JsonValue>) =>
      activityEntry(
        givenShownRecord({ entity: 'crm/activity', fields: { kind: 'call', ...fields } }),
        labels,
        (text) => text,
      );
    expect(call({ outcome: 'no-answer' })).toMatchObject({ title: 'You logged a call, no answer' });
    expect(call({ outcome: 'no-answer', subject: 'Offer' })).toMatchObject({
      title: 'You logged a call, no answer: Offer',
    });
    expect(call({ outcome: 'no-answer', subject: 'No answer' })).toMatchObject({
      title: 'You logged a call, no answer',
    });
    expect(call({ subject: 'Offer' })).toMatchObject({ title: 'You logged a call: Offer' });
  });

  it('[CRM-11] says that a meeting did not take place, and why', () => {
    const labels = { ...telling, textOf: (field: string) => (field === 'meetingOutcome' ? 'No show' : '') };
    const meeting = (fields: Record<string, JsonValue>) =>
      activityEntry(
        givenShownRecord({ entity: 'crm/activity', fields: { kind: 'meeting', ...fields } }),
        labels,
        (text) => text,
      );
    expect(meeting({ meetingOutcome: 'no-show', subject: 'No show' })).toMatchObject({ title: 'You logged a meeting, no show' }); // prettier-ignore
    expect(meeting({ meetingOutcome: 'completed', subject: 'Offer' })).toMatchObject({ title: 'You held a meeting: Offer' }); // prettier-ignore
    expect(meeting({ subject: 'Offer' })).toMatchObject({ title: 'You held a meeting: Offer' });
  });

  it('does not repeat a note’s first line', () => {
    const note = activityEntry(
      givenShownRecord({
        entity: 'crm/activity',
        fields: { kind: 'note', subject: 'South wall', body: 'South wall\nsheet A-4' },
      }),
      telling,
      (text) => text,
    );
    expect(note).toMatchObject({ title: 'You wrote a note', body: 'South wall\nsheet A-4' });
  });

  it('is written as a note whose first line is its subject, shortened if it is long', () => {
    const nowMs = Date.parse('2026-11-20T08:00:00.000Z');
    expect(noteFields('South wall', nowMs)).toEqual({
      kind: 'note',
      subject: 'South wall',
      body: null,
      happensAt: '2026-11-20T08:00:00.000Z',
    });
    expect(noteFields('South wall\nsheet A-4', nowMs)).toMatchObject({
      subject: 'South wall',
      body: 'South wall\nsheet A-4',
    });
    const long = 'x'.repeat(90);
    expect(noteFields(long, nowMs)).toMatchObject({ subject: `${'x'.repeat(79)}…`, body: long });
  });
});
