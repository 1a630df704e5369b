import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../../installed-packs.ts';
import { withOwnFields } from '../../definitions/own-fields.ts';
import { listQuerySchema, reportSchema, summaryQuerySchema } from '../../questions/list-query.ts';
import { compileList } from '../lists/compile-list.ts';
import type { QueryGround } from '../query-engine.ts';
import { compileReport } from '../sums/compile-report.ts';
import { compileSummary } from '../sums/compile-summary.ts';

const { catalogue } = withOwnFields(installedCatalogue, [
  { forEntity: 'crm/account', name: 'deals', label: 'Deals', type: 'number', computed: 'roll-up', rollUp: { of: 'crm/deal', by: 'account', fn: 'count' } },
]); // prettier-ignore
const ground = (deals: number): QueryGround => ({
  catalogue,
  engine: { dialect: 'sqlite' },
  asking: { userId: '', now: '2026-11-23T08:00:00.000Z', timeZone: 'UTC' },
  rowsOf: (entity) => (entity === 'crm/deal' ? deals : 1_000),
});
const account = { entity: 'crm/account' };
const questions = {
  filter: (at: QueryGround) => compileList(at, listQuerySchema.parse({ ...account, where: { field: 'deals', op: 'gt', value: 1 } })), // prettier-ignore
  order: (at: QueryGround) => compileList(at, listQuerySchema.parse({ ...account, sort: [{ field: 'deals', direction: 'asc' }] })), // prettier-ignore
  sum: (at: QueryGround) => compileSummary(at, summaryQuerySchema.parse({ ...account, sums: ['deals'] })),
  group: (at: QueryGround) => compileReport(at, reportSchema.parse({ ...account, groupBy: [{ field: 'deals' }], measures: [{ name: 'n', fn: 'count' }] })), // prettier-ignore
};

describe('a query over roll-ups', () => {
  it.each(Object.entries(questions))(
    '[PLT-8] [Q-3] counts the related records, which it reads once: as a %s',
    (_name, ask) => {
      expect(ask(ground(100_000)).ok).toBe(true);
      expect(ask(ground(300_000))).toMatchObject({ ok: false, code: 'query/too-costly' });
    },
  );
  it('[PLT-8] [Q-3] that reads none of them costs nothing more', () => {
    expect(compileList(ground(300_000), listQuerySchema.parse(account)).ok).toBe(true);
  });
});
