import type { Entity } from '../entities/entity.ts';
import { hashedId } from '../hashed-id.ts';
import type { JsonValue } from '../json.ts';
import type { Given, Values } from '../entities/typed-record.ts';

/**
 * T-24: settings of a pack are the fields of a kind of record. So they sync, merge field by field, keep a history and
 * follow grants. There is one record for the tenant, or one for each person, owned by them. Only the server creates
 * and deletes these records.
 */
export interface Settings {
  /** The kind of record. */
  readonly on: string;
  readonly whose: 'tenant' | 'person';
  /**
   * The values with which its record is created, and the values that apply while a device does not have the record
   * yet.
   */
  readonly defaults: Readonly<Record<string, JsonValue>>;
  /**
   * T-30: fields with the areas that a person has chosen, and the kind that each narrows on the person's devices. An empty field
   * narrows nothing.
   */
  readonly areas?: Readonly<Record<string, string>>;
}

/** Settings with their kind in their type. */
export interface SettingsOf<E extends Entity> extends Settings {
  readonly on: E['name'];
  /** The kind, only for the compiler. */
  readonly kind: E;
}

/** Declares the settings of a pack (T-2: it imports the kind, and the pack lists both). Every required field has a default. */
export const settings = <E extends Entity>(
  on: E,
  {
    whose,
    defaults,
    areas,
  }: {
    readonly whose: Settings['whose'];
    readonly defaults: Given<E>;
    readonly areas?: { readonly [K in TagsOf<E['fields']>]?: Pick<Entity, 'name'> & { readonly filedBy?: string } };
  },
): SettingsOf<E> => ({
  on: on.name,
  kind: on,
  whose,
  defaults,
  ...(areas === undefined ? {} : { areas: namesOf(areas) }),
});

/** Names of the tags fields of a kind. */
type TagsOf<F> = { [K in keyof F]: F[K] extends { readonly type: 'tags' } ? K : never }[keyof F] & string;

const namesOf = (kinds: Readonly<Record<string, { readonly name: string } | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(kinds).flatMap(([field, kind]) => (kind ? [[field, kind.name]] : [])));

/**
 * Returns the settings as pure functions read them: the record's values, and defaults for required fields that it
 * lacks. Without a record: the defaults.
 */
export function settingValues<E extends Entity>(
  { defaults, kind }: SettingsOf<E>,
  record: { readonly fields: Readonly<Record<string, unknown>> } | undefined,
): Values<E> {
  // A field that was emptied on purpose is null or absent in the record and stays empty: defaults fill only required
  // fields.
  if (!record) return defaults as Values<E>;
  const missing = Object.entries(defaults).filter(([name]) => kind.fields[name]?.required && record.fields[name] === undefined); // prettier-ignore
  return { ...Object.fromEntries(missing), ...record.fields } as Values<E>; // its values were checked when it was written
}

/** Returns the id of a record of settings: that of the tenant, or that of `owner`. */
export const settingsIdOf = (orgId: string, on: string, owner?: string | null): string =>
  hashedId(orgId, 'settings', on, owner ?? '');
