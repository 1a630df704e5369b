import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { isWrittenStep, type SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { stopReasonInWords } from '@outpost/domain/packs/crm/stop-reasons';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import type { StateWords } from '../../../people/listed-beside.tsx';
import { textIn } from '../../../records/values/shown-value.ts';
import { stepNumber } from './sequence-words.ts';

type Fields = Pick<ShownRecord, 'fields'>;

/** Whether an enrolment has not ended. */
export const isUnderWay = ({ fields: { status } }: Fields): boolean =>
  status === 'active' || status === 'paused' || status === 'stuck';

/** The place of an enrolment's next step. */
export const nextPlaceOf = ({ fields: { place } }: Fields): number => (typeof place === 'number' ? place : 0);

/** The facts from which the words about an enrolment are made. `steps`: of its version, where this device has it. `when`: a time in words, "tomorrow". */
type Telling = {
  readonly steps: readonly SequenceStep[] | undefined;
  readonly isSequencePaused: boolean;
  /** Unix milliseconds. */
  readonly now: number;
  readonly when: (at: string) => string;
};

/** Returns where an enrolment stands, in words: "Step 2 of 5, next Tue 10:00". */
export function enrolmentState(record: Fields, { steps, isSequencePaused, now, when }: Telling): StateWords {
  const { status, why, stoppedBy, endedAt, nextAt, waitsFor } = record.fields;
  const number = steps && stepNumber(steps, nextPlaceOf(record));
  const at = steps === undefined ? 'Under way' : number === undefined ? 'At its end' : `Step ${number.number} of ${number.of}`; // prettier-ignore
  const ended = typeof endedAt === 'string' ? `, ${when(endedAt)}` : '';
  switch (textIn(status)) {
    case 'paused':
      return { text: `Paused. ${at}`, tone: 'neutral' };
    case 'stuck':
      return { text: `Waits for you: ${textIn(why) || 'no reason was given'}`, tone: 'warn' };
    case 'finished':
      return { text: `Finished${ended}`, tone: 'good' };
    case 'stopped':
      return { text: `Stopped: ${stopReasonInWords(textIn(stoppedBy))}${ended}`, tone: 'neutral' };
    default:
      if (isSequencePaused) return { text: `${at}. The whole sequence is paused`, tone: 'neutral' };
      if (textIn(waitsFor) !== '') return { text: `${at}, the message is on its way`, tone: 'good' };
      return typeof nextAt === 'string' && Date.parse(nextAt) > now
        ? { text: `${at}, next ${when(nextAt)}`, tone: 'good' }
        : { text: `${at}, as soon as the server can`, tone: 'good' };
  }
}

/** An act of a person on an enrolment. `id` names it among the others. */
export type EnrolmentAct = {
  readonly id: 'pause' | 'go-on' | 'again' | 'skip';
  readonly label: string;
  /** The act in words, for the journal. */
  readonly done: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
};

/**
 * Returns the changes that a person can make to an enrolment besides stopping it. `now`: UTC. Where a message was not sent, its step lies
 * before the place.
 */
export function enrolmentActs(
  record: Fields,
  { steps, now }: { readonly steps: readonly SequenceStep[] | undefined; readonly now: string },
): readonly EnrolmentAct[] {
  const { status, name, log, nextAt, waitsFor } = record.fields;
  const done = (verb: string) => cutLabel(`${verb} ${textIn(name)}`);
  const goOn: EnrolmentAct = {
    id: 'go-on',
    label: 'Let it go on',
    done: done('Let go on'),
    fields: { status: 'active', nextAt: now, why: null },
  };
  const hasMessage = textIn(waitsFor) !== '';
  if (status === 'active') return [{ id: 'pause', label: 'Pause', done: done('Paused'), fields: { status: 'paused' } }];
  // A wait goes on where it was. One whose message is on its way goes on with the message's outcome.
  if (status === 'paused') return [{ ...goOn, fields: { status: 'active', nextAt: hasMessage ? null : (nextAt ?? now) } }]; // prettier-ignore
  if (status !== 'stuck') return [];
  const place = nextPlaceOf(record);
  if (hasMessage) {
    const again = { ...goOn.fields, place: Math.max(0, place - 1), waitsFor: null };
    return [
      { id: 'again', label: 'Send it again', done: done('Sent again a message of'), fields: again },
      { ...goOn, label: 'Go on without it', fields: { ...goOn.fields, waitsFor: null } },
    ];
  }
  const step = steps?.[place];
  if (step === undefined || !isWrittenStep(step)) return [{ ...goOn, label: 'Try again' }];
  const skip: EnrolmentAct = {
    id: 'skip',
    label: 'Skip the step',
    done: done('Skipped a step of'),
    fields: {
      ...goOn.fields,
      place: place + 1,
      log: [...(Array.isArray(log) ? (log as readonly JsonValue[]) : []), { step: step.id, what: 'skipped', at: now }],
    },
  };
  return [{ ...goOn, label: 'Try again' }, skip];
}

/** Returns the fields by which a person stops an enrolment. `now`: UTC. */
export const stoppedFields = (now: string) => ({ status: 'stopped', stoppedBy: 'person', endedAt: now, why: null });

/** SEQ-3: whether a message of an enrolment has not gone out yet, as far as this device knows, so that it can be taken back. */
export const isOnItsWay = ({ fields: { deliveryStatus = null, deliveryDecision = null } }: Fields): boolean =>
  deliveryStatus === null && deliveryDecision === null;
