import type { JsonValue } from '@outpost/domain/kernel/json';
import type { TagTone } from '../parts/tag.tsx';

/** A value as records carry it. Empty is `null`. */
export type FieldValue = JsonValue;

/** One value of a choice or a tag, with the word people read. */
export type SpecOption = {
  readonly value: string;
  readonly label: string;
  readonly tone?: TagTone | undefined;
  /** Shown where it stands, offered nowhere else. */
  readonly isRetired?: boolean | undefined;
};

/** A record that a reference may name. */
export type RefOption = {
  readonly id: string;
  readonly name: string;
  readonly detail?: string | undefined;
  readonly icon?: string | undefined;
};

/** Where a file's content is now. */
export type FilePlace = 'device' | 'server' | 'fetching';

/** What every field says, whatever its kind. */
export type SpecBase = {
  readonly id: string;
  readonly label: string;
  readonly help?: string | undefined;
  readonly isRequired?: boolean | undefined;
  /** Why this person can't change it here; shown instead of an editor. */
  readonly readOnlyReason?: string | undefined;
};

type Bounds = { readonly min?: number | undefined; readonly max?: number | undefined };

/** What an editor, a cell and a filter must know of a field. Made from the entity's declaration by the app. */
export type FieldSpec = SpecBase &
  (
    | { readonly kind: 'text' | 'long-text'; readonly maxChars?: number | undefined }
    | { readonly kind: 'email' }
    | { readonly kind: 'phone'; /** ISO 3166-1, reads national numbers. */ readonly country?: string | undefined }
    | ({ readonly kind: 'money'; /** For sums typed without one. */ readonly currency: string } & Bounds) // bounds in minor units
    | ({
        readonly kind: 'percent' | 'number';
        readonly decimals?: number | undefined;
        readonly unit?: string | undefined;
        /** A year: "1996", without separators. */
        readonly isYear?: boolean | undefined;
      } & Bounds)
    | { readonly kind: 'date' | 'instant' | 'duration' | 'flag' | 'address' | 'geo' | 'json' }
    | { readonly kind: 'choice'; readonly options: readonly SpecOption[] }
    | { readonly kind: 'tags'; readonly options?: readonly SpecOption[] | undefined }
    | {
        readonly kind: 'ref';
        readonly search: (text: string, signal: AbortSignal) => Promise<readonly RefOption[]>;
        /** The name of a record that is at hand; undefined shows as "not shared with you". */
        readonly nameOf?: ((id: string) => string | undefined) | undefined;
        readonly onOpen?: ((id: string) => void) | undefined;
        /** People are drawn with their initials. */
        readonly isPerson?: boolean | undefined;
        readonly me?: string | undefined;
      }
    | {
        readonly kind: 'file';
        readonly placeOf?: ((fileId: string) => FilePlace) | undefined;
        readonly onFetch?: ((fileId: string) => void) | undefined;
        readonly onPick?: (() => void) | undefined;
      }
    | { readonly kind: 'sealed'; readonly onReveal?: (() => void) | undefined }
  );

/** The kind alone. */
export type FieldKind = FieldSpec['kind'];

/** The spec that a kind belongs to; kinds that share their settings share it. */
export type SpecOf<K extends FieldKind> = FieldSpec extends infer Spec
  ? Spec extends { readonly kind: infer Kind }
    ? K extends Kind
      ? Spec & FieldSpec
      : never
    : never
  : never;

/** Numbers, money and times stand at the end of their column. */
export const isNumeric = (kind: FieldKind | undefined): boolean =>
  kind === 'money' ||
  kind === 'number' ||
  kind === 'percent' ||
  kind === 'duration' ||
  kind === 'date' ||
  kind === 'instant';

/** Kinds that add up. */
export const isSummable = (kind: FieldKind | undefined): boolean =>
  kind === 'money' || kind === 'number' || kind === 'duration';
