import { NewestMap } from '../acts/newest-map.ts';
import { envelopeFacts } from '../entities/envelope.ts';
import type { JsonValue } from '../json.ts';
import { spellingsOf } from '../text/phone-digits.ts';
import { titleToken } from '../text/title-words.ts';

/**
 * The names and expressions that SQLite's DDL and its queries must write identically. SQLite uses an expression index only where
 * a query repeats the indexed expression, so no other code in Outpost may write one (D-2).
 */

/** The prefix of the tables behind the one `records` collection (D-2). */
export const recordTablePrefix = 'r';

/** The property of a record's document whose values are stored in columns only: its sort keys. */
export const keysProperty = 'keys';
const keysPrefix = `${keysProperty}.`;

/** Returns the name of the key at a dotted path: `keys.stage` → `stage`; `undefined` for any other path. */
export const keyNameAt = (path: string): string | undefined =>
  path.startsWith(keysPrefix) ? path.slice(keysPrefix.length) : undefined;

/**
 * Parts of a record's envelope with a column of their own next to `data`, because lists sort and filter by them. `data`
 * contains them too, because a list reads records only from it.
 */
export const envelopeColumns: readonly string[] = envelopeFacts.flatMap(({ name, deviceColumn }) =>
  deviceColumn === undefined ? [] : [name],
);
const ownColumns: ReadonlySet<string> = new Set(envelopeColumns);

/** The usual envelope values: `data` leaves them out. Values that a document lacks entirely are named under `absentMark`. */
export const usualValues = {
  life: 'alive',
  teamId: null,
  sharedWith: [],
  inherited: null,
} as const satisfies Readonly<Record<string, JsonValue>>;
export const absentMark = '-';

/**
 * Whether a dotted path of a record has a column of its own. Columns save writes: SQLite rewrites an index on a column only when
 * that column is written, but an index on an expression of `data` at every change.
 */
export const isOwnColumn = (path: string): boolean => ownColumns.has(path) || keyNameAt(path) !== undefined;

/** The cached column names of declared paths, which are read repeatedly at start. */
const columnNames = new NewestMap<string, string>(10_000);

/**
 * Returns the name of a path's column, quoted. SQLite treats `closeDate` and `closedate` as one name, so capitals are escaped.
 */
export function columnName(path: string): string {
  const known = columnNames.get(path);
  if (known !== undefined) return known;
  jsonPath(path); // throws for a path that could break out of its quotes
  const name = `"${path.replaceAll(/[A-Z]/g, (letter) => `^${letter.toLowerCase()}`)}"`;
  columnNames.set(path, name);
  return name;
}

/** Returns the path of the column with this name (without quotes). */
export const pathOfColumn = (name: string): string =>
  name.includes('^') ? name.replaceAll(/\^[a-z]/g, (spelled) => spelled.slice(1).toUpperCase()) : name;

const plainKey = /^[A-Za-z_][A-Za-z0-9_]*$/;

// Names come from declarations and from tenants' own kinds. A name that could break out of its quotes is a fault and is not
// escaped.
function hasUnwritableCharacter(text: string): boolean {
  for (const character of text) {
    if (character === '"' || character === '\\' || character < ' ') return true;
  }
  return text.includes('\u007f') || !text.isWellFormed();
}

/**
 * Returns the JSON path of a dotted path in SQLite's notation: `keys.stage` → `$.keys.stage`. Throws on a path that cannot be
 * written.
 */
export function jsonPath(path: string): string {
  const keys = path.split('.').map((key) => {
    if (key === '' || hasUnwritableCharacter(key)) throw new Error(`Not a path into a record: ${JSON.stringify(path)}`);
    return plainKey.test(key) ? key : `"${key}"`;
  });
  return `$.${keys.join('.')}`;
}

/**
 * Returns the SQL expression of a record's value at a dotted path: `keys.stage` → `"keys.stage"`, a column; `fields.note` →
 * `data->>'$.fields.note'`. Texts become text, and JSON numbers integer or real, so they sort as numbers. Booleans become 1 and
 * 0, absent values and null become NULL, and lists and objects their JSON text. The expression has no affinity: compare it with a
 * value of the same type. In a query, leave a field that is fixed by `=` out of `order by`: SQLite does not recognise an
 * expression as constant, and sorts.
 */
export function columnExpression(path: string): string {
  if (path === 'id') return path;
  return isOwnColumn(path) ? columnName(path) : dataExpression(path);
}

/** Returns the same value read from `data`, for tables without these columns. */
export function dataExpression(path: string): string {
  return `data->>'${jsonPath(path).replaceAll("'", "''")}'`;
}

/**
 * Returns the text at a path in a spelling that only queries for its least and greatest value use; an index on it answers them
 * immediately. SQLite uses that index for no other query, because no other query implies its condition. (SQLite would also group
 * along an index on the column itself, which reads each row.)
 */
export const endsExpression = (path: string): string => `(${columnExpression(path)} || '')`;

/** Returns the statement that creates that index. */
export const createEndsIndexSql = (table: string, name: string, path: string): string =>
  `CREATE INDEX ${name} ON ${table} (${endsExpression(path)}) WHERE deleted = 0 AND ${endsExpression(path)} IS NOT NULL`;

// `/`, `-` and `_` all become `_`: entity names are `pack/name` in kebab-case. Other characters of a tenant's name are escaped.
function tableSuffix(entity: string): string {
  if (entity === '') return 'none';
  return entity.replaceAll(/[^a-z0-9]/gu, (character) =>
    character === '/' || character === '-' || character === '_'
      ? '_'
      : `_x${character.codePointAt(0)?.toString(16) ?? ''}_`,
  );
}

/**
 * Returns the device's table for an entity: `crm/deal` → `r_crm_deal`. It needs no quotes. The storage keeps a list of tables and
 * refuses two entities with the same table (`a/b-c` and `a/b_c`).
 */
export function recordTable(entity: string, prefix: string = recordTablePrefix): string {
  return `${prefix}_${tableSuffix(entity)}`;
}

/**
 * Returns the FTS5 table of an entity's search tokens, with `rowid` = `seq` of the entity's table: `crm/deal` →
 * `r_crm_deal__search`.
 */
export function searchTable(entity: string, prefix: string = recordTablePrefix): string {
  return `${recordTable(entity, prefix)}__search`;
}

/** Returns the table of the vocabulary: the beginnings of all title words (Q-4, `vocabularyOf`). */
export const vocabularyTable = (prefix: string = recordTablePrefix): string => `${prefix}__title_words`;

/** Returns the statement that creates it. */
export const createVocabularySql = (prefix: string = recordTablePrefix): string =>
  `create table if not exists ${vocabularyTable(prefix)} (word text primary key) without rowid`;

/**
 * Returns the FTS5 query "for each of these prefixes, a token that begins with it" (Q-4). The domain folds `prefixes` like the
 * tokens themselves. Returns `undefined` for no prefixes.
 */
export function searchMatch(prefixes: readonly string[]): string | undefined {
  const terms = termsIn(prefixes);
  return terms.length === 0 ? undefined : terms.map((term) => anyOfTokens(spellingsOf(term))).join(' AND ');
}

/**
 * Returns the FTS5 query "for each of these prefixes, a word that begins with it, in the title or elsewhere". It names both forms
 * of a token, because a device stores the words of a title only as marked tokens (`searchWordsOf`). Returns `undefined` for no
 * prefixes.
 */
export function wordsMatch(prefixes: readonly string[]): string | undefined {
  const terms = termsIn(prefixes);
  return terms.length === 0
    ? undefined
    : terms.map((term) => anyOfTokens(spellingsOf(term).flatMap((each) => [each, titleToken(each)]))).join(' AND ');
}

const termsIn = (prefixes: readonly string[]): readonly string[] =>
  prefixes.flatMap((prefix) => prefix.split(/[\s\p{Cc}]+/u)).filter((term) => term !== '');

function anyOfTokens(beginnings: readonly string[]): string {
  const quoted = beginnings.map((each) => `"${each.replaceAll('"', '""')}"*`);
  return quoted.length === 1 ? quoted.join('') : `(${quoted.join(' OR ')})`;
}
