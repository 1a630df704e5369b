/** The properties of one column of the envelope. */
type EnvelopeFact = {
  /** Its column in a kind's table on the server, and that column's type. Null: the kind's table itself implies the value. */
  readonly column: string | null;
  readonly sql: 'uuid' | 'bigint' | 'integer' | 'text' | 'uuid[]' | 'jsonb';
  readonly isNullable?: true;
  /** The kind of value that it holds. */
  readonly holds:
    'id' | 'kind' | 'number' | 'life' | 'person' | 'team' | 'people' | 'visibility' | 'fields' | 'instant';
  /**
   * Names the writer of the column: the record's author, once, at creation; people by edits, if they have the right; or the
   * server.
   */
  readonly writer: 'maker' | 'people' | 'server';
  /** Its label, where people see it. */
  readonly label?: string;
  /** The key by which queries filter and sort by it. Left out: they can't. */
  readonly key?: 'text' | 'integer';
  /**
   * Its own column next to the record's JSON on devices, because lists are sorted and paged by it. Left out: only the
   * JSON has it.
   */
  readonly deviceColumn?: string;
};

/**
 * T-7: the properties of every record, under the names that records, acts, queries and the wire use, in the order of
 * the wire. `fields` holds the kind's own fields. Lists of these names are derived from this table, or
 * `envelope.test.ts` checks them against it.
 */
export const envelope = {
  id: { column: 'id', sql: 'uuid', holds: 'id', writer: 'maker', label: 'Id', key: 'text' },
  entity: { column: null, sql: 'text', holds: 'kind', writer: 'maker' },
  schema: { column: 'schema', sql: 'integer', holds: 'number', writer: 'server' },
  version: { column: 'version', sql: 'bigint', holds: 'number', writer: 'server', label: 'Version', key: 'integer' },
  life: { column: 'life', sql: 'text', holds: 'life', writer: 'people', label: 'Life', key: 'text', deviceColumn: 'life' },
  ownerId: { column: 'owner_id', sql: 'uuid', isNullable: true, holds: 'person', writer: 'people', label: 'Owner', key: 'text', deviceColumn: 'owner^id' },
  teamId: { column: 'team_id', sql: 'uuid', isNullable: true, holds: 'team', writer: 'people', label: 'Team', key: 'text', deviceColumn: 'team^id' },
  sharedWith: { column: 'shared_with', sql: 'uuid[]', holds: 'people', writer: 'people', label: 'Shared with' },
  inherited: { column: 'inherited', sql: 'jsonb', isNullable: true, holds: 'visibility', writer: 'server' },
  fields: { column: 'fields', sql: 'jsonb', holds: 'fields', writer: 'people' },
  createdAt: { column: 'created_at', sql: 'text', holds: 'instant', writer: 'server', label: 'Created', key: 'text', deviceColumn: 'created^at' },
  createdBy: { column: 'created_by', sql: 'uuid', holds: 'person', writer: 'server', label: 'Created by', key: 'text' },
  updatedAt: { column: 'updated_at', sql: 'text', holds: 'instant', writer: 'server', label: 'Changed', key: 'text', deviceColumn: 'updated^at' },
  updatedBy: { column: 'updated_by', sql: 'uuid', holds: 'person', writer: 'server', label: 'Changed by', key: 'text' },
} as const satisfies Readonly<Record<string, EnvelopeFact>>; // prettier-ignore

type Envelope = typeof envelope;
/** Names of the columns with a given property. */
type NamesWhere<Fact> = { [K in keyof Envelope]: Envelope[K] extends Fact ? K : never }[keyof Envelope];

/** Names that edits can contain in addition to a kind's own fields. */
export type EnvelopeName = Exclude<NamesWhere<{ readonly writer: 'people' }>, 'fields'>;
/** Names by which queries filter and sort. */
export type EnvelopeColumn = NamesWhere<{ readonly key: string }>;
/** The server's columns of a record. */
export type ServerColumn = Exclude<Envelope[keyof Envelope]['column'], null>;

/** The table as a list, each name with its properties. */
export const envelopeFacts: readonly (EnvelopeFact & { readonly name: keyof Envelope })[] = Object.entries(
  envelope,
).map(([name, fact]) => ({ ...fact, name: name as keyof Envelope })); // the keys of the table

/** The server's columns in the order of the table, each with its properties. */
export const serverColumns: readonly (EnvelopeFact & { readonly name: keyof Envelope; readonly column: string })[] =
  envelopeFacts.flatMap((fact) => (fact.column === null ? [] : [{ ...fact, column: fact.column }]));

/** The names of the columns that people see. */
export const shownEnvelope: readonly (keyof Envelope)[] = envelopeFacts.flatMap(({ name, label }) =>
  label === undefined ? [] : [name],
);

/** Names that edits can contain in addition to a kind's own fields. No field may take one of them. */
export const envelopeNames: readonly EnvelopeName[] = envelopeFacts.flatMap(
  ({ name, writer }) => (writer === 'people' && name !== 'fields' ? [name as EnvelopeName] : []), // the same condition as its type's
);

export const isEnvelopeName = (name: string): name is EnvelopeName =>
  (envelopeNames as readonly string[]).includes(name);

/** Whether the envelope uses this name, so that no field can have it. */
export const isReservedName = (name: string): boolean => name !== 'fields' && Object.hasOwn(envelope, name);

/** Returns the properties of a name of the envelope, or undefined for any other name. */
export const envelopeFact = (name: string): EnvelopeFact | undefined =>
  Object.hasOwn(envelope, name) ? envelope[name as keyof Envelope] : undefined;

/**
 * Returns the label of a name of the envelope in records of a kind, or undefined where people never see it. The owner
 * of a child is its assignee (A-3a).
 */
export const envelopeLabel = (
  name: string,
  { isAssigned }: { readonly isAssigned?: boolean } = {},
): string | undefined => (name === 'ownerId' && isAssigned ? 'Assigned to' : envelopeFact(name)?.label);
