import { sql } from 'kysely';
import { type Catalogue, entityOf } from '../../catalogue/catalogue.ts';
import type { Entity } from '../../entities/entity.ts';
import { isId } from '../../ids.ts';
import { NewestMap } from '../../acts/newest-map.ts';
import { shownTitle } from '../../catalogue/record-rules.ts';
import type { Life } from '../../entities/record.ts';
import {
  type CompiledQuery,
  type Fragment,
  type QueryGround,
  type Statement,
  allOf,
  compileSql,
  fieldTextAt,
  idAt,
  lifeIs,
  listOf,
  literal,
  tableOf,
  withinReach,
} from '../query-engine.ts';
import { columnExpression } from '../sqlite-expression.ts';

/** A record that a value refers to. */
export type NamedRef = { readonly entity: string; readonly id: string };
/** The display data of a reference. A record that the asker may not see is absent from the answer. */
export type RefTitle = NamedRef & { readonly title: string; readonly life: Life };

const lifeAt = (ground: QueryGround, alias: string) =>
  sql.raw(`${alias}.${ground.engine.dialect === 'sqlite' ? columnExpression('life') : 'life'}`);

/** Chosen: far more than the combinations of kinds that lists refer to. */
const keptStatements = 200;
/** The device's statements by the kinds that they query; they differ in nothing else. */
const deviceStatements = new WeakMap<Catalogue, NewestMap<string, string>>();

/**
 * Compiles the query for the titles of these records, each once, in no particular order. Invalid ids and unknown entities are
 * left out.
 */
export function compileRefs(ground: QueryGround, refs: readonly NamedRef[]): CompiledQuery<readonly RefTitle[]> {
  const byEntity = idsByKind(ground, refs);
  return {
    ...titlesStatement(ground, byEntity),
    mostRead: byEntity.reduce((sum, { ids }) => sum + ids.length, 0),
    decode: (rows) =>
      rows.map((row) => {
        const entity = row['entity'] as string; // each as selected below
        return {
          entity,
          id: row['id'] as string,
          title: titleOut(ground, entity, row['title'] as string | null),
          life: row['life'] as Life,
        };
      }),
  };
}

type Wanted = { readonly entity: string; readonly ids: readonly string[] };

/** Returns the ids of these records by kind, each once. Invalid ids and unknown kinds are left out. */
export const idsByKind = ({ catalogue }: QueryGround, refs: readonly NamedRef[]): readonly Wanted[] =>
  [
    ...Map.groupBy(
      refs.filter(({ id, entity }) => isId(id) && catalogue.entities.has(entity)),
      ({ entity }) => entity,
    ),
  ].map(([entity, named]) => ({ entity, ids: [...new Set(named.map(({ id }) => id))] }));

/**
 * Returns the condition that a record under `t` has one of these ids. They are one value: a window has hundreds of references, and
 * each value in a statement needs its own parameter.
 */
export const idIsOneOf = ({ engine }: QueryGround, ids: readonly string[]): Fragment =>
  engine.dialect === 'sqlite'
    ? sql`t.id in (select value from json_each(${JSON.stringify(ids)}))`
    : sql`t.id in (select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::json))`;

function titlesStatement(ground: QueryGround, wanted: readonly Wanted[]): Statement {
  if (ground.engine.dialect !== 'sqlite') return compileTitles(ground, wanted);
  const kept = deviceStatements.get(ground.catalogue) ?? new NewestMap<string, string>(keptStatements);
  deviceStatements.set(ground.catalogue, kept);
  const name = wanted.map(({ entity }) => entity).join(' ');
  const known = kept.get(name) ?? compileTitles(ground, wanted).sql;
  kept.set(name, known);
  return { sql: known, parameters: wanted.map(({ ids }) => JSON.stringify(ids)) };
}

function compileTitles(ground: QueryGround, wanted: readonly Wanted[]): Statement {
  const selects = wanted.map(({ entity, ids }) => titlesSql(ground, entityOf(ground.catalogue, entity), ids));
  const none = sql`select null as entity, null as id, null as title, null as life where 1 = 0`;
  return compileSql(ground, selects.length === 0 ? none : sql.join(selects, sql` union all `));
}

function titleOut(ground: QueryGround, name: string, title: string | null): string {
  const entity = ground.catalogue.entities.get(name);
  return entity ? shownTitle(entity, title) : (title ?? '');
}

function titlesSql(ground: QueryGround, entity: Entity, ids: readonly string[]): Fragment {
  const columns = listOf([
    sql`${literal(entity.name)} as entity`,
    sql`${idAt(ground, 't')} as id`,
    sql`${fieldTextAt(ground, 't', entity.title)} as title`,
    sql`${lifeAt(ground, 't')} as life`,
  ]);
  const wanted = idIsOneOf(ground, ids);
  return sql`select ${columns} from ${tableOf(ground, entity, 't')} where ${allOf([...withinReach(ground, entity, 't'), ...lifeIs(ground, 't', 'any'), wanted])}`;
}
