import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
afterEach(cleanup);

const deal = givenShownRecord();
const job = givenShownRecord({
  id: '0193a4d0-1000-7000-8000-000000000002',
  entity: 'workshop/job',
  fields: { name: 'Robot stops', status: 'received' },
});
const joined = givenShownRecord({
  id: '0193a4d0-1000-7000-8000-000000000007',
  entity: 'links/job-deal',
  fields: { of: job.id, with: deal.id, note: 'Bought a new one' },
});
const given = {
  session: givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['**:*@org'], portal: false }] }),
  rows: [deal, job, joined],
  handlers: {
    'records.list': ({ entity }: { readonly entity: string }) =>
      Promise.resolve(
        accept({
          rows: entity === joined.entity ? [joined] : [],
          refs: {
            [deal.id]: { entity: deal.entity, title: 'Acme renewal', life: 'alive' as const },
            [job.id]: { entity: job.entity, title: 'Robot stops', life: 'alive' as const },
          },
          next: null,
        }),
      ),
  },
};
const installed = { packs: [{ pack: 'workshop', isRemoved: false }] };
/** The list with that title on the page of a record. */
const section = async (title: string) => {
  const heading = await screen.findByRole('heading', { level: 3, name: new RegExp(`^${title}`) });
  return within(heading.closest('section') ?? heading);
};

describe('[T-19] deals of a job', () => {
  it('are listed on the job, each opens the deal, and the cross removes the link', async () => {
    const { performed, router } = await renderApp({ ...given, definitions: installed, at: `/record/${job.id}` });
    const deals = await section('Deals');
    expect(await deals.findByText('Bought a new one')).toBeDefined();
    fireEvent.click(deals.getByRole('button', { name: 'Remove the link to Acme renewal' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({ label: 'Removed the link to Acme renewal', edits: [{ id: joined.id, fields: { life: 'deleted' } }] }); // prettier-ignore
    fireEvent.click(deals.getByRole('button', { name: 'Acme renewal' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/record/${deal.id}`));
  });

  it('are linked from either side by a form that asks for the other end', async () => {
    await renderApp({ ...given, definitions: installed, at: `/record/${deal.id}` });
    const jobs = await section('Jobs');
    expect(await jobs.findByRole('button', { name: 'Robot stops' })).toBeDefined();
    fireEvent.click(jobs.getByRole('button', { name: 'New deal of a job' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Link a job' }));
    expect(await dialog.findByLabelText(/^Job/)).toBeDefined();
    expect(dialog.queryByLabelText(/^Deal/)).toBeNull(); // the open one
  });

  it('are not shown without the workshop', async () => {
    await renderApp({ ...given, at: `/record/${deal.id}` });
    await screen.findByRole('textbox', { name: 'Write a note' });
    expect(screen.queryByRole('heading', { level: 3, name: /^Jobs/ })).toBeNull();
  });
});
