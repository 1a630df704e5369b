/**
 * The names and expressions that SQLite's DDL and the queries on it must write alike. SQLite uses an expression index only where a
 * query repeats the indexed expression, so nothing else in Outpost may spell one (D-2).
 */

/** Prefix of the tables behind the one `records` collection (D-2). */
export const recordTablePrefix = 'r';

/** Paths that are columns of their own in an entity's table; all other paths are read from `data`. */
const ownColumns: ReadonlySet<string> = new Set(['id']);

const plainKey = /^[A-Za-z_][A-Za-z0-9_]*$/;

// Names come from declarations and from tenants' own objects; one that could break out of its quotes is a fault, not something to mend.
function hasUnwritableCharacter(text: string): boolean {
  for (const character of text) {
    if (character === '"' || character === '\\' || character < ' ') return true;
  }
  return text.includes('\u007f') || !text.isWellFormed();
}

/** The JSON path of a dotted path, as SQLite writes it: `keys.stage` → `$.keys.stage`. Throws on a path that can't be written. */
export function jsonPath(path: string): string {
  const keys = path.split('.').map((key) => {
    if (key === '' || hasUnwritableCharacter(key)) throw new Error(`Not a path into a record: ${JSON.stringify(path)}`);
    return plainKey.test(key) ? key : `"${key}"`;
  });
  return `$.${keys.join('.')}`;
}

/**
 * The SQL expression of a record's value at a dotted path: `keys.stage` → `data->>'$.keys.stage'`; `id` is a column.
 * Texts come out as text, JSON numbers as integer or real (so they sort as numbers), true and false as 1 and 0, absent and null as NULL,
 * lists and objects as their JSON text. It carries no affinity: compare it with a value of the same type.
 * In a query, leave a field that is fixed by `=` out of `order by`: SQLite does not see that such an expression is constant, and sorts.
 */
export function columnExpression(path: string): string {
  if (ownColumns.has(path)) return path;
  return `data->>'${jsonPath(path).replaceAll("'", "''")}'`;
}

// `/`, `-` and `_` all become `_`: entity names are `pack/name` in kebab-case. What else a tenant's name may hold is spelled out.
function tableSuffix(entity: string): string {
  if (entity === '') return 'none';
  return entity.replaceAll(/[^a-z0-9]/gu, (character) =>
    character === '/' || character === '-' || character === '_'
      ? '_'
      : `_x${character.codePointAt(0)?.toString(16) ?? ''}_`,
  );
}

/**
 * The device's table for an entity: `crm/deal` → `r_crm_deal`. Needs no quotes. Two entities of one table name
 * (`a/b-c` and `a/b_c`) are refused by the storage, which keeps the list.
 */
export function recordTable(entity: string, prefix: string = recordTablePrefix): string {
  return `${prefix}_${tableSuffix(entity)}`;
}

/** The FTS5 table of an entity's search tokens, `rowid` = `seq` of the entity's table: `crm/deal` → `r_crm_deal__search`. */
export function searchTable(entity: string, prefix: string = recordTablePrefix): string {
  return `${recordTable(entity, prefix)}__search`;
}

/**
 * The FTS5 question "has, for each of these, a token that begins with it". `prefixes` are folded by the domain like the tokens
 * themselves. Undefined where nothing is asked.
 */
export function searchMatch(prefixes: readonly string[]): string | undefined {
  const terms = prefixes.flatMap((prefix) => prefix.split(/[\s\p{Cc}]+/u)).filter((term) => term !== '');
  return terms.length === 0 ? undefined : terms.map((term) => `"${term.replaceAll('"', '""')}"*`).join(' AND ');
}
