import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../testing/given-record.ts';
import { type GivenReplica, renderApp } from '../../testing/render-app.tsx';
import { categoryByStage, chanceOf, figureSpecs, weightedWorth } from './stage-figures.ts';

installDomLayout();
afterEach(cleanup);
const usd = (amount: number) => ({ amount, currency: 'USD' });
const deal = (fields: object, id = '1') =>
  givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-000000000d0${id}`,
    fields: { name: 'Acme renewal', stage: 'proposal', value: usd(4_680_050), ...fields },
  });
const kind = (name: string) => entityOf(installedCatalogue, name);
const rowOf = (label: string) => {
  const term = screen.getAllByText(label).find(({ tagName }) => tagName === 'DT');
  return term?.parentElement?.textContent;
};

describe('the figures of a stage', () => {
  it('are the chance and the weighted worth of an open record; an ended one has none, nor a kind without chances', () => {
    expect([chanceOf(kind('crm/deal'), deal({})), weightedWorth(kind('crm/deal'), deal({}))]).toEqual([50, usd(2_340_000)]); // prettier-ignore
    expect(weightedWorth(kind('crm/deal'), deal({ value: null }))).toBeNull();
    expect([chanceOf(kind('crm/deal'), deal({ stage: 'won' })), weightedWorth(kind('crm/deal'), deal({ stage: 'won' }))]).toEqual([undefined, null]); // prettier-ignore
    expect(figureSpecs(kind('crm/account'), 'USD')).toEqual([]);
  });

  it('say the forecast category of the stage until a person sets another one', () => {
    const category = (fields: object) =>
      categoryByStage(kind('crm/deal'), { category: 'forecast', record: deal(fields) });
    expect([category({}), category({ stage: 'engaging' }), category({ forecast: 'commit' }), category({ stage: 'won' })]).toEqual(['Best case', 'Pipeline', undefined, undefined]); // prettier-ignore
    expect(categoryByStage(kind('crm/deal'), { category: undefined, record: deal({}) })).toBeUndefined();
  });

  it('are on the page of a record, beside its worth', async () => {
    await renderApp({ rows: [deal({})], at: `/record/${deal({}).id}` });
    await screen.findByRole('heading', { name: 'Acme renewal' });
    expect(rowOf('Chance')).toMatch(/50\s%, from the stage/);
    expect(rowOf('Weighted')).toContain('$23,400');
    expect(rowOf('Forecast')).toContain('Best case, from the stage');
    cleanup();
    await renderApp({ rows: [deal({ stage: 'won' })], at: `/record/${deal({}).id}` });
    await screen.findByRole('heading', { name: 'Acme renewal' });
    expect(screen.queryByText('Weighted')).toBeNull();
  });

  it('are columns of the list that the pack declares, with their sums and the next step', async () => {
    const task = givenShownRecord({
      id: '0190b1f2-7c00-7000-8000-000000000e01',
      entity: 'crm/task',
      fields: { subject: 'Send contract', about: `crm/deal:${deal({}).id}`, dueAt: '2026-11-24T10:00:00.000Z' },
    });
    const handlers: GivenReplica['handlers'] = {
      'records.summary': ({ groupBy }) =>
        Promise.resolve(
          accept({
            groups: [
              { value: groupBy === undefined ? null : 'proposal', count: 1, sums: { value: { USD: 4_680_000 } } },
            ],
            refs: {},
          }),
        ),
    };
    await renderApp({ rows: [deal({}), task], handlers, at: '/list/crm/deal?kind=grid&view=forecast' });
    expect(await screen.findByText(/Send contract/)).toBeDefined();
    const grid = screen.getByRole('treegrid', { name: 'Deals' });
    const heads = screen.getAllByRole('columnheader').map((head) => head.textContent);
    expect(heads).toEqual(expect.arrayContaining(['Chance', 'Weighted', 'Next step']));
    expect((await within(grid).findAllByText('$23,400')).length).toBeGreaterThan(0);
    expect(within(grid).getByText('Best case')).toBeDefined();
    expect((await screen.findAllByText('Weighted')).length).toBeGreaterThan(1); // the column, and the sum at the foot
  });
});
