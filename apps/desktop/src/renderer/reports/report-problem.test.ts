import { installedCatalogue } from '@outpost/domain/installed-packs';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Principal } from '@outpost/domain/kernel/access/access';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import type { ReportDefinition } from '@outpost/domain/kernel/reports/report-definition';
import { describe, expect, it } from 'vitest';
import { me } from '../testing/given-record.ts';
import { reportProblem } from './report-problem.ts';

const holding = (...written: readonly string[]): Principal => ({
  userId: me,
  memberships: [
    { role: 'x', teamId: null, portal: false, grants: written.flatMap((grant) => parseGrant(grant) ?? []) },
  ],
});
const all = holding('**:*@org');
const definition: ReportDefinition = {
  entity: 'crm/deal',
  measures: [{ name: 'Won', fn: 'sum', field: 'value' }],
  groups: [{ field: 'account.sector' }],
  period: { field: 'closedOn', span: 'this-year' },
  chart: 'bar',
};
const deal = entityOf(installedCatalogue, 'crm/deal');
const withDeal = (change: Partial<typeof deal>): Catalogue => ({
  ...installedCatalogue,
  entities: new Map([...installedCatalogue.entities, [deal.name, { ...deal, ...change }]]),
});
const without = (...names: readonly string[]): Catalogue =>
  withDeal({ fields: Object.fromEntries(Object.entries(deal.fields).filter(([name]) => !names.includes(name))) });
const problem = (change: Partial<ReportDefinition>, catalogue = installedCatalogue, principal = all) =>
  reportProblem({ catalogue, past: installedCatalogue }, principal, { ...definition, ...change });

describe('the problem of a report that cannot be asked here', () => {
  it('is none if all fields of the report exist', () => {
    expect(problem({})).toBe(undefined);
  });

  it.each<readonly [string, Catalogue, Partial<ReportDefinition>]>([
    ['its measure', without('value'), {}],
    [
      'the filter of a measure',
      without('value'),
      { measures: [{ name: 'A', fn: 'count', where: { field: 'value', op: 'is-empty' } }] },
    ],
    [
      'its filter',
      without('value'),
      { measures: [{ name: 'A', fn: 'count' }], where: { not: { field: 'value', op: 'is-empty' } } },
    ],
    ['its groups', without('value'), { measures: [{ name: 'A', fn: 'count' }], groups: [{ field: 'value' }] }],
  ])('names a retired field of %s', (_of, catalogue, change) => {
    expect(problem(change, catalogue)).toMatch(/^The field Value is retired\./);
  });

  it('names the retired date of its period, and a field that is not known yet', () => {
    expect(problem({}, without('closedOn'))).toMatch(/^The field Closed is retired\./);
    expect(problem({ groups: [{ field: 'mood' }] })).toMatch(/^No field of deals is called “mood”\./);
  });

  it('names a kind that is no longer kept, and an unknown kind', () => {
    expect(problem({}, withDeal({ isRetired: true }))).toMatch(/^Deals are no longer kept\./);
    expect(problem({ entity: 'own/vehicle' })).toMatch(/^There is no kind of record called “own\/vehicle” here\./);
  });

  it('says that the records are not shared with the role', () => {
    expect(problem({}, installedCatalogue, holding())).toBe('Deals are not shared with your role.');
  });
});
