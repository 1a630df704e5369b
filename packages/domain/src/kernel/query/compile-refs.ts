import { sql } from 'kysely';
import type { Entity } from '../entity.ts';
import { isId } from '../ids.ts';
import { titleOf } from '../record-rules.ts';
import type { Life } from '../record.ts';
import {
  type CompiledQuery,
  type Fragment,
  type QueryGround,
  allOf,
  compileSql,
  fieldTextAt,
  idAt,
  lifeIs,
  listOf,
  literal,
  tableOf,
  withinReach,
} from './query-engine.ts';
import { columnExpression } from './sqlite-expression.ts';

/** A record that something names. */
export type RefName = { readonly entity: string; readonly id: string };
/** What a reference shows. Those out of sight are not in the answer at all. */
export type RefTitle = RefName & { readonly title: string; readonly life: Life };

const lifeAt = (ground: QueryGround, alias: string) =>
  sql.raw(`${alias}.${ground.engine.dialect === 'sqlite' ? columnExpression('life') : 'life'}`);

/** Compiles the question for the titles of these records, each once, in no order. What is no id or no entity is left out. */
export function compileRefs(ground: QueryGround, refs: readonly RefName[]): CompiledQuery<readonly RefTitle[]> {
  const byEntity = Map.groupBy(
    refs.filter(({ id }) => isId(id)),
    ({ entity }) => entity,
  );
  let mostRead = 0;
  const selects = [...byEntity].flatMap(([name, named]) => {
    const entity = ground.catalogue.entities.get(name);
    if (!entity) return [];
    const ids = [...new Set(named.map(({ id }) => id))];
    mostRead += ids.length;
    return [titlesSql(ground, entity, ids)];
  });
  const statement =
    selects.length === 0
      ? sql`select null as entity, null as id, null as title, null as life where 1 = 0`
      : sql.join(selects, sql` union all `);
  return {
    ...compileSql(ground, statement),
    mostRead,
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

function titleOut(ground: QueryGround, name: string, title: string | null): string {
  const entity = ground.catalogue.entities.get(name);
  return entity ? titleOf(entity, { fields: title === null ? {} : { [entity.title]: title } }) : (title ?? '');
}

function titlesSql(ground: QueryGround, entity: Entity, ids: readonly string[]): Fragment {
  const columns = listOf([
    sql`${literal(entity.name)} as entity`,
    sql`${idAt(ground, 't')} as id`,
    sql`${fieldTextAt(ground, 't', entity.title)} as title`,
    sql`${lifeAt(ground, 't')} as life`,
  ]);
  // One value for all ids: a window's references are hundreds, and a statement's values are numbered.
  const wanted =
    ground.engine.dialect === 'sqlite'
      ? sql`t.id in (select value from json_each(${JSON.stringify(ids)}))`
      : sql`t.id in (select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::json))`;
  return sql`select ${columns} from ${tableOf(ground, entity, 't')} where ${allOf([...withinReach(ground, entity, 't'), ...lifeIs(ground, 't', 'any'), wanted])}`;
}
