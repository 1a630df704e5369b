import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import type { BranchCondition, MessageOutcome } from '@outpost/domain/kernel/sequences/branch-condition';
import { depthsOfSteps, isBranchMark, placeOfNextAct } from '@outpost/domain/kernel/sequences/branch-places';
import {
  isWrittenStep,
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
  letter: 'file-text',
  task: 'check-circle',
  wait: 'clock',
  if: 'route',
  else: 'arrow-right',
  end: 'arrow-right',
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

/** The names that steps are written with. `templateOf` returns the name of a template. It returns undefined for one that this device lacks. */
export type StepTelling = {
  readonly templateOf: (id: string) => string | undefined;
  /** The condition of a branch: "Stage: Proposal". */
  readonly conditionOf: (when: BranchCondition) => string;
};

/** Returns a step in words. */
export function sequenceStepWords(step: SequenceStep, { templateOf, conditionOf }: StepTelling): SequenceStepWords {
  const goesOn = isWrittenStep(step) && step.goesOn === true ? 'If it cannot be sent, the next step follows' : '';
  const icon = stepIcons[step.kind];
  switch (step.kind) {
    case 'email':
      return { icon, title: `E-mail: ${templateOf(step.template) ?? 'a template that is not on this device'}`, detail: goesOn }; // prettier-ignore
    case 'letter':
      return { icon, title: `Letter: ${templateOf(step.template) ?? 'a template that is not on this device'}`, detail: goesOn }; // prettier-ignore
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
    case 'if':
      return { icon, title: `If ${conditionOf(step.when)}`, detail: '' };
    case 'else':
      return { icon, title: 'Otherwise', detail: '' };
    case 'end':
      return { icon, title: 'End of the branch', detail: '' };
  }
}

/** Returns the sending times in words. `zone`: the organisation's, "America/Denver". */
export const windowWords = (window: SendWindow | undefined, zone: string): string =>
  window === undefined
    ? 'At any time'
    : `${window.weekdays ? 'Monday to Friday' : 'Every day'}, ${window.from} to ${window.until} (${zone.replaceAll('_', ' ')})`;

/** Where an enrolment stands among the steps that people count: waits have no number. `of`: how many there are. */
export type StepNumber = { readonly number: number; readonly of: number };

/** Returns the number of the step at a place, or of the one that follows a wait or the end of a part there. Undefined at the end. */
export function stepNumber(steps: readonly SequenceStep[], place: number): StepNumber | undefined {
  const isCounted = (step: SequenceStep) => step.kind !== 'wait' && !isBranchMark(step);
  const of = steps.filter(isCounted).length;
  const number = steps.slice(0, placeOfNextAct(steps, place)).filter(isCounted).length + 1;
  return number > of ? undefined : { number, of };
}

/** Returns the steps of a version; undefined where this device cannot read them, or has no version. */
export function stepsOf(version: ShownRecord | undefined): readonly SequenceStep[] | undefined {
  const read = readSequenceSteps(version?.fields['steps']);
  return read.ok ? read.value : undefined;
}

/** Returns the words of a condition. `filterOf`: a filter in words. `stepOf`: the number of a step, by its id; undefined if there is none. */
export function branchConditionWords(when: BranchCondition, { filterOf, stepOf }: { readonly filterOf: (where: Filter) => string; readonly stepOf: (id: string) => number | undefined }): string {
  if ('record' in when) return filterOf(when.record);
  if ('reach' in when) return when.reach === 'text' ? 'a text to them is allowed' : 'an e-mail to them is allowed';
  return `the message of step ${stepOf(when.message) ?? '?'} was ${messageStates[when.is]}`;
} // prettier-ignore

/** The outcomes of a message for which a branch asks, in words. */
export const messageStates = { sent: 'sent', delivered: 'delivered', 'not-sent': 'not sent', opened: 'opened', clicked: 'clicked' } as const satisfies Record<MessageOutcome, string>; // prettier-ignore

/** Whether a word is an outcome for which a branch may ask. */
export const isMessageState = (word: string): word is MessageOutcome => Object.hasOwn(messageStates, word);

/** A step as lists draw it. `depth`: in how many parts of branches it lies. */
export type DrawnStep = { readonly step: SequenceStep; readonly place: number; readonly depth: number };

/** Returns the steps as lists draw them: without the ends of branches, which the depth shows. */
export function drawnSteps(steps: readonly SequenceStep[]): readonly DrawnStep[] {
  const depths = depthsOfSteps(steps);
  return steps.map((step, place) => ({ step, place, depth: depths[place] ?? 0 })).filter(({ step }) => step.kind !== 'end'); // prettier-ignore
}
