import { mostDigits, mostPrefixChars, type Series } from './running-number.ts';
import type { FormatName } from './formats/format-of.ts';
import type { RollUp } from './roll-up.ts';
import type { Carried, WhatCarries } from './what-carries.ts';
import type { GeoPoint } from '../geo/geo-point.ts';
import type { AnyRef, Id, IdOf } from '../ids.ts';
import type { JsonValue } from '../json.ts';

/** K-2: field types carry meaning, not storage. `field-types.ts` holds the behaviour of each. */
export type FieldTypeName =
  | 'text'
  | 'email'
  | 'phone'
  | 'money'
  | 'number'
  | 'percent'
  | 'flag'
  | 'date'
  | 'instant'
  | 'duration'
  | 'choice'
  | 'tags'
  | 'ref'
  | 'file'
  | 'address'
  | 'geo'
  | 'json';

/**
 * S-4: the result when two people changed the same field. `later`: the later arrival wins, the other value is kept as
 * the replaced one. `union`: both sides' additions and removals count. `lines`: the same, line by line. `fixed`: given at creation,
 * never changed. `server`: only the server writes it. `derived`: computed from other fields whenever the record is written
 * (`derived.ts`); nobody types it.
 */
export type MergePolicy = 'later' | 'union' | 'lines' | 'fixed' | 'server' | 'derived';

/** A part of a text that has a column of its own in files, and the other headers of such a column. */
export type ImportPart = { readonly label: string; readonly importAs: readonly string[] };

/** How sure it is that an open record is won in its time. */
export type ForecastCategory = 'commit' | 'best-case' | 'pipeline' | 'omitted';

/** One value of a choice. The order in the declaration is the order in which records sort by it. */
export type ChoiceOption = {
  readonly value: string;
  readonly label: string;
  /** Records that hold it keep it; forms no longer offer it. */
  readonly isRetired?: boolean;
  /** Marks the option for lists and reports: an open stage, a good end, a bad end. */
  readonly outcome?: 'open' | 'won' | 'lost';
  /** The chance that a record in this stage comes to a good end, in percent. */
  readonly chancePercent?: number;
  /** The category of its records in a forecast, for an open stage (`kernel/reports/forecast.ts`). Left out: the pipeline. */
  readonly forecast?: ForecastCategory;
  /** PLT-16: for a stage: the pipelines that it belongs to. Left out or empty: all of them. Ends belong to all of them. */
  readonly pipelines?: readonly string[];
  /** The colour that a tenant has given it. Left out: the one of its outcome. */
  readonly tone?: 'neutral' | 'accent' | 'good' | 'warn';
  /**
   * The first part of its sort key, where the tenant has moved or added options: keys of stored records stay as they are. Left out:
   * its place in the declaration.
   */
  readonly key?: string;
};

/** The properties that fields of all types have. */
export type FieldBase = {
  readonly label: string;
  readonly required: boolean;
  readonly merge: MergePolicy;
  /** Words of this field are found by search. */
  readonly searched: boolean;
  /** Other headers under which files have this field; its label and its name always count. */
  readonly importAs: readonly string[];
  /** Only people who may `administer` the record write this field (a person's roles, for instance). */
  readonly administered: boolean;
  /** A change of it can harm others: the person proves first who they are (PLT-28, `dangerousActs`). */
  readonly dangerous?: true;
  /** PLT-45: each person changes this field in their own record, without a right by a role. */
  readonly bySubject?: true;
  /** K-3: whether the tenant has added it. */
  readonly isOwn?: true;
  /** PLT-7: the expression by which a tenant's derived field is computed. */
  readonly formula?: string;
  /** PLT-8: how a figure over related records is asked for. Its values are stored nowhere. */
  readonly rollUp?: RollUp;
  /** For people: labels of the fields that the formula reads (PLT-7), or of the kind that the roll-up reads (PLT-8). */
  readonly worksFrom?: readonly string[];
  /** One sentence under the field in forms, where the label alone would be unclear. */
  readonly help?: string;
};

/** One field of an entity, as a closed union over its type. */
export type Field = FieldBase &
  (
    | {
        readonly type: 'text';
        readonly maxChars: number;
        readonly multiline: boolean;
        /** The text is Markdown: screens edit and show it with its format, and lists show it without its marks (ADR 0050). */
        readonly isMarkdown?: true;
        /** Columns of files that together make up this text, in their order: a first and a last name. */
        readonly importParts?: readonly ImportPart[];
        /** S-4e: the field holds a running number, which the server gives. */
        readonly series?: Series;
        /** The format of its values (`formats`). A name of a newer build means nothing here: the field is a plain text. */
        readonly format?: string;
      }
    | { readonly type: 'email' }
    | { readonly type: 'phone' }
    | { readonly type: 'money' }
    | {
        readonly type: 'number';
        readonly decimals: number;
        readonly min?: number;
        readonly max?: number;
        /** As of a text. */
        readonly format?: string;
      }
    | { readonly type: 'percent'; readonly decimals: number; readonly min?: number; readonly max?: number }
    | { readonly type: 'flag' }
    | { readonly type: 'date' }
    | { readonly type: 'instant' }
    | { readonly type: 'duration' }
    | {
        readonly type: 'choice';
        readonly options: readonly ChoiceOption[];
        /**
         * PLT-16: the value that an empty field means, as for the pipelines of a kind. Lists, groups and figures find the records
         * by it, because their key is that of the value. Left out: an empty field has no key.
         */
        readonly emptyMeans?: string;
      }
    | { readonly type: 'tags'; readonly options?: readonly ChoiceOption[] }
    | {
        readonly type: 'ref';
        readonly targets: readonly string[];
        /** T-19: its targets are the kinds that carry this capability. The catalogue fills them in. */
        readonly carrying?: Carried;
        readonly onDelete: 'keep' | 'refuse';
      }
    | { readonly type: 'file' }
    | { readonly type: 'address' }
    | { readonly type: 'geo' }
    | { readonly type: 'json' }
  );

export type FieldOf<T extends FieldTypeName> = Extract<Field, { readonly type: T }>;

/** Money as a value: minor units (cents) and an ISO 4217 code. */
export type Money = { readonly amount: number; readonly currency: string };
declare const dayBrand: unique symbol;
/** A calendar date, "2026-11-20". Do not confuse it with an instant. */
export type Day = string & { readonly [dayBrand]: true };
declare const instantBrand: unique symbol;
/** A moment in UTC, to the millisecond: "2026-11-20T08:30:00.000Z". */
export type Instant = string & { readonly [instantBrand]: true };
/** A stored file's description; its bytes are sent separately. */
export type FileValue = {
  readonly id: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  readonly sha256: string;
};
/** A postal address. `country`: ISO 3166-1 alpha-2, or as given. */
export type Address = {
  readonly street?: string;
  readonly city?: string;
  readonly region?: string;
  readonly postalCode?: string;
  readonly country?: string;
};

declare const typed: unique symbol;
/**
 * The compiler's knowledge of a field in addition to its description. No value has this property: only types read it,
 * by index, which keeps type-checking cheap.
 */
export interface Typed<V, R extends boolean, M extends MergePolicy> {
  readonly [typed]: { readonly value: V; readonly required: R; readonly merge: M };
}
/** A field as a pack declares it: its type includes the value's type, whether it must be filled in, and how it merges. */
export type TypedField = Field & Typed<unknown, boolean, MergePolicy>;
/** The type of a field's value; JSON where the field is a tenant's own. */
export type ValueOfField<F> = F extends TypedField ? F[typeof typed]['value'] : JsonValue;
export type RequiredOfField<F> = F extends TypedField ? F[typeof typed]['required'] : boolean;
export type MergeOfField<F> = F extends TypedField ? F[typeof typed]['merge'] : MergePolicy;

/*
 * T-4: one interface for each type of field, over evaluated flags, so that `text({ required: true })` is one type everywhere. An
 * alias over the options' literals would be another type at each call.
 */
interface TextField<R extends boolean, M extends MergePolicy> extends FieldOf<'text'>, Typed<string, R, M> {}
interface EmailField<R extends boolean, M extends MergePolicy> extends FieldOf<'email'>, Typed<string, R, M> {}
interface PhoneField<R extends boolean, M extends MergePolicy> extends FieldOf<'phone'>, Typed<string, R, M> {}
interface MoneyField<R extends boolean, M extends MergePolicy> extends FieldOf<'money'>, Typed<Money, R, M> {}
interface NumberField<R extends boolean, M extends MergePolicy> extends FieldOf<'number'>, Typed<number, R, M> {}
interface PercentField<R extends boolean, M extends MergePolicy> extends FieldOf<'percent'>, Typed<number, R, M> {}
interface FlagField<R extends boolean, M extends MergePolicy> extends FieldOf<'flag'>, Typed<boolean, R, M> {}
interface DateField<R extends boolean, M extends MergePolicy> extends FieldOf<'date'>, Typed<Day, R, M> {}
interface InstantField<R extends boolean, M extends MergePolicy> extends FieldOf<'instant'>, Typed<Instant, R, M> {}
interface DurationField<R extends boolean, M extends MergePolicy> extends FieldOf<'duration'>, Typed<number, R, M> {}
interface ChoiceField<V extends string, R extends boolean, M extends MergePolicy>
  extends FieldOf<'choice'>, Typed<V, R, M> {}
interface TagsField<V extends string, R extends boolean, M extends MergePolicy>
  extends FieldOf<'tags'>, Typed<readonly V[], R, M> {}
interface RefField<K extends string, V extends string, R extends boolean, M extends MergePolicy>
  extends FieldOf<'ref'>, Typed<V, R, M> {
  readonly targets: readonly K[];
}
interface FileField<R extends boolean, M extends MergePolicy> extends FieldOf<'file'>, Typed<FileValue, R, M> {}
interface AddressField<R extends boolean, M extends MergePolicy> extends FieldOf<'address'>, Typed<Address, R, M> {}
interface GeoField<R extends boolean, M extends MergePolicy> extends FieldOf<'geo'>, Typed<GeoPoint, R, M> {}
interface JsonField<R extends boolean, M extends MergePolicy> extends FieldOf<'json'>, Typed<JsonValue, R, M> {}

type Options = {
  readonly label?: string;
  readonly required?: boolean;
  readonly merge?: MergePolicy;
  readonly searched?: boolean;
  readonly importAs?: readonly string[];
  readonly administered?: boolean;
  readonly dangerous?: true;
  readonly bySubject?: true;
  readonly help?: string;
};
type Bounds = { readonly decimals?: number; readonly min?: number; readonly max?: number };
type TextOptions = Options & {
  readonly maxChars?: number;
  readonly multiline?: boolean;
  /** For a field of several lines: its text is Markdown. */
  readonly markdown?: true;
  /** For a field of one line: the format of its values. */
  readonly format?: FormatName;
  readonly importParts?: readonly ImportPart[];
};

/** Flags of the options, as types. */
type RequiredIn<P> = P extends { readonly required: true } ? true : false;
type MergeIn<P, Default extends MergePolicy = 'later'> = P extends { readonly merge: infer M extends MergePolicy }
  ? M
  : Default;

/** Makes a field with its type. No other code does: only the compiler sees the part that `Typed` adds. */
const declareField = <F extends Field>(own: object, options: Options | undefined, merge: MergePolicy = 'later'): F =>
  ({
    label: options?.label ?? '', // entity() makes a label from the field's name where the options give none
    required: options?.required ?? false,
    merge: options?.merge ?? merge,
    searched: options?.searched ?? false,
    importAs: options?.importAs ?? [],
    administered: options?.administered ?? false,
    ...(options?.dangerous === undefined ? {} : { dangerous: options.dangerous }),
    ...(options?.bySubject === undefined ? {} : { bySubject: options.bySubject }),
    ...(options?.help === undefined ? {} : { help: options.help }),
    ...own,
  }) as unknown as F;

const bounds = (options: Bounds | undefined, decimals: number) => ({
  decimals: options?.decimals ?? decimals,
  ...(options?.min === undefined ? {} : { min: options.min }),
  ...(options?.max === undefined ? {} : { max: options.max }),
});

/** Declares one line of text, or many with `multiline` (which then merges by line, S-4). Value: string. */
export const text = <const P extends TextOptions = object>(
  options?: P,
): TextField<RequiredIn<P>, MergeIn<P, P extends { readonly multiline: true } ? 'lines' : 'later'>> =>
  declareField(
    {
      type: 'text',
      maxChars: options?.maxChars ?? (options?.multiline ? 20_000 : 400),
      multiline: options?.multiline ?? false,
      ...(options?.markdown === undefined ? {} : { isMarkdown: options.markdown }),
      ...(options?.importParts === undefined ? {} : { importParts: options.importParts }),
      ...(options?.format === undefined ? {} : { format: options.format }),
    },
    options,
    options?.multiline ? 'lines' : 'later',
  );
/**
 * Declares a running number (S-4e): text such as "INV-000042". The server gives it with the first act on the record that it
 * accepts: without gaps, and never twice. Afterwards nobody changes it.
 */
export const runningNumber = (
  options: Series & Omit<Options, 'required' | 'merge' | 'administered'>,
): TextField<false, 'server'> =>
  declareField(
    {
      type: 'text',
      maxChars: mostPrefixChars + mostDigits,
      multiline: false,
      required: false, // a record that waits to be sent has no number yet
      series: { prefix: options.prefix, digits: options.digits },
    },
    { searched: true, ...options },
    'server',
  );
/** Declares an e-mail address. Value: string, kept as typed except outer blanks; compared folded. */
export const email = <const P extends Options = object>(options?: P): EmailField<RequiredIn<P>, MergeIn<P>> =>
  declareField({ type: 'email' }, options);
/**
 * Declares a telephone number. Value: E.164 string, "+15550142", with an extension as "+15550142;ext=12" (RFC 3966). A
 * text that is not a number, or contains a name or a remark besides it, is kept unchanged (imports keep it whole).
 */
export const phone = <const P extends Options = object>(options?: P): PhoneField<RequiredIn<P>, MergeIn<P>> =>
  declareField({ type: 'phone' }, options);
/** Declares an amount of money. Value: `{amount: integer in minor units, currency: ISO 4217}`. */
export const money = <const P extends Options = object>(options?: P): MoneyField<RequiredIn<P>, MergeIn<P>> =>
  declareField({ type: 'money' }, options);
/** Declares a plain number without a unit of its own. Value: number with at most `decimals` places (default 0). */
export const number = <const P extends Options & Bounds & { readonly format?: FormatName } = object>(
  options?: P,
): NumberField<RequiredIn<P>, MergeIn<P>> =>
  declareField(
    {
      type: 'number',
      ...bounds(options, 0),
      ...(options?.format === undefined ? {} : { format: options.format }),
    },
    options,
  );
/** Declares a percentage. Value: number of percent, 12.5 for 12.5 %. */
export const percent = <const P extends Options & Bounds = object>(
  options?: P,
): PercentField<RequiredIn<P>, MergeIn<P>> => declareField({ type: 'percent', ...bounds(options, 2) }, options);
/** Declares a yes-or-no value. Value: boolean. */
export const flag = <const P extends Options = object>(options?: P): FlagField<RequiredIn<P>, MergeIn<P>> =>
  declareField({ type: 'flag' }, options);
/** Declares a calendar date without a zone. Value: "2026-11-20". */
export const date = <const P extends Options = object>(options?: P): DateField<RequiredIn<P>, MergeIn<P>> =>
  declareField({ type: 'date' }, options);
/** Declares a moment. Value: UTC with milliseconds, "2026-11-20T08:30:00.000Z". */
export const instant = <const P extends Options = object>(options?: P): InstantField<RequiredIn<P>, MergeIn<P>> =>
  declareField({ type: 'instant' }, options);
/** Declares a span of time. Value: whole seconds. */
export const duration = <const P extends Options = object>(options?: P): DurationField<RequiredIn<P>, MergeIn<P>> =>
  declareField({ type: 'duration' }, options);
/** Declares a choice from a list. Value: the option's `value`. */
export const choice = <const O extends readonly ChoiceOption[], const P extends Options = object>(
  options: O,
  more?: P,
): ChoiceField<O[number]['value'], RequiredIn<P>, MergeIn<P>> => declareField({ type: 'choice', options }, more);
/** Declares any number of words, from a list where one is given. Value: sorted array of distinct strings. */
export const tags = <const P extends Options & { readonly options?: readonly ChoiceOption[] } = object>(
  options?: P,
): TagsField<
  P extends { readonly options: readonly { readonly value: infer V extends string }[] } ? V : string,
  RequiredIn<P>,
  MergeIn<P, 'union'>
> =>
  declareField(
    { type: 'tags', ...(options?.options === undefined ? {} : { options: options.options }) },
    options,
    'union',
  );

/**
 * Declares a figure over the records of another kind that name this one (PLT-8): `form` is the field of its result, without a value
 * in any record. It is computed over the records that each person sees. The catalogue checks that the kind, the
 * reference and the field exist.
 */
export const rollUp = <const F extends TypedField>(
  form: F,
  over: RollUp,
): Field & Typed<ValueOfField<F>, false, 'derived'> => {
  const declared: Field = { ...form, required: false, merge: 'derived', searched: false, importAs: [], rollUp: over };
  return declared as Field & Typed<ValueOfField<F>, false, 'derived'>; // see `declareField`
};

type RefOptions = Options & { readonly onDelete?: 'keep' | 'refuse' };
/**
 * Declares a reference to another record. Value: the record's id where there is one target, "pack/name:id" where
 * there are several or the field names a capability (`refTarget` reads both). T-3: a target is an id, whose file
 * imports nothing, so that two entities may name each other.
 */
export function ref<const K extends string, const P extends RefOptions = object>(
  target: IdOf<K>,
  options?: P,
): RefField<K, Id<K>, RequiredIn<P>, MergeIn<P>>;
export function ref<const I extends readonly IdOf<string>[], const P extends RefOptions = object>(
  targets: I,
  options?: P,
): RefField<I[number]['kind'], AnyRef<I[number]['kind']>, RequiredIn<P>, MergeIn<P>>;
export function ref<const P extends RefOptions = object>(
  targets: WhatCarries,
  options?: P,
): RefField<string, AnyRef<string>, RequiredIn<P>, MergeIn<P>>;
export function ref(targets: IdOf<string> | readonly IdOf<string>[] | WhatCarries, options?: RefOptions): Field {
  const onDelete = options?.onDelete ?? 'keep';
  if ('carrying' in targets) return declareField({ type: 'ref', targets: [], ...targets, onDelete }, options);
  const all = 'kind' in targets ? [targets] : targets;
  return declareField({ type: 'ref', targets: all.map(({ kind }) => kind), onDelete }, options);
}
/** Declares a file. Value: `{id, name, sizeBytes, mediaType, sha256}`; its bytes are sent separately. */
export const fileField = <const P extends Options = object>(options?: P): FileField<RequiredIn<P>, MergeIn<P>> =>
  declareField({ type: 'file' }, options);
/**
 * Declares a postal address. Value: `{street?, city?, region?, postalCode?, country?}`, country as ISO 3166-1 alpha-2
 * or as given.
 */
export const address = <const P extends Options = object>(options?: P): AddressField<RequiredIn<P>, MergeIn<P>> =>
  declareField({ type: 'address' }, options);
/** Declares a place on earth. Value: `{latitude, longitude}` in degrees, WGS 84. */
export const geo = <const P extends Options = object>(options?: P): GeoField<RequiredIn<P>, MergeIn<P>> =>
  declareField({ type: 'geo' }, options);
/** Declares a value of any other kind. Value: JSON; not sorted, filtered or searched. */
export const json = <const P extends Options = object>(options?: P): JsonField<RequiredIn<P>, MergeIn<P>> =>
  declareField({ type: 'json' }, options);

/** Returns how the running numbers of a field are written (S-4e); undefined for a field that holds none. */
export const numberSeriesOf = (field: Field | undefined): Series | undefined =>
  field?.type === 'text' ? field.series : undefined;

/** Whether people write the field: it is neither the server's nor derived. */
export const isWritable = ({ merge }: Pick<FieldBase, 'merge'>): boolean => merge !== 'server' && merge !== 'derived';

/** Whether a reference's values begin with the kind of their target: "pack/name:id". */
export const namesKind = ({ targets, carrying }: FieldOf<'ref'>): boolean =>
  carrying !== undefined || targets.length !== 1;

/**
 * Returns the target of a reference: `value` is "pack/name:id" if `namesKind` is true, else an id of the only target.
 */
export function refTarget(field: FieldOf<'ref'>, value: string): { readonly entity: string; readonly id: string } {
  const colon = value.indexOf(':');
  const only = field.targets[0] ?? '';
  return colon < 0 ? { entity: only, id: value } : { entity: value.slice(0, colon), id: value.slice(colon + 1) };
}

/** Returns the value that refers to this record in this field; the inverse of `refTarget`. */
export function refValue(field: FieldOf<'ref'>, entity: string, id: string): string {
  return namesKind(field) ? `${entity}:${id}` : id;
}
