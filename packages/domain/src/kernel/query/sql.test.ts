import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../catalogue.ts';
import { compileSql, literal, type QueryGround } from './query-engine.ts';
import { sql } from './sql.ts';

const asking = { userId: '', now: '2026-11-20T09:00:00.000Z', timeZone: 'UTC' };
const catalogue = catalogueOf([]);
const device: QueryGround = { catalogue, asking, engine: { dialect: 'sqlite' } };
const server: QueryGround = { catalogue, asking, engine: { dialect: 'postgres', orgId: '', visible: 'all' } };

describe('sql', () => {
  it('binds texts, numbers and null by position, in each engine’s way, however deep they stand', () => {
    const inner = sql`b = ${2} and ${sql`c is ${null}`}`;
    const statement = sql`select ${sql.lit(7)} where a = ${'x'} and (${inner}) or d = ${'y'}`;
    const parameters = ['x', 2, null, 'y'];
    expect(compileSql(device, statement)).toEqual({
      sql: 'select 7 where a = ? and (b = ? and c is ?) or d = ?',
      parameters,
    });
    expect(compileSql(server, statement)).toEqual({
      sql: 'select 7 where a = $1 and (b = $2 and c is $3) or d = $4',
      parameters,
    });
  });

  it('takes the line breaks out of what the code spells, and leaves what is put in as it is', () => {
    const statement = sql`select ${literal('two  blanks')}
      from t`;
    expect(compileSql(device, statement).sql).toBe(`select 'two  blanks' from t`);
  });

  it('joins pieces with their values, and nothing to nothing', () => {
    const pieces = [1, 2, 3].map((value) => sql`${value}`);
    expect(compileSql(server, sql`in (${sql.join(pieces, sql`, `)})`)).toEqual({
      sql: 'in ($1, $2, $3)',
      parameters: [1, 2, 3],
    });
    expect(compileSql(server, sql.join([], sql`, `))).toEqual({ sql: '', parameters: [] });
  });
});
