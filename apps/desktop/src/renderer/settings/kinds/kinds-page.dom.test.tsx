import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { OwnDefinitions } from '../../../bridge/own-definitions.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { leave } from '../../testing/leave.ts';
import { listing } from '../../testing/listing.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const at = '/settings/kinds';
const admin = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['*:*@org'], portal: false }] });
const member = givenSession({
  memberships: [{ role: 'member', teamId: null, grants: ['platform/custom-object:read@org'], portal: false }],
});
const vehicle = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-00000000f101',
  entity: 'platform/custom-object',
  ownerId: null,
  fields: { name: 'vehicle', label: 'Vehicle', labelMany: 'Vehicles', icon: 'truck' },
});
const boat = givenShownRecord({
  ...vehicle,
  id: '0190b1f2-7c00-7000-8000-00000000f102',
  life: 'deleted',
  fields: { name: 'boat', label: 'Boat', labelMany: 'Boats' },
});
const plate = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-00000000f103',
  entity: 'platform/field-definition',
  ownerId: null,
  fields: { forEntity: 'own/vehicle', name: 'plate', label: 'Plate', type: 'text' },
});
const definitions: Partial<OwnDefinitions> = {
  entities: [{ name: 'vehicle', label: 'Vehicle', labelMany: 'Vehicles' }],
  fields: [{ forEntity: 'own/vehicle', name: 'plate', label: 'Plate', type: 'text' }],
};

/** Picks an option of one input: closed lists of the other inputs have options of the same names. */
async function pick(input: HTMLElement, name: string): Promise<void> {
  fireEvent.click(input);
  const listbox = await waitFor(() => {
    const found = document.getElementById(input.getAttribute('aria-controls') ?? '');
    if (!found) throw new Error('The list is not open');
    return found;
  });
  fireEvent.click(await within(listbox).findByRole('option', { name, hidden: true }));
}

describe('the organisation’s own kinds of record', () => {
  it('[K-3] are added from an empty screen, which first shows what is missing or taken', async () => {
    const { performed, local } = await renderApp({ session: admin, at });
    expect(await screen.findByText('No kinds of record of your own')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: /^Add a kind/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New kind of record' }));
    const add = () => fireEvent.click(dialog.getByRole('button', { name: /^Add the kind/ }));
    add();
    expect(await dialog.findByText('Enter the name of one of them.')).toBeDefined();
    leave(dialog.getByRole('textbox', { name: 'One is called' }), 'Account');
    leave(dialog.getByRole('textbox', { name: 'Many are called' }), 'Vehicles');
    add();
    expect(await dialog.findByText('There are accounts already.')).toBeDefined();
    leave(dialog.getByRole('textbox', { name: 'One is called' }), 'Service visit');
    leave(dialog.getByRole('textbox', { name: 'Many are called' }), 'Service visits');
    await waitFor(() => expect(local.get('draft/own-kind')).toMatchObject({ label: 'Service visit' }));
    add();
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Added the kind of record Service visits',
      edits: [
        {
          entity: 'platform/custom-object',
          create: { fields: { name: 'service-visit', label: 'Service visit', labelMany: 'Service visits' } },
        },
      ],
    });
    expect(local.get('draft/own-kind')).toBeNull();
  });

  it('[K-3] are listed with their fields, retired and brought back', async () => {
    const { performed } = await renderApp({
      session: admin,
      at,
      handlers: listing([vehicle, boat, plate]),
      definitions,
    });
    const table = within(await screen.findByRole('group', { name: 'Kinds of record of your own' }));
    expect(table.getByRole('button', { name: '1 field' })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: /Bring back/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([{ entity: 'platform/custom-object', id: boat.id, fields: { life: 'alive' } }]);
    fireEvent.click(table.getByRole('button', { name: 'Vehicles' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Vehicles' }));
    fireEvent.click(await dialog.findByRole('button', { name: /Retire/ }));
    await waitFor(() => expect(performed).toHaveLength(2));
    expect(performed[1]).toMatchObject({
      label: 'Retired the kind of record Vehicles',
      edits: [{ id: vehicle.id, fields: { life: 'deleted' } }],
    });
  });

  it('[PLT-39] get a unique set by choosing its fields', async () => {
    const { performed } = await renderApp({
      session: admin,
      at,
      handlers: listing([vehicle, plate]),
      definitions,
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Vehicles' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Vehicles' }));
    const sets = within(await dialog.findByRole('group', { name: 'No two alike' }));
    await pick(sets.getByLabelText('Fields'), 'Plate');
    await pick(sets.getByLabelText('Fields'), 'Name');
    expect(await sets.findByText('Plate')).toBeDefined();
    expect(performed).toHaveLength(0); // half of a set is not stored
    fireEvent.click(dialog.getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([
      { entity: 'platform/custom-object', id: vehicle.id, fields: { unique: [['plate', 'name']] } },
    ]);
  });

  it('[PLT-54] get a time in calendars, and the fields by which two are alike', async () => {
    const own = [plate.fields, { forEntity: 'own/vehicle', name: 'checkedOn', label: 'Checked on', type: 'date' }];
    const dated = { entities: definitions.entities, fields: own } as Partial<OwnDefinitions>;
    const { performed } = await renderApp({ session: admin, at, handlers: listing([vehicle]), definitions: dated });
    fireEvent.click(await screen.findByRole('button', { name: 'Vehicles' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Vehicles' }));
    await pick(await dialog.findByLabelText('Time'), 'Checked on');
    await waitFor(() => expect(performed[0]?.edits).toMatchObject([{ id: vehicle.id, fields: { scheduleAt: 'checkedOn' } }])); // prettier-ignore
    await pick(dialog.getByLabelText('Alike by'), 'Plate');
    await waitFor(() => expect(performed[1]?.edits).toMatchObject([{ fields: { alikeBy: ['plate'] } }]));
    expect(dialog.queryByLabelText('Duration')).toBeNull(); // the kind has no time yet, and no field for it
  });

  it('[A-2] are only read by a person without the right', async () => {
    await renderApp({ session: member, at, handlers: listing([vehicle]), definitions });
    expect(await screen.findByText(/Only administrators add and change kinds of record/)).toBeDefined();
    const table = within(screen.getByRole('group', { name: 'Kinds of record of your own' }));
    expect(table.getByText('Vehicles')).toBeDefined();
    expect(table.queryByRole('button', { name: 'Vehicles' })).toBeNull();
    expect(screen.queryByRole('button', { name: /New kind/ })).toBeNull();
  });
});
