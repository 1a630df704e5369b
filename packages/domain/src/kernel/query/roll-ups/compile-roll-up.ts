import { sql } from 'kysely';
import type { Entity } from '../../entities/entity.ts';
import type { Field } from '../../entities/fields.ts';
import type { JsonValue } from '../../json.ts';
import { type Result, accept } from '../../refusal.ts';
import { refValue } from '../../entities/fields.ts';
import { conditionSql } from '../conditions/condition-sql.ts';
import type { Condition } from '../conditions/condition.ts';
import { askedAt } from '../query-path.ts';
import { type CompiledQuery, compileSql, type QueryGround } from '../query-engine.ts';
import { readRollUp } from './read-roll-up.ts';
import { groupedSql } from './roll-up-sql.ts';

/** The figures of a field by the records' ids. A record without a value is absent. */
export type Figures = ReadonlyMap<string, JsonValue>;

/**
 * Compiles the figures of one roll-up for these records, for a window of a list or a record's page (PLT-8). The related records
 * are found by their reference as one set. Refuses a roll-up whose filter no longer fits, with `query/invalid`.
 */
export function compileRollUp(
  ground: QueryGround,
  entity: Entity,
  of: { readonly name: string; readonly ids: readonly string[] },
): Result<CompiledQuery<Figures>> {
  const { name, ids } = of;
  const field = entity.fields[name];
  const read = readRollUp(ground, entity, name);
  if (!read.ok) return read;
  const none: CompiledQuery<Figures> = { sql: 'select 1 as one where 1 = 0', parameters: [], decode: () => new Map() };
  if (!read.value || !field) return accept(none);
  const { found, condition } = read.value;
  const by = askedAt(ground.catalogue, found.child, { path: found.rollUp.by, where: name });
  if (!by.ok) return by;
  const named: Condition = {
    kind: 'test',
    asked: by.value,
    test: { kind: 'one-of', keys: ids.map((id) => refValue(found.by, entity.name, id)) },
  };
  const figures = groupedSql(ground, found, {
    conditions: [named, condition],
    write: conditionSql,
    withJson: found.rollUp.fn === 'latest',
  });
  const isCount = found.rollUp.fn === 'count';
  return accept({
    ...compileSql(ground, sql`select r.id as id, r.v as v, r.c as c, r.j as j from (${figures}) as r`),
    decode: (rows) => {
      const values = new Map<string, JsonValue>(isCount ? ids.map((id) => [id, 0]) : []);
      for (const row of rows) {
        const value = figureOut(field, row);
        if (value !== undefined) values.set(row['id'] as string, value); // selected as text
      }
      return values;
    },
  });
}

function figureOut(field: Field, { v, c, j }: Readonly<Record<string, unknown>>): JsonValue | undefined {
  if (typeof j === 'string') return JSON.parse(j) as JsonValue; // a value of a record
  if (v === null || v === undefined) return undefined;
  if (field.type === 'money') return typeof c === 'string' ? { amount: Number(v), currency: c } : undefined;
  return typeof v === 'string' && (field.type === 'date' || field.type === 'instant') ? v : Number(v);
}
