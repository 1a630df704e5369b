import { dataExpression, jsonPath } from '@outpost/domain/kernel/query/sqlite-expression';

/** The part of a JSON schema that defines the type of a value. */
type SchemaNode = {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode | undefined>>;
  readonly required?: readonly string[];
};

/** A collection's schema as far as queries need it. */
export type QuerySchema = SchemaNode & {
  readonly primaryPath: string;
  /** Properties that `data` may not contain: they are in columns, or are left out where they have their usual value. */
  readonly heldApart?: ReadonlySet<string>;
  /** Properties with one value in all documents of the table, which its rows do not repeat. */
  readonly constants?: Readonly<Record<string, string>>;
};

export type ScalarKind = 'text' | 'number' | 'boolean';

/** A field with at most one plain value according to the schema: SQL compares it exactly as RxDB does. */
export type Scalar = {
  readonly kind: ScalarKind;
  readonly expression: string;
  /** The JSON path in `data`; undefined for a separate column, which always has a value. */
  readonly path: string | undefined;
  /** Absent and null can't both occur, so SQL's single NULL loses nothing. */
  readonly hasOneEmpty: boolean;
  /** The value of all documents of the table: conditions on it are decided before there is any SQL. */
  readonly constant?: string;
};

const kinds: Readonly<Record<string, ScalarKind>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
};

const rxdbColumns: ReadonlyMap<string, Omit<Scalar, 'path' | 'hasOneEmpty'>> = new Map([
  ['_deleted', { kind: 'boolean', expression: 'deleted' }],
  ['_rev', { kind: 'text', expression: 'rev' }],
  ['_meta.lwt', { kind: 'number', expression: 'lwt' }],
]);

function typesOf(node: SchemaNode): readonly unknown[] {
  return Array.isArray(node.type) ? node.type : [node.type];
}

/**
 * Returns the scalar at a dotted path. Returns undefined where the schema allows a list, an object or values of several types,
 * because mingo searches lists and SQL does not.
 */
export function scalarAt(schema: QuerySchema, path: string): Scalar | undefined {
  const column = path === schema.primaryPath ? { kind: 'text' as const, expression: 'id' } : rxdbColumns.get(path);
  if (column !== undefined) return { ...column, path: undefined, hasOneEmpty: true };
  const { constants = {} } = schema;
  const constant = Object.hasOwn(constants, path) ? constants[path] : undefined; // a field may be called `toString`
  if (constant !== undefined)
    return { kind: 'text', expression: dataExpression(path), path: undefined, hasOneEmpty: true, constant };
  if (schema.heldApart?.has(path.split('.')[0] ?? '')) return undefined;
  let node: SchemaNode = schema;
  let isRequired = true;
  for (const key of path.split('.')) {
    if (node !== schema && node.type !== 'object') return undefined;
    const next =
      node.properties !== undefined && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
    if (next === undefined) return undefined;
    isRequired &&= node.required?.includes(key) ?? false;
    node = next;
  }
  const types = typesOf(node);
  const [type, ...others] = types.filter((each) => each !== 'null');
  const kind = typeof type === 'string' ? kinds[type] : undefined;
  if (kind === undefined || others.length > 0) return undefined;
  return {
    kind,
    expression: dataExpression(path),
    path: jsonPath(path),
    hasOneEmpty: isRequired || !types.includes('null'),
  };
}
