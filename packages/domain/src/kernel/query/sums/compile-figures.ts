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
import { type ReadRollUp, readRollUp } from '../roll-ups/read-roll-up.ts';
import { rollUpsOf } from '../roll-ups/roll-ups-of.ts';
import { figureSetSql } from '../roll-ups/roll-up-sql.ts';

/** The figures of records: by their ids, and by fields. A field without a value is absent. */
export type RollUpFigures = ReadonlyMap<string, Readonly<Record<string, JsonValue>>>;

/** The records whose figures are asked for: a window of a list, or one record. */
export type FiguresAsked = { readonly entity: string; readonly ids: readonly string[] };

/**
 * Compiles all roll-ups of a kind for these records into one statement (PLT-8). The related records are found by their references
 * as sets, and each set is read once. A roll-up whose filter no longer fits has no value. Refuses `records/unknown-entity`.
 */
export function compileFigures(
  ground: QueryGround,
  { entity: name, ids }: FiguresAsked,
): Result<CompiledQuery<RollUpFigures>> {
  const entity = ground.catalogue.entities.get(name);
  if (!entity) return unknownEntity(name);
  const asked = rollUpsOf(entity);
  const sets = figureSets(ground, entity);
  const most = Math.max(1, ...sets.map(({ length }) => length));
  const parts = sets.flatMap((set, place) => {
    const figures = setSql(ground, entity, { set, ids });
    if (!figures) return [];
    // The parts have columns of one type on Postgres: numbers return from their text as they were.
    const toText = sql.raw(ground.engine.dialect === 'postgres' ? '::text' : '');
    const columns = Array.from({ length: most }, (_, at) =>
      at < set.length
        ? sql`r.${sql.raw(`v${at}`)}${toText} as ${sql.raw(`v${at}`)}, r.${sql.raw(`c${at}`)} as ${sql.raw(`c${at}`)}`
        : sql`null${toText} as ${sql.raw(`v${at}`)}, null${toText} as ${sql.raw(`c${at}`)}`,
    );
    return [sql`select ${sql.lit(place)} as part, r.id as id, r.j as j, ${sql.join(columns)} from (${figures}) as r`];
  });
  const none = sql`select 0 as part, null as id where 1 = 0`;
  return accept({
    ...compileSql(ground, parts.length === 0 ? none : sql.join(parts, sql` union all `)),
    decode: (rows) => {
      const figures = new Map(ids.map((id) => [id, emptyOnes(asked)]));
      for (const row of rows) {
        const found = figures.get(row['id'] as string); // selected as text
        if (!found) continue;
        for (const [at, { name: field, type }] of (sets[Number(row['part'])] ?? []).entries()) {
          const value = figureOut(type, { v: row[`v${at}`], c: row[`c${at}`], j: row['j'] });
          if (value !== undefined) found[field] = value;
        }
      }
      return figures;
    },
  });
}

/** A record that nothing names is in no set: its counts are 0. */
const emptyOnes = (asked: ReturnType<typeof rollUpsOf>): Record<string, JsonValue> =>
  Object.fromEntries(asked.flatMap(([name, { rollUp }]) => (rollUp.fn === 'count' ? [[name, 0]] : [])));

type AskedFigure = ReadRollUp & { readonly name: string; readonly type: Field['type'] };
/** Figures over the same related records. */
type FigureSet = readonly [AskedFigure, ...AskedFigure[]];

/** Groups the roll-ups of a kind by the related records that they read. A latest value has a ranking of its own. */
function figureSets(ground: QueryGround, entity: Entity): readonly FigureSet[] {
  const sets = new Map<string, [AskedFigure, ...AskedFigure[]]>();
  for (const [name, { type, rollUp }] of rollUpsOf(entity)) {
    const read = readRollUp(ground, entity, name);
    if (!read.ok || !read.value) continue;
    const { of, by, fn, where } = rollUp;
    const key = JSON.stringify([of, by, where ?? null, fn === 'latest' ? name : '']);
    const figure = { ...read.value, name, type };
    const set = sets.get(key);
    if (set) set.push(figure);
    else sets.set(key, [figure]);
  }
  return [...sets.values()];
}

function setSql(
  ground: QueryGround,
  entity: Entity,
  { set, ids }: { readonly set: FigureSet; readonly ids: readonly string[] },
): Fragment | undefined {
  const [{ found, condition, name }, ...others] = set;
  const founds = [found, ...others.map((other) => other.found)] as const;
  const by = askedAt(ground.catalogue, found.child, { path: found.rollUp.by, where: name });
  if (!by.ok) return undefined;
  const keys = ids.map((id) => refValue(found.by, entity.name, id));
  if (ground.engine.dialect === 'sqlite') {
    // One statement for any number of records: it stays prepared.
    const among = (key: Fragment) => sql`${key} in (select value from json_each(${JSON.stringify(keys)}))`;
    return figureSetSql(ground, founds, { conditions: [condition], among, write: conditionSql });
  }
  const named: Condition = { kind: 'test', asked: by.value, test: { kind: 'one-of', keys } };
  return figureSetSql(ground, founds, { conditions: [named, condition], write: conditionSql });
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
