import { idSchema } from '@outpost/domain/kernel/ids';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { z } from 'zod';
import { both, mostSearchChars } from '../window/list-address.ts';

/** The spans by which a search is narrowed to records that were changed lately, in days with today. */
export const changedSpans = { today: 1, week: 7, month: 30, year: 365 } as const;
export type ChangedSpan = keyof typeof changedSpans;
export const changedSpanIds = Object.keys(changedSpans) as readonly ChangedSpan[]; // the keys of the table

/** A chosen value of a field. Null: the records without a value. */
const fieldChoiceSchema = z.union([z.string().max(120), z.boolean(), z.null()]);
export type FacetChoice = z.output<typeof fieldChoiceSchema>;
/** The chosen values of fields, by the names of the fields. */
export type FacetChoices = Readonly<Record<string, readonly FacetChoice[]>>;

/** A chosen owner: a person's id, 'me' for the person who searches, null for records without an owner. */
const ownerChoiceSchema = z.union([z.literal('me'), idSchema, z.null()]);
export type OwnerChoice = z.output<typeof ownerChoiceSchema>;

/** The state of the search page in its address. */
export const searchAddressSchema = z.object({
  text: z.string().max(mostSearchChars).optional().catch(undefined),
  /** The name of the only kind whose records are shown. Left out: all kinds. */
  kind: z.string().max(120).optional().catch(undefined),
  /** Earlier addresses have one owner as a text. */
  owner: z
    .preprocess(
      (given) => (typeof given === 'string' ? [given] : given),
      z.array(ownerChoiceSchema).min(1).max(100).readonly(),
    )
    .optional()
    .catch(undefined),
  changed: z.enum(changedSpanIds).optional().catch(undefined),
  /** The chosen values of the fields of `kind`. */
  fields: z
    .record(z.string().max(80), z.array(fieldChoiceSchema).min(1).max(100).readonly())
    .readonly()
    .optional()
    .catch(undefined),
});
export type SearchAddress = z.infer<typeof searchAddressSchema>;

/** The change of an address that removes everything but its words. */
export const nothingChosen = { kind: undefined, owner: undefined, changed: undefined, fields: undefined } as const;

/** Returns the values with this one added, or without it if it is among them; `undefined` for none. */
export function toggled<Value>(values: readonly Value[] | undefined, value: Value): readonly Value[] | undefined {
  const others = (values ?? []).filter((other) => other !== value);
  if (others.length === (values ?? []).length) return [...others, value];
  return others.length === 0 ? undefined : others;
}

/** Returns the chosen values of fields with this one added or removed; `undefined` for none. */
export function toggledField(
  fields: FacetChoices | undefined,
  name: string,
  value: FacetChoice,
): FacetChoices | undefined {
  const values = toggled(fields?.[name], value);
  const others = Object.entries(fields ?? {}).filter(([other]) => other !== name);
  const next = [...others, ...(values === undefined ? [] : [[name, values] as const])];
  return next.length === 0 ? undefined : Object.fromEntries(next);
}

/** Returns the alternative of some filters; `undefined` for none. */
const anyOf = (filters: readonly Filter[]): Filter | undefined => (filters.length > 1 ? { or: filters } : filters[0]);

/** Returns the filter of records with one of these values. */
function valuesFilter(field: string, values: readonly FacetChoice[] = []): Filter | undefined {
  const texts = values.filter((value) => typeof value === 'string');
  const flags = values.filter((value) => typeof value === 'boolean');
  const [only, another] = texts;
  return anyOf([
    ...(only === undefined ? [] : [another === undefined ? ({ field, op: 'is', value: only } as const) : ({ field, op: 'one-of', value: texts } as const)]), // prettier-ignore
    ...flags.map((value): Filter => ({ field, op: 'is', value })),
    ...(values.includes(null) ? [{ field, op: 'is-empty' } as const] : []),
  ]);
}

const joined = (filters: readonly (Filter | undefined)[]): Filter | undefined =>
  filters.reduce<Filter | undefined>((all, one) => both(all, one), undefined);

/** Returns the filter of the chosen owners; `undefined` for everyone. */
const ownerFilter = (owner: readonly OwnerChoice[] | undefined): Filter | undefined =>
  valuesFilter(
    'ownerId',
    owner?.map((one) => (one === 'me' ? '@me' : one)),
  );

/** Returns the filter of the records that were changed in a span; `undefined` for all. */
export const changedFilter = (span: ChangedSpan | undefined): Filter | undefined =>
  span && {
    field: 'updatedAt',
    op: 'within',
    value: { direction: 'last', count: changedSpans[span], unit: 'day' },
  };

/** Returns the filter of the chosen values of fields. `except`: leaves out the values of this field. */
export const fieldsFilter = (fields: FacetChoices | undefined, except?: string): Filter | undefined =>
  joined(
    Object.entries(fields ?? {}).map(([name, values]) => (name === except ? undefined : valuesFilter(name, values))),
  );

/** Returns the filter of an address apart from its words and its kind; `undefined` for none. `except`: as for `fieldsFilter`. */
export const filterOfAddress = (
  { owner, changed, fields }: Pick<SearchAddress, 'owner' | 'changed' | 'fields'>,
  except?: string,
): Filter | undefined => joined([ownerFilter(owner), changedFilter(changed), fieldsFilter(fields, except)]);
