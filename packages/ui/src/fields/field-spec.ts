import type { NumberFormat, TextFormat } from '@outpost/domain/kernel/entities/formats/field-format';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { TagTone } from '../parts/tag.tsx';

/** A value as stored in records. An empty value is `null`. */
export type FieldValue = JsonValue;

/** One value of a choice or a tag, with its label. */
export type SpecOption = {
  readonly value: string;
  readonly label: string;
  readonly tone?: TagTone | undefined;
  /** A retired value is shown where a record has it, but offered nowhere. */
  readonly isRetired?: boolean | undefined;
};

/** A record that a reference may name. */
export type RefOption = {
  readonly id: string;
  readonly name: string;
  readonly detail?: string | undefined;
  readonly icon?: string | undefined;
};

/** A new record that a reference names, or the reason why it was not created. */
export type RefMade = { readonly value: string } | { readonly problem: string };

/** The value of a reference to the record of a name, or the reason why there is none. */
export type NamedValue = { readonly value: string } | { readonly problem: string };

/** Where a file's content is at present. */
export type FileContentPlace = 'device' | 'server' | 'fetching';

/** The properties that all kinds of field share. */
export type SpecBase = {
  /** The heading above the field in a list of fields. Left out: the field is one of the record's own. */
  readonly heading?: string | undefined;
  readonly id: string;
  readonly label: string;
  readonly help?: string | undefined;
  readonly isRequired?: boolean | undefined;
  /** The reason why this person cannot change the field here; shown instead of an editor. */
  readonly readOnlyReason?: string | undefined;
  /** The words shown in place of an empty value: "Number follows". */
  readonly emptyText?: string | undefined;
};

type Bounds = { readonly min?: number | undefined; readonly max?: number | undefined };

/** The properties of a field that editors, cells and filters need. The app derives them from the entity's declaration. */
export type FieldSpec = SpecBase &
  (
    | {
        readonly kind: 'text' | 'long-text';
        readonly maxChars?: number | undefined;
        /** For a text of one line: the values that are right, and the way in which they are read and shown. */
        readonly format?: TextFormat | undefined;
        /** For a long text: whether it is Markdown. */
        readonly isMarkdown?: boolean | undefined;
      }
    | { readonly kind: 'email' }
    | { readonly kind: 'phone'; /** ISO 3166-1 code for national numbers. */ readonly country?: string | undefined }
    | ({ readonly kind: 'money'; /** The currency of sums typed without one. */ readonly currency: string } & Bounds) // bounds in minor units
    | ({
        readonly kind: 'percent' | 'number';
        /** For a number: the same as for a text. */
        readonly format?: NumberFormat | undefined;
        readonly decimals?: number | undefined;
        readonly unit?: string | undefined;
        /** A year: "1996", without separators. */
        readonly isYear?: boolean | undefined;
      } & Bounds)
    | { readonly kind: 'date' | 'instant' | 'duration' | 'flag' | 'address' | 'geo' | 'json' }
    | {
        readonly kind: 'repeat';
        /** All records of the rule are made when it is stored: a person completes it first. */
        readonly isSeries?: boolean | undefined;
      }
    | {
        readonly kind: 'choice';
        readonly options: readonly SpecOption[];
        /** The value that is shown for an empty field. It cannot be emptied then. */
        readonly emptyMeans?: string | undefined;
      }
    | { readonly kind: 'tags'; readonly options?: readonly SpecOption[] | undefined }
    | {
        readonly kind: 'ref';
        readonly search: (text: string, signal: AbortSignal) => Promise<readonly RefOption[]>;
        /** The kinds of record that it may name, as one text. A value is pasted only where this text is the same. */
        readonly named?: string | undefined;
        /** Finds the records with exactly these names, apart from case and accents. Returns a value or a reason for each. */
        readonly findByName?: ((names: readonly string[]) => Promise<ReadonlyMap<string, NamedValue>>) | undefined;
        /** Returns the name of a record that the device holds. `undefined` is shown as "not shared with you". */
        readonly nameOf?: ((id: string) => string | undefined) | undefined;
        readonly onOpen?: ((id: string) => void) | undefined;
        /**
         * Creates a record by its name alone, where this person can. `one`: the word for a record, such as "account".
         */
        readonly create?: { readonly one: string; readonly make: (name: string) => Promise<RefMade> } | undefined;
        /** People are shown with their initials. */
        readonly isPerson?: boolean | undefined;
        readonly me?: string | undefined;
      }
    | {
        readonly kind: 'file';
        readonly placeOf?: ((fileId: string) => FileContentPlace) | undefined;
        readonly onFetch?: ((fileId: string) => void) | undefined;
        readonly onPick?: (() => void) | undefined;
      }
    | { readonly kind: 'sealed'; readonly onReveal?: (() => void) | undefined }
  );

/** The name of a kind of field. */
export type FieldKind = FieldSpec['kind'];

/** The spec of one kind of field. Kinds with the same settings share one spec. */
export type SpecOf<K extends FieldKind> = FieldSpec extends infer Spec
  ? Spec extends { readonly kind: infer Kind }
    ? K extends Kind
      ? Spec & FieldSpec
      : never
    : never
  : never;

/** Returns a spec without its format, for values of the base type: parts of a text, sums of numbers. */
export const withoutFormat = (spec: FieldSpec): FieldSpec => ('format' in spec ? { ...spec, format: undefined } : spec);

/** Whether values of this kind are aligned to the end of their column: numbers, money and times. */
export const isNumericKind = (kind: FieldKind | undefined): boolean =>
  kind === 'money' ||
  kind === 'number' ||
  kind === 'percent' ||
  kind === 'duration' ||
  kind === 'date' ||
  kind === 'instant';

/** Whether values of this kind can be summed. */
export const isSummableKind = (kind: FieldKind | undefined): boolean =>
  kind === 'money' || kind === 'number' || kind === 'duration';
