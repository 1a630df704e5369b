import type { JsonValue } from './json.ts';

/** K-2: field types carry meaning, not storage. What each one can do stands in `field-types.ts`. */
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
 * S-4: what happens when two people changed the same field. `later`: the later arrival wins, the other value is kept as
 * superseded. `union`: both sides' additions and removals count. `lines`: the same, line by line. `fixed`: given at creation,
 * never changed. `server`: only the server writes it.
 */
export type MergePolicy = 'later' | 'union' | 'lines' | 'fixed' | 'server';

/** A part of a text that files carry in a column of its own, and the other headers under which they do. */
export type ImportPart = { readonly label: string; readonly importAs: readonly string[] };

/** One value of a choice. The order in the declaration is the order in which records sort by it. */
export type ChoiceOption = {
  readonly value: string;
  readonly label: string;
  /** Records that have it keep it; it is offered no more. */
  readonly isRetired?: boolean;
  /** Marks what the option means to lists and reports: an open stage, a good end, a bad end. */
  readonly outcome?: 'open' | 'won' | 'lost';
  /** How likely a record in this stage comes to a good end, in percent. */
  readonly chancePercent?: number;
};

/** What every field says, whatever its type. */
export type FieldBase = {
  readonly label: string;
  readonly required: boolean;
  readonly merge: MergePolicy;
  /** Words of this field are found by search. */
  readonly searched: boolean;
  /** Other headers under which files carry this field; the label and the name count anyway. */
  readonly importAs: readonly string[];
  /** Only who may `administer` the record writes this field (a person's roles, for instance). */
  readonly administered: boolean;
  /** One sentence under the field in forms, where the label alone would leave a question. */
  readonly help?: string;
  /** worked out from the other fields whenever the record is written; nobody types it. */
  readonly formula?: (fields: Readonly<Record<string, JsonValue>>) => JsonValue;
};

/** One field of an entity, closed over its type. */
export type Field = FieldBase &
  (
    | {
        readonly type: 'text';
        readonly maxChars: number;
        readonly multiline: boolean;
        /** Columns of files that make up this text together, in their order: a first and a last name. */
        readonly importParts?: readonly ImportPart[];
      }
    | { readonly type: 'email' }
    | { readonly type: 'phone' }
    | { readonly type: 'money' }
    | { readonly type: 'number'; readonly decimals: number; readonly min?: number; readonly max?: number }
    | { readonly type: 'percent'; readonly decimals: number; readonly min?: number; readonly max?: number }
    | { readonly type: 'flag' }
    | { readonly type: 'date' }
    | { readonly type: 'instant' }
    | { readonly type: 'duration' }
    | { readonly type: 'choice'; readonly options: readonly ChoiceOption[] }
    | { readonly type: 'tags'; readonly options?: readonly ChoiceOption[] }
    | { readonly type: 'ref'; readonly targets: readonly string[]; readonly onDelete: 'keep' | 'refuse' }
    | { readonly type: 'file' }
    | { readonly type: 'address' }
    | { readonly type: 'geo' }
    | { readonly type: 'json' }
  );

export type FieldOf<T extends FieldTypeName> = Extract<Field, { readonly type: T }>;

type Options = {
  readonly label?: string;
  readonly required?: boolean;
  readonly merge?: MergePolicy;
  readonly searched?: boolean;
  readonly importAs?: readonly string[];
  readonly administered?: boolean;
  readonly help?: string;
  readonly formula?: (fields: Readonly<Record<string, JsonValue>>) => JsonValue;
};

const base = (options: Options, merge: MergePolicy = 'later') => ({
  label: options.label ?? '', // entity() makes a label from the field's name where none is given
  required: options.required ?? false,
  merge: options.formula ? ('server' as const) : (options.merge ?? merge),
  searched: options.searched ?? false,
  importAs: options.importAs ?? [],
  administered: options.administered ?? false,
  ...(options.help === undefined ? {} : { help: options.help }),
  ...(options.formula === undefined ? {} : { formula: options.formula }),
});

/** One line of text, or many with `multiline` (which then merges by line, S-4). Value: string. */
export const text = (
  options: Options & { maxChars?: number; multiline?: boolean; importParts?: readonly ImportPart[] } = {},
): FieldOf<'text'> => ({
  ...base(options, options.multiline ? 'lines' : 'later'),
  type: 'text',
  maxChars: options.maxChars ?? (options.multiline ? 20_000 : 400),
  multiline: options.multiline ?? false,
  ...(options.importParts === undefined ? {} : { importParts: options.importParts }),
});
/** An e-mail address. Value: string, kept as typed but for outer blanks; compared folded. */
export const email = (options: Options = {}): FieldOf<'email'> => ({ ...base(options), type: 'email' });
/**
 * A telephone number. Value: E.164 string, "+15550142", with an extension as "+15550142;ext=12" (RFC 3966), or the text as given where
 * it is no number or holds a name or a remark beside it (imports keep it whole).
 */
export const phone = (options: Options = {}): FieldOf<'phone'> => ({ ...base(options), type: 'phone' });
/** Money. Value: `{amount: integer in minor units, currency: ISO 4217}`. */
export const money = (options: Options = {}): FieldOf<'money'> => ({ ...base(options), type: 'money' });
/** A plain number without a unit of its own. Value: number with at most `decimals` places (default 0). */
export const number = (
  options: Options & { decimals?: number; min?: number; max?: number } = {},
): FieldOf<'number'> => ({
  ...base(options),
  type: 'number',
  decimals: options.decimals ?? 0,
  ...(options.min === undefined ? {} : { min: options.min }),
  ...(options.max === undefined ? {} : { max: options.max }),
});
/** A percentage. Value: number of percent, 12.5 for 12.5 %. */
export const percent = (
  options: Options & { decimals?: number; min?: number; max?: number } = {},
): FieldOf<'percent'> => ({
  ...base(options),
  type: 'percent',
  decimals: options.decimals ?? 2,
  ...(options.min === undefined ? {} : { min: options.min }),
  ...(options.max === undefined ? {} : { max: options.max }),
});
/** Yes or no. Value: boolean. */
export const flag = (options: Options = {}): FieldOf<'flag'> => ({ ...base(options), type: 'flag' });
/** A calendar date without a zone. Value: "2026-11-20". */
export const date = (options: Options = {}): FieldOf<'date'> => ({ ...base(options), type: 'date' });
/** A moment. Value: UTC with milliseconds, "2026-11-20T08:30:00.000Z". */
export const instant = (options: Options = {}): FieldOf<'instant'> => ({ ...base(options), type: 'instant' });
/** A span of time. Value: whole seconds. */
export const duration = (options: Options = {}): FieldOf<'duration'> => ({ ...base(options), type: 'duration' });
/** One of a list. Value: the option's `value`. */
export const choice = (options: readonly ChoiceOption[], more: Options = {}): FieldOf<'choice'> => ({
  ...base(more),
  type: 'choice',
  options,
});
/** Any number of words, from a list where one is given. Value: sorted array of distinct strings. */
export const tags = (options: Options & { options?: readonly ChoiceOption[] } = {}): FieldOf<'tags'> => ({
  ...base(options, 'union'),
  type: 'tags',
  ...(options.options === undefined ? {} : { options: options.options }),
});
/**
 * A reference to another record. Value: the record's id where one entity can be meant, "pack/name:id" where several can
 * (`refTarget` reads both).
 */
export const ref = (
  targets: string | readonly string[],
  options: Options & { onDelete?: 'keep' | 'refuse' } = {},
): FieldOf<'ref'> => ({
  ...base(options),
  type: 'ref',
  targets: typeof targets === 'string' ? [targets] : targets,
  onDelete: options.onDelete ?? 'keep',
});
/** A file. Value: `{id, name, sizeBytes, mediaType, sha256}`; its bytes travel apart. */
export const file = (options: Options = {}): FieldOf<'file'> => ({ ...base(options), type: 'file' });
/** A postal address. Value: `{street?, city?, region?, postalCode?, country?}`, country as ISO 3166-1 alpha-2 or as given. */
export const address = (options: Options = {}): FieldOf<'address'> => ({ ...base(options), type: 'address' });
/** A place on earth. Value: `{latitude, longitude}` in degrees, WGS 84. */
export const geo = (options: Options = {}): FieldOf<'geo'> => ({ ...base(options), type: 'geo' });
/** Anything else. Value: JSON; not sorted, filtered or searched. */
export const json = (options: Options = {}): FieldOf<'json'> => ({ ...base(options), type: 'json' });

/** Money as a value. */
export type Money = { readonly amount: number; readonly currency: string };

/** Which record a reference names: `value` is an id where the field has one target, "pack/name:id" where it has several. */
export function refTarget(field: FieldOf<'ref'>, value: string): { readonly entity: string; readonly id: string } {
  const colon = value.indexOf(':');
  const only = field.targets[0] ?? '';
  return colon < 0 ? { entity: only, id: value } : { entity: value.slice(0, colon), id: value.slice(colon + 1) };
}

/** The value that names this record in this field; the inverse of `refTarget`. */
export function refValue(field: FieldOf<'ref'>, entity: string, id: string): string {
  return field.targets.length === 1 ? id : `${entity}:${id}`;
}
