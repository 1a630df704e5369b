import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { type Filter, parse } from 'scim2-parse-filter';

/** The filters of a kind of resource: the column of each attribute, in lower case, such as `emails.value`. */
export type FilterColumns = Readonly<Record<string, FilterColumn>>;
export type FilterColumn = {
  readonly sql: string;
  /** `text`: without case. `exact`: with case, for ids. `instant`: ISO 8601 UTC, which sorts as text. */
  readonly as: 'text' | 'exact' | 'boolean' | 'instant';
};

/** Chosen (E-3): longer than any directory asks. It also bounds the depth. */
const mostChars = 1_000;

/** Refuses a filter. `query.filter` becomes the SCIM type "invalidFilter". */
const wrong = (why: string): Result<never> =>
  refuse('request/invalid', `query.filter: ${why}`, { path: 'query.filter' });

/** Parses a filter (RFC 7644, 3.4.2.2). Refuses `request/invalid`. */
export function parseFilter(text: string): Result<Filter> {
  if (text.length > mostChars) return wrong(`must have at most ${mostChars} characters`);
  try {
    return accept(parse(text));
  } catch {
    return wrong('is not understood; a filter is written as userName eq "ann@example.com"');
  }
}

/** Translates a filter into a condition. Its values go into `parameters`, never into the text. Refuses `request/invalid`. */
export function filterSql(text: string, columns: FilterColumns, parameters: unknown[]): Result<string> {
  const parsed = parseFilter(text);
  return parsed.ok ? conditionOf(parsed.value, { columns, parameters, within: '' }) : parsed;
}

type Ground = { readonly columns: FilterColumns; readonly parameters: unknown[]; readonly within: string };

function conditionOf(filter: Filter, ground: Ground): Result<string> {
  switch (filter.op) {
    case 'and':
    case 'or': {
      const parts: string[] = [];
      for (const one of filter.filters) {
        const part = conditionOf(one, ground);
        if (!part.ok) return part;
        parts.push(part.value);
      }
      return accept(`(${parts.join(filter.op === 'and' ? ' and ' : ' or ')})`);
    }
    case 'not': {
      const part = conditionOf(filter.filter, ground);
      return part.ok ? accept(`(${part.value} is not true)`) : part;
    }
    case '[]': // the attributes with a filter inside have one value here at most
      return conditionOf(filter.valFilter, { ...ground, within: `${pathOf(filter.attrPath)}.` });
    case 'pr':
    case 'eq':
    case 'ne':
    case 'co':
    case 'sw':
    case 'ew':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return comparisonOf(filter, ground);
  }
}

const coreSchema = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/;
/** Returns the name of an attribute in lower case, without the schema before it. */
const pathOf = (path: string): string => path.toLowerCase().replace(coreSchema, '');

const orders = { gt: '>', ge: '>=', lt: '<', le: '<=' } as const;
const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, (one) => `\\${one}`);

function comparisonOf(
  filter: Exclude<Filter, { readonly op: 'and' | 'or' | 'not' | '[]' }>,
  { columns, parameters, within }: Ground,
): Result<string> {
  const name = `${within}${pathOf(filter.attrPath)}`;
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (!column) return wrong(`"${filter.attrPath.slice(0, 60)}" is not an attribute to filter by`);
  const { sql, as } = column;
  if (filter.op === 'pr') return accept(`(${sql} is not null)`);
  const { op, compValue: value } = filter;
  if (value === null) {
    if (op === 'eq') return accept(`(${sql} is null)`);
    return op === 'ne' ? accept(`(${sql} is not null)`) : wrong(`${op} needs a value`);
  }
  const give = (given: unknown): string => `$${parameters.push(given)}`;
  if (as === 'boolean') {
    const wanted = typeof value === 'boolean' ? value : booleans.get(String(value).toLowerCase());
    if (wanted === undefined || (op !== 'eq' && op !== 'ne'))
      return wrong(`${name} must be compared with true or false`);
    return accept(`(${sql} ${op === 'eq' ? '=' : '<>'} ${give(wanted)}::boolean)`);
  }
  if (typeof value !== 'string' || !value.isWellFormed() || value.includes('\0')) return wrong(`${name} must be compared with text in quotes`); // prettier-ignore
  const [left, right] = as === 'text' ? [`lower(${sql})`, value.toLowerCase()] : [sql, value];
  switch (op) {
    case 'eq':
      return accept(`(${left} = ${give(right)}::text)`);
    case 'ne':
      return accept(`(${left} is distinct from ${give(right)}::text)`);
    case 'co':
      return accept(`(${left} like ${give(`%${escaped(right)}%`)}::text)`);
    case 'sw':
      return accept(`(${left} like ${give(`${escaped(right)}%`)}::text)`);
    case 'ew':
      return accept(`(${left} like ${give(`%${escaped(right)}`)}::text)`);
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return accept(`(${left} collate "C" ${orders[op]} ${give(right)}::text)`);
  }
}

/** True and false, as directories write them. Entra sends them as text. */
export const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);
