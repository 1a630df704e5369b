import { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { JsonValue } from '../json.ts';
import { type Filter, filterSchema } from '../questions/list-query.ts';
import { firstIssue, plainIssue } from '../text/plain-issue.ts';
import {
  allSteps,
  type AutomationDefinition,
  hasParts,
  readDefinition,
  type Step,
  stepSchema,
  stepsProblem,
  stepValueSchema,
  buttonTriggerSchema,
  changeTriggerSchema,
  dateTriggerSchema,
  mostPerSchedule,
  scheduleTriggerSchema,
  type Trigger,
  type TriggerKind,
  triggerSchema,
} from './automation-definition.ts';
import { isAutomated, problemsOfParts } from './definition-problem.ts';
import type { DraftStep } from './draft-step.ts';
import { stepSubjects } from './step-subjects.ts';

/** An automation while a person writes it. `base`: the version from which it was begun; null: a new automation. */
export type AutomationDraft = {
  readonly name: string;
  readonly describes: string;
  readonly entity: string;
  readonly trigger: Trigger;
  readonly conditions?: Filter | undefined;
  readonly steps: readonly DraftStep[];
  readonly base: string | null;
};

const anyText = z.string().max(4_000);
const draftSet = z.record(z.string(), stepValueSchema);
const draftTold = z.union([
  z.strictObject({ person: anyText }),
  z.strictObject({ role: anyText }),
  z.strictObject({ team: anyText }),
  z.strictObject({ field: anyText }),
]);

const draftTime = { count: z.number(), unit: z.enum(['minute', 'hour', 'day']) };
const draftParts = () => ({ yes: z.array(draftStepSchema), no: z.array(draftStepSchema) });

/** The forms of steps with room for what is not written yet. Other kinds of step are kept only as far as they are complete. */
const draftStepSchema: z.ZodType<DraftStep> = z.lazy(() =>
  z.union([
    stepSchema,
    z.strictObject({ id: anyText, kind: z.literal('change'), set: draftSet }),
    z.strictObject({ id: anyText, kind: z.literal('create'), entity: anyText, set: draftSet }),
    z.strictObject({ id: anyText, kind: z.literal('tell'), to: draftTold, words: anyText }),
    z.strictObject({ id: anyText, kind: z.literal('webhook'), endpoint: anyText }),
    z.strictObject({ id: anyText, kind: z.literal('assign'), rule: anyText }),
    z.strictObject({
      id: anyText,
      kind: z.literal('calculate'),
      calculation: anyText,
      give: draftSet,
      keep: z.record(z.string(), anyText),
    }),
    z.strictObject({
      id: anyText,
      kind: z.literal('each'),
      entity: anyText,
      by: anyText,
      matching: filterSchema.optional(),
      most: z.number(),
      ...draftParts(),
    }),
    z.strictObject({ id: anyText, kind: z.literal('branch'), where: filterSchema.optional(), ...draftParts() }),
    z.strictObject({
      id: anyText,
      kind: z.literal('until'),
      where: filterSchema.optional(),
      ...draftTime,
      ...draftParts(),
    }),
    z.strictObject({
      id: anyText,
      kind: z.enum(['approve', 'offer']),
      to: draftTold,
      words: anyText,
      ...draftTime,
      ...draftParts(),
    }),
  ]),
) as z.ZodType<DraftStep>; // zod types a member of a recursive union as unknown

/** The forms of triggers with room for what is not written yet. */
const draftTriggerSchema = z.discriminatedUnion('kind', [
  changeTriggerSchema.extend({ on: z.array(z.enum(['created', 'changed'])) }),
  buttonTriggerSchema.extend({ label: anyText }),
  dateTriggerSchema.extend({ field: anyText, at: anyText.optional() }),
  scheduleTriggerSchema.extend({ at: anyText }),
]);

const draftSchema = z.object({
  name: anyText,
  describes: anyText,
  entity: anyText,
  trigger: draftTriggerSchema,
  conditions: filterSchema.optional(),
  steps: z.array(draftStepSchema),
  base: z.string().nullable(),
});

/** Reads a draft that this device has kept; undefined where it has none that this build can read. */
export function readDraft(kept: JsonValue | undefined): AutomationDraft | undefined {
  return draftSchema.safeParse(kept).data;
}

/** Returns a trigger of a kind with which a person begins. */
export function newTriggerOf(kind: TriggerKind): Trigger {
  switch (kind) {
    case 'change':
      return { kind, on: ['changed'] };
    case 'button':
      return { kind, label: '', by: 'changers' };
    case 'date':
      return { kind, field: '', offset: -1, unit: 'day', at: '09:00' };
    case 'schedule':
      return { kind, every: 'day', at: '09:00', most: mostPerSchedule };
  }
}

/** Returns the draft of an automation that nobody has written yet. */
export const emptyDraft = (entity: string): AutomationDraft => ({
  name: '',
  describes: '',
  entity,
  trigger: newTriggerOf('change'),
  steps: [],
  base: null,
});

/** Returns the values of a version as its record has them. `name` and `describes` are the automation's own. */
export function versionFields({ entity, trigger, conditions, steps }: Pick<AutomationDraft, 'entity' | 'trigger' | 'conditions' | 'steps'>): Readonly<Record<string, JsonValue>> {
  const json = JSON.parse(JSON.stringify({ forEntity: entity, trigger, conditions, steps })) as Record<string, JsonValue>; // leaves undefined parts out
  return json;
} // prettier-ignore

/** Returns the definition of a draft; undefined while a part of it is not complete. */
export const definitionOfDraft = (draft: AutomationDraft): AutomationDefinition | undefined =>
  readDefinition(versionFields(draft));

/** The part of a draft to which a fault belongs: `step:` with the id of a step. */
export type DraftPlace = 'about' | 'trigger' | 'conditions' | 'steps' | `step:${string}`;
export type DraftFault = { readonly place: DraftPlace; readonly message: string };

const places = { forEntity: 'about', trigger: 'trigger', conditions: 'conditions', steps: 'steps' } as const;

/** AUT-11: returns all faults of a draft with the place of each. `problemsOfParts` judges it, as on the server. */
export function draftFaults(catalogue: Catalogue, draft: AutomationDraft): readonly DraftFault[] {
  const { name, entity, trigger, conditions, steps } = draft;
  const faults: DraftFault[] = [];
  if (name.trim() === '') faults.push({ place: 'about', message: 'Give the automation a name.' });
  if (!isAutomated(catalogue.entities.get(entity))) {
    faults.push({ place: 'about', message: 'Choose the kind of record that starts it.' });
    return faults;
  }
  const gap = gapOfTrigger(trigger);
  const started = gap === undefined ? triggerSchema.safeParse(trigger, { error: plainIssue }) : undefined;
  if (started?.success !== true)
    faults.push({ place: 'trigger', message: gap ?? (started ? issueOf(started.error) : '') });
  if (steps.length === 0) faults.push({ place: 'steps', message: 'Add a step.' });
  const all = allDraftSteps(steps);
  const readable: Step[] = []; // each without the steps in it: those are judged for themselves
  for (const step of all) {
    const message = gapOf(step);
    const shallow = hasParts(step) ? { ...step, yes: [], no: [] } : step;
    const read = message === undefined ? stepSchema.safeParse(shallow, { error: plainIssue }) : undefined;
    if (read?.success === true) readable.push(read.data);
    else faults.push({ place: `step:${step.id}`, message: message ?? (read ? issueOf(read.error) : '') });
  }
  const together = stepsProblem(steps as readonly Step[]); // reads ids, kinds and parts only, which drafts have
  if (together !== undefined) faults.push({ place: 'steps', message: `The automation ${together}.` });
  const judged = {
    entity,
    subjects: stepSubjects(steps, entity),
    trigger: started?.data ?? newTriggerOf('change'),
    steps: readable,
    ...(conditions === undefined ? {} : { conditions }),
  };
  for (const { part, step, message } of problemsOfParts(catalogue, judged))
    faults.push({ place: step === undefined ? places[part] : `step:${step}`, message });
  return faults;
}

function issueOf(error: z.ZodError): string {
  const { path, message } = firstIssue(error);
  return `${[path.join('.'), message].filter(Boolean).join(' ')}.`;
}

/** Returns what a trigger still lacks, in words for its writer. */
function gapOfTrigger(trigger: Trigger): string | undefined {
  switch (trigger.kind) {
    case 'change':
      return trigger.on.length === 0 ? 'Choose which change starts it.' : undefined;
    case 'button':
      return trigger.label.trim() === '' ? 'Give the button a name.' : undefined;
    case 'date':
      return trigger.field === '' ? 'Choose the date.' : undefined;
    case 'schedule':
      return undefined;
  }
}

/** Returns what a step still lacks, in words for its writer. */
function gapOf(step: DraftStep): string | undefined {
  switch (step.kind) {
    case 'change':
      return Object.keys(step.set).length === 0 ? 'Choose a field to change.' : undefined;
    case 'create':
      if (step.entity === '') return 'Choose the kind of record to make.';
      return Object.keys(step.set).length === 0 ? 'Fill in a field of the new record.' : undefined;
    case 'approve':
      if (Object.values(step.to).some((to: string) => to === '')) return 'Choose who is asked.';
      return step.words.trim() === '' ? 'Write what they are asked.' : undefined;
    case 'offer':
      if (Object.values(step.to).some((to: string) => to === '')) return 'Choose to whom it is offered.';
      return step.words.trim() === '' ? 'Write what they read.' : undefined;
    case 'tell':
      if (Object.values(step.to).some((to: string) => to === '')) return 'Choose who is told.';
      return step.words.trim() === '' ? 'Write what is told.' : undefined;
    case 'branch':
    case 'until':
      return step.where === undefined ? 'Choose the condition.' : undefined;
    case 'webhook':
      return step.endpoint === '' ? 'Choose a webhook.' : undefined;
    case 'assign':
      return step.rule === '' ? 'Choose an assignment rule.' : undefined;
    case 'each':
      return step.entity === '' || step.by === '' ? 'Choose the records of the loop.' : undefined;
    case 'calculate':
      if (step.calculation === '') return 'Choose a calculation.';
      return Object.keys(step.keep).length === 0 ? 'Choose a field that keeps the answer.' : undefined;
    case 'wait':
      return undefined;
  }
}

/** Returns all steps of a draft with those in parts of others, in the order in which they are written. */
export const allDraftSteps = (steps: readonly DraftStep[]): readonly DraftStep[] => allSteps(steps as readonly Step[]); // reads kinds and parts only, which drafts have
