import { describe, expect, it } from 'vitest';
import { sampleCatalogue } from '../../../testing/query-sample.ts';
import type { JsonValue } from '../../json.ts';
import { compileList } from './compile-list.ts';
import { compileRefs } from '../conditions/compile-refs.ts';
import { compileReport } from '../sums/compile-report.ts';
import { compileSearch, type SearchQuestion } from '../search/compile-search.ts';
import { compileSummary } from '../sums/compile-summary.ts';
import {
  type Filter,
  type ListQuery,
  type Measure,
  listQuerySchema,
  reportSchema,
  summaryQuerySchema,
} from '../../questions/list-query.ts';
import type { QueryGround } from '../query-engine.ts';

const me = '0190b1f2-7c00-7000-8000-0000000000aa';
const other = '0190b1f2-7c00-7000-8000-0000000000bb';
const orgId = '0190b1f2-7c00-7000-8000-00000000000f';
const ground: QueryGround = {
  catalogue: sampleCatalogue,
  engine: { dialect: 'sqlite' },
  asking: { userId: me, now: '2026-11-20T09:00:00.000Z', timeZone: 'UTC' },
};
const list = (query: Partial<ListQuery>): ListQuery => listQuerySchema.parse({ entity: 'sample/thing', ...query });
const asked = (field: string, op: Extract<Filter, { readonly op: string }>['op'], value?: JsonValue): Filter => ({
  field,
  op,
  ...(value === undefined ? {} : { value }),
});

describe('[E-1] an invalid query is refused, with the place and the expected form', () => {
  it.each<readonly [string, Filter, string, RegExp]>([
    ['a field that is not there', asked('colour', 'is', 'x'), 'where', /no field "colour"/],
    ['a name of every object', asked('constructor', 'is', 'x'), 'where', /no field "constructor"/],
    [
      'an unknown field of the record that is referred to',
      asked('shop.colour', 'is', 'x'),
      'where',
      /no field "colour"/,
    ],
    ['a path through a field that is not a reference', asked('name.sector', 'is', 'x'), 'where', /refers to no record/],
    ['a path through a reference to several kinds', asked('about.name', 'is', 'x'), 'where', /several kinds/],
    ['an operator of another type', asked('name', 'has-any', ['x']), 'where', /it has is, is-not/],
    ['an order of choices', asked('stage', 'gt', 'open'), 'where', /can't be filtered by "gt"/],
    [
      'a choice that is not an option',
      asked('stage', 'is', 'closed'),
      'where.value',
      /must be one of: open, ahead, won, lost/,
    ],
    ['a number for a text', asked('name', 'is', 3), 'where.value', /must be text/],
    ['an empty text', asked('name', 'contains', ' \u0301'), 'where.value', /is-empty/],
    ['a text with NUL', asked('name', 'is', 'a\0b'), 'where.value', /control characters/],
    ['a day that does not exist', asked('dueOn', 'is', '2026-02-30'), 'where.value', /a day that exists/],
    ['an unknown span', asked('dueOn', 'within', 'soon'), 'where.value', /must be given a span/],
    ['an amount without a currency', asked('value', 'gt', 100), 'where.value', /must name its currency/],
    [
      'two currencies',
      asked('value', 'between', [
        { amount: 1, currency: 'USD' },
        { amount: 2, currency: 'EUR' },
      ]),
      'where.value',
      /one currency/,
    ],
    ['half a unit', asked('lasts', 'is', 1.5), 'where.value', /whole number/],
    ['three ends', asked('count', 'between', [1, 2, 3]), 'where.value', /two values/],
    ['one value where a list is expected', asked('count', 'one-of', 1), 'where.value', /a list/],
    ['a person by name', asked('ownerId', 'is', 'Ada'), 'where.value', /id of a record/],
    [
      'a record of a kind that is not meant',
      asked('about', 'is', `sample/team:${other}`),
      'where.value',
      /"sample\/shop:" and an id/,
    ],
    ['a tag without a word', asked('tags', 'has-any', ['']), 'where.value', /must name tags as texts/],
    ['a tag with NUL', asked('tags', 'has-any', ['a\0b']), 'where.value', /must name tags as texts/],
    ['people by name', asked('sharedWith', 'has-any', ['Ada']), 'where.value', /must name people by their ids/],
    [
      'a mistake deep inside',
      { and: [asked('done', 'is', true), { not: { or: [asked('done', 'is', 'yes')] } }] },
      'where.and[1].not.or[0].value',
      /true or false/,
    ],
  ])('%s', (_what, where, path, message) => {
    expect(compileList(ground, list({ where }))).toMatchObject({
      ok: false,
      code: 'query/invalid',
      details: { path },
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('an unknown kind of record', () => {
    expect(compileList(ground, list({ entity: 'sample/none' }))).toMatchObject({
      code: 'records/unknown-entity',
      details: { entity: 'sample/none' },
    });
  });

  it('a sort by a field without order, or by a reference of a reference', () => {
    expect(compileList(ground, list({ sort: [{ field: 'tags', direction: 'asc' }] }))).toMatchObject({
      code: 'query/invalid',
      details: { path: 'sort[0]' },
    });
    expect(
      compileList(
        ground,
        list({
          sort: [
            { field: 'name', direction: 'asc' },
            { field: 'shop.ownerId', direction: 'asc' },
          ],
        }),
      ),
    ).toMatchObject({ code: 'query/invalid', details: { path: 'sort[1]' } });
  });

  it('[E-3] a filter beyond the limits', () => {
    const deep = Array.from({ length: 20 }).reduce<Filter>((inner) => ({ not: inner }), asked('done', 'is', true));
    expect(compileList(ground, list({ where: deep }))).toMatchObject({ code: 'query/invalid' });
    const broad: Filter = {
      and: Array.from({ length: 3 }, () => ({ or: Array.from({ length: 40 }, () => asked('done', 'is', true)) })),
    };
    expect(compileList(ground, list({ where: broad }))).toMatchObject({
      code: 'query/invalid',
      message: expect.stringContaining('100') as unknown,
    });
    expect(
      compileList(
        ground,
        list({
          where: asked(
            'count',
            'one-of',
            Array.from({ length: 3_000 }, (_none, index) => index),
          ),
        }),
      ),
    ).toMatchObject({ code: 'query/invalid' });
  });

  it('sums, groups and measures of fields of the wrong type', () => {
    const summary = (query: object) =>
      compileSummary(ground, summaryQuerySchema.parse({ entity: 'sample/thing', ...query }));
    expect(summary({ sums: ['name'] })).toMatchObject({ code: 'query/invalid', details: { path: 'sums[0]' } });
    for (const groupBy of ['tags', 'file', 'where', 'more'])
      expect(summary({ groupBy })).toMatchObject({ code: 'query/invalid', details: { path: 'groupBy' } });
    const report = (measures: readonly Measure[], more: object = {}) =>
      compileReport(ground, reportSchema.parse({ entity: 'sample/thing', measures, ...more }));
    expect(report([{ name: 'n', fn: 'avg-days', from: 'dueOn', to: 'name' }])).toMatchObject({
      code: 'query/invalid',
      details: { path: 'measures[0].to' },
    });
    expect(
      report([
        { name: 'n', fn: 'count' },
        { name: 'n', fn: 'count' },
      ]),
    ).toMatchObject({ code: 'query/invalid', details: { path: 'measures[1]' } });
    expect(report([{ name: 'n', fn: 'count' }], { groupBy: [{ field: 'stage', bucket: 'month' }] })).toMatchObject({
      code: 'query/invalid',
      details: { path: 'groupBy[0]' },
    });
    expect(report([{ name: 'n', fn: 'count' }], { sort: [{ by: 'm', direction: 'asc' }] })).toMatchObject({
      code: 'query/invalid',
      details: { path: 'sort[0]' },
    });
  });
});

describe('[Q-3] a cursor', () => {
  const question = list({ where: asked('stage', 'is', 'open'), sort: [{ field: 'name', direction: 'asc' }], limit: 1 });
  const data = JSON.stringify({ entity: 'sample/thing', fields: {}, life: 'alive' });
  const rows = [
    { id: me, data, s0: 'größe 😀 漢' },
    { id: other, data, s0: 'h' },
  ];
  const cursorOf = (of: QueryGround, query: ListQuery): string => {
    const compiled = compileList(of, query);
    return (compiled.ok && compiled.value.decode(rows).next) || '';
  };

  it('continues its own query', () => {
    const compiled = compileList(ground, { ...question, after: cursorOf(ground, question) });
    expect(compiled.ok && compiled.value.parameters).toEqual(expect.arrayContaining(['größe 😀 漢', me]));
  });

  it('allows windows of another size', () => {
    expect(compileList(ground, { ...question, limit: 200, after: cursorOf(ground, question) }).ok).toBe(true);
  });

  it.each<readonly [string, Partial<ListQuery>]>([
    ['filter', { where: asked('stage', 'is', 'won') }],
    ['sort', { sort: [{ field: 'name', direction: 'desc' }] }],
    ['search', { search: 'x' }],
    ['life', { life: 'any' }],
  ])('is stale in a query of another %s', (_what, change) => {
    expect(compileList(ground, { ...question, ...change, after: cursorOf(ground, question) })).toMatchObject({
      code: 'query/cursor-stale',
    });
  });

  it('is stale for another person, whose "@me" differs', () => {
    const theirs = { ...ground, asking: { ...ground.asking, userId: other } };
    expect(compileList(theirs, { ...question, after: cursorOf(ground, question) })).toMatchObject({
      code: 'query/cursor-stale',
    });
  });

  it.each(['', 'x', 'äöü', '////', 'W10', 'bnVsbA', 'WyJhIiwiYiJd', '_'.repeat(500)])(
    'is stale when it is forged: %s',
    (after) => {
      expect(compileList(ground, { ...question, after })).toMatchObject({ code: 'query/cursor-stale' });
    },
  );

  it('cannot be combined with an offset', () => {
    expect(compileList(ground, { ...question, offset: 3, after: cursorOf(ground, question) })).toMatchObject({
      code: 'query/invalid',
      details: { path: 'offset' },
    });
  });
});

describe('[Q-3] the cost of a query', () => {
  const million: QueryGround = { ...ground, rowsOf: () => 1_000_000 };
  const by = (field: string, direction: 'asc' | 'desc' = 'asc') => ({ sort: [{ field, direction }] });
  it.each<readonly [string, Partial<ListQuery>]>([
    ['a window in the order of an index', by('name')],
    ['the same backwards', by('value', 'desc')],
    ['a jump along it', { ...by('name'), offset: 900_000 }],
    ['a board column', { where: asked('stage', 'is', 'open'), ...by('value', 'desc') }],
    ['a span of the field that it is sorted by', { where: asked('dueOn', 'within', 'this-month'), ...by('dueOn') }],
    ['one of many by a reference', { where: asked('shop', 'is', other), ...by('name') }],
    ['a search', { search: 'ada', ...by('name') }],
    ['some by their ids', { where: asked('id', 'one-of', [me, other]), ...by('note') }],
  ])('%s is answered for a million records', (_what, query) => {
    expect(compileList(million, list(query)).ok).toBe(true);
  });

  it.each<readonly [string, Partial<ListQuery>]>([
    ['a sort that no index has', by('note')],
    ['a sort by titles of other records', by('shop')],
    ['a filter that no index has, in the order of one', { where: asked('note', 'contains', 'x'), ...by('name') }],
    ['either of two', { where: { or: [asked('stage', 'is', 'open'), asked('note', 'is', 'x')] } }],
  ])('%s is refused, with the change that would make it cheap', (_what, query) => {
    const refused = compileList(million, list(query));
    expect(refused).toMatchObject({ ok: false, code: 'query/too-costly', details: { limit: 250_000 } });
    expect(refused.ok ? '' : refused.message).toMatch(/ask for one value of Stage, Shop, Owner/);
    expect(compileList({ ...ground, rowsOf: () => 200_000 }, list(query)).ok).toBe(true);
    expect(compileList(ground, list(query)).ok).toBe(true);
  });

  it('estimates choices by their share of the options, and one of many values as a twentieth', () => {
    const of = (rows: number): QueryGround => ({ ...ground, rowsOf: () => rows });
    const isAnswered = (rows: number, where: Filter) => compileList(of(rows), list({ where, ...by('note') })).ok;
    const three = asked('stage', 'one-of', ['open', 'won', 'lost']);
    expect([isAnswered(330_000, three), isAnswered(340_000, three)]).toEqual([true, false]);
    const flag = asked('done', 'is', true);
    expect([isAnswered(500_000, flag), isAnswered(510_000, flag)]).toEqual([true, false]);
    const shops = asked('shop', 'one-of', [me, other]);
    expect([isAnswered(2_500_000, shops), isAnswered(2_510_000, shops)]).toEqual([true, false]);
    const none = asked('shop', 'is-empty');
    expect([isAnswered(1_000_000, none), isAnswered(1_010_000, none)]).toEqual([true, false]);
    const span = asked('dueOn', 'between', ['2026-01-01', '2026-02-01']);
    expect([isAnswered(1_000_000, span), isAnswered(1_010_000, span)]).toEqual([true, false]);
  });

  it('answers exact sums over an index for a million records, and refuses sums that read each record', () => {
    const sums = (query: object) =>
      compileSummary(million, summaryQuerySchema.parse({ entity: 'sample/thing', ...query }));
    expect(sums({ groupBy: 'stage', sums: ['value'] }).ok).toBe(true);
    expect(sums({}).ok).toBe(true);
    expect(sums({ groupBy: 'stage', sums: ['cost'] })).toMatchObject({ code: 'query/too-costly' });
  });
});

describe('[Q-5] the visibility for the asker', () => {
  const on = (visible: 'all' | { readonly tokens: readonly string[] }): QueryGround => ({
    ...ground,
    engine: { dialect: 'postgres', orgId, visible },
  });
  const sqlOf = (of: QueryGround) => {
    const compiled = compileList(of, list({ where: asked('shop.sector', 'is', 'x') }));
    return compiled.ok ? compiled.value : { sql: '', parameters: [] };
  };

  it('is checked for the record and for each record on the path', () => {
    const { sql, parameters } = sqlOf(
      on({ tokens: [`sample/thing@user:${me}`, `sample/shop@user:${me}`, 'crm/deal@org'] }),
    );
    expect(sql.match(/store\.feed/g)).toHaveLength(2);
    expect(parameters).toContain(`sample/shop@user:${me}`);
    expect(parameters).not.toContain('crm/deal@org');
  });

  it('is empty without a token of the kind, and complete with the token of the whole kind', () => {
    expect(sqlOf(on({ tokens: [] })).sql).toContain('1 = 0');
    expect(sqlOf(on({ tokens: ['sample/thing@org', 'sample/shop@org'] })).sql).not.toContain('store.feed');
  });
});

describe('[D-3] windows that one index holds whole', () => {
  const compiled = (query: Partial<ListQuery>) => {
    const found = compileList(ground, list(query));
    if (!found.ok) throw new Error(found.message);
    return found.value;
  };
  const board = (stage: string, more: Partial<ListQuery> = {}) =>
    compiled({ where: asked('stage', 'is', stage), sort: [{ field: 'value', direction: 'desc' }], ...more });

  it('are one statement for all values, each with its own', () => {
    const [open, won] = [board('open'), board('won')];
    expect(won.sql).toBe(open.sql);
    expect([open.parameters, won.parameters]).toEqual([
      ['0000 open', 51, 0],
      ['0002 won', 51, 0],
    ]);
  });

  it('contain the greatest number of records read; other queries do not', () => {
    expect(board('open').mostRead).toBe(51);
    expect(board('open', { offset: 200 }).mostRead).toBe(61);
    const others: readonly Partial<ListQuery>[] = [
      { life: 'deleted' },
      { search: 'thing' },
      { sort: [{ field: 'shop', direction: 'asc' }] },
      { where: { and: [asked('stage', 'is', 'open'), asked('name', 'contains', 'x')] } },
      { where: { or: [asked('stage', 'is', 'open'), asked('stage', 'is', 'won')] } },
      { where: { and: [asked('stage', 'is', 'open'), asked('stage', 'is', 'won')] } },
    ];
    for (const more of others) expect(board('open', more).mostRead).toBeUndefined();
  });
});

describe('[Q-4] a search over several kinds', () => {
  const sqlOf = (question: Partial<SearchQuestion>) => {
    const compiled = compileSearch(ground, { text: 'ada', limit: 10, ...question });
    if (!compiled.ok) throw new Error(compiled.message);
    return compiled.value.sql;
  };

  it('finds nothing for an empty text or without kinds', () => {
    expect(sqlOf({})).toContain('union all');
    expect(sqlOf({})).not.toContain('1 = 0');
    expect([sqlOf({ text: ' ' }), sqlOf({ entities: [] })]).toEqual(['select 1 as none where 1 = 0', 'select 1 as none where 1 = 0']); // prettier-ignore
  });

  it('searches each named kind once, and reports unknown ones', () => {
    const one = sqlOf({ entities: ['sample/shop'] });
    expect(sqlOf({ entities: ['sample/shop', 'sample/shop'] })).toBe(one);
    expect(one).not.toContain('sample_thing');
    expect(compileSearch(ground, { text: 'ada', limit: 10, entities: ['sample/none'] })).toMatchObject({ code: 'records/unknown-entity' }); // prettier-ignore
  });
});

describe('the titles of records', () => {
  it('are queried once for each record, and only for valid ids of known kinds', () => {
    const refs = [
      { entity: 'sample/shop', id: me },
      { entity: 'sample/shop', id: other },
      { entity: 'sample/shop', id: me },
      { entity: 'sample/thing', id: me },
      { entity: 'sample/none', id: me },
      { entity: 'sample/thing', id: 'Ada' },
    ];
    expect(compileRefs(ground, refs).mostRead).toBe(3);
    expect(compileRefs(ground, []).mostRead).toBe(0);
  });
});
