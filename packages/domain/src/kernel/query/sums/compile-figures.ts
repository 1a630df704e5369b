import { sql } from 'kysely';
import type { Entity } from '../../entities/entity.ts';
import type { Field } from '../../entities/fields.ts';
import type { JsonValue } from '../../json.ts';
import { refValue } from '../../entities/fields.ts';
import { unknownEntity } from '../../catalogue/catalogue.ts';
import { accept, type Result } from '../../refusal.ts';
import { conditionSql } from '../conditions/condition-sql.ts';
import type { Condition } from '../filters/condition.ts';
import { askedAt } from '../query-path.ts';
import { type CompiledQuery, compileSql, type Fragment, type QueryGround } from '../query-engine.ts';
import { readRollUp, rollUpsOf } from '../roll-ups/read-roll-up.ts';
import { groupedSql } from '../roll-ups/roll-up-sql.ts';

/** The figures of records: by their ids, and by fields. A field without a value is absent. */
export type RollUpFigures = ReadonlyMap<string, Readonly<Record<string, JsonValue>>>;

/** The records whose figures are asked for: a window of a list, or one record. */
export type FiguresAsked = { readonly entity: string; readonly ids: readonly string[] };

/**
 * Compiles all roll-ups of a kind for these records into one statement (PLT-8). The related records are found by their references
 * as sets. A roll-up whose filter no longer fits has no value. Refuses `records/unknown-entity`.
 */
export function compileFigures(
  ground: QueryGround,
  { entity: name, ids }: FiguresAsked,
): Result<CompiledQuery<RollUpFigures>> {
  const entity = ground.catalogue.entities.get(name);
  if (!entity) return unknownEntity(name);
  const asked = rollUpsOf(entity);
  const parts = asked.flatMap(([field], place) => {
    const figures = figuresSql(ground, entity, { name: field, ids });
    if (!figures) return [];
    // The parts have columns of one type on Postgres: numbers return from their text as they were.
    const value = ground.engine.dialect === 'postgres' ? sql`r.v::text` : sql`r.v`;
    return [
      sql`select ${sql.lit(place)} as field, r.id as id, ${value} as v, r.c as c, r.j as j from (${figures}) as r`,
    ];
  });
  const none = sql`select 0 as field, null as id, null as v, null as c, null as j where 1 = 0`;
  return accept({
    ...compileSql(ground, parts.length === 0 ? none : sql.join(parts, sql` union all `)),
    decode: (rows) => {
      const figures = new Map(ids.map((id) => [id, emptyOnes(asked)]));
      for (const row of rows) {
        const [field, { type }] = asked[Number(row['field'])] ?? ['', { type: 'json' as const }];
        const value = figureOut(type, row);
        const found = figures.get(row['id'] as string); // selected as text
        if (found && value !== undefined) found[field] = value;
      }
      return figures;
    },
  });
}

/** A record that nothing names is in no set: its counts are 0. */
const emptyOnes = (asked: ReturnType<typeof rollUpsOf>): Record<string, JsonValue> =>
  Object.fromEntries(asked.flatMap(([name, { rollUp }]) => (rollUp.fn === 'count' ? [[name, 0]] : [])));

function figuresSql(
  ground: QueryGround,
  entity: Entity,
  of: { readonly name: string; readonly ids: readonly string[] },
): Fragment | undefined {
  const read = readRollUp(ground, entity, of.name);
  if (!read.ok || !read.value) return undefined;
  const { found, condition } = read.value;
  const by = askedAt(ground.catalogue, found.child, { path: found.rollUp.by, where: of.name });
  if (!by.ok) return undefined;
  const keys = of.ids.map((id) => refValue(found.by, entity.name, id));
  const withJson = found.rollUp.fn === 'latest';
  if (ground.engine.dialect === 'sqlite') {
    // One statement for any number of records: it stays prepared.
    const among = (key: Fragment) => sql`${key} in (select value from json_each(${JSON.stringify(keys)}))`;
    return groupedSql(ground, found, { conditions: [condition], among, write: conditionSql, withJson });
  }
  const named: Condition = { kind: 'test', asked: by.value, test: { kind: 'one-of', keys } };
  return groupedSql(ground, found, { conditions: [named, condition], write: conditionSql, withJson });
}

function figureOut(type: Field['type'], { v, c, j }: Readonly<Record<string, unknown>>): JsonValue | undefined {
  if (typeof j === 'string') return JSON.parse(j) as JsonValue; // a value of a record
  if (v === null || v === undefined) return undefined;
  if (type === 'money') return typeof c === 'string' ? { amount: Number(v), currency: c } : undefined;
  return typeof v === 'string' && (type === 'date' || type === 'instant') ? v : Number(v);
}

/** Returns the figures without those of some fields. */
export const withoutFigures = (figures: RollUpFigures, fields: readonly string[]): RollUpFigures =>
  fields.length === 0
    ? figures
    : new Map(
        [...figures].map(([id, found]) => [
          id,
          Object.fromEntries(Object.entries(found).filter(([field]) => !fields.includes(field))),
        ]),
      );

/** Returns a record with its figures. */
export const withFigures = <R extends { readonly id: string; readonly fields: Readonly<Record<string, JsonValue>> }>(
  record: R,
  figures: RollUpFigures | undefined,
): R => {
  const found = figures?.get(record.id);
  return found ? { ...record, fields: { ...record.fields, ...found } } : record;
};
