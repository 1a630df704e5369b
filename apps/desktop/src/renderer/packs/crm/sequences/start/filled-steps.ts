import { mostTextChars } from '@outpost/domain/kernel/messages/text-parts';
import {
  isWrittenStep,
  type SequenceLetters,
  type SequenceStep,
  type WrittenStep,
} from '@outpost/domain/kernel/sequences/sequence-steps';
import { prepareTemplate, type TemplateValues } from '@outpost/domain/kernel/templates/fill-template';
import { gapFault } from '@outpost/domain/kernel/templates/snippets';
import type { ShownRecord } from '../../../../../bridge/contract.ts';
import { textIn } from '../../../../records/values/shown-value.ts';
import { type FilledLetter, prepareLetter } from '../../templates/fill-letter.ts';

/** A message or letter of a sequence, filled in for one record. A text has an empty subject. */
export type FilledStep = {
  readonly step: WrittenStep;
  readonly filled: FilledLetter;
  readonly templateVersion?: string;
};

/** Fills in all messages of a sequence with the values of one record. */
export type StepFiller = (values: TemplateValues) => readonly FilledStep[];

function prepareStep(step: WrittenStep, versionOf: (template: string) => ShownRecord | undefined) {
  if (step.kind === 'text') {
    const fill = prepareTemplate(step.words, { isMarkdown: false });
    return (values: TemplateValues): FilledStep => {
      const filled = fill(values);
      if (filled.ok) return { step, filled: { ok: true, subject: '', words: filled.text.trim() } };
      return {
        step,
        filled:
          filled.why === 'gaps' ? { ok: false, gaps: filled.gaps } : { ok: false, gaps: [], fault: filled.message },
      };
    };
  }
  const version = versionOf(step.template);
  if (version === undefined) {
    const fault = 'The template has no words, or is not on this device.';
    return (): FilledStep => ({ step, filled: { ok: false, gaps: [], fault } });
  }
  const fill = prepareLetter({ subject: textIn(version.fields['subject']), words: textIn(version.fields['words']) });
  return (values: TemplateValues): FilledStep => ({ step, filled: fill(values), templateVersion: version.id });
}

/**
 * Reads the messages of a sequence once, and returns the function that fills them in for a record (SEQ-4). `versionOf`: the newest version of a
 * template.
 */
export function prepareSteps(
  steps: readonly SequenceStep[],
  versionOf: (template: string) => ShownRecord | undefined,
): StepFiller {
  const prepared = steps.filter(isWrittenStep).map((step) => prepareStep(step, versionOf));
  return (values) => prepared.map((fill) => fill(values));
}

/** Returns the messages of a sequence with the values of one record. */
export const fillSteps = (
  steps: readonly SequenceStep[],
  versionOf: (template: string) => ShownRecord | undefined,
  values: TemplateValues,
): readonly FilledStep[] => prepareSteps(steps, versionOf)(values);

/** The words of one message, as the person has changed them. A part that is left out is as it was filled in. */
export type ChangedWords = { readonly subject?: string | undefined; readonly words?: string | undefined };

/** The words of a message as they would be sent; undefined while a value is missing. */
export function wordsOf(
  { filled }: FilledStep,
  changed: ChangedWords,
): { readonly subject: string; readonly words: string } | undefined {
  // prettier-ignore
  if (!filled.ok) return undefined;
  return { subject: changed.subject ?? filled.subject, words: changed.words ?? filled.words };
}

/** Returns why the words of a message cannot be sent; undefined if they can. */
export function wordsFault(one: FilledStep, changed: ChangedWords): string | undefined {
  const words = wordsOf(one, changed);
  if (words === undefined) return 'Values are missing.';
  if (words.words.trim() === '') return 'The message has no words.';
  if (one.step.kind !== 'text' && words.subject.trim() === '')
    return `The ${one.step.kind === 'email' ? 'e-mail' : 'letter'} has no subject.`;
  if (one.step.kind === 'text' && words.words.length > mostTextChars)
    return `A text has at most ${mostTextChars} characters.`;
  return gapFault(words.subject, words.words);
}

/** Returns the words of all messages for an enrolment; undefined while one of them cannot be sent. */
export function lettersOf(
  filled: readonly FilledStep[],
  changedOf: (step: string) => ChangedWords,
): SequenceLetters | undefined {
  const letters: Record<string, SequenceLetters[string]> = {};
  for (const one of filled) {
    const changed = changedOf(one.step.id);
    const words = wordsFault(one, changed) === undefined ? wordsOf(one, changed) : undefined;
    if (words === undefined) return undefined;
    letters[one.step.id] = {
      words: words.words,
      ...(one.step.kind === 'text' ? {} : { subject: words.subject.trim() }),
      ...(one.templateVersion === undefined ? {} : { templateVersion: one.templateVersion }),
    };
  }
  return letters;
}
