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
import type { PathTarget, Hop } from '../query-path.ts';
import { readRollUp } from '../roll-ups/read-roll-up.ts';
import { groupedSql, parentId } from '../roll-ups/roll-up-sql.ts';
import { conditionSql } from './condition-sql.ts';

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
  /** PLT-8: returns the figure over related records of the asked record; of money, its amount or its currency. */
  readonly rollUp: (asked: PathTarget, part: 'value' | 'currency') => Fragment;
  /** Returns the joins for all values requested so far; they follow the asked table. */
  readonly clauses: () => Fragment;
  /** Returns the hops of these joins, each once: the statement looks up their records (Q-3). */
  readonly hops: () => readonly Hop[];
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
  const figures = new Map<string, Fragment>();
  const rollUp: QueryJoins['rollUp'] = ({ entity, name }, part) => {
    const read = readRollUp(ground, entity, name);
    if (!read.ok || !read.value) return sql`null`; // left out of the catalogue before
    const { found, condition } = read.value;
    if (!figures.has(name))
      figures.set(name, groupedSql(ground, found, { conditions: [condition], write: conditionSql }));
    const there = `ru${[...figures.keys()].indexOf(name) + 1}`;
    if (part === 'currency') return sql.raw(`${there}.c`);
    return sql.raw(found.rollUp.fn === 'count' ? `coalesce(${there}.v, 0)` : `${there}.v`);
  };
  const figureClauses = (): readonly Fragment[] =>
    [...figures.values()].map((figure, place) => {
      const there = sql.raw(`ru${place + 1}`);
      return sql`left join (${figure}) as ${there} on ${there}.id = ${parentId(ground, alias)}`;
    });
  const keyOf = (hop: Hop) => keyAt(ground, hop.holder, { plan: hop.plan, alias });
  const hops = () => [...joins.values()].map(({ hop }) => hop);

  if (ground.engine.dialect === 'sqlite') {
    return {
      value: (hop, read) => read(joinOf(hop).alias),
      rollUp,
      hops,
      clauses: () =>
        sql.join(
          [
            ...[...joins.values()].map(({ hop, alias: there }) => {
              const prefix = prefixOf(hop);
              const key = keyOf(hop);
              const named =
                prefix === ''
                  ? sql`${sql.raw(there)}.id = ${key}`
                  : sql`${sql.raw(there)}.id = substr(${key}, ${sql.lit(prefix.length + 1)}) and substr(${key}, 1, ${sql.lit(prefix.length)}) = ${literal(prefix)}`;
              return sql`left join ${tableOf(ground, hop.target, there)} on ${allOf([named, ...withinReach(ground, hop.target, there)])}`;
            }),
            ...figureClauses(),
          ],
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
    rollUp,
    hops,
    clauses: () =>
      sql.join(
        [
          ...[...joins.values()].map(({ hop, alias: there, columns }) => {
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
          ...figureClauses(),
        ],
        sql` `,
      ),
  };
}

/**
 * Returns the key of the value that a query names: on the asked record under `t`, through a reference, or as a
 * figure over related records.
 */
export function askedKey(ground: QueryGround, asked: PathTarget, joins: QueryJoins): Fragment {
  const { plan, hop, entity } = asked;
  if (!plan) throw new Error(`${asked.path} has no key`); // the caller has checked it
  if (asked.field.rollUp) return joins.rollUp(asked, 'value');
  const read = (alias: string) => keyAt(ground, entity, { plan, alias });
  return hop ? joins.value(hop, read) : read('t');
}
