import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Entity } from '../entities/entity.ts';
import { isWritable } from '../entities/fields.ts';
import type { Filter } from '../questions/list-query.ts';
import { testsIn } from '../questions/tests-in.ts';
import type { AutomationDefinition, Step, StepOf, StepValue } from './automation-definition.ts';
import { textPlaces } from './text-places.ts';

/** A step that a device can carry out. */
export type DeviceStep = StepOf<'change' | 'create' | 'assign'>;

/** A definition, or as much of it as is written. */
type Judged = Pick<AutomationDefinition, 'entity' | 'trigger' | 'steps'> & { readonly conditions?: Filter | undefined };

/** Returns the fields of the run's record that a step writes: an assignment gives it an owner. */
export const fieldsWrittenBy = (step: Step): readonly string[] =>
  step.kind === 'change' ? Object.keys(step.set) : step.kind === 'assign' ? ['ownerId'] : [];

/**
 * AUT-21: returns the first steps of an automation that devices carry out: those that change the record, make one, or give it to the person whom an
 * assignment rule chooses. The first step of another kind ends them, and so does a step that moves the record to another stage: only the server
 * does that, and all steps behind it. An assignment ends them, too, where the server could come to another answer with it.
 */
export function deviceSteps(catalogue: Catalogue, definition: Judged): readonly DeviceStep[] {
  const { entity, steps } = definition;
  const stage = catalogue.workflows?.get(entity)?.field;
  const end = steps.findIndex((step) => (step.kind === 'change' ? stage !== undefined && stage in step.set : step.kind !== 'create' && step.kind !== 'assign'));
  const leading = (end === -1 ? steps : steps.slice(0, end)) as readonly DeviceStep[]; // no other kind is in front of `end`
  const of = catalogue.entities.get(entity);
  const assigns = leading.findIndex(({ kind }) => kind === 'assign');
  return assigns !== -1 && of !== undefined && problemOfLeading(of, definition, leading) !== undefined ? leading.slice(0, assigns) : leading;
} // prettier-ignore

/**
 * AUT-21: returns why an automation cannot be carried out on devices. The server answers the same change later, with the edits of the device in it:
 * it must come to the same answer, and a repetition of the steps must change nothing.
 */
export function problemOnDevices(catalogue: Catalogue, entity: Entity, definition: Judged): string | undefined {
  const leading = deviceSteps(catalogue, definition);
  return leading.length === 0
    ? 'Devices can do nothing of it: its first step does not change the record, makes none and assigns none.'
    : problemOfLeading(entity, definition, leading);
}

function problemOfLeading(entity: Entity, { trigger, conditions }: Judged, leading: readonly DeviceStep[]): string | undefined {
  const labelOf = (name: string): string => (name === 'ownerId' ? 'the owner' : (entity.fields[name]?.label ?? name));
  if (leading.some((step) => step.kind === 'create' && step.entity === entity.name))
    return `It makes ${entity.label.many.toLowerCase()}, and starts by them. Such an automation runs on the server alone.`;
  const start = trigger.kind === 'change' ? trigger : undefined;
  const filters = [start?.before, start?.after, conditions].flatMap((filter) => (filter === undefined ? [] : testsIn(filter)));
  const spanned = filters.find(({ op }) => op === 'within');
  if (spanned !== undefined) return `It asks when ${spanned.field} is, compared with today. The server may ask on a later day than the device, so it runs on the server alone.`;
  const changing = leading.flatMap(fieldsWrittenBy);
  const twice = changing.find((name, place) => changing.indexOf(name) !== place);
  if (twice !== undefined) return `Two of its first steps change ${labelOf(twice)}. Change it once.`;
  const changed = new Set(changing);
  const asked = [...(start?.fields ?? []), ...filters.map(({ field }) => field.split('.')[0] ?? field)].find((name) => changed.has(name)); // a path begins with the record's own field
  if (asked !== undefined) return `It asks for ${labelOf(asked)}, which its own steps change. The server would see the changed value.`;
  const read = leading.flatMap((step) => readBy(step).map((name) => ({ name, isKnownAs: step.kind === 'create' && assigns(leading, name) })));
  const found = changed.size === 0 ? undefined : read.find(({ name, isKnownAs }) => !isKnownAs && (changed.has(name) || (name in entity.fields && !isWritable(entity.fields[name] ?? { merge: 'server' }))));
  return found === undefined ? undefined : `Its steps read ${labelOf(found.name)}, which changes with its own steps.`;
} // prettier-ignore

/** Whether a name is the owner whom an assignment of these steps gives: a new record counts by its id, so it may have either owner. */
const assigns = (leading: readonly DeviceStep[], name: string): boolean =>
  name === 'ownerId' && leading.some(({ kind }) => kind === 'assign');

const readBy = (step: DeviceStep): readonly string[] =>
  step.kind === 'assign' ? [] : Object.values(step.set).flatMap(fieldsIn);

/** Returns the fields of the record that a value reads. */
const fieldsIn = (value: StepValue): readonly string[] => {
  if ('of' in value) return [value.of];
  return 'text' in value ? [...value.text.matchAll(textPlaces)].flatMap(({ groups }) => groups?.['name'] ?? []) : [];
};
