import { hasDangers } from '../access/dangerous-acts.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { withoutSealed } from '../catalogue/sealed-group.ts';
import { isEmptyValue, valueSchema } from '../entities/field-types.ts';
import type { Entity } from '../entities/entity.ts';
import { isEnvelopeName, isReservedName } from '../entities/envelope.ts';
import { type Field, isWritable, namesKind } from '../entities/fields.ts';
import { noFieldCalled } from '../entities/no-field-called.ts';
import { checkValue } from '../catalogue/record-rules.ts';
import { asksRollUp, type Condition, readFilter } from '../query/filters/condition.ts';
import { envelopeField } from '../query/query-path.ts';
import type { Filter } from '../questions/list-query.ts';
import type { JsonValue } from '../json.ts';
import { accept, refuse, type Result } from '../refusal.ts';
import { firstIssue, plainIssue } from '../text/plain-issue.ts';
import {
  allSteps,
  type AutomationDefinition,
  type ChangeTrigger,
  type Step,
  type StepOf,
  type StepValue,
  type Trigger,
} from './automation-definition.ts';
import { problemOnDevices } from './device-steps.ts';
import { stepSubjects } from './step-subjects.ts';
import { textPlaces } from './text-places.ts';

/** Why a definition cannot be used, and the part of the version that is wrong. `step`: the id of the step, for one of a step. */
export type DefinitionProblem = {
  readonly part: 'forEntity' | 'trigger' | 'conditions' | 'steps';
  readonly message: string;
  readonly step?: string;
};

/**
 * Whether automations may read and write records of a kind: never those that decide rights or what the organisation is, those that
 * belong to one person alone, and sealed fields. Changes of such kinds need a person.
 */
export const isAutomated = (entity: Entity | undefined): entity is Entity =>
  entity !== undefined &&
  !entity.governed &&
  entity.audience !== 'own' &&
  entity.sealed === undefined &&
  entity.isRetired !== true &&
  !hasDangers(entity);

/** A person and a moment for whom a filter is read, with the tenant's settings. */
export type FilterReading = {
  readonly catalogue: Catalogue;
  readonly userId: string;
  readonly timeZone: string;
  readonly currency?: string | undefined;
  readonly now: string;
};

/** Reads a filter of an automation, as of a person and a moment. Refuses like a list, and filters over roll-ups. */
export function readAutomationFilter(
  { catalogue, userId, timeZone, currency, now }: FilterReading,
  entity: Entity,
  filter: Filter | undefined,
): Result<Condition> {
  const read = readFilter(
    {
      catalogue: withoutSealed(catalogue),
      engine: { dialect: 'sqlite' },
      asking: { userId, now, timeZone },
      ...(currency === undefined ? {} : { currency }),
    },
    entity,
    { filter, where: 'where' },
  );
  return read.ok && asksRollUp(read.value)
    ? refuse('query/invalid', 'An automation can’t be filtered by a figure over other records.', { path: 'where' })
    : read;
}

/** The moment and the person do not matter for whether a filter can be read. */
const anyReading = (catalogue: Catalogue): FilterReading => ({
  catalogue,
  userId: '00000000-0000-7000-8000-000000000000',
  timeZone: 'UTC',
  currency: 'USD',
  now: '2026-01-01T00:00:00.000Z',
});

/** Returns why a filter over a kind cannot be read; undefined where it can, or where there is none. */
export function readableFilterProblem(
  catalogue: Catalogue,
  entity: Entity,
  filter: Filter | undefined,
): string | undefined {
  const read = readAutomationFilter(anyReading(catalogue), entity, filter);
  return read.ok ? undefined : read.message;
}

/**
 * AUT-1: returns why a definition cannot be used with these kinds of record; undefined where it can. A rule asks it at the write, and the
 * worker before each use: a field may have been removed since.
 */
export function definitionProblem(catalogue: Catalogue, definition: AutomationDefinition): DefinitionProblem | undefined {
  const [first] = definitionProblems(catalogue, definition);
  return first?.step === undefined ? first : { ...first, message: `Step "${first.step}": ${first.message}` };
} // prettier-ignore

/** AUT-11: returns all reasons why a definition cannot be used, at most one for each part and step, in the order of the definition. */
export const definitionProblems = (catalogue: Catalogue, definition: AutomationDefinition): readonly DefinitionProblem[] =>
  problemsOfParts(catalogue, { ...definition, steps: allSteps(definition.steps), subjects: stepSubjects(definition.steps, definition.entity) }); // prettier-ignore

/**
 * Returns the problems of the parts of a definition, or of those parts of a draft that are complete. `steps`: each for itself, those in parts of others among them.
 * `subjects`: the kinds of record that they are about.
 */
export function problemsOfParts(
  catalogue: Catalogue,
  {
    entity: name,
    trigger,
    conditions,
    steps,
    subjects,
  }: AutomationDefinition & { readonly subjects: ReturnType<typeof stepSubjects> },
): readonly DefinitionProblem[] {
  const entity = catalogue.entities.get(name);
  if (!isAutomated(entity))
    return [{ part: 'forEntity', message: `Automations are not started by records of the kind "${name}".` }];
  const unreadable = (filter: Filter | undefined): string | undefined =>
    readableFilterProblem(catalogue, entity, filter);
  const ofTrigger = trigger.kind === 'change' ? problemOfChange(catalogue, entity, { trigger, unreadable }) : problemOfStart(catalogue, entity, trigger); // prettier-ignore
  const ofDevices = trigger.kind === 'change' && trigger.onDevices === true ? problemOnDevices(catalogue, entity, { entity: name, trigger, conditions, steps }) : undefined; // prettier-ignore
  const ofConditions = unreadable(conditions);
  const ofSteps = steps.flatMap((step): readonly DefinitionProblem[] => {
    const { entity: about, isLooped } = subjects.get(step.id) ?? { entity: name, isLooped: false };
    const subject = catalogue.entities.get(about);
    if (!isAutomated(subject)) return []; // the loop around it is at fault
    const message =
      isLooped && heldUp.has(step.kind)
        ? 'A step in a loop does not wait, and is no loop itself. Put it behind the loop.'
        : 'where' in step
          ? readableFilterProblem(catalogue, subject, step.where)
          : problemOfStep(catalogue, subject, step);
    return message === undefined ? [] : [{ part: 'steps', message, step: step.id }];
  });
  return [
    ...[ofTrigger ?? ofDevices].flatMap((message) =>
      message === undefined ? [] : [{ part: 'trigger', message } as const],
    ),
    ...(ofConditions === undefined ? [] : [{ part: 'conditions', message: ofConditions } as const]),
    ...ofSteps,
  ];
}

/** The steps that would hold up the records behind the present one of a loop. */
const heldUp = new Set<Step['kind']>(['wait', 'until', 'approve', 'offer', 'each']);

type Judged = {
  readonly trigger: ChangeTrigger;
  readonly unreadable: (filter: Filter | undefined) => string | undefined;
};

function problemOfChange(catalogue: Catalogue, entity: Entity, { trigger, unreadable }: Judged): string | undefined {
  const missing = trigger.fields?.find((field) => fieldOf(catalogue, entity, field) === undefined);
  return (
    (missing === undefined ? undefined : noFieldCalled(entity, missing)) ??
    unreadable(trigger.before) ??
    unreadable(trigger.after) ??
    (trigger.before !== undefined && !trigger.on.includes('changed')
      ? 'A record that is made has no values before it. Leave that filter out.'
      : undefined)
  );
}

/** Returns why a button, a date or a schedule cannot start runs of a kind. */
function problemOfStart(catalogue: Catalogue, entity: Entity, trigger: Exclude<Trigger, ChangeTrigger>): string | undefined {
  switch (trigger.kind) {
    case 'button':
      return hasButtons(entity) ? undefined : `${entity.label.many} have no page on which a button could stand.`;
    case 'date': {
      const field = fieldOf(catalogue, entity, trigger.field);
      if (field === undefined) return noFieldCalled(entity, trigger.field);
      if (field.rollUp !== undefined || (field.type !== 'date' && field.type !== 'instant')) return `${field.label} is neither a day nor a time.`;
      if (field.type === 'instant') return trigger.at === undefined ? undefined : `${field.label} has a time of its own. Leave the time of day out.`;
      if (trigger.unit === 'hour') return `${field.label} is a day. Count in days, and name the time of day.`;
      return trigger.at === undefined ? `${field.label} is a day. Name the time of day.` : undefined;
    }
    case 'schedule':
      if (trigger.every === 'week' && trigger.weekday === undefined) return 'Choose the day of the week.';
      return trigger.every === 'month' && trigger.monthday === undefined ? 'Choose the day of the month.' : undefined;
  }
} // prettier-ignore

/** AUT-13: whether the page of a kind can have buttons of automations: a press is a record about the record. */
export const hasButtons = ({ carries }: Pick<Entity, 'carries'>): boolean => carries.includes('files');

function problemOfStep(
  catalogue: Catalogue,
  entity: Entity,
  step: Exclude<Step, { readonly where: Filter }>,
): string | undefined {
  switch (step.kind) {
    case 'wait':
    case 'webhook': // the endpoints of the organisation are no records: the server looks when it posts
    case 'assign': // the rule is a record, which this function does not have: the server looks when it assigns
      return undefined;
    case 'approve':
    case 'offer':
      if (!hasButtons(entity)) return `${entity.label.many} have no page on which a person could answer.`;
      return problemOfTelling(catalogue, entity, step);
    case 'tell':
      return problemOfTelling(catalogue, entity, step);
    case 'each':
      return problemOfLoop(catalogue, entity, step);
    case 'calculate':
      return problemOfCalculating(catalogue, entity, step);
    case 'change':
      return problemOfSet(catalogue, { of: entity, written: entity, set: step.set });
    case 'create': {
      const made = catalogue.entities.get(step.entity);
      if (!isAutomated(made)) return `Automations make no records of the kind "${step.entity}".`;
      const unfilled = Object.entries(made.fields).find(
        ([name, field]) => field.required && isWritable(field) && isUnfilled(step.set[name]),
      );
      return unfilled === undefined
        ? problemOfSet(catalogue, { of: entity, written: made, set: step.set })
        : `${unfilled[1].label} must be filled in.`;
    }
  }
}

/** AUT-18: returns why a loop cannot find its records. */
function problemOfLoop(catalogue: Catalogue, entity: Entity, { entity: name, by, matching }: StepOf<'each'>): string | undefined {
  const looped = catalogue.entities.get(name);
  if (!isAutomated(looped)) return `Automations do not go through records of the kind "${name}".`;
  const field = Object.hasOwn(looped.fields, by) ? looped.fields[by] : undefined;
  if (field === undefined) return noFieldCalled(looped, by);
  if (field.type !== 'ref' || field.rollUp !== undefined || !refersTo(field, entity)) return `${field.label} does not refer to ${entity.label.many.toLowerCase()}.`;
  return readableFilterProblem(catalogue, looped, matching);
} // prettier-ignore

/** AUT-19: returns why a calculation cannot be asked for the values of a kind, or its answer not be kept. */
function problemOfCalculating(catalogue: Catalogue, entity: Entity, { calculation: name, give, keep }: StepOf<'calculate'>): string | undefined {
  const declared = catalogue.calculations.get(name);
  if (declared === undefined) return `There is no calculation "${name}". Its pack may have been removed.`;
  const { label, takes, gives } = declared;
  for (const [taken, value] of Object.entries(give)) {
    const field = Object.hasOwn(takes, taken) ? takes[taken] : undefined;
    if (field === undefined) return `${label} takes no "${taken}".`;
    const message = 'is' in value ? problemOfTaken(field, value.is) : problemOfValue(catalogue, { of: entity, written: entity, name: taken, field, value });
    if (message !== undefined) return message;
    const source = 'of' in value ? fieldOf(catalogue, entity, value.of) : undefined;
    if (source !== undefined && source.type !== field.type) return `${source.label} does not fit ${field.label}.`;
  }
  const unfilled = Object.entries(takes).find(([taken, field]) => field.required && isUnfilled(give[taken]));
  if (unfilled !== undefined) return `${unfilled[1].label} must be filled in.`;
  for (const [kept, given] of Object.entries(keep)) {
    const field = fieldOf(catalogue, entity, kept);
    if (field === undefined) return noFieldCalled(entity, kept);
    if (isReservedName(kept) || isEnvelopeName(kept) || !isWritable(field)) return `${field.label} is not written by automations.`;
    const source = Object.hasOwn(gives, given) ? gives[given] : undefined;
    if (source === undefined) return `${label} gives no "${given}".`;
    if (source.type !== field.type) return `${source.label} cannot be kept in ${field.label}.`;
  }
  return undefined;
} // prettier-ignore

function problemOfTaken(field: Field, value: JsonValue): string | undefined {
  if (isEmptyValue(value)) return undefined;
  const parsed = valueSchema(field).safeParse(value, { error: plainIssue });
  return parsed.success ? undefined : `${field.label} ${firstIssue(parsed.error).message}.`;
}

function problemOfTelling(catalogue: Catalogue, entity: Entity, { to, words }: Pick<StepOf<'tell'>, 'to' | 'words'>): string | undefined {
  return 'field' in to && !namesPerson(catalogue, entity, to.field)
    ? `"${to.field}" does not name a person.`
    : unknownPlace(catalogue, entity, words);
} // prettier-ignore

/** Whether a step leaves a field of a new record empty, as far as the step itself says. */
const isUnfilled = (value: StepValue | undefined): boolean =>
  value === undefined || ('is' in value && isEmptyValue(value.is)) || ('text' in value && value.text.trim() === '');

type Setting = {
  readonly of: Entity;
  readonly written: Entity;
  readonly set: Readonly<Record<string, StepValue>>;
};

function problemOfSet(catalogue: Catalogue, { of, written, set }: Setting): string | undefined {
  for (const [name, value] of Object.entries(set)) {
    const field = fieldOf(catalogue, written, name);
    if (field === undefined) return noFieldCalled(written, name);
    if (name !== 'ownerId' && name !== 'teamId' && (isReservedName(name) || !isWritable(field)))
      return `${field.label} is not written by automations.`;
    const message = problemOfValue(catalogue, { of, written, name, field, value });
    if (message !== undefined) return message;
  }
  return undefined;
}

type Valued = Omit<Setting, 'set'> & { readonly name: string; readonly field: Field; readonly value: StepValue };

function problemOfValue(catalogue: Catalogue, { of, written, name, field, value }: Valued): string | undefined {
  if ('is' in value) {
    if (isEnvelopeName(name) || isEmptyValue(value.is)) return undefined;
    const wrong = checkValue(written, name, value.is);
    return wrong?.message;
  }
  if ('of' in value) return fieldOf(catalogue, of, value.of) === undefined ? noFieldCalled(of, value.of) : undefined;
  if ('text' in value)
    return field.type === 'text' ? unknownPlace(catalogue, of, value.text) : `${field.label} is not a text.`;
  if ('days' in value)
    return field.type === 'date' || field.type === 'instant'
      ? undefined
      : `${field.label} is neither a day nor a time.`;
  return field.type === 'ref' && refersTo(field, of)
    ? undefined
    : `${field.label} does not refer to ${of.label.many.toLowerCase()}.`;
}

/** Whether a reference can name records of a kind. */
const refersTo = (field: Extract<Field, { readonly type: 'ref' }>, { name }: Entity): boolean =>
  field.targets.includes(name);

/** Returns a field, or an envelope name as one: `ownerId` and `teamId` are references to people and teams. */
const fieldOf = (catalogue: Catalogue, entity: Entity, name: string): Field | undefined =>
  envelopeField(catalogue, entity, name) ?? (Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined);

function namesPerson(catalogue: Catalogue, entity: Entity, name: string): boolean {
  const field = fieldOf(catalogue, entity, name);
  return field?.type === 'ref' && !namesKind(field) && field.targets[0] === catalogue.people?.person;
}

/** Returns why a text names a field that the record does not have. */
function unknownPlace(catalogue: Catalogue, entity: Entity, text: string): string | undefined {
  const names = [...text.matchAll(textPlaces)].flatMap(({ groups }) => groups?.['name'] ?? []);
  const missing = names.find((name) => fieldOf(catalogue, entity, name) === undefined);
  return missing === undefined ? undefined : noFieldCalled(entity, missing);
}

/** Reads the filters that decide whether a change starts a run. Other triggers have none of their own. */
export function startConditions(
  reading: FilterReading,
  entity: Entity,
  { trigger }: Pick<AutomationDefinition, 'trigger'>,
): Result<{ readonly before: Condition; readonly after: Condition }> {
  const { before: earlier, after: later } = trigger.kind === 'change' ? trigger : {};
  const before = readAutomationFilter(reading, entity, earlier);
  if (!before.ok) return before;
  const after = readAutomationFilter(reading, entity, later);
  return after.ok ? accept({ before: before.value, after: after.value }) : after;
}
