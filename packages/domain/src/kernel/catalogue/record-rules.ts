import type { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import type { Derived } from '../entities/derived.ts';
import type { Entity } from '../entities/entity.ts';
import { isEmptyValue, isPlainlyValid, keyOf, searchTokensOfField, valueSchema } from '../entities/field-types.ts';
import { type Field, isWritable } from '../entities/fields.ts';
import { furtherKeys, furtherKeysOf } from '../entities/further-keys.ts';
import { type JsonValue, sameJson } from '../json.ts';
import { noFieldCalled } from '../entities/no-field-called.ts';
import { firstIssue, plainIssue } from '../text/plain-issue.ts';
import type { StoredRecord } from '../entities/record.ts';
import { type RefusalOf, refuse } from '../refusal.ts';
import { isSealedField } from '../entities/sealed.ts';
import { titleToken } from '../text/title-words.ts';

const schemas = new WeakMap<Field, z.ZodType<JsonValue>>(); // building a zod schema costs more than using it
function schemaFor(field: Field): z.ZodType<JsonValue> {
  const known = schemas.get(field);
  if (known) return known;
  const made = valueSchema(field);
  schemas.set(field, made);
  return made;
}

const inPlainWords = { error: plainIssue };

/**
 * Checks one value against its field. Returns nothing where it is valid, else the refusal with the field's label in
 * its sentence.
 */
export function checkValue(
  entity: Entity,
  name: string,
  value: JsonValue,
): RefusalOf<'records/invalid'> | RefusalOf<'records/unknown-field'> | undefined {
  const field = entity.fields[name];
  if (!field) return refuse('records/unknown-field', noFieldCalled(entity, name), { field: name });
  if (isEmptyValue(value)) {
    return field.required ? refuse('records/invalid', `${field.label} must be filled in.`, { field: name }) : undefined;
  }
  if (isPlainlyValid(field, value)) return undefined;
  const parsed = schemaFor(field).safeParse(value, inPlainWords);
  if (parsed.success) return undefined;
  const { path, message } = firstIssue(parsed.error);
  const part = path.length === 0 ? '' : `: ${path.join('.')}`;
  return refuse('records/invalid', `${field.label}${part} ${message}.`, { field: name });
}

/** S-4e: returns the refusal of a record whose keys in these fields another one has. */
export function taken(entity: Entity, fields: readonly string[]): RefusalOf<'records/taken'> {
  const labels = fields.map((name) => entity.fields[name]?.label ?? name).join(' and ');
  return refuse(
    'records/taken',
    `Another ${entity.label.one.toLowerCase()} has the same ${labels.toLowerCase()} already.`,
    { fields: [...fields] },
  );
}

/**
 * S-4d: checks the merged record: all its fields, then the rules of its kind. A deleted record need not be valid.
 * Rules with reads are judged at the end of the act (T-12).
 */
export function checkRecord(
  catalogue: Catalogue,
  entity: Entity,
  record: StoredRecord,
): RefusalOf<'records/invalid'> | RefusalOf<'records/unknown-field'> | undefined {
  if (record.life !== 'alive') return undefined;
  for (const [name, field] of Object.entries(entity.fields)) {
    const wrong = checkValue(entity, name, record.fields[name] ?? null);
    if (wrong && isWritable(field)) return wrong; // the server has checked the values that it writes
  }
  for (const rule of catalogue.rules.get(entity.name) ?? []) {
    if (rule.reads) continue;
    const broken = rule.check({ record: record as never, read: noReads, catalogue: catalogue as never }); // of the rule's kind: rules are looked up by kind
    if (broken)
      return refuse('records/invalid', broken.message, {
        rule: rule.id,
        ...(broken.field === undefined ? {} : { field: broken.field }),
      });
  }
  return undefined;
}

/** The reads of a rule that declares none. */
const noReads = {} as never;

/** Returns the values of a derived field's reads for a record, or nothing where one of them is not held. */
export type ReadAbove = (
  reads: NonNullable<Derived['reads']>,
  record: StoredRecord,
) => Readonly<Record<string, unknown>> | undefined;

/**
 * T-16: returns the record with its derived fields recomputed from its other fields and from records above it. If a
 * record above is not held, the field keeps its value.
 */
export function withDerived(
  { derived }: Pick<Catalogue, 'derived'>,
  entity: Entity,
  record: StoredRecord,
  readAbove?: ReadAbove,
): StoredRecord {
  const own = derived.get(entity.name);
  if (own === undefined) return record;
  const fields: Record<string, JsonValue> = { ...record.fields };
  for (const one of own) {
    const now = { ...record, fields };
    const read = one.reads ? readAbove?.(one.reads, now) : noReads;
    if (read === undefined) continue;
    const value = one.work({ record: now as never, read: read as never }); // of the field's kind, as with rules
    if (value === undefined) delete fields[one.field];
    else fields[one.field] = value;
  }
  return { ...record, fields };
}

/** Whether a derived field is a formula of the tenant's. */
const isFormula = ({ uses }: Derived): boolean => uses !== undefined;

/**
 * PLT-7: returns the record with the tenant's formulas recomputed, for a record that was written under other
 * definitions. Both engines call this when the definitions change. Returns the same object if no value changes.
 */
export function withFormulas(
  { derived, entities }: Pick<Catalogue, 'derived' | 'entities'>,
  record: StoredRecord,
): StoredRecord {
  const own = derived.get(record.entity);
  if (!own?.some(isFormula)) return record;
  const entity = entities.get(record.entity);
  if (!entity) return record;
  const formulas = own.filter(isFormula);
  const now = withDerived({ derived: new Map([[entity.name, formulas]]) }, entity, record);
  const isSame = formulas.every(({ field }) => sameJson(record.fields[field] ?? null, now.fields[field] ?? null));
  return isSame ? record : now;
}

/**
 * returns the sort and comparison keys of a record's fields, which both engines store with it. Money and places
 * have further keys (`furtherKeys`). Empty fields and types without order have none.
 */
export function keysOf(
  entity: Entity,
  fields: Readonly<Record<string, JsonValue>>,
): Readonly<Record<string, string | number>> {
  const keys: Record<string, string | number> = {};
  for (const name in entity.fields) {
    const field = entity.fields[name];
    if (field === undefined || isSealedField(entity, name)) continue;
    const value = fields[name];
    const key = keyOf(field, value);
    if (key === null) continue;
    keys[name] = key;
    if (furtherKeysOf(field.type).length > 0) Object.assign(keys, furtherKeys(field, name, value ?? null)); // keyOf has parsed it
  }
  return keys;
}

/**
 * returns the words by which search finds the record, each once, as the server stores them. The words of its title
 * are also marked as such.
 */
export const searchTokensOf = (entity: Entity, fields: Readonly<Record<string, JsonValue>>): readonly string[] => [
  ...wordTokens(entity, fields, { hasPlainTitle: true }),
];

/**
 * returns the same words as a device stores them, with blanks between: those of the title only as marked. A
 * device's full-text query names both (`wordsMatch`), and each token that is left out saves three entries in its index.
 * Hot path, like `keysOf`: a first sync calls both for each record.
 */
export const searchWordsOf = (entity: Entity, fields: Readonly<Record<string, JsonValue>>): string =>
  [...wordTokens(entity, fields, { hasPlainTitle: false })].join(' ');

function wordTokens(
  entity: Entity,
  fields: Readonly<Record<string, JsonValue>>,
  { hasPlainTitle }: { readonly hasPlainTitle: boolean },
): ReadonlySet<string> {
  const tokens = new Set<string>();
  if (entity.sealed !== undefined) return tokens; // K-4
  for (const name in entity.fields) {
    const field = entity.fields[name];
    const isTitle = name === entity.title;
    if (field === undefined || !(field.searched || isTitle)) continue;
    for (const token of searchTokensOfField(field, fields[name])) {
      if (!isTitle || hasPlainTitle) tokens.add(token);
      if (isTitle) tokens.add(titleToken(token));
    }
  }
  return tokens;
}

/** Returns the title of the record as people see it. */
export const titleOf = (entity: Entity, record: Pick<StoredRecord, 'fields'>): string =>
  shownTitle(entity, record.fields[entity.title]);

/** Returns the title of a record with this title value. */
export const shownTitle = ({ label, sealed }: Entity, value: JsonValue | undefined): string =>
  sealed !== undefined
    ? label.one
    : typeof value === 'string' && value !== ''
      ? value
      : `Unnamed ${label.one.toLowerCase()}`;

/** K-5: returns fields of an older schema, upgraded in order to the entity's own number. */
export function upgradedFields(
  entity: Entity,
  fields: Readonly<Record<string, JsonValue>>,
  schema: number,
): Readonly<Record<string, JsonValue>> {
  let upgraded = fields;
  for (let next = schema + 1; next <= entity.schema; next += 1)
    upgraded = entity.upgrades[next]?.(upgraded) ?? upgraded;
  return upgraded;
}
