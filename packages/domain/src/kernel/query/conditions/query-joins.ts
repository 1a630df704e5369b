import { sql } from 'kysely';
import {
  type Fragment,
  type QueryGround,
  allOf,
  isUuidColumn,
  keyAt,
  listOf,
  literal,
  tableOf,
  withinReach,
} from '../query-engine.ts';
import { namesKind } from '../../entities/fields.ts';
import type { Hop } from '../query-path.ts';

/**
 * Joins the records that the asked record refers to. Each is joined once, however many values a statement reads from
 * it.
 */
export type QueryJoins = {
  /**
   * Returns a value of the record at the end of the hop; empty where it is out of reach. `read` writes the value for the alias
   * that it receives.
   */
  readonly value: (hop: Hop, read: (alias: string) => Fragment) => Fragment;
  /** Returns the joins for all values requested so far; they follow the asked table. */
  readonly clauses: () => Fragment;
};

type Join = { readonly hop: Hop; readonly alias: string; readonly columns: Fragment[] };

/** Returns the prefix of a key before the id: the kind's name where the reference can name several kinds. */
const prefixOf = (hop: Hop): string => (namesKind(hop.field) ? `${hop.target.name}:` : '');

/** Makes the joins of one statement whose asked record is under `alias`. */
export function joinsOf(ground: QueryGround, alias: string): QueryJoins {
  const joins = new Map<string, Join>();
  const joinOf = (hop: Hop): Join => {
    const name = `${hop.plan.field}:${hop.target.name}`;
    const known = joins.get(name);
    if (known) return known;
    const made = { hop, alias: `h${joins.size + 1}`, columns: [] };
    joins.set(name, made);
    return made;
  };
  const keyOf = (hop: Hop) => keyAt(ground, hop.holder, { plan: hop.plan, alias });

  if (ground.engine.dialect === 'sqlite') {
    return {
      value: (hop, read) => read(joinOf(hop).alias),
      clauses: () =>
        sql.join(
          [...joins.values()].map(({ hop, alias: there }) => {
            const prefix = prefixOf(hop);
            const key = keyOf(hop);
            const named =
              prefix === ''
                ? sql`${sql.raw(there)}.id = ${key}`
                : sql`${sql.raw(there)}.id = substr(${key}, ${sql.lit(prefix.length + 1)}) and substr(${key}, 1, ${sql.lit(prefix.length)}) = ${literal(prefix)}`;
            return sql`left join ${tableOf(ground, hop.target, there)} on ${allOf([named, ...withinReach(ground, hop.target, there)])}`;
          }),
          sql` `,
        ),
    };
  }
  return {
    value: (hop, read) => {
      const join = joinOf(hop);
      join.columns.push(read('h'));
      return sql.raw(`${join.alias}.c${join.columns.length}`);
    },
    clauses: () =>
      sql.join(
        [...joins.values()].map(({ hop, alias: there, columns }) => {
          const prefix = prefixOf(hop);
          const named = isUuidColumn(hop.plan)
            ? sql`h.id`
            : prefix === ''
              ? sql`h.id::text`
              : sql`${literal(prefix)} || h.id::text`;
          const read = listOf([
            sql`${named} as named`,
            ...columns.map((column, index) => sql`${column} as ${sql.raw(`c${index + 1}`)}`),
          ]);
          // `offset 0` lets the planner hash the few joined values, and keeps casts out of conditions that row security guards
          // (P-2).
          return sql`left join (select ${read} from ${tableOf(ground, hop.target, 'h')} where ${allOf(withinReach(ground, hop.target, 'h'))} offset 0)
            as ${sql.raw(there)} on ${sql.raw(there)}.named = ${keyOf(hop)}`;
        }),
        sql` `,
      ),
  };
}
