import { type Catalogue, entityOf } from '../catalogue/catalogue.ts';
import type { Entity } from '../entities/entity.ts';
import { valueSchema } from '../entities/field-types.ts';
import type { Field } from '../entities/fields.ts';
import { cellReader } from '../import/cells/cell-readers.ts';
import type { ColumnFormat, ReadingContext } from '../import/cells/column-format.ts';
import { dateShape } from '../import/cells/date-cells.ts';
import { isObject, type JsonValue } from '../json.ts';
import { firstIssue, plainIssue } from '../text/plain-issue.ts';
import { parsePayloadPath, payloadValue } from './payload-paths.ts';
import { mappableFields, type MappedValue, type SourceMapping } from './source-mapping.ts';

/** The faults of a field's value, in sentences. `field`: its name. */
export type FieldFault = { readonly field: string; readonly message: string };

/** The values of a payload by field, and what is wrong with others. A field whose place is empty is in neither. */
export type MappedPayload = {
  readonly values: Readonly<Record<string, JsonValue>>;
  readonly faults: readonly FieldFault[];
};

/**
 * Reads the values of a payload as a mapping says, with the readers of the import. An empty place leaves its field as it is. A value that a
 * field cannot have is a fault and is never changed to fit. The mapping has no problem: `mappingProblem`.
 */
export function mapPayload(
  catalogue: Catalogue,
  { mapping, payload, context }: { readonly mapping: SourceMapping; readonly payload: JsonValue; readonly context: ReadingContext }, // prettier-ignore
): MappedPayload {
  const entity = entityOf(catalogue, mapping.entity);
  const values: Record<string, JsonValue> = {};
  const faults: FieldFault[] = [];
  for (const [name, field] of mappableFields(entity)) {
    const mapped = mapping.fields[name];
    if (mapped === undefined) continue;
    const read = readMapped(field, { mapped, payload, context });
    if (!read.ok) faults.push({ field: name, message: read.message });
    else if (read.value !== null) values[name] = read.value;
  }
  return { values, faults };
}

/** Returns a fault for each required field that a new record would not have. */
export const missingFields = (entity: Entity, values: Readonly<Record<string, JsonValue>>): readonly FieldFault[] =>
  Object.entries(entity.fields)
    .filter(([name, field]) => field.required && mappableNames(entity).has(name) && values[name] === undefined)
    .map(([name, { label }]) => ({ field: name, message: `${label} is needed, and the payload has no value for it.` }));

const mappableNames = (entity: Entity): ReadonlySet<string> => new Set(mappableFields(entity).map(([name]) => name));

type Read = { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly message: string };
type Reading = { readonly mapped: MappedValue; readonly payload: JsonValue; readonly context: ReadingContext };

const usualFormat = { kind: 'plain' } satisfies ColumnFormat;

function readMapped(field: Field, { mapped, payload, context }: Reading): Read {
  if ('is' in mapped) return readText(field, mapped.is, context);
  const steps = parsePayloadPath(mapped.from);
  const value = steps === undefined ? undefined : payloadValue(payload, steps);
  return value === undefined || value === null ? { ok: true, value: null } : readValue(field, value, context);
}

function readValue(field: Field, value: JsonValue, context: ReadingContext): Read {
  if (field.type === 'json') return checked(field, value);
  if (typeof value === 'string') return readText(field, value, context);
  if (typeof value === 'boolean') return readText(field, value ? 'true' : 'false', context);
  if (typeof value === 'number') return readNumber(field, value, context);
  if (Array.isArray(value)) return readList(field, value as readonly JsonValue[], context);
  return isObject(value) ? checked(field, value) : { ok: true, value: null };
}

/** A number in JSON has no sign but the point, so nothing is guessed. An instant may be given in seconds or milliseconds since 1970. */
function readNumber(field: Field, value: number, context: ReadingContext): Read {
  if (field.type === 'instant') {
    const ms = Math.abs(value) < 1e11 ? value * 1_000 : value;
    return Number.isInteger(ms) && Math.abs(ms) <= 8.64e15
      ? { ok: true, value: new Date(ms).toISOString() }
      : refused(`${value} is not a moment. Send seconds since 1970, or 2026-11-20T08:30:00Z.`);
  }
  if (field.type === 'date') return refused(`${value} is not a date. Send a text such as 2026-11-20.`);
  return readText(field, plainNumber(value), context);
}

/** Returns a number in digits: 1e21 is written out. */
const plainNumber = (value: number): string =>
  /e/u.test(String(value)) && Number.isInteger(value) ? BigInt(value).toString() : String(value);

/** Only tags take a list. Each of them is read alone, so that a comma in one is no end of it. */
function readList(field: Field, list: readonly JsonValue[], context: ReadingContext): Read {
  if (list.length === 0) return { ok: true, value: null };
  if (field.type !== 'tags') return refused(`${field.label} takes one value, and the payload has a list there.`);
  const tags = new Set<string>();
  for (const item of list) {
    if (typeof item !== 'string') return refused(`${field.label} takes texts, and the list has something else.`);
    const read = readText(field, item, context);
    if (!read.ok) return read;
    for (const tag of (read.value ?? []) as readonly string[]) tags.add(tag); // the reader of tags returns texts
  }
  return checked(field, [...tags].sort());
}

function readText(field: Field, text: string, context: ReadingContext): Read {
  if (text.trim() === '') return { ok: true, value: null };
  if (field.type === 'ref') {
    const id = text.trim();
    return valueSchema(field).safeParse(id).success
      ? { ok: true, value: id }
      : refused(`“${cut(text)}” is not the id of a record. ${field.label} takes the id that Outpost gives.`);
  }
  if (field.type === 'date' || field.type === 'instant') {
    const shape = dateShape(text);
    if (shape !== null && shape.dayFirst !== null && shape.monthFirst !== null && shape.dayFirst !== shape.monthFirst)
      return refused(`“${cut(text)}” can be two days. Send the year first: ${shape.monthFirst} or ${shape.dayFirst}.`);
  }
  const answer = cellReader(field, formatFor(field, text), context)(text);
  return answer.ok ? answer : refused(`${answer.message}. ${answer.right}`);
}

/** A date that can be read in one order only is read in this order. Numbers have a decimal point, as in JSON. */
function formatFor(field: Field, text: string): ColumnFormat {
  if (field.type === 'date' || field.type === 'instant')
    return { kind: 'date', order: dateShape(text)?.monthFirst == null ? 'day-first' : 'month-first' };
  if (field.type === 'number' || field.type === 'money') return { kind: 'number', decimalSign: '.', powerOfTen: 0 };
  if (field.type === 'percent') return { kind: 'percent', decimalSign: '.', unit: 'percent' };
  return usualFormat;
}

/** A value in the form in which the field keeps it, such as the parts of an address. */
function checked(field: Field, value: unknown): Read {
  const read = valueSchema(field).safeParse(value, { error: plainIssue });
  return read.success ? { ok: true, value: read.data } : refused(`${field.label} ${firstIssue(read.error).message}.`);
}

const refused = (message: string): Read => ({ ok: false, message });
const cut = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, 57)}…`);
