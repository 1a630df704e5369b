import { describe, expect, it } from 'vitest';
import { installedSample, sampleCatalogue } from '../../testing/query-sample.ts';
import { listQuerySchema, reportSchema, summaryQuerySchema } from '../questions/list-query.ts';
import { compileList } from './lists/compile-list.ts';
import type { QueryGround } from './query-engine.ts';
import { mostRowsTouched } from './query-cost.ts';
import { compileReport } from './sums/compile-report.ts';
import { compileSummary } from './sums/compile-summary.ts';

type Counts = { readonly things: number; readonly shops: number };
const engines = {
  sqlite: { dialect: 'sqlite' },
  postgres: { dialect: 'postgres', orgId: '0190b1f2-7c00-7000-8000-00000000000f', visible: 'all', installed: installedSample },
} as const satisfies Readonly<Record<string, QueryGround['engine']>>; // prettier-ignore
const groundOf = (engine: keyof typeof engines, { things, shops }: Counts): QueryGround => ({
  catalogue: sampleCatalogue,
  engine: engines[engine],
  asking: { userId: '0190b1f2-7c00-7000-8000-0000000000aa', now: '2026-11-20T09:00:00.000Z', timeZone: 'UTC' },
  rowsOf: (entity) => (entity === 'sample/thing' ? things : entity === 'sample/shop' ? shops : 0),
});

const thing = { entity: 'sample/thing' };
const list = (at: QueryGround, query: object) => compileList(at, listQuerySchema.parse({ ...thing, ...query }));
const count = { name: 'n', fn: 'count' } as const;
const report = (at: QueryGround, query: object) => compileReport(at, reportSchema.parse({ ...thing, ...query }));
const refused = { ok: false, code: 'query/too-costly' };
const isAnswered = (engine: keyof typeof engines, counts: Counts, ask: (at: QueryGround) => { readonly ok: boolean }) =>
  ask(groundOf(engine, counts)).ok;

/** Questions that test a field of the shop, which no index of the shop holds. */
const tests = {
  'a filter': (at: QueryGround) => list(at, { where: { field: 'shop.size', op: 'gt', value: 1 } }),
  'a filter that is turned round': (at: QueryGround) => list(at, { where: { not: { field: 'shop.size', op: 'gt', value: 1 } } }), // prettier-ignore
  'the filter of a sum': (at: QueryGround) => compileSummary(at, summaryQuerySchema.parse({ ...thing, where: { field: 'shop.size', op: 'is-empty' } })), // prettier-ignore
  'the filter of a measure': (at: QueryGround) => report(at, { measures: [{ ...count, where: { field: 'shop.size', op: 'gt', value: 1 } }] }), // prettier-ignore
};
/** Questions that join the shops of all things. */
const joins = {
  'an order': (at: QueryGround) => list(at, { sort: [{ field: 'shop.grade', direction: 'asc' }] }),
  'an order by the name of the record': (at: QueryGround) => list(at, { sort: [{ field: 'shop', direction: 'desc' }] }),
  'a sum': (at: QueryGround) => compileSummary(at, summaryQuerySchema.parse({ ...thing, sums: ['shop.size'] })),
  'a group': (at: QueryGround) => compileSummary(at, summaryQuerySchema.parse({ ...thing, groupBy: 'shop.grade' })),
  'a group of a report': (at: QueryGround) => report(at, { groupBy: [{ field: 'shop.grade' }], measures: [count] }),
};

describe('the cost of a question through a reference', () => {
  it.each(Object.entries(tests))('[Q-3] counts all records of the other kind, which it tests: %s', (_what, ask) => {
    for (const engine of ['sqlite', 'postgres'] as const) {
      expect(isAnswered(engine, { things: 10_000, shops: 200_000 }, ask)).toBe(true);
      expect(ask(groundOf(engine, { things: 10_000, shops: mostRowsTouched }))).toMatchObject(refused);
    }
  });

  it('[Q-3] counts the share that an index leaves, where it holds records of any life', () => {
    const bySector = (at: QueryGround) => list(at, { where: { field: 'shop.sector', op: 'is', value: 'Food' } });
    expect(isAnswered('postgres', { things: 10_000, shops: 4_000_000 }, bySector)).toBe(true);
    expect(isAnswered('postgres', { things: 10_000, shops: 5_000_000 }, bySector)).toBe(false);
    expect(isAnswered('sqlite', { things: 10_000, shops: 300_000 }, bySector)).toBe(false); // the device's indexes hold living records only
    const byId = (at: QueryGround) => list(at, { where: { field: 'shop.id', op: 'is', value: '0190b1f2-7c00-7000-8000-0000000000bb' } }); // prettier-ignore
    for (const engine of ['sqlite', 'postgres'] as const)
      expect(isAnswered(engine, { things: 10_000, shops: 5_000_000 }, byId)).toBe(true);
  });

  it.each(Object.entries(joins))('[Q-3] counts the records that it joins: %s', (_what, ask) => {
    // The device looks up a shop for each thing, and reads each shop once at most.
    expect(isAnswered('sqlite', { things: 200_000, shops: 200_000 }, ask)).toBe(true);
    expect(ask(groundOf('sqlite', { things: 300_000, shops: 300_000 }))).toMatchObject(refused);
    expect(isAnswered('sqlite', { things: 1_000, shops: 5_000_000 }, ask)).toBe(true);
    // The server reads all shops once.
    expect(isAnswered('postgres', { things: 1_000, shops: 200_000 }, ask)).toBe(true);
    expect(ask(groundOf('postgres', { things: 1_000, shops: 300_000 }))).toMatchObject(refused);
  });

  it('[Q-3] counts each reference, and one that several values use only once', () => {
    const sums = (...paths: readonly string[]) => (at: QueryGround) =>
      compileSummary(at, summaryQuerySchema.parse({ ...thing, sums: paths })); // prettier-ignore
    const counts = { things: 150_000, shops: 40_000 };
    expect(isAnswered('sqlite', counts, sums('other.size'))).toBe(true);
    expect(isAnswered('sqlite', counts, sums('other.size', 'other.price'))).toBe(true);
    expect(isAnswered('sqlite', counts, sums('other.size', 'shop.size'))).toBe(false);
  });

  it('[Q-3] is lower where an index of the reference holds all that the order reads', () => {
    const by = (field: string, more: object = {}) => (at: QueryGround) => list(at, { sort: [{ field, direction: 'asc' }], ...more }); // prettier-ignore
    const counts = { things: 400_000, shops: 20_000 };
    expect(isAnswered('sqlite', counts, by('shop.grade'))).toBe(true);
    expect(isAnswered('sqlite', counts, by('other.grade'))).toBe(false); // no index of the reference
    expect(isAnswered('sqlite', counts, by('shop.grade', { search: 'word' }))).toBe(true); // a search leaves few records
    expect(isAnswered('sqlite', counts, by('shop.grade', { life: 'any' }))).toBe(false); // the device's indexes hold living records only
    expect(isAnswered('sqlite', counts, by('shop.grade', { where: { field: 'note', op: 'is-not-empty' } }))).toBe(false); // prettier-ignore
  });

  it('[Q-3] is nothing where a question reads through none, and the refusal says what would be cheap', () => {
    const own = (at: QueryGround) => list(at, { sort: [{ field: 'note', direction: 'asc' }] });
    expect(isAnswered('sqlite', { things: 240_000, shops: 5_000_000 }, own)).toBe(true);
    const answer = tests['a filter'](groundOf('sqlite', { things: 10_000, shops: 300_000 }));
    expect(answer).toMatchObject({ ...refused, details: { rows: 310_000, limit: mostRowsTouched } });
    expect(answer.ok || answer.message).toContain('or leave out the fields of linked records');
    const without = own(groundOf('sqlite', { things: 300_000, shops: 1 }));
    expect(without.ok || without.message).not.toContain('linked records');
  });
});

describe('the cost of a report', () => {
  it('[Q-3] is that of the records with its words', () => {
    const named = (at: QueryGround) => report(at, { search: 'cobble', measures: [{ ...count, where: { field: 'name', op: 'is-not-empty' } }] }); // prettier-ignore
    const all = (at: QueryGround) => report(at, { measures: [{ ...count, where: { field: 'name', op: 'is-not-empty' } }], groupBy: [{ field: 'teamId' }] }); // prettier-ignore
    for (const engine of ['sqlite', 'postgres'] as const) {
      expect(isAnswered(engine, { things: 4_000_000, shops: 0 }, named)).toBe(true);
      expect(isAnswered(engine, { things: 6_000_000, shops: 0 }, named)).toBe(false);
      expect(isAnswered(engine, { things: 4_000_000, shops: 0 }, all)).toBe(false);
    }
  });
});
