import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { OwnDefinitions } from '../../bridge/own-definitions.ts';
import { dana, givenShownRecord, me } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const region: OwnDefinitions['fields'][number] = {
  forEntity: 'crm/deal',
  name: 'region',
  label: 'Region',
  type: 'choice',
  options: [
    { value: 'north', label: 'North' },
    { value: 'south', label: 'South', isRetired: true },
  ],
};
const area: OwnDefinitions['fields'][number] = {
  forEntity: 'crm/deal',
  name: 'roofArea',
  label: 'Roof area',
  type: 'number',
};
const definitions = { fields: [region, area] };
const deal = givenShownRecord({ fields: { ...givenShownRecord().fields, region: 'south', roofArea: 1_200.5 } });
const grid = '/list/crm/deal?kind=grid';
const filtered = `${grid}&where=${encodeURIComponent(JSON.stringify({ field: 'region', op: 'one-of', value: ['north'] }))}`;

describe('own fields on the screens', () => {
  it('[K-3] are shown on a record with their values, and can be edited there', async () => {
    const { performed } = await renderApp({ rows: [deal], definitions, at: `/record/${deal.id}` });
    expect(await screen.findByText('South')).toBeDefined();
    fireEvent.click(screen.getByText('1,200.5'));
    const field = await screen.findByLabelText('Roof area');
    fireEvent.change(field, { target: { value: '80' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() =>
      expect(performed[0]).toMatchObject({
        label: 'Changed Roof area of Acme renewal',
        edits: [{ entity: 'crm/deal', id: deal.id, fields: { roofArea: 80 } }],
      }),
    );
  });

  it('[K-3] are available as columns and filters as soon as they are defined', async () => {
    const { tellDefinitions } = await renderApp({ rows: [deal], at: grid });
    fireEvent.click(await screen.findByLabelText('Choose columns'));
    await screen.findByLabelText('Value');
    expect(screen.queryByLabelText('Region')).toBeNull();
    await tellDefinitions(definitions);
    fireEvent.click(await screen.findByLabelText('Region'));
    const grids = await screen.findByLabelText('Deals', { selector: '[role=grid]' });
    expect(await within(grids).findByText('Region')).toBeDefined();
    expect(within(grids).getByText('South')).toBeDefined();
  });

  it('[K-3] are in the form of a new record, without choices that are no longer offered', async () => {
    const { performed } = await renderApp({ definitions, at: grid });
    fireEvent.click(await screen.findByText('New deal'));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(await within(dialog).findByRole('combobox', { name: 'Region' }));
    const north = await screen.findByText('North');
    expect(screen.queryByText('South')).toBeNull();
    fireEvent.click(north);
    const name = within(dialog).getByRole('textbox', { name: 'Name' });
    fireEvent.change(name, { target: { value: 'New one' } });
    fireEvent.blur(name);
    fireEvent.click(within(dialog).getByRole('button', { name: /^Add the deal/ }));
    await waitFor(() =>
      expect(performed[0]?.edits).toMatchObject([{ create: { fields: { name: 'New one', region: 'north' } } }]),
    );
  });

  it('[K-3] are not offered once retired, and a list that filters by one shows that', async () => {
    const { tellDefinitions } = await renderApp({ rows: [deal], definitions, at: filtered });
    expect(await screen.findByText('Acme renewal')).toBeDefined();
    await tellDefinitions({ fields: [area], retiredFields: [region] });
    expect(await screen.findByText('The field Region is retired')).toBeDefined();
    expect(screen.queryByText('Acme renewal')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Show all deals' }));
    expect(await screen.findByText('Acme renewal')).toBeDefined();
  });

  it('[K-5] are still shown in the history once retired', async () => {
    await renderApp({
      rows: [deal],
      definitions: { retiredFields: [region] },
      at: `/record/${deal.id}`,
      handlers: {
        'records.timeline': () => {
          const row = {
            n: 4,
            at: '2026-11-19T08:00:00.000Z',
            by: me,
            act: null,
            label: 'Changed',
            id: deal.id,
            device: null,
            madeAt: null,
            entity: 'crm/deal',
            kind: 'changed' as const,
            changed: { region: ['north', 'south'] as [string, string] },
            superseded: {},
            group: null,
            undoes: null,
          };
          const related = { count: 0, isAll: true };
          const entries = [{ kind: 'change' as const, at: row.at, row }];
          return Promise.resolve(accept({ entries, refs: {}, more: false, filled: [], names: {}, related }));
        },
      },
    });
    expect(await screen.findByText('You changed Region')).toBeDefined();
    expect(screen.getByText('South')).toBeDefined();
    expect(screen.queryByRole('button', { name: /^Region ?:/ })).toBeNull();
  });

  it('[S-4] show a replaced value in words, not in its stored form', async () => {
    const value = (of: string, byName: string) => ({
      value: of,
      by: byName === 'Dana' ? dana : me,
      byName,
      at: deal.updatedAt,
    });
    const record = { ...deal, replaced: ['region'] };
    const entry = {
      n: 4,
      field: 'region',
      record: deal.id,
      entity: 'crm/deal',
      title: 'Acme renewal',
      lost: value('north', 'Ilse'),
      kept: value('south', 'Dana'),
    };
    await renderApp({
      rows: [record],
      definitions,
      at: `/record/${deal.id}`,
      handlers: { 'sync.replaced': () => Promise.resolve(accept({ entries: [entry] })) },
    });
    fireEvent.click(await screen.findByTitle(/Dana/));
    expect(await screen.findByText('North')).toBeDefined();
  });
});
