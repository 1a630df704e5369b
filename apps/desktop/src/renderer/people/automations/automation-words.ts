import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type {
  AutomationDefinition,
  Step,
  StepValue,
  PartedKind,
  StepOf,
  Told,
  TriggerOf,
  WaitTime,
} from '@outpost/domain/kernel/automation/automation-definition';
import type { DraftStep } from '@outpost/domain/kernel/automation/draft-step';
import type { BranchPart } from '@outpost/domain/kernel/automation/draft-steps';
import type { RunStatus } from '@outpost/domain/kernel/automation/run-machine';
import { stepSubjects } from '@outpost/domain/kernel/automation/step-subjects';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { fieldText } from '@outpost/ui/fields/field-text';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { filterChips } from '@outpost/ui/filter/filter-words';
import type { Formats } from '@outpost/ui/formats/formats';
import type { ShownAutomation, ShownRun, ShownRunCause, ShownRunLine } from '../../../bridge/calls/automation-calls.ts';
import type { StateWords } from '../listed-beside.tsx';

const pausedWords = {
  person: 'paused',
  storm: 'paused: it started too often',
  definition: 'paused: it does not fit the records any more',
} as const;

/** Returns the state of an automation in words. */
export function automationState({ isLive, paused, runs }: Pick<ShownAutomation, 'isLive' | 'paused' | 'runs'>): StateWords {
  if (paused !== null) return { text: pausedWords[paused.why], tone: paused.why === 'person' ? 'neutral' : 'warn' };
  if (!isLive) return { text: 'draft', tone: 'neutral' };
  return (runs.refused ?? 0) + (runs.failed ?? 0) > 0 ? { text: 'live, runs stopped', tone: 'warn' } : { text: 'live', tone: 'good' };
} // prettier-ignore

/** The states of runs in the order of the tabs. */
export const runStatusWords: Readonly<Record<RunStatus, string>> = {
  running: 'Under way',
  waiting: 'Waiting',
  refused: 'Refused',
  failed: 'Failed',
  done: 'Done',
  ended: 'Ended early',
  cancelled: 'Cancelled',
};

/** Returns the reason why a run stands as it does, or the time until which it waits. */
export function runWhy({ status, wakesAt, why }: Pick<ShownRun, 'status' | 'wakesAt' | 'why'>, formats: Pick<Formats, 'instant'>): string {
  return status === 'waiting' && wakesAt !== null ? `until ${formats.instant(wakesAt)}` : (why ?? '');
} // prettier-ignore

const outcomeWords: Readonly<Record<ShownRunLine['outcome'], string>> = {
  done: 'Done',
  chose: 'Chose',
  waits: 'Began to wait',
  woke: 'Waited',
  ended: 'Ended early',
  refused: 'Refused',
  faulted: 'The server failed, and tries again',
  again: 'Tried again by a person',
  skipped: 'Skipped by a person',
  cancelled: 'Cancelled',
};

/** Returns a line of a log in words: what happened, and why. */
export function runLineWords({ kind = null, outcome, why, by = null }: Pick<ShownRunLine, 'outcome' | 'why'> & Partial<Pick<ShownRunLine, 'kind' | 'by'>>, formats: Pick<Formats, 'instant'>): string {
  if (outcome === 'chose' && (kind === 'approve' || kind === 'offer')) return answerWords(kind, why ?? '');
  if (outcome === 'chose' && kind === 'until') return why === 'yes' ? 'The record matched' : 'The time was over, and the record did not match';
  if (outcome === 'chose') return why === 'yes' ? 'The filter matched' : 'The filter did not match';
  if (outcome === 'waits' && why !== null) return `Waits until ${formats.instant(why)}`;
  if (outcome === 'skipped' && by === null && why !== null) return `Left out: ${why}`;
  if (outcome === 'done' && kind === 'each' && why !== null) return why;
  return why === null ? outcomeWords[outcome] : `${outcomeWords[outcome]}: ${why}`;
} // prettier-ignore

const ends = { approve: ['Approved', 'Not approved'], offer: ['Taken', 'Nobody took it'] } as const;

/** Returns the end of a step that asked people. `why`: the part, with the note of the person behind a colon. The line names the person. */
function answerWords(kind: keyof typeof ends, why: string): string {
  const [part = '', ...rest] = why.split(': ');
  const note = rest.join(': ');
  return `${ends[kind][part === 'yes' ? 0 : 1]}${note === '' ? '' : `: “${note}”`}`;
}

/** The parts from which the words of a definition are made. `known`: the fields of the kind that starts it. */
export type DefinitionWording = {
  readonly catalogue: Catalogue;
  readonly entity: Entity;
  readonly known: readonly FieldSpec[];
  readonly formats: Formats;
  /** Returns the name of a person or a role. */
  readonly nameOf: (id: string) => string | undefined;
  /** Returns the same for steps about records of another kind, in a loop; itself where the kind is not there any more. */
  readonly forKind: (kind: string) => DefinitionWording;
};

/** Returns the wording of each step, by its id: steps in a loop are about its records. */
export function stepWordings(wording: DefinitionWording, { entity, steps }: { readonly entity: string; readonly steps: readonly DraftStep[] }): (step: string) => DefinitionWording {
  const subjects = stepSubjects(steps, entity);
  return (step) => {
    const kind = subjects.get(step)?.entity ?? entity;
    return kind === entity ? wording : wording.forKind(kind);
  };
} // prettier-ignore

/** Returns the records of a loop in words: "each of at most 10 tasks: Priority: High". Undefined: they are not chosen yet. */
export function loopedWords(wording: DefinitionWording, { entity, matching, most }: Pick<StepOf<'each'>, 'entity' | 'matching' | 'most'>): string | undefined {
  const looped = wording.catalogue.entities.get(entity);
  if (looped === undefined) return undefined;
  const only = matching === undefined ? '' : `, ${filterWords(wording.forKind(entity), matching)}`;
  return `at most ${wording.formats.plural(most, looped.label.one.toLowerCase(), looped.label.many.toLowerCase())}${only}`;
} // prettier-ignore

/** Returns what a calculation keeps, in words: "Value from Line price". */
export function keptWords({ catalogue, entity, formats }: DefinitionWording, { calculation, keep }: Pick<StepOf<'calculate'>, 'calculation' | 'keep'>): string {
  const gives = catalogue.calculations.get(calculation)?.gives ?? {};
  return formats.list(Object.entries(keep).map(([field, given]) => `${labelIn(entity, field)} from ${gives[given]?.label ?? given}`));
} // prettier-ignore

/** Returns a filter in words: "Stage: Won, Value: over $ 20". */
export function filterWords({ known, formats }: Pick<DefinitionWording, 'known' | 'formats'>, filter: Filter | undefined): string {
  return formats.list(filterChips(filter, known, formats).map(({ field, value }) => `${field}: ${value}`));
} // prettier-ignore

export const labelIn = (entity: Entity | undefined, name: string): string =>
  name === 'ownerId' ? 'Owner' : name === 'teamId' ? 'Team' : (entity?.fields[name]?.label ?? name);

export const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** Returns what starts an automation: "A deal is changed: Stage", "3 days before Closes, at 09:00". */
export function triggerWords({ entity }: Pick<DefinitionWording, 'entity'>, { trigger }: Pick<AutomationDefinition, 'trigger'>, formats: Pick<Formats, 'list' | 'plural' | 'number'>): string {
  const one = entity.label.one.toLowerCase();
  switch (trigger.kind) {
    case 'change': {
      const { on, fields, onDevices } = trigger;
      const what = on.length > 1 ? 'made or changed' : on.length === 0 ? '…' : on[0] === 'created' ? 'made' : 'changed';
      const named = fields === undefined ? '' : `: ${formats.list(fields.map((name) => labelIn(entity, name)))}`;
      return `A ${one} is ${what}${named}${onDevices === true ? ', also on devices' : ''}`;
    }
    case 'button': {
      const who = trigger.by === 'administrators' ? 'An administrator' : 'Somebody';
      return `${who} presses “Run: ${trigger.label.trim() || '…'}” on a ${one}`;
    }
    case 'date':
      return dateWords(entity, trigger, formats);
    case 'schedule':
      return `${scheduleWords(trigger)}, for at most ${formats.plural(trigger.most, one, entity.label.many.toLowerCase())}`;
  }
} // prettier-ignore

function dateWords(
  entity: Entity,
  { field, offset, unit, at }: TriggerOf<'date'>,
  { plural }: Pick<Formats, 'plural'>,
): string {
  const label = field === '' ? 'a date' : dateLabel(entity, field);
  const distance = offset === 0 ? (at === undefined ? 'At' : 'On') : `${plural(Math.abs(offset), unit, `${unit}s`)} ${offset < 0 ? 'before' : 'after'}`; // prettier-ignore
  return `${distance} ${label}${at === undefined ? '' : `, at ${at}`}`;
}

const envelopeDates: Readonly<Record<string, string>> = { createdAt: 'it was made', updatedAt: 'its last change' };
/** Returns the name of a date of a record, in a sentence. */
export const dateLabel = (entity: Entity, name: string): string => envelopeDates[name] ?? labelIn(entity, name);

export function scheduleWords({ every, weekday = 1, monthday = 1, at }: TriggerOf<'schedule'>): string {
  const when =
    every === 'day'
      ? 'Every day'
      : every === 'weekday'
        ? 'Monday to Friday'
        : every === 'week'
          ? `Every ${weekdayNames[weekday - 1] ?? 'week'}`
          : `On day ${monthday} of every month`;
  return `${when} at ${at}`;
}

/** Returns what started a run, where no change of its record did. */
export function causeWords(cause: ShownRunCause, { entity, formats, nameOf }: { readonly entity: Entity | undefined; readonly formats: Pick<Formats, 'instant' | 'date'>; readonly nameOf: (id: string) => string | undefined }): string {
  switch (cause.kind) {
    case 'button':
      return `Pressed by ${nameOf(cause.by) ?? 'a person'}`;
    case 'date': {
      const value = cause.value.includes('T') ? formats.instant(cause.value) : formats.date(cause.value);
      return `${entity ? labelIn(entity, cause.field) : cause.field}: ${value}`;
    }
    case 'schedule':
      return `Due at ${formats.instant(cause.due)}`;
  }
} // prettier-ignore

/** Returns a length of time in words: "3 days". */
export const timeWords = ({ formats }: Pick<DefinitionWording, 'formats'>, { count, unit }: WaitTime): string =>
  formats.plural(count, unit, `${unit}s`);

/** The names of the parts of steps that have them. */
export const partWords: Readonly<Record<PartedKind, Readonly<Record<BranchPart, string>>>> = {
  branch: { yes: 'Yes', no: 'No' },
  until: { yes: 'As soon as it is true', no: 'If the time is over' },
  approve: { yes: 'Approved', no: 'Declined, or the time is over' },
  offer: { yes: 'Somebody took it', no: 'Nobody took it' },
  each: { yes: 'For each of them', no: 'If there is none' },
};

/** Returns a step in words, without the steps in it. */
export function stepWords(wording: DefinitionWording, step: Step): string {
  const { catalogue, entity } = wording;
  switch (step.kind) {
    case 'wait':
      return `Wait ${timeWords(wording, step)}`;
    case 'until':
      return `Wait until ${filterWords(wording, step.where)}, for at most ${timeWords(wording, step)}`;
    case 'tell':
      return `Tell ${toldWords(wording, step.to)}: “${step.words}”`;
    case 'approve':
      return `Ask ${toldWords(wording, step.to)} for approval: “${step.words}”, for at most ${timeWords(wording, step)}`;
    case 'offer':
      return `Offer it to ${toldWords(wording, step.to)}: “${step.words}”, for at most ${timeWords(wording, step)}`;
    case 'webhook':
      return 'Post it to a webhook';
    case 'assign':
      return `Assign it by the rule ${wording.nameOf(step.rule) === undefined ? 'that it names' : `“${wording.nameOf(step.rule)}”`}`;
    case 'each':
      return `For each: ${loopedWords(wording, step) ?? 'records of a kind that is no longer there'}`;
    case 'calculate':
      return `Calculate “${catalogue.calculations.get(step.calculation)?.label ?? step.calculation}”: ${keptWords(wording, step)}`;
    case 'branch':
      return `If ${filterWords(wording, step.where)}`;
    case 'change':
      return `Change ${setWords(wording, entity, step.set)}`;
    case 'create': {
      const made = catalogue.entities.get(step.entity);
      const name = (made?.label.one ?? step.entity).toLowerCase();
      return `Make a ${name}: ${setWords(wording, made, step.set)}`;
    }
  }
}

export function toldWords({ entity, nameOf }: DefinitionWording, to: Told): string {
  if ('field' in to) return `the ${labelIn(entity, to.field).toLowerCase()}`;
  if ('team' in to) return `everyone in ${nameOf(to.team) ?? 'a team'}`;
  return 'person' in to ? (nameOf(to.person) ?? 'a person') : `everyone with the role ${nameOf(to.role) ?? to.role}`;
}

export const setWords = (wording: DefinitionWording, written: Entity | undefined, set: Readonly<Record<string, StepValue>>): string =>
  wording.formats.list(inOrder(written, set).map(([name, value]) => `${labelIn(written, name)} ${valueWords(wording, { written, name, value })}`)); // prettier-ignore

/** Returns the fields that a step writes in the order of their kind, with the owner and the team behind them. */
function inOrder(written: Entity | undefined, set: Readonly<Record<string, StepValue>>): readonly (readonly [string, StepValue])[] {
  const names = Object.keys(written?.fields ?? {});
  const place = (name: string): number => (names.includes(name) ? names.indexOf(name) : names.length);
  return Object.entries(set).toSorted(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
} // prettier-ignore

type Written = { readonly written: Entity | undefined; readonly name: string; readonly value: StepValue };

function valueWords({ entity, formats, known, nameOf }: DefinitionWording, { written, name, value }: Written): string {
  if ('of' in value) return `as the ${labelIn(entity, value.of).toLowerCase()} of the ${entity.label.one.toLowerCase()}`;
  if ('text' in value) return `“${value.text}”`;
  if ('record' in value) return `the ${entity.label.one.toLowerCase()}`;
  if ('days' in value) return value.days === 0 ? 'today' : `${formats.plural(Math.abs(value.days), 'day', 'days')} ${value.days > 0 ? 'later' : 'before'}`;
  if (value.is === null) return 'empty';
  const spec = written === entity ? known.find(({ id }) => id === name) : undefined;
  const field = written?.fields[name];
  const label = field?.type === 'choice' ? field.options.find((option) => option.value === value.is)?.label : undefined;
  return label ?? (typeof value.is === 'string' ? nameOf(value.is) : undefined) ?? (spec ? fieldText(spec, value.is, formats) : JSON.stringify(value.is));
} // prettier-ignore
