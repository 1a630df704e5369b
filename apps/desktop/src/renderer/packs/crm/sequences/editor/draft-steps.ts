import { jsonSchema, type JsonValue } from '@outpost/domain/kernel/json';
import { type Filter, filterSchema } from '@outpost/domain/kernel/questions/list-query';
import { isMailUse } from '@outpost/domain/kernel/sequences/branch-condition';
import { branchProblem, isBranchMark } from '@outpost/domain/kernel/sequences/branch-places';
import { type IfStep, readSequenceSteps, type SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { fillTemplate, type TemplateValues } from '@outpost/domain/kernel/templates/fill-template';
import { z } from 'zod';

/** A step that is being written: the values of all kinds, so that nothing is lost while the person tries things out. Null: no number. */
const draftStepSchema = z.object({
  id: z.string(),
  kind: z.enum(['email', 'text', 'letter', 'task', 'wait', 'if', 'else', 'end']),
  template: z.string().catch(''),
  words: z.string().catch(''),
  subject: z.string().catch(''),
  days: z.number().nullable().catch(0),
  count: z.number().nullable().catch(2),
  unit: z.enum(['hour', 'day', 'weekday']).catch('weekday'),
  goesOn: z.boolean().catch(false),
  /** Of a branch: what its condition asks, and the values of each. Null: no filter yet. */
  asks: z.enum(['record', 'message', 'reach']).catch('record'),
  where: jsonSchema.catch(null),
  message: z.string().catch(''),
  is: z.enum(['sent', 'delivered', 'not-sent', 'opened', 'clicked']).catch('delivered'),
  reach: z.enum(['email', 'text']).catch('text'),
  /** Of the “otherwise” and the end of a branch: the id of the branch. */
  of: z.string().catch(''),
});
export type SequenceDraftStep = z.output<typeof draftStepSchema>;

/** Returns the steps of a draft; undefined where none are kept. */
export function draftStepsIn(kept: JsonValue | undefined): readonly SequenceDraftStep[] | undefined {
  const read = z.array(draftStepSchema).safeParse(kept);
  return read.success ? read.data : undefined;
}

/** A new step, or a saved one. */
type GivenStep = {
  readonly id: string;
  readonly kind: SequenceStep['kind'];
  readonly of?: string;
  readonly when?: IfStep['when'];
};

/** Returns a new or a saved step as a draft. */
export function draftStepOf({ when, ...step }: GivenStep): SequenceDraftStep {
  if (when === undefined) return draftStepSchema.parse(step);
  if ('record' in when) return draftStepSchema.parse({ ...step, asks: 'record', where: when.record });
  return draftStepSchema.parse({ ...step, ...when, asks: 'message' in when ? 'message' : 'reach' });
}

/** Returns the filter of a branch; undefined where none is chosen yet. */
export function filterOfBranch({ where }: SequenceDraftStep): Filter | undefined {
  const read = filterSchema.safeParse(where);
  return read.success ? read.data : undefined;
}

/** Returns a draft in the form in which steps are saved; it may be wrong. */
export function savedForm(draft: SequenceDraftStep): { readonly [name: string]: JsonValue } {
  const { id, kind, template, words, subject, days, count, unit } = draft;
  const goesOn = draft.goesOn ? { goesOn: true } : {};
  switch (kind) {
    case 'email':
    case 'letter':
      return { id, kind, template, ...goesOn };
    case 'text':
      return { id, kind, words: words.trim(), ...goesOn };
    case 'task':
      return { id, kind, subject: subject.trim(), ...(days === null ? {} : { days }) };
    case 'wait':
      return { id, kind, ...(count === null ? {} : { count }), unit };
    case 'if':
      return { id, kind, when: savedCondition(draft) };
    case 'else':
    case 'end':
      return { id, kind, of: draft.of };
  }
}

function savedCondition({ asks, where, message, is, reach }: SequenceDraftStep): { readonly [name: string]: JsonValue } {
  if (asks === 'record') return { record: where };
  return asks === 'message' ? { message, is } : { reach };
} // prettier-ignore

/**
 * Returns what is wrong with the condition of a branch, in a sentence; undefined if it can be saved. `earlier`: the messages that its
 * condition may name.
 */
function faultOfCondition(draft: SequenceDraftStep, earlier: readonly SequenceDraftStep[]): string | undefined {
  if (draft.asks === 'record') return filterOfBranch(draft) ? undefined : 'Choose a filter.';
  if (draft.asks === 'reach') return undefined;
  if (draft.message === '') return 'Choose a message.';
  const named = earlier.find(({ id }) => id === draft.message);
  if (!named) return 'The message that it names lies no longer before it.';
  return named.kind === 'text' && isMailUse(draft.is) ? 'Only an e-mail can be opened or clicked.' : undefined;
}

/** Returns the messages before a step. */
export const messagesBefore = (steps: readonly SequenceDraftStep[], id: string): readonly SequenceDraftStep[] =>
  steps
    .slice(
      0,
      steps.findIndex((step) => step.id === id),
    )
    .filter(({ kind }) => kind === 'email' || kind === 'text');

/** Returns what is wrong with the order of the parts of branches, in a sentence; undefined if nothing is. */
export function faultOfBranches(steps: readonly SequenceDraftStep[]): string | undefined {
  const why = branchProblem(steps.map(({ id, kind, of }) => ({ id, kind, of })));
  return why && `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
}

const fieldWords: Readonly<Record<string, string>> = {
  words: 'The text',
  subject: 'The task',
  days: 'The number of days',
  count: 'The number',
};

/**
 * Returns what is wrong with a step, in a sentence; undefined if it can be saved. `values`: all values that its words may name, empty
 * ones too. `steps`: all of them.
 */
export function faultOfStep(
  draft: SequenceDraftStep,
  values: TemplateValues,
  steps: readonly SequenceDraftStep[],
): string | undefined {
  if (draft.kind === 'if') return faultOfCondition(draft, messagesBefore(steps, draft.id));
  if (isBranchMark(draft)) return undefined;
  if ((draft.kind === 'email' || draft.kind === 'letter') && draft.template === '') return 'Choose a template.';
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

/** The kinds of step that a person adds alone; a branch comes with its marks. */
export type AddedKind = 'email' | 'text' | 'letter' | 'task' | 'wait';

/** The parts of a branch: its first steps, and those behind “otherwise”. */
export type SequenceBranchPart = 'if' | 'else';

/** Returns the steps with a new one at the end of a part of a branch. `id`: of the branch. */
export function withStepInPart(steps: readonly SequenceDraftStep[], { id, part }: { readonly id: string; readonly part: SequenceBranchPart }, step: SequenceDraftStep): readonly SequenceDraftStep[] {
  const closing = part === 'if' ? 'else' : 'end';
  const at = steps.findIndex(({ kind, of }) => kind === closing && of === id);
  return at < 0 ? [...steps, step] : steps.toSpliced(at, 0, step);
} // prettier-ignore

/** Returns the steps without one of them. A branch goes with its marks; the steps in its parts stay. */
export const withoutSequenceStep = (steps: readonly SequenceDraftStep[], id: string): readonly SequenceDraftStep[] =>
  steps.filter((step) => step.id !== id && (!isBranchMark(step) || step.of !== id));

/** Returns the steps with one of them at another place. */
export function movedStep(
  steps: readonly SequenceDraftStep[],
  id: string,
  place: number,
): readonly SequenceDraftStep[] {
  const step = steps.find((one) => one.id === id);
  return step ? steps.filter((one) => one !== step).toSpliced(place, 0, step) : steps;
}
