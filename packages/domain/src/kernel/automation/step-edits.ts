import type { Edit } from '../acts/act.ts';
import { sameTimeDaysLater, wallTimeOf } from '../calendar/wall-time.ts';
import { type Catalogue, entityOf } from '../catalogue/catalogue.ts';
import type { Entity } from '../entities/entity.ts';
import { type Field, namesKind, refTarget, refValue } from '../entities/fields.ts';
import type { StoredRecord } from '../entities/record.ts';
import { hashedId } from '../hashed-id.ts';
import { isObject, type JsonValue, sameJson } from '../json.ts';
import { envelopeField } from '../query/query-path.ts';
import { minorUnitDigits } from '../text/currencies.ts';
import type { StepOf, StepValue } from './automation-definition.ts';
import { valueOfRecord } from './starts-run.ts';
import { textPlaces } from './text-places.ts';

/**
 * The input of a step besides itself. `runId`: new records get an id that is made of it. `record`: the run's record, or the present one of the
 * loop in which the step stands; `item` is its id then. `now`: ISO 8601 UTC.
 */
export type StepGround = {
  readonly catalogue: Catalogue;
  readonly runId: string;
  readonly item?: string | undefined;
  readonly record: StoredRecord;
  readonly now: string;
  readonly timeZone: string;
};

/** Returns the name of a step in ids: in a loop it is another one for each record, so each of them has acts of its own (AUT-18). */
export const keyOfStep = (stepId: string, item: string | undefined): string =>
  item === undefined ? stepId : `${stepId}/${item}`;

/**
 * AUT-22: returns the id of the run that a change starts. The device that makes the change computes it, too, so both give the records of the run the
 * same ids. An act names a record once, so no other row of the journal has it.
 */
export const idOfChangeRun = (
  automation: string,
  { act, record }: { readonly act: string; readonly record: string },
): string => hashedId('run of change', automation, act, record);

/** Returns the id of the record that a step makes. `stepId`: by `keyOfStep`. It is the same however often it is tried (AUT-3). */
export const idOfMade = (runId: string, stepId: string): string => hashedId('record of automation', runId, stepId);

/** Returns the id of the act of a step. `id`: by `keyOfStep`. `round`: a person had the refused step tried again, which is another act. */
export const idOfStepAct = (runId: string, { id, round }: { readonly id: string; readonly round: number }): string =>
  hashedId('act of automation', runId, id, String(round));

/** Returns the values that a step writes, by the names of their fields. */
export function valuesOfStep(ground: StepGround, step: StepOf<'change' | 'create'>): readonly (readonly [string, JsonValue])[] {
  const entity = entityOf(ground.catalogue, step.kind === 'create' ? step.entity : ground.record.entity);
  return Object.entries(step.set).map(([name, value]) => [name, valueOfStep(ground, { entity, name, value })] as const);
} // prettier-ignore

/** Returns the edits of a step that writes; none where every value is as it should be. */
export function editsOfStep(ground: StepGround, step: StepOf<'change' | 'create'>): readonly Edit[] {
  const { catalogue, record } = ground;
  const entity = entityOf(catalogue, step.kind === 'create' ? step.entity : record.entity);
  const values = valuesOfStep(ground, step);
  if (step.kind === 'change') {
    const changed = values
      .map(([name, to]) => [name, [valueOfRecord(record, name), to]] as const)
      .filter(([, [from, to]]) => !sameJson(from, to));
    if (changed.length === 0) return [];
    const fields = Object.fromEntries(
      changed.map(([name, [from, to]]) => [name, [from, to] as [JsonValue, JsonValue]]),
    );
    return [{ id: record.id, entity: record.entity, seen: record.version, fields }];
  }
  const set = Object.fromEntries(values);
  const idIn = (name: string): string | null => (typeof set[name] === 'string' ? set[name] : null);
  const fields = Object.fromEntries(values.filter(([name, value]) => name !== 'ownerId' && name !== 'teamId' && value !== null)); // prettier-ignore
  const create = { fields, ownerId: idIn('ownerId'), teamId: idIn('teamId'), sharedWith: [], schema: entity.schema };
  return [{ id: idOfMade(ground.runId, keyOfStep(step.id, ground.item)), entity: entity.name, create }];
}

type Asked = { readonly entity: Entity; readonly name: string; readonly value: StepValue };

/** Returns the value that a step writes into a field. */
const valueOfStep = (ground: StepGround, { entity, name, value }: Asked): JsonValue =>
  valueForField(ground, envelopeField(ground.catalogue, entity, name) ?? entity.fields[name], value);

/** Returns a value of a step for a field. */
export function valueForField(ground: StepGround, field: Field | undefined, value: StepValue): JsonValue {
  const { catalogue, record, now, timeZone } = ground;
  if ('is' in value) return value.is;
  if ('text' in value) return cut(field, filledText(ground, value.text));
  if ('days' in value) {
    const then = sameTimeDaysLater(now, value.days, timeZone);
    return field?.type === 'date' ? wallTimeOf(then, timeZone).day : then;
  }
  if ('record' in value) return field?.type === 'ref' ? refValue(field, record.entity, record.id) : record.id;
  const from = valueOfRecord(record, value.of);
  const source = envelopeField(catalogue, entityOf(catalogue, record.entity), value.of) ?? entityOf(catalogue, record.entity).fields[value.of]; // prettier-ignore
  if (source?.type !== 'ref' || field?.type !== 'ref' || typeof from !== 'string') return from;
  const named = refTarget(source, from);
  return namesKind(field) === namesKind(source) ? from : refValue(field, named.entity, named.id);
}

const cut = (field: Field | undefined, text: string): string =>
  field?.type === 'text' && text.length > field.maxChars ? `${text.slice(0, field.maxChars - 1).trimEnd()}…` : text;

/** Returns a text with the values of the record in its places, in plain words. An empty value leaves nothing. */
export function filledText({ catalogue, record }: Pick<StepGround, 'catalogue' | 'record'>, text: string): string {
  const entity = entityOf(catalogue, record.entity);
  return text.replaceAll(textPlaces, (_place, name: string) => plainValue(entity.fields[name], valueOfRecord(record, name))).trim(); // prettier-ignore
}

/** Values in the words of no language: a text as it is, a choice by its label, an amount with its currency. */
function plainValue(field: Field | undefined, value: JsonValue): string {
  if (field?.type === 'choice') return field.options.find((option) => option.value === value)?.label ?? plainValue(undefined, value);
  if (Array.isArray(value)) return value.map((one: JsonValue) => plainValue(undefined, one)).join(', ');
  if (field?.type === 'money' && isObject(value)) return moneyText(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
} // prettier-ignore

function moneyText({ amount, currency }: Readonly<Record<string, unknown>>): string {
  if (typeof amount !== 'number' || typeof currency !== 'string') return '';
  const digits = minorUnitDigits(currency);
  return `${(amount / 10 ** digits).toFixed(digits)} ${currency}`;
}
