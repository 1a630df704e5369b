import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Entity } from '../entities/entity.ts';
import { isWritable } from '../entities/fields.ts';
import type { Filter } from '../questions/list-query.ts';
import type { AutomationDefinition, ChangeTrigger, Step, StepOf, StepValue } from './automation-definition.ts';
import { textPlaces } from './text-places.ts';

/** A step that a device can carry out. */
export type DeviceStep = StepOf<'change' | 'create'>;

/**
 * AUT-21: returns the first steps of an automation that devices carry out: those that change the record or make one. The first step of another
 * kind ends them, and so does a step that moves the record to another stage: only the server does that, and all steps behind it.
 */
export function deviceSteps({ workflows }: Pick<Catalogue, 'workflows'>, { entity, steps }: Pick<AutomationDefinition, 'entity' | 'steps'>): readonly DeviceStep[] {
  const stage = workflows?.get(entity)?.field;
  const end = steps.findIndex((step) => (step.kind === 'change' ? stage !== undefined && stage in step.set : step.kind !== 'create'));
  return (end === -1 ? steps : steps.slice(0, end)) as readonly DeviceStep[]; // no other kind is in front of `end`
} // prettier-ignore

type Judged = {
  readonly trigger: ChangeTrigger;
  readonly conditions?: Filter | undefined;
  readonly steps: readonly Step[];
};

/**
 * AUT-21: returns why an automation cannot be carried out on devices. The server answers the same change later, with the edits of the device in it:
 * it must come to the same answer, and a repetition of the steps must change nothing.
 */
export function problemOnDevices(catalogue: Catalogue, entity: Entity, { trigger, conditions, steps }: Judged): string | undefined {
  const leading = deviceSteps(catalogue, { entity: entity.name, steps });
  const labelOf = (name: string): string => entity.fields[name]?.label ?? name;
  if (leading.length === 0) return 'Devices can do nothing of it: its first step does not change the record and makes none.';
  if (leading.some((step) => step.kind === 'create' && step.entity === entity.name))
    return `It makes ${entity.label.many.toLowerCase()}, and starts by them. Such an automation runs on the server alone.`;
  const filters = [trigger.before, trigger.after, conditions].flatMap((filter) => (filter === undefined ? [] : testsIn(filter)));
  const spanned = filters.find(({ op }) => op === 'within');
  if (spanned !== undefined) return `It asks when ${spanned.field} is, compared with today. The server may ask on a later day than the device, so it runs on the server alone.`;
  const changing = leading.flatMap((step) => (step.kind === 'change' ? Object.keys(step.set) : []));
  const twice = changing.find((name, place) => changing.indexOf(name) !== place);
  if (twice !== undefined) return `Two of its first steps change ${labelOf(twice)}. Change it once.`;
  const changed = new Set(changing);
  const asked = [...(trigger.fields ?? []), ...filters.map(({ field }) => field.split('.')[0] ?? field)].find((name) => changed.has(name)); // a path begins with the record's own field
  if (asked !== undefined) return `It asks for ${labelOf(asked)}, which its own steps change. The server would see the changed value.`;
  const read = changed.size === 0 ? [] : leading.flatMap(({ set }) => Object.values(set).flatMap(fieldsIn));
  const field = read.find((name) => changed.has(name) || (name in entity.fields && !isWritable(entity.fields[name] ?? { merge: 'server' })));
  return field === undefined ? undefined : `Its steps read ${labelOf(field)}, which changes with its own steps.`;
} // prettier-ignore

type FieldTest = Extract<Filter, { readonly field: string }>;

const testsIn = (filter: Filter): readonly FieldTest[] => {
  if ('and' in filter) return filter.and.flatMap(testsIn);
  if ('or' in filter) return filter.or.flatMap(testsIn);
  return 'not' in filter ? testsIn(filter.not) : [filter];
};

/** Returns the fields of the record that a value reads. */
const fieldsIn = (value: StepValue): readonly string[] => {
  if ('of' in value) return [value.of];
  return 'text' in value ? [...value.text.matchAll(textPlaces)].flatMap(({ groups }) => groups?.['name'] ?? []) : [];
};
