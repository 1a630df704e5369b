import { sql } from 'kysely';
import type { Condition, Test } from '../filters/condition.ts';
import { placeSql } from './place-sql.ts';
import { columnOf, currencyColumnOf } from '../plans/index-plan.ts';
import type { AskedLife } from '../../questions/list-query.ts';
import {
  type Fragment,
  type QueryGround,
  allOf,
  anyOf,
  fieldTextAt,
  isTenantsOwn,
  isUuidColumn,
  keyAt,
  listOf,
  literal,
  tableOf,
  withinReach,
} from '../query-engine.ts';
import type { PathTarget, Hop } from '../query-path.ts';
import { readRollUp } from '../roll-ups/read-roll-up.ts';
import { groupedSql, parentId } from '../roll-ups/roll-up-sql.ts';
import { clockOf } from '../expressions/date-bucket.ts';
import { columnExpression } from '../sqlite-expression.ts';

/**
 * The queried record's position in the statement. `life`: the life that the statement asks for; with it, the device finds places
 * by their index, which contains living records only.
 */
type Place = { readonly ground: QueryGround; readonly alias: string; readonly life?: AskedLife };

/**
 * Returns a condition on the record under `alias` as SQL that is true or not true. A comparison with an empty value is unknown in
 * SQL. It is turned into false only where it is negated; elsewhere the plain comparison stays, because an index can serve it.
 */
export function conditionSql(place: Place, condition: Condition): Fragment {
  return write(place, condition, false);
}

function write(place: Place, condition: Condition, negated: boolean): Fragment {
  switch (condition.kind) {
    case 'not':
      return write(place, condition.part, !negated);
    case 'and':
    case 'or': {
      const parts = condition.parts.map((part) => write(place, part, negated));
      const every = (condition.kind === 'and') !== negated; // De Morgan
      return every ? sql`(${allOf(parts)})` : anyOf(parts);
    }
    case 'test': {
      const { asked, test } = condition;
      if (asked.field.rollUp) return rollUpTestSql(place, asked, test, negated);
      if (asked.hop) {
        const through = throughHop(
          place,
          asked.hop,
          sql`${allOf([testSql({ ground: place.ground, alias: 'h' }, asked, test)])}`,
        );
        return negated ? sql`(${through}) is not true` : through;
      }
      if (test.kind === 'filled' && negated) return emptySql(place, asked);
      const written = testSql(negated ? { ground: place.ground, alias: place.alias } : place, asked, test); // most records pass a negated test: no index helps
      return negated ? sql`(${written}) is not true` : written;
    }
  }
}

/**
 * Returns a condition that is true if the reference names a reachable record for which `holds` is true. A record that
 * the asker may not see counts as empty (A-5).
 */
function throughHop({ ground, alias }: Place, hop: Hop, holds: Fragment): Fragment {
  const key = keyAt(ground, hop.holder, { plan: hop.plan, alias });
  const reach = allOf([...withinReach(ground, hop.target, 'h'), holds]);
  if (ground.engine.dialect === 'sqlite')
    return sql`${key} in (select h.id from ${tableOf(ground, hop.target, 'h')} where ${reach})`;
  // `offset 0` keeps the cast out of the join's condition: under row security only leakproof conditions may use an index (P-2).
  const id = sql.raw(isUuidColumn(hop.plan) ? 'h.id' : 'h.id::text');
  return sql`${key} in (select ${id} from ${tableOf(ground, hop.target, 'h')} where ${reach} offset 0)`;
}

/** The complement of `filledSql`, never unknown. SQLite reads an index for `is null`, and none for `not (… is not null)`. */
function emptySql(place: Place, asked: PathTarget): Fragment {
  if (!asked.plan) return sql`not (${filledSql(place, asked)})`;
  return sql`${keyAt(place.ground, asked.entity, { plan: asked.plan, alias: place.alias })} is null`;
}

function filledSql({ ground, alias }: Place, asked: PathTarget): Fragment {
  if (asked.plan) return sql`${keyAt(ground, asked.entity, { plan: asked.plan, alias })} is not null`;
  if (asked.name === 'sharedWith') {
    return ground.engine.dialect === 'sqlite'
      ? sql`coalesce(${sql.raw(`${alias}.${columnExpression('sharedWith')}`)}, '[]') <> '[]'`
      : sql`cardinality(${sql.raw(alias)}.shared_with) > 0`;
  }
  return sql`coalesce(${fieldTextAt(ground, alias, asked.name)}, '') not in ('', '[]')`;
}

function hasSql({ ground, alias }: Place, asked: PathTarget, member: string): Fragment {
  const shared = asked.name === 'sharedWith';
  if (ground.engine.dialect === 'postgres') {
    if (shared) return sql`${member} = any(${sql.raw(alias)}.shared_with)`;
    return sql`jsonb_exists(${sql.raw(alias)}.fields -> ${literal(asked.name)}, ${member})`;
  }
  const list = sql.raw(`${alias}.${columnExpression(shared ? 'sharedWith' : `fields.${asked.name}`)}`);
  return sql`exists (select 1 from json_each(coalesce(${list}, '[]')) as m where m.value = ${member})`;
}

function testSql(place: Place, asked: PathTarget, test: Test): Fragment {
  if (test.kind === 'filled') return filledSql(place, asked);
  if (test.kind === 'has') return hasSql(place, asked, test.member);
  if (test.kind === 'place') return placeSql(place, asked, test.place);
  const { ground, alias } = place;
  const plan = asked.plan ?? columnOf(asked.entity, asked.name);
  if (!plan) throw new Error(`${asked.path} has no key to compare`); // the operators of such fields include no comparison
  const key = keyAt(ground, asked.entity, { plan, alias });
  const compared =
    isTenantsOwn(ground, asked.entity, asked.name) && test.kind !== 'contains'
      ? ownKeySql(place, asked, test)
      : comparisonSql(ground, key, test);
  if (test.kind === 'contains' || test.kind === 'clock' || test.currency === undefined) return compared;
  const currency = keyAt(ground, asked.entity, { plan: currencyColumnOf(asked.name), alias });
  return sql`(${compared} and ${currency} = ${test.currency})`;
}

/** K-3: compares a tenant's own field through the index over all such keys, because the field has no column. */
function ownKeySql({ ground, alias }: Place, asked: PathTarget, test: Comparison): Fragment {
  if (ground.engine.dialect === 'sqlite') throw new Error('The device keeps all keys in the record');
  const column = asked.plan?.kind === 'text' ? sql`k.text_key` : sql`k.number_key`;
  const named = [
    sql`k.org_id = ${ground.engine.orgId}`,
    sql`k.entity = ${asked.entity.name}`,
    sql`k.field = ${asked.name}`,
    comparisonSql(ground, column, test),
  ];
  return sql`${sql.raw(alias)}.id in (select k.id from store.record_key as k where ${allOf(named)})`;
}

/**
 * PLT-8: tests a figure over related records. The records with such a figure are found as one set. A record that nothing names
 * is in no such set: its count is 0, and its other figures are empty.
 */
function rollUpTestSql({ ground, alias }: Place, asked: PathTarget, test: Test, negated: boolean): Fragment {
  const read = readRollUp(ground, asked.entity, asked.name);
  if (!read.ok || !read.value || test.kind === 'has' || test.kind === 'place') return negated ? sql`1 = 1` : sql`1 = 0`; // left out of the catalogue before
  const { found, condition } = read.value;
  const isCount = found.rollUp.fn === 'count';
  if (isCount && test.kind === 'filled') return negated ? sql`1 = 0` : sql`1 = 1`;
  const figures = groupedSql(ground, found, { conditions: [condition], write: conditionSql });
  const key = sql.raw('r.v');
  const compared = test.kind === 'filled' ? sql`${key} is not null` : comparisonSql(ground, key, test);
  const currency = test.kind === 'filled' || test.kind === 'contains' || test.kind === 'clock' ? undefined : test.currency; // prettier-ignore
  const holds = currency === undefined ? compared : sql`(${compared} and r.c = ${currency})`;
  const isZeroMeant = isCount && test.kind !== 'filled' && isZeroIn(test);
  const inSet = (those: Fragment) =>
    sql`${parentId(ground, alias)} in (select r.id from (${figures}) as r where ${those})`;
  const those = isZeroMeant ? inSet(sql`(${holds}) is not true`) : inSet(holds);
  return isZeroMeant === negated ? those : sql`not (${those})`;
}

/** Whether a count of 0 passes a test. */
function isZeroIn(test: Comparison): boolean {
  if (test.kind === 'one-of') return test.keys.includes(0);
  if (test.kind === 'contains' || test.kind === 'clock') return false;
  const { from, to } = test;
  const isFrom = from === undefined || Number(from.key) < 0 || (from.included && Number(from.key) === 0);
  const isTo = to === undefined || Number(to.key) > 0 || (to.included && Number(to.key) === 0);
  return isFrom && isTo;
}

type Comparison = Exclude<Test, { readonly kind: 'filled' | 'has' | 'place' }>;

function comparisonSql(ground: QueryGround, key: Fragment, test: Comparison): Fragment {
  switch (test.kind) {
    case 'contains':
      return ground.engine.dialect === 'sqlite'
        ? sql`instr(${key}, ${test.text}) > 0`
        : sql`strpos(${key}, ${test.text}) > 0`;
    case 'clock':
      return sql`${clockOf(ground, key, test)} = ${test.value}`;
    case 'one-of': {
      const [first, second] = test.keys;
      if (first === undefined) return sql`1 = 0`;
      return second === undefined
        ? sql`${key} = ${first}`
        : sql`${key} in (${listOf(test.keys.map((one) => sql`${one}`))})`;
    }
    case 'range': {
      const ends: Fragment[] = [];
      if (test.from) ends.push(test.from.included ? sql`${key} >= ${test.from.key}` : sql`${key} > ${test.from.key}`);
      if (test.to) ends.push(test.to.included ? sql`${key} <= ${test.to.key}` : sql`${key} < ${test.to.key}`);
      return ends.length === 0 ? sql`${key} is not null` : sql`(${allOf(ends)})`;
    }
  }
}
