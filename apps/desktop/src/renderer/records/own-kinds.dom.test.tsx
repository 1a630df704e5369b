import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { OwnDefinitions } from '../../bridge/own-definitions.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const kind: OwnDefinitions['entities'][number] = { name: 'vehicle', label: 'Vehicle', labelMany: 'Vehicles' };
const fields: OwnDefinitions['fields'] = [
  { forEntity: 'own/vehicle', name: 'plate', label: 'Plate', type: 'text' },
  { forEntity: 'own/vehicle', name: 'deal', label: 'Deal', type: 'ref', targets: ['crm/deal'] },
];
const definitions = { entities: [kind], fields };
const deal = givenShownRecord();
const van = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-000000000d51',
  entity: 'own/vehicle',
  fields: { name: 'Blue van', plate: 'OP 4711', deal: deal.id },
});
const list = '/list/own/vehicle';
const inRail = () => screen.queryByRole('group', { name: 'Your own' });

describe('own kinds of record on the screens', () => {
  it('[K-3] are in the rail as soon as they are defined, until they are retired', async () => {
    const { tellDefinitions } = await renderApp({ rows: [van] });
    expect(inRail()).toBeNull();
    await tellDefinitions(definitions);
    expect(within(await screen.findByRole('group', { name: 'Your own' })).getByText('Vehicles')).toBeDefined();
    await tellDefinitions({ retiredEntities: [kind], fields });
    await waitFor(() => expect(inRail()).toBeNull());
  });

  it('[K-3] have lists with their columns, and a form with their fields', async () => {
    const { performed } = await renderApp({ rows: [van], definitions, at: list });
    const grid = await screen.findByLabelText('Vehicles', { selector: '[role=grid]' });
    expect(await within(grid).findByText('OP 4711')).toBeDefined();
    fireEvent.click(screen.getByText('New vehicle'));
    const dialog = within(await screen.findByRole('dialog', { name: 'New vehicle' }));
    const fillIn = async (label: string, value: string) => {
      const field = await dialog.findByLabelText(label);
      fireEvent.change(field, { target: { value } });
      fireEvent.blur(field);
    };
    await fillIn('Name', 'Red van');
    await fillIn('Plate', 'OP 1');
    fireEvent.click(dialog.getByText('Add the vehicle'));
    await waitFor(() =>
      expect(performed[0]).toMatchObject({
        label: 'Added vehicle Red van',
        edits: [{ entity: 'own/vehicle', create: { fields: { name: 'Red van', plate: 'OP 1' } } }],
      }),
    );
  });

  it('[K-3] have an empty state with their own label', async () => {
    await renderApp({ definitions, at: list });
    expect(await screen.findByText('No vehicles yet')).toBeDefined();
    expect(screen.getByText('Add a vehicle')).toBeDefined();
  });

  it('[K-3] are shown on the record that they link to', async () => {
    await renderApp({ rows: [deal, van], definitions, at: `/record/${deal.id}` });
    expect(await screen.findByRole('heading', { level: 3, name: /Vehicles/ })).toBeDefined();
    expect(screen.getByText('Blue van')).toBeDefined();
  });

  it('[A-3a] are shown on the record that they belong to', async () => {
    const visits = { name: 'visit', label: 'Service visit', labelMany: 'Service visits', belongsTo: 'own/vehicle' };
    const visit = givenShownRecord({
      id: '0190b1f2-7c00-7000-8000-000000000d52',
      entity: 'own/visit',
      fields: { name: 'New tyres', parent: van.id },
    });
    await renderApp({
      rows: [van, visit],
      definitions: { entities: [kind, visits], fields },
      at: `/record/${van.id}`,
    });
    expect(await screen.findByText('New tyres')).toBeDefined();
    expect(screen.getByRole('heading', { level: 3, name: /Service visits/ })).toBeDefined();
  });

  it('[K-5] have no list once retired, but their records can still be viewed', async () => {
    const past = { retiredEntities: [kind], fields };
    const { router } = await renderApp({ rows: [van], definitions: past, at: list });
    expect(await screen.findByText('Nothing is here')).toBeDefined();
    await router.navigate({ to: '/record/$id', params: { id: van.id } });
    expect(await screen.findByText('OP 4711')).toBeDefined();
  });
});
