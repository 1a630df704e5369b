import { envelopeFacts } from '../entities/envelope.ts';
import type { JsonValue } from '../json.ts';
import { spellingsOf } from '../text/phone-digits.ts';

/**
 * The names and expressions that SQLite's DDL and the queries on it must write alike. SQLite uses an expression index only where a
 * query repeats the indexed expression, so nothing else in Outpost may spell one (D-2).
 */

/** Prefix of the tables behind the one `records` collection (D-2). */
export const recordTablePrefix = 'r';

/** The property of a record's document whose values lie in columns alone: its sort keys. */
export const keysProperty = 'keys';
const keysPrefix = `${keysProperty}.`;

/** The name of the key at a dotted path: `keys.stage` → `stage`. Undefined for a path that names none. */
export const keyNameAt = (path: string): string | undefined =>
  path.startsWith(keysPrefix) ? path.slice(keysPrefix.length) : undefined;

/**
 * Parts of a record's envelope that lie in columns of their own beside `data`, because lists are sorted and cut by them. `data` has them as
 * well: a list reads records from it alone.
 */
export const envelopeColumns: readonly string[] = envelopeFacts.flatMap(({ name, isCutBy }) => (isCutBy ? [name] : []));
const ownColumns: ReadonlySet<string> = new Set(envelopeColumns);

/** What nearly every record's envelope says: `data` leaves it out, and names under `absentMark` what a document does not have at all. */
export const usualValues = {
  life: 'alive',
  teamId: null,
  sharedWith: [],
  inherited: null,
} as const satisfies Readonly<Record<string, JsonValue>>;
export const absentMark = '-';

/**
 * Whether a dotted path of a record is a column of its own in its table. Columns spare writes: SQLite writes an index anew whenever one of
 * its columns is written, and one over an expression of `data` with every change.
 */
export const isOwnColumn = (path: string): boolean => ownColumns.has(path) || keyNameAt(path) !== undefined;

/** The name of a path's column, quoted. SQLite takes `closeDate` and `closedate` for one name: capitals are spelled out. */
export function columnName(path: string): string {
  jsonPath(path); // names nothing that could break out of its quotes
  return `"${path.replaceAll(/[A-Z]/g, (letter) => `^${letter.toLowerCase()}`)}"`;
}

/** The path whose column has this name (without quotes). */
export const pathOfColumn = (name: string): string =>
  name.replaceAll(/\^[a-z]/g, (spelled) => spelled.slice(1).toUpperCase());

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
 * The SQL expression of a record's value at a dotted path: `keys.stage` → `"keys.stage"`, a column; `fields.note` → `data->>'$.fields.note'`.
 * Texts come out as text, JSON numbers as integer or real (so they sort as numbers), true and false as 1 and 0, absent and null as NULL,
 * lists and objects as their JSON text. It carries no affinity: compare it with a value of the same type.
 * In a query, leave a field that is fixed by `=` out of `order by`: SQLite does not see that an expression is constant, and sorts.
 */
export function columnExpression(path: string): string {
  if (path === 'id') return path;
  return isOwnColumn(path) ? columnName(path) : dataExpression(path);
}

/** The same, read from `data`: for tables without columns of their own. */
export function dataExpression(path: string): string {
  return `data->>'${jsonPath(path).replaceAll("'", "''")}'`;
}

/**
 * The text at a path in a spelling that nobody has but those who ask for its least and greatest, which an index over it tells at once. SQLite takes
 * that index for nothing else, for its condition follows from no other question. (One over the column itself is also grouped along, which opens each row.)
 */
export const endsExpression = (path: string): string => `(${columnExpression(path)} || '')`;

/** The statement that makes that index. */
export const createEndsIndexSql = (table: string, name: string, path: string): string =>
  `CREATE INDEX ${name} ON ${table} (${endsExpression(path)}) WHERE deleted = 0 AND ${endsExpression(path)} IS NOT NULL`;

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
 * The FTS5 question "has, for each of these, a token that begins with it" (Q-4). `prefixes` are folded by the domain like the tokens
 * themselves. Undefined where nothing is asked.
 */
export function searchMatch(prefixes: readonly string[]): string | undefined {
  const terms = prefixes.flatMap((prefix) => prefix.split(/[\s\p{Cc}]+/u)).filter((term) => term !== '');
  return terms.length === 0 ? undefined : terms.map(anySpelling).join(' AND ');
}

function anySpelling(term: string): string {
  const spelled = spellingsOf(term).map((spelling) => `"${spelling.replaceAll('"', '""')}"*`);
  return spelled.length === 1 ? spelled.join('') : `(${spelled.join(' OR ')})`;
}
