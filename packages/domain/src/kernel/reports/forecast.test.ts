import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { withStages } from '../definitions/tenant-stages.ts';
import { views } from '../catalogue/views.ts';
import { crm } from '../../packs/crm/pack.ts';
import { deal } from '../../packs/crm/entities/deal.entity.ts';
import { platform } from '../../packs/platform/pack.ts';
import { forecastReports } from './forecast.ts';

const forecastOf = (catalogue: typeof installedCatalogue) =>
  forecastReports(catalogue).find(({ name }) => name === 'crm/deal/forecast');
const filterOf = (catalogue: typeof installedCatalogue, name: string) =>
  JSON.stringify(forecastOf(catalogue)?.measures.find((measure) => measure.name === name) ?? null);

describe('the forecast of a kind', () => {
  it('starts with the won deals, then each category by its stages and by the choice of a person', () => {
    expect(forecastOf(installedCatalogue)?.measures.map(({ name }) => name)).toEqual(['Won', 'Commit', 'Best case', 'Pipeline']); // prettier-ignore
    expect(forecastOf(installedCatalogue)?.measures[1]).toEqual({
      name: 'Commit',
      fn: 'sum',
      field: 'value',
      where: {
        or: [
          {
            and: [
              { field: 'stage', op: 'one-of', value: ['prospecting', 'engaging', 'proposal', 'negotiation'] },
              { field: 'forecast', op: 'is', value: 'commit' },
            ],
          },
          {
            and: [
              { field: 'stage', op: 'one-of', value: ['negotiation'] },
              { field: 'forecast', op: 'is-empty' },
            ],
          },
        ],
      },
    });
  });

  it('counts a stage that a tenant has added in the category of the one that it is like', () => {
    const added = { forEntity: 'crm/deal', value: 'contract-sent', label: 'Contract sent', like: 'negotiation' };
    const { catalogue } = withStages(installedCatalogue, [{ fields: added, isRemoved: false }]);
    expect(filterOf(catalogue, 'Commit')).toContain('"negotiation","contract-sent"');
    expect(filterOf(catalogue, 'Best case')).not.toContain('["proposal","contract-sent"]');
  });

  it('weights the value of each deal by the chance of its stage', () => {
    const report = forecastReports(installedCatalogue).find(({ name }) => name === 'crm/deal/forecast-weighted');
    expect(report?.measures[0]).toEqual({ name: 'Expected', fn: 'weighted', field: 'value', by: 'stage' });
    expect(report?.measures.map(({ name }) => name)).toEqual(['Expected', 'Won', 'Weighted', 'Open']);
  });

  it('does not exist for a kind whose pack declares none', () => {
    const without = { ...crm, views: [views(deal, { lists: [] })], dashboards: [], home: { panels: [] } };
    expect(forecastReports(catalogueOf([platform, without]))).toEqual([]);
  });
});
