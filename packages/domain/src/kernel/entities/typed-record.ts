import type { Entity } from './entity.ts';
import type { Field, MergeOfField, RequiredOfField, ValueOfField } from './fields.ts';
import type { AnyRef, Id } from '../ids.ts';
import type { JsonValue } from '../json.ts';
import type { StoredRecord } from './record.ts';

type FieldsOf<E extends Entity> = E['fields'];
/** Whether the compiler does not know the entity's fields: a tenant's own kind. */
type IsUntyped<E extends Entity> = string extends keyof FieldsOf<E> ? true : false;

export type FieldName<E extends Entity> = keyof FieldsOf<E> & string;
/** Names of the fields of one type. */
export type FieldNameOfType<E extends Entity, T extends Field['type']> = {
  [K in FieldName<E>]: FieldsOf<E>[K]['type'] extends T ? K : never;
}[FieldName<E>];
export type RefName<E extends Entity> = FieldNameOfType<E, 'ref'>;
/** Names of the derived fields. */
export type DerivedName<E extends Entity> = {
  [K in FieldName<E>]: MergeOfField<FieldsOf<E>[K]> extends 'derived' ? K : never;
}[FieldName<E>];

type RequiredName<E extends Entity> = {
  [K in FieldName<E>]: RequiredOfField<FieldsOf<E>[K]> extends true ? K : never;
}[FieldName<E>];

/** A record's values as rules read them: an empty field is absent. Values of a tenant's own kind are JSON. */
export type Values<E extends Entity> =
  IsUntyped<E> extends true
    ? Readonly<Record<string, JsonValue>>
    : { readonly [K in RequiredName<E>]: ValueOfField<FieldsOf<E>[K]> } & {
        readonly [K in Exclude<FieldName<E>, RequiredName<E>>]?: ValueOfField<FieldsOf<E>[K]>;
      };

/** Fields that a person, a fixture or an import may fill in: neither the server's nor derived ones. */
type OpenName<E extends Entity> = {
  [K in FieldName<E>]: MergeOfField<FieldsOf<E>[K]> extends 'server' | 'derived' ? never : K;
}[FieldName<E>];
/** The values from which a record is made. */
export type Given<E extends Entity> =
  IsUntyped<E> extends true
    ? Readonly<Record<string, JsonValue>>
    : { readonly [K in OpenName<E> & RequiredName<E>]: ValueOfField<FieldsOf<E>[K]> } & {
        readonly [K in Exclude<OpenName<E>, RequiredName<E>>]?: ValueOfField<FieldsOf<E>[K]>;
      };
/** The values that an edit may set; null empties a field that may be empty. */
export type Changes<E extends Entity> =
  IsUntyped<E> extends true
    ? Readonly<Record<string, JsonValue>>
    : {
        readonly [K in OpenName<E> as MergeOfField<FieldsOf<E>[K]> extends 'fixed' ? never : K]?:
          ValueOfField<FieldsOf<E>[K]> | (RequiredOfField<FieldsOf<E>[K]> extends true ? never : null);
      };

/** The result of an intent: values that only the server writes. Null empties a field, also one that people fill in. */
export type IntentOutcome<E extends Entity> =
  IsUntyped<E> extends true
    ? Readonly<Record<string, JsonValue>>
    : {
        readonly [K in FieldName<E>]?:
          null | (MergeOfField<FieldsOf<E>[K]> extends 'server' ? ValueOfField<FieldsOf<E>[K]> : never);
      };

/** A record whose kind the compiler knows. */
export type RecordOf<E extends Entity> = Omit<StoredRecord, 'id' | 'entity' | 'fields'> & {
  readonly id: Id<E['name']>;
  readonly entity: E['name'];
  readonly fields: Values<E>;
};

/**
 * Returns the record as one of its kind, or nothing where it is of another kind. This check is the only way from any
 * record to a typed one.
 */
export const asKind = <E extends Entity>(kind: E, record: StoredRecord): RecordOf<E> | undefined =>
  record.entity === kind.name ? (record as unknown as RecordOf<E>) : undefined; // its values were checked when it was written

/** Returns the value of a reference with several target kinds, for this record; the inverse of `refTarget`. */
export const anyRef = <Kind extends string>(kind: Kind, id: Id<Kind>): AnyRef<Kind> => `${kind}:${id}` as AnyRef<Kind>; // the form that `refTarget` parses
