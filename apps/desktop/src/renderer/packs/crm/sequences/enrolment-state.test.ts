import type { SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { enrolmentActs, enrolmentState, isOnItsWay, stoppedFields } from './enrolment-state.ts';

const template = '01980000-0000-7000-8000-000000000001';
const steps: readonly SequenceStep[] = [
  { id: 'email-1', kind: 'email', template },
  { id: 'wait-1', kind: 'wait', count: 2, unit: 'weekday' },
  { id: 'task-1', kind: 'task', subject: 'Call', days: 1 },
];
const now = '2026-11-20T09:00:00.000Z';
const enrolled = (fields: ShownRecord['fields']) => ({ fields: { name: 'After the visit: Acme', status: 'active', place: 0, ...fields } }); // prettier-ignore
const said = (fields: ShownRecord['fields'], more: { readonly isSequencePaused?: boolean; readonly steps?: readonly SequenceStep[] | undefined } = {}) =>
  enrolmentState(enrolled(fields), { steps, isSequencePaused: false, now: Date.parse(now), when: (at) => at.slice(0, 10), ...more }).text; // prettier-ignore

describe('[SEQ-8] where an enrolment stands, in words', () => {
  it('counts steps without waits, and says when the next one comes', () => {
    expect(said({})).toBe('Step 1 of 2, as soon as the server can');
    expect(said({ place: 1, nextAt: '2026-11-24T10:00:00.000Z' })).toBe('Step 2 of 2, next 2026-11-24');
    expect(said({ place: 2, nextAt: '2026-11-24T10:00:00.000Z' })).toBe('Step 2 of 2, next 2026-11-24');
    expect(said({ place: 3, nextAt: '2026-11-24T10:00:00.000Z' })).toBe('At its end, next 2026-11-24');
    expect(said({ waitsFor: template })).toBe('Step 1 of 2, the message is on its way');
    expect(said({}, { isSequencePaused: true })).toBe('Step 1 of 2. The whole sequence is paused');
    expect(said({}, { steps: undefined })).toBe('Under way, as soon as the server can');
  });

  it('says why it waits or has stopped', () => {
    expect(said({ status: 'paused', place: 1 })).toBe('Paused. Step 2 of 2');
    expect(said({ status: 'stuck', why: 'There is no address.' })).toBe('Waits for you: There is no address.');
    expect(said({ status: 'stopped', stoppedBy: 'reply', endedAt: now })).toBe('Stopped: they answered, 2026-11-20');
    expect(said({ status: 'stopped', stoppedBy: 'opt-out' })).toBe('Stopped: they opted out');
    expect(said({ status: 'finished', endedAt: now })).toBe('Finished, 2026-11-20');
  });
});

describe('[SEQ-8] what a person can do with an enrolment', () => {
  const acts = (fields: ShownRecord['fields']) => enrolmentActs(enrolled(fields), { steps, now });

  it('pauses one that is under way, and lets a paused one go on now', () => {
    expect(acts({})).toMatchObject([{ label: 'Pause', done: 'Paused After the visit: Acme', fields: { status: 'paused' } }]); // prettier-ignore
    expect(acts({ status: 'paused' })).toMatchObject([{ label: 'Let it go on', fields: { status: 'active', nextAt: now } }]); // prettier-ignore
    const later = '2026-11-24T10:00:00.000Z';
    expect(acts({ status: 'paused', nextAt: later })).toMatchObject([{ fields: { status: 'active', nextAt: later } }]);
    expect(acts({ status: 'paused', waitsFor: template })).toMatchObject([{ fields: { status: 'active', nextAt: null } }]); // prettier-ignore
    expect(acts({ status: 'finished' })).toEqual([]);
    expect(acts({ status: 'stopped', stoppedBy: 'reply' })).toEqual([]);
  });

  it('sends a message again that was not sent, or goes on without it', () => {
    expect(acts({ status: 'stuck', why: 'Refused.', place: 1, waitsFor: template })).toEqual([
      { id: 'again', label: 'Send it again', done: 'Sent again a message of After the visit: Acme', fields: { status: 'active', nextAt: now, why: null, place: 0, waitsFor: null } },
      { id: 'go-on', label: 'Go on without it', done: 'Let go on After the visit: Acme', fields: { status: 'active', nextAt: now, why: null, waitsFor: null } },
    ]); // prettier-ignore
  });

  it('tries a message again that could not be written, or skips it and keeps that in the log', () => {
    const log = [{ step: 'email-1', what: 'not-sent', at: '2026-11-19T09:00:00.000Z' }];
    expect(acts({ status: 'stuck', why: 'There is no address.', log })).toMatchObject([
      { id: 'go-on', label: 'Try again', fields: { status: 'active', why: null } },
      {
        id: 'skip',
        fields: { status: 'active', nextAt: now, place: 1, log: [...log, { step: 'email-1', what: 'skipped', at: now }] }, // prettier-ignore
      },
    ]);
    expect(acts({ status: 'stuck', place: 2 }).map(({ id }) => id)).toEqual(['go-on']); // a task is not skipped
  });

  it('stops it, and takes a message back only if it has no outcome and no decision', () => {
    expect(stoppedFields(now)).toEqual({ status: 'stopped', stoppedBy: 'person', endedAt: now, why: null });
    expect(isOnItsWay({ fields: { deliveryStatus: null } })).toBe(true);
    expect(isOnItsWay({ fields: { deliveryStatus: 'sent' } })).toBe(false);
    expect(isOnItsWay({ fields: { deliveryDecision: 'not-sent' } })).toBe(false);
  });
});
