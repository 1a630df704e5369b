import type { JsonValue } from '@outpost/domain/kernel/json';
import { readSequenceSteps, type SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { fillTemplate, type TemplateValues } from '@outpost/domain/kernel/templates/fill-template';
import { z } from 'zod';

/** A step that is being written: the values of all kinds, so that nothing is lost while the person tries things out. Null: no number. */
const draftStepSchema = z.object({
  id: z.string(),
  kind: z.enum(['email', 'text', 'task', 'wait']),
  template: z.string().catch(''),
  words: z.string().catch(''),
  subject: z.string().catch(''),
  days: z.number().nullable().catch(0),
  count: z.number().nullable().catch(2),
  unit: z.enum(['hour', 'day', 'weekday']).catch('weekday'),
  goesOn: z.boolean().catch(false),
});
export type SequenceDraftStep = z.output<typeof draftStepSchema>;

/** Returns the steps of a draft; undefined where none are kept. */
export function draftStepsIn(kept: JsonValue | undefined): readonly SequenceDraftStep[] | undefined {
  const read = z.array(draftStepSchema).safeParse(kept);
  return read.success ? read.data : undefined;
}

/** Returns a new or a saved step as a draft. */
export const draftStepOf = (step: { readonly id: string; readonly kind: SequenceStep['kind'] }): SequenceDraftStep =>
  draftStepSchema.parse(step);

/** Returns a draft in the form in which steps are saved; it may be wrong. */
export function savedForm(draft: SequenceDraftStep): { readonly [name: string]: JsonValue } {
  const { id, kind, template, words, subject, days, count, unit } = draft;
  const goesOn = draft.goesOn ? { goesOn: true } : {};
  switch (kind) {
    case 'email':
      return { id, kind, template, ...goesOn };
    case 'text':
      return { id, kind, words: words.trim(), ...goesOn };
    case 'task':
      return { id, kind, subject: subject.trim(), ...(days === null ? {} : { days }) };
    case 'wait':
      return { id, kind, ...(count === null ? {} : { count }), unit };
  }
}

const fieldWords: Readonly<Record<string, string>> = {
  words: 'The text',
  subject: 'The task',
  days: 'The number of days',
  count: 'The number',
};

/**
 * Returns what is wrong with a step, in a sentence; undefined if it can be saved. `values`: all values that its words may name, empty
 * ones too.
 */
export function faultOfStep(draft: SequenceDraftStep, values: TemplateValues): string | undefined {
  if (draft.kind === 'email' && draft.template === '') return 'Choose a template.';
  const read = readSequenceSteps([savedForm(draft)]);
  if (!read.ok) {
    const [, field = '', message = read.message] = /^0\.?(\w*) (.*)$/.exec(read.message) ?? [];
    return `${fieldWords[field] ?? 'The step'} ${message}.`;
  }
  if (draft.kind !== 'text') return undefined;
  const filled = fillTemplate(draft.words, values, { isMarkdown: false });
  return !filled.ok && filled.why === 'fault' ? filled.message : undefined;
}

/** Returns an id that no step of any version has: the counts of an older step are not those of a new one. */
export function newStepId(kind: SequenceStep['kind'], taken: readonly string[]): string {
  const numbers = taken.flatMap((id) => {
    const [, of, number] = /^(.*)-(\d+)$/.exec(id) ?? [];
    return of === kind ? [Number(number)] : [];
  });
  return `${kind}-${Math.max(0, ...numbers) + 1}`;
}

/** Returns the steps with one of them at another place. */
export function movedStep(
  steps: readonly SequenceDraftStep[],
  id: string,
  place: number,
): readonly SequenceDraftStep[] {
  const step = steps.find((one) => one.id === id);
  return step ? steps.filter((one) => one !== step).toSpliced(place, 0, step) : steps;
}
