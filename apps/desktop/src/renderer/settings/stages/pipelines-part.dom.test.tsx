import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../testing/given-record.ts';
import { leave } from '../../testing/leave.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const at = '/settings/stages';
const admin = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['*:*@org'], portal: false }] });
const renewals = { forEntity: 'crm/deal', value: 'renewals', label: 'Renewals' };
const survey = { forEntity: 'crm/deal', value: 'survey', label: 'Site survey', like: 'proposal', pipelines: ['main'] };
const rows = [
  givenShownRecord({ id: '0190b1f2-7c00-7000-8000-000000000601', entity: 'platform/pipeline', ownerId: null, fields: renewals }),
  givenShownRecord({ id: '0190b1f2-7c00-7000-8000-000000000602', entity: 'platform/stage', ownerId: null, fields: survey }),
]; // prettier-ignore
const definitions = {
  pipelines: [{ fields: renewals, isRemoved: false }],
  stages: [{ fields: survey, isRemoved: false }],
};
const part = () => screen.findByRole('region', { name: 'Pipelines' });

describe('[PLT-16] the pipelines of a kind of record in the settings', () => {
  it('with one, only the form is there; the typed name is kept until it is added', async () => {
    const { performed, local } = await renderApp({ session: admin, at });
    expect(within(await part()).queryByRole('list')).toBeNull();
    expect(screen.queryByRole('group', { name: /^Pipelines of/ })).toBeNull();
    fireEvent.click(await screen.findByRole('button', { name: /^Add the pipeline/ }));
    expect(await screen.findByText('The pipeline needs a name.')).toBeDefined();
    leave(screen.getByRole('textbox', { name: 'Name of the new pipeline' }), 'Renewals');
    await waitFor(() => expect(local.get('draft/pipeline/crm/deal')).toBe('Renewals'));
    fireEvent.click(screen.getByRole('button', { name: /^Add the pipeline/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Added the pipeline Renewals to deals',
      edits: [{ entity: 'platform/pipeline', create: { fields: { ...renewals, place: 1_000 } } }],
    });
    await waitFor(() => expect(local.get('draft/pipeline/crm/deal')).toBeNull());
  });

  it('are renamed, moved and retired, each by one act; the first says why it stays', async () => {
    const { performed } = await renderApp({ session: admin, at, rows, definitions });
    const list = within(await screen.findByRole('list', { name: 'Pipelines of deals' }));
    leave(list.getByRole('textbox', { name: 'Name of the pipeline Main pipeline' }), 'New business');
    await waitFor(() => expect(performed[0]?.edits).toMatchObject([{ create: { fields: { value: 'main', label: 'New business' } } }])); // prettier-ignore
    fireEvent.click(list.getByRole('button', { name: 'Move Renewals up' }));
    await waitFor(() => expect(performed[1]?.edits).toMatchObject([{ id: rows[0]?.id, fields: { place: -1_000 } }]));
    fireEvent.click(list.getByRole('button', { name: /^Retire the pipeline Renewals/ }));
    await waitFor(() => expect(performed[2]).toMatchObject({ label: 'Retired the pipeline Renewals' }));
    fireEvent.click(list.getByRole('button', { name: /^Retire the pipeline Main/ }));
    expect(list.getByText('Each deal that names no pipeline is in it.')).toBeDefined();
    expect(performed).toHaveLength(3);
  });

  it('are given to stages by buttons, which tell it; a stage stays in one at least', async () => {
    const { performed } = await renderApp({ session: admin, at, rows, definitions });
    const group = await screen.findByRole('group', { name: 'Pipelines of Engaging' });
    const press = (name: string) => fireEvent.click(within(group).getByRole('button', { name }));
    press('Main pipeline');
    await waitFor(() => expect(performed[0]?.edits).toMatchObject([{ create: { fields: { value: 'engaging', pipelines: ['renewals'] } } }])); // prettier-ignore
    expect(screen.getByText('Engaging is no longer in Main pipeline.')).toBeDefined();
    const own = screen.getByRole('group', { name: 'Pipelines of Site survey' });
    fireEvent.click(within(own).getByRole('button', { name: 'Main pipeline', pressed: true }));
    expect(await screen.findByRole('note')).toBeDefined();
    expect(performed).toHaveLength(1);
    fireEvent.click(within(own).getByRole('button', { name: 'Renewals', pressed: false }));
    await waitFor(() => expect(performed[1]?.edits).toMatchObject([{ id: rows[1]?.id, fields: { pipelines: [] } }]));
    expect(screen.queryByRole('group', { name: 'Pipelines of Won' })).toBeNull();
  });

  it('let a new stage belong to one of them, and a stage have a forecast category', async () => {
    const { performed } = await renderApp({ session: admin, at, rows, definitions });
    const forecast = await screen.findByRole('combobox', { name: 'Forecast of Proposal' });
    expect(forecast).toMatchObject({ value: 'best-case' });
    fireEvent.change(forecast, { target: { value: 'commit' } });
    await waitFor(() => expect(performed[0]?.edits).toMatchObject([{ create: { fields: { value: 'proposal', forecast: 'commit' } } }])); // prettier-ignore
    leave(screen.getByRole('textbox', { name: 'Name of the new stage' }), 'Due');
    fireEvent.click(screen.getByRole('combobox', { name: /Belongs to/ }));
    fireEvent.click(await screen.findByRole('option', { name: 'Renewals', hidden: true }));
    fireEvent.click(screen.getByRole('button', { name: /^Add the stage/ }));
    await waitFor(() => expect(performed[1]?.edits).toMatchObject([{ create: { fields: { value: 'due', pipelines: ['renewals'] } } }])); // prettier-ignore
  });

  it('are shown to everyone, and changed only by people with the right', async () => {
    await renderApp({ at, rows, definitions });
    expect(within(await part()).getByText('Renewals')).toBeDefined();
    expect(screen.queryByRole('button', { name: /Retire the pipeline/ })).toBeNull();
    expect(screen.getByText(/in Main pipeline/)).toBeDefined();
  });
});
