import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { dana, givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord({ sharedWith: [dana] });
const end = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-000000000e01',
  entity: 'platform/share-end',
  ownerId: null,
  inherited: { ownerId: deal.ownerId, teamId: null, sharedWith: [dana] },
  fields: {
    name: 'Until 2026-12-03T17:00:00.000Z',
    about: `crm/deal:${deal.id}`,
    person: dana,
    endsAt: '2026-12-03T17:00:00.000Z',
    key: `${deal.id} ${dana}`,
  },
});
const zoe = '0190b1f2-7c00-7000-8000-0000000000a7';
const refs = { [dana]: { title: 'Dana Rehmark', entity: 'platform/person', life: 'alive' as const } };
const may = { allowed: true, why: '' };

/** Opens the dialog of a deal by its key. */
async function open({ record = deal, rows = [end], session = givenSession() } = {}) {
  const drawn = await renderApp({
    session,
    rows: [record, ...rows],
    at: `/record/${deal.id}`,
    handlers: {
      'records.get': () =>
        Promise.resolve(
          accept({ record, refs, waiting: [], replaced: [], may: { update: may, assign: may, delete: may, administer: may }, ways: [] }), // prettier-ignore
        ),
      'records.search': () =>
        Promise.resolve(
          accept({
            hits: [
              {
                entity: 'platform/person',
                id: zoe,
                title: 'Zoe Falk',
                subtitle: '',
                how: 'title' as const,
                ownerId: null,
              },
            ],
          }),
        ),
    },
  });
  await screen.findByRole('heading', { name: 'Acme renewal' });
  fireEvent.click(await screen.findByRole('button', { name: 'Share' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Share Acme renewal' }));
  return { ...drawn, dialog };
}
const choose = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });

describe('[PLT-43] the end of a share on the screen', () => {
  it('is shown next to the person, with the effect on their device, and among the people of the record', async () => {
    const { dialog } = await open();
    expect(
      await dialog.findByText(/^Ends on 3 Dec 2026\. Their device removes it at its next contact\.$/),
    ).toBeTruthy();
    expect(await screen.findByText(/Dana Rehmark \(until 3 Dec 2026\)/)).toBeTruthy();
  });

  it('is changed, and taken away, by one act', async () => {
    const { dialog, performed } = await open();
    const field = await dialog.findByRole('combobox', { name: 'End of the share with Dana Rehmark' });
    choose(field, 'week');
    await waitFor(() => expect(performed).toHaveLength(1));
    choose(field, 'none');
    await waitFor(() => expect(performed).toHaveLength(2));
    const isGone = { entity: 'platform/share-end', id: end.id, fields: { life: 'deleted' } };
    expect(performed).toMatchObject([
      { edits: [{ id: end.id, fields: { endsAt: '2026-11-27T09:00:00.000Z' } }] },
      { edits: [isGone] },
    ]);
    fireEvent.click(dialog.getByRole('button', { name: 'Stop sharing with Dana Rehmark' }));
    await waitFor(() => expect(performed).toHaveLength(3));
    expect(performed[2]).toMatchObject({ label: 'Stopped sharing Acme renewal', edits: [{ fields: { sharedWith: [] } }, isGone] }); // prettier-ignore
  });

  it('is chosen before the person, and both are one act', async () => {
    const { dialog, performed } = await open();
    choose(await dialog.findByRole('combobox', { name: 'Until' }), 'day');
    const whom = dialog.getByLabelText('With whom');
    fireEvent.focus(whom);
    fireEvent.change(whom, { target: { value: 'Zoe Falk' } });
    fireEvent.click(await screen.findByText('Zoe Falk'));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Shared Acme renewal until 21 Nov 2026',
      edits: [
        { id: deal.id, fields: { sharedWith: [dana, zoe] } },
        { create: { fields: { person: zoe, endsAt: '2026-11-21T09:00:00.000Z', about: `crm/deal:${deal.id}` } } },
      ],
    });
  });

  it('asks for the date first if a date was chosen', async () => {
    const { dialog } = await open();
    choose(await dialog.findByRole('combobox', { name: 'Until' }), 'date');
    expect(await dialog.findByText('Choose the date first.')).toBeTruthy();
  });

  it('is not offered to a person whose role does not show ends', async () => {
    const session = givenSession({ memberships: [{ role: 'own', teamId: null, grants: ['crm/deal:*@own'], portal: false }] }); // prettier-ignore
    const { dialog } = await open({ session, rows: [] });
    expect(await dialog.findByText('Dana Rehmark')).toBeTruthy();
    expect(dialog.queryByRole('combobox', { name: 'Until' })).toBeNull();
  });
});
