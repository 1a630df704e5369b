import type { Field } from './fields.ts';
import type { JsonValue } from './json.ts';

/** A rule that one record must keep by itself (S-4d): checked on the merged record, on the device to answer at once, on the server to decide. */
export type Invariant = {
  /** The rule's id in its pack's README: "CRM-1". */
  readonly id: string;
  /** Nothing when the rule holds, else a sentence for a person: what is wrong and what would be right, and the field to look at. */
  readonly check: (
    fields: Readonly<Record<string, JsonValue>>,
  ) => { readonly message: string; readonly field?: string } | undefined;
};

/** Everything that the product knows of one kind of record; all else is derived from it (idea 1). */
export type Entity = {
  /** "pack/name". */
  readonly name: string;
  /** The entity's own schema number (K-5). */
  readonly schema: number;
  readonly label: { readonly one: string; readonly many: string };
  /** A name from the UI's icon set. */
  readonly icon: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** The text field by which people know a record. */
  readonly title: string;
  /** A ref field: the record carries the visibility of the record it names (A-3a), and `ownerId` means "assigned to". */
  readonly parent?: string;
  /** `tenant`: everyone who has a role in the tenant sees all of them (people, teams, products). `scoped`: by grants. */
  readonly audience: 'tenant' | 'scoped';
  /** Sets of fields that lists filter and sort by together; each single field with a key is indexed where it is named here alone. */
  readonly indexes: readonly (readonly string[])[];
  /** S-4e: sets of fields whose values no two live records of a tenant share; blank values don't count. */
  readonly unique: readonly (readonly string[])[];
  readonly invariants: readonly Invariant[];
  /** Every write of it counts as `administer`: people, roles, price lists. */
  readonly governed: boolean;
  /** K-3: its records are what a tenant's catalogue is made of: fields that the tenant adds to kinds of record, or kinds of its own. */
  readonly defines?: 'fields' | 'entities';
  /**
   * K-3: a kind of record that its tenant uses no more. Its records are kept and filed, and what tells of the past names them; nothing
   * offers them, and nobody makes or changes one until the kind is brought back.
   */
  readonly isRetired?: true;
  /** K-5: pure upgrades of the fields, by the number that they lead to: `upgrades[2]` turns fields of schema 1 into 2. */
  readonly upgrades: Readonly<
    Record<number, (fields: Readonly<Record<string, JsonValue>>) => Readonly<Record<string, JsonValue>>>
  >;
  /** Columns that a list shows until someone chooses others. */
  readonly listed: readonly string[];
};

/** Names of the envelope that edits can carry beside the entity's own fields. No field may take one of them. */
export const envelopeNames = ['ownerId', 'teamId', 'sharedWith', 'life'] as const;
export type EnvelopeName = (typeof envelopeNames)[number];
export const isEnvelopeName = (name: string): name is EnvelopeName =>
  (envelopeNames as readonly string[]).includes(name);

type Declaration = {
  readonly schema?: number;
  readonly label: { readonly one: string; readonly many: string };
  readonly icon?: string;
  readonly fields: Readonly<Record<string, Field>>;
  readonly title: string;
  readonly parent?: string;
  readonly audience?: 'tenant' | 'scoped';
  readonly indexes?: readonly (readonly string[])[];
  readonly unique?: readonly (readonly string[])[];
  readonly invariants?: readonly Invariant[];
  readonly governed?: boolean;
  readonly defines?: 'fields' | 'entities';
  readonly upgrades?: Entity['upgrades'];
  readonly listed?: readonly string[];
};

const namePattern = /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/;
const fieldPattern = /^[a-z][a-zA-Z0-9]*$/;
const reserved = new Set<string>([
  ...envelopeNames,
  'id',
  'entity',
  'version',
  'schema',
  'inherited',
  'createdAt',
  'createdBy',
  'updatedAt',
  'updatedBy',
]);

/** Whether every record has something by this name already, so that no field can take it. */
export const isReservedName = (name: string): boolean => reserved.has(name);

/** "closedOn" → "Closed on". */
const labelFrom = (name: string) => {
  const words = name.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/**
 * Declares a kind of record. A mistake in a declaration is a fault at start, with the place and what would be right: no
 * declaration comes from outside (tenants' own go through `custom-fields.ts`, which refuses instead).
 */
export function entity(name: string, declaration: Declaration): Entity {
  const wrong = (what: string): never => {
    throw new Error(`Entity ${name}: ${what}`);
  };
  if (!namePattern.test(name)) wrong('a name is "pack/name" in lower case');
  const fields: Record<string, Field> = {};
  for (const [key, field] of Object.entries(declaration.fields)) {
    if (!fieldPattern.test(key)) wrong(`field "${key}" must be a camelCase word`);
    if (key in Object.prototype) wrong(`field "${key}" has a name that every object has`);
    if (reserved.has(key)) wrong(`field "${key}" has a name that every record has already`);
    fields[key] = { ...field, label: field.label || labelFrom(key) };
  }
  const known = (key: string, where: string) => {
    if (!(key in fields) && !reserved.has(key)) wrong(`${where} names "${key}", which is no field of it`);
  };
  known(declaration.title, 'title');
  if (declaration.parent !== undefined && fields[declaration.parent]?.type !== 'ref')
    wrong(`parent "${declaration.parent}" must be a ref field`);
  for (const set of declaration.indexes ?? []) for (const key of set) known(key, 'indexes');
  for (const set of declaration.unique ?? []) for (const key of set) known(key, 'unique');
  for (const key of declaration.listed ?? []) known(key, 'listed');
  return {
    name,
    schema: declaration.schema ?? 1,
    label: declaration.label,
    icon: declaration.icon ?? 'record',
    fields,
    title: declaration.title,
    ...(declaration.parent === undefined ? {} : { parent: declaration.parent }),
    audience: declaration.audience ?? 'scoped',
    indexes: declaration.indexes ?? [],
    unique: declaration.unique ?? [],
    invariants: declaration.invariants ?? [],
    governed: declaration.governed ?? false,
    ...(declaration.defines === undefined ? {} : { defines: declaration.defines }),
    upgrades: declaration.upgrades ?? {},
    listed: declaration.listed ?? [declaration.title],
  };
}

/** The entity's name as SQL writes it: "crm/deal" → "crm_deal". */
export const sqlName = (entityName: string): string => entityName.replaceAll('/', '_').replaceAll('-', '_');
