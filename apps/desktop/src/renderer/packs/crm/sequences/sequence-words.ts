import {
  isMessageStep,
  readSequenceSteps,
  type SendWindow,
  type SequenceStep,
} from '@outpost/domain/kernel/sequences/sequence-steps';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import type { ShownRecord } from '../../../../bridge/contract.ts';

/** A step as lists show it. `title`: "E-mail: After the proposal". `detail`: a quiet second line; empty if there is none. */
export type SequenceStepWords = { readonly icon: string; readonly title: string; readonly detail: string };

export const stepIcons: Readonly<Record<SequenceStep['kind'], string>> = {
  email: 'mail',
  text: 'message',
  task: 'check-circle',
  wait: 'clock',
};

const units = { hour: ['hour', 'hours'], day: ['day', 'days'], weekday: ['weekday', 'weekdays'] } as const;
const counted = (count: number, [one, many]: readonly [string, string]): string =>
  `${count} ${count === 1 ? one : many}`;

/** Chosen: a line of a list. */
const mostShownChars = 72;
/** Returns the words of a text in one line: "…" stands for each value. */
const inOneLine = (words: string): string =>
  words
    .replaceAll(/\{\{.*?\}\}|\{%.*?%\}/g, '…')
    .replaceAll(/\s+/g, ' ')
    .trim();
const shortened = (text: string): string =>
  text.length > mostShownChars ? `${cutText(text, mostShownChars - 1)}…` : text;

/** Returns a step in words. `templateOf`: the name of a template; undefined if this device does not have it. */
export function sequenceStepWords(
  step: SequenceStep,
  templateOf: (id: string) => string | undefined,
): SequenceStepWords {
  const goesOn = isMessageStep(step) && step.goesOn === true ? 'If it cannot be sent, the next step follows' : '';
  const icon = stepIcons[step.kind];
  switch (step.kind) {
    case 'email':
      return { icon, title: `E-mail: ${templateOf(step.template) ?? 'a template that is not on this device'}`, detail: goesOn }; // prettier-ignore
    case 'text':
      return { icon, title: `Text: ${shortened(inOneLine(step.words))}`, detail: goesOn };
    case 'task':
      return {
        icon,
        title: `Task: ${step.subject}`,
        detail: step.days === 0 ? 'Due on the same day' : `Due ${counted(step.days, ['day', 'days'])} later`,
      };
    case 'wait':
      return { icon, title: `Wait ${counted(step.count, units[step.unit])}`, detail: '' };
  }
}

/** Returns the sending times in words. `zone`: the organisation's, "America/Denver". */
export const windowWords = (window: SendWindow | undefined, zone: string): string =>
  window === undefined
    ? 'At any time'
    : `${window.weekdays ? 'Monday to Friday' : 'Every day'}, ${window.from} to ${window.until} (${zone.replaceAll('_', ' ')})`;

/** Where an enrolment stands among the steps that people count: waits have no number. `of`: how many there are. */
export type StepNumber = { readonly number: number; readonly of: number };

/** Returns the number of the step at a place, or of the first one behind it that is no wait. Undefined at the end. */
export function stepNumber(steps: readonly SequenceStep[], place: number): StepNumber | undefined {
  const isCounted = ({ kind }: SequenceStep) => kind !== 'wait';
  const of = steps.filter(isCounted).length;
  const number = steps.slice(0, place).filter(isCounted).length + 1;
  return number > of ? undefined : { number, of };
}

/** Returns the steps of a version; undefined where this device cannot read them, or has no version. */
export function stepsOf(version: ShownRecord | undefined): readonly SequenceStep[] | undefined {
  const read = readSequenceSteps(version?.fields['steps']);
  return read.ok ? read.value : undefined;
}
