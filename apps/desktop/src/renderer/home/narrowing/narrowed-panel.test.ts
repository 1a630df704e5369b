import { installedCatalogue } from '@outpost/domain/installed-packs';
import { createFormats } from '@outpost/ui/formats/formats';
import { describe, expect, it } from 'vitest';
import { homeSearchSchema, pipelineFilters } from './home-search.ts';
import { narrowedPanel } from './narrowed-panel.ts';

const formats = createFormats({ locale: 'en-US', timeZone: 'UTC', currency: 'USD' });
const asking = { userId: 'me', now: '2026-11-20T09:00:00.000Z', timeZone: 'UTC' };
const pipeline = { field: 'pipeline', op: 'is', value: 'b2b' } as const;
const filters = new Map([['crm/deal', pipeline]]);
const panelOf = (id: string) => {
  const panel = installedCatalogue.home.panels.find((one) => one.id === id);
  if (!panel) throw new Error(`There is no panel ${id}`);
  return panel;
};

describe('[T-20] the period and the pipeline of the home page', () => {
  const narrowed = (id: string, period: Parameters<typeof narrowedPanel>[1]['period'], by = filters) =>
    narrowedPanel(panelOf(id), { period, filters: by }, { asking, formats });

  it('replace the period of a sum, and the period that it is compared with', () => {
    expect(narrowed('crm/won', 'this-month')).toMatchObject({ now: 'this-month', note: 'this month', before: { span: 'last-month', words: 'last month' } }); // prettier-ignore
    const lastMonth = narrowed('crm/won', 'last-month');
    expect(lastMonth).toMatchObject({ now: 'last-month', before: { span: { from: '2026-09-01', to: '2026-09-30' } } });
    expect(lastMonth.show === 'number' && lastMonth.before.words).toMatch(/^Sep 1\s–\s30, 2026$/);
    expect(narrowed('crm/won', 'last-year')).toMatchObject({ before: { words: '2024' } });
  });

  it('replace the period of moves, of weeks and of the win rate', () => {
    expect(narrowed('crm/moved', 'this-year')).toMatchObject({ span: 'this-year', slips: { out: 'this-year', words: 'moved past the end of this year' } }); // prettier-ignore
    expect(narrowed('crm/calls', 'last-quarter')).toMatchObject({ period: 'last-quarter', note: 'last quarter' });
    expect(narrowed('crm/who-needs-help', 'last-year')).toMatchObject({ span: 'last-year' });
  });

  it('narrow the panels of the kind that has the pipeline, and no others', () => {
    for (const id of ['crm/won', 'crm/moved', 'crm/open-deals', 'crm/team-quiet-deals'])
      expect(`${id} ${JSON.stringify(narrowed(id, undefined))}`).toContain('"b2b"');
    for (const id of ['crm/tasks', 'crm/calls']) expect(narrowed(id, undefined)).toEqual(panelOf(id));
    expect(narrowed('crm/who-needs-help', undefined)).toMatchObject({ narrowing: { 'crm/deal': pipeline } });
  });

  it('leave a panel as it is while nothing is chosen', () => {
    for (const panel of installedCatalogue.home.panels.filter(({ show }) => show !== 'people'))
      expect(narrowedPanel(panel, { period: undefined, filters: new Map() }, { asking, formats })).toEqual(panel);
  });

  it('[PLT-16] come from the address, which may name only pipelines of kinds with several', () => {
    const deal = installedCatalogue.entities.get('crm/deal');
    const field = deal?.fields['pipeline'];
    if (!deal || field?.type !== 'choice') throw new Error('Deals have pipelines');
    const several = { ...deal, fields: { ...deal.fields, pipeline: { ...field, options: [...field.options, { value: 'b2b', label: 'B2B' }] } } }; // prettier-ignore
    const kinds = new Map([...installedCatalogue.entities, ['crm/deal', several]] as const);
    expect([...pipelineFilters(kinds, { 'crm/deal': 'b2b' })]).toEqual([['crm/deal', pipeline]]);
    expect([...pipelineFilters(kinds, { 'crm/deal': 'gone', 'crm/task': 'b2b', 'no/kind': 'b2b' })]).toEqual([]);
    expect([...pipelineFilters(installedCatalogue.entities, { 'crm/deal': 'main' })]).toEqual([]);
    expect(homeSearchSchema.parse({ period: 'this-quarter', pipelines: { 'crm/deal': 'b2b' } })).toEqual({ period: 'this-quarter', pipelines: { 'crm/deal': 'b2b' } }); // prettier-ignore
    expect(homeSearchSchema.parse({ period: 'tomorrow', pipelines: 7 })).toEqual({});
  });
});
