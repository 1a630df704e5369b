import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { CompiledQuery, QueryGround } from '@outpost/domain/kernel/query/query-engine';
import { compileReport } from '@outpost/domain/kernel/query/sums/compile-report';
import { compileSummary } from '@outpost/domain/kernel/query/sums/compile-summary';
import { type Filter, reportSchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import type { Result } from '@outpost/domain/kernel/refusal';
import { sqliteStore } from '@outpost/domain/testing/query-stores';
import { afterAll, describe, expect, it } from 'vitest';
import { dana, givenShownRecord, me } from '../testing/given-record.ts';
import { countHits, facetFields, ownerCounts, ownersFound, ownersQuestion } from './facet-counts.ts';
import { type FacetChoices, filterOfAddress, type SearchAddress } from './search-address.ts';

const kind = 'crm/deal';
const ground: QueryGround = {
  catalogue: installedCatalogue,
  engine: { dialect: 'sqlite' },
  asking: { userId: me, now: '2026-11-20T09:00:00.000Z', timeZone: 'UTC' },
  currency: 'USD',
};
const many = Number(process.env['OUTPOST_FACET_RECORDS'] ?? 20_000);
const stages = ['engaging', 'won', 'lost'] as const;
const owners = [me, dana, null] as const;
const changes = ['2026-11-20T08:00:00.000Z', '2026-11-15T08:00:00.000Z', '2026-11-01T08:00:00.000Z', '2026-02-01T08:00:00.000Z', '2024-02-01T08:00:00.000Z'] as const; // prettier-ignore

/** Deals of three owners and stages, changed in five spans. Every hundredth one is named after a pier, all after a harbour. */
const deals: readonly StoredRecord[] = Array.from({ length: many }, (_, place) => {
  const {
    waiting: _waiting,
    replaced: _replaced,
    ...record
  } = givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-${String(place).padStart(12, '0')}`,
    ownerId: owners[place % 3] ?? null,
    updatedAt: changes[place % 5] ?? '',
    fields: {
      name: `Harbour ${place % 100 === 0 ? 'pier' : 'crane'} ${place}`,
      stage: stages[(place >> 1) % 3] ?? '',
    },
  });
  return record as StoredRecord; // the stored form is the shown one without the device's own marks
});
const store = sqliteStore(installedCatalogue, new Map([[kind, deals]]));
afterAll(() => store.close());

function compiled<Answer>(result: Result<CompiledQuery<Answer>>): CompiledQuery<Answer> {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}
const byOwner = (words: string, where?: Filter) =>
  compiled(compileReport(ground, reportSchema.parse(ownersQuestion(kind, words, where))));
const byStage = (words: string, where?: Filter) =>
  compiled(compileSummary(ground, summaryQuerySchema.parse({ entity: kind, search: words, where, groupBy: 'stage' })));
const found = async (words: string, where?: Filter) => {
  const { rows } = await store.ask(byOwner(words, where));
  return ownerCounts(kind, {
    rows: rows.map(({ groups, measures }) => ({ groups: [...groups], measures: { ...measures } })),
  });
};
/** Counts deals as the question should: without SQL. */
const expected = (fits: (deal: StoredRecord) => boolean) => deals.filter(fits).length;
const isPier = ({ fields }: StoredRecord) => typeof fields['name'] === 'string' && fields['name'].includes('pier');

describe(`the questions of the facets, over ${many} records`, () => {
  it('count the hits of each owner and span for all other facets, from one answer', async () => {
    const counts = await found('harb pier');
    expect(countHits(counts, { me })).toBe(expected(isPier));
    expect(countHits(counts, { me, owner: ['me', null], changed: 'year' })).toBe(
      expected((deal) => isPier(deal) && deal.ownerId !== dana && deal.updatedAt > '2025-11-21'),
    );
    for (const owner of owners)
      expect(ownersFound(counts, { me, owner: ['me'], changed: 'month' }).get(owner === me ? 'me' : owner) ?? 0).toBe(
        expected((deal) => isPier(deal) && deal.ownerId === owner && deal.updatedAt > '2026-10-22'),
      );
  });

  it('count the hits of a chosen value of a field, and of its records without one', async () => {
    const where = filterOfAddress({ fields: { stage: ['won', 'lost'] } });
    expect(countHits(await found('harb', where), { me })).toBe(expected(({ fields }) => fields['stage'] !== 'engaging')); // prettier-ignore
  });

  it('find the chosen values again as the list of the hits does', async () => {
    const address: Pick<SearchAddress, 'owner' | 'changed' | 'fields'> = {
      owner: ['me', null],
      changed: 'week',
      fields: { stage: ['won'] } satisfies FacetChoices,
    };
    const { groups } = await store.ask(byStage('harb', filterOfAddress(address, 'stage')));
    const fits = (deal: StoredRecord) => deal.ownerId !== dana && deal.updatedAt > '2026-11-14';
    expect(groups.map(({ value, count }) => [value, count])).toEqual(
      stages.map((stage) => [stage, expected((deal) => fits(deal) && deal.fields['stage'] === stage)]),
    );
    const all = await store.ask(byStage('harb', filterOfAddress(address)));
    expect(all.groups.map(({ value }) => value)).toEqual(['won']);
  });

  it('read only records that the index of words finds, each once', async () => {
    for (const query of [byOwner('harb pier'), byStage('harb pier')]) {
      const plan = (await store.plan(query)).join('\n');
      expect(plan).toMatch(/SEARCH t USING INTEGER PRIMARY KEY \(rowid=\?\)/);
      expect(plan.match(/SCAN \S+ VIRTUAL TABLE INDEX/g)).toHaveLength(1);
      expect(plan).not.toMatch(/SCAN t\b/);
    }
  });
});

describe('the fields that are facets', () => {
  it('are the stage first, then the other choices and flags, and no text, number or reference', () => {
    const fields = facetFields(installedCatalogue, entityOf(installedCatalogue, kind));
    expect(fields[0]?.path).toBe('stage');
    expect(new Set(fields.map(({ field }) => field.type))).toEqual(new Set(['choice']));
  });
});
