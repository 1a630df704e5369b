import { allFormats } from '@outpost/domain/kernel/entities/formats/format-of';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../testing/given-record.ts';
import { leave } from '../../testing/leave.ts';
import { listing } from '../../testing/listing.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const at = '/settings/fields';
const admin = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['*:*@org'], portal: false }] });
const region = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-00000000f001',
  entity: 'platform/field-definition',
  ownerId: null,
  fields: {
    forEntity: 'crm/deal',
    name: 'region',
    label: 'Region',
    help: 'Where the building stands.',
    type: 'choice',
    options: [
      { value: 'north', label: 'North' },
      { value: 'south', label: 'South' },
    ],
  },
});
const retired = givenShownRecord({
  ...region,
  id: '0190b1f2-7c00-7000-8000-00000000f002',
  life: 'deleted',
  fields: { forEntity: 'crm/deal', name: 'budget', label: 'Budget', type: 'money' },
});
const other = givenShownRecord({ id: '0190b1f2-7c00-7000-8000-000000000d02' });

it('[D-2] the page keeps the text of an edited field that was not left, and does not close over a text that cannot be read', async () => {
  const { local, performed } = await renderApp({
    session: admin,
    at,
    handlers: listing([region]),
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Region' }));
  const dialog = await screen.findByRole('dialog', { name: 'Region' });
  const name = await within(dialog).findByRole('textbox', { name: 'Name' });
  fireEvent.change(name, { target: { value: 'Sales reg' } });
  const key = `draft/fields/own-field/${region.id}`;
  await waitFor(() => expect(local.get(key)).toEqual({ label: 'Sales reg' }));
  fireEvent.change(name, { target: { value: '' } });
  fireEvent.blur(name);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Done' }));
  expect(document.activeElement).toBe(name);
  leave(name, 'Sales region');
  await waitFor(() =>
    expect(performed[0]?.edits).toMatchObject([{ id: region.id, fields: { label: 'Sales region' } }]),
  );
  await waitFor(() => expect(local.get(key)).toEqual({}));
  fireEvent.click(within(dialog).getByRole('button', { name: 'Done' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

describe('the organisation’s own fields', () => {
  it('[K-3] are added from an empty screen, which first shows the missing values', async () => {
    const { performed, local } = await renderApp({ session: admin, at });
    expect(await screen.findByText('No fields of your own on deals')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: /^Add a field/ }));
    const dialog = await screen.findByRole('dialog', { name: 'New field of deals' });
    fireEvent.click(within(dialog).getByRole('button', { name: /^Add the field/ }));
    expect(await within(dialog).findByText('The field needs a name.')).toBeDefined();
    leave(within(dialog).getByRole('textbox', { name: 'Name' }), 'Stage');
    fireEvent.click(within(dialog).getByRole('button', { name: /^Add the field/ }));
    expect(await within(dialog).findByText('There is a field called Stage on deals already.')).toBeDefined();
    leave(within(dialog).getByRole('textbox', { name: 'Name' }), 'Roof area');
    await waitFor(() => expect(local.get('draft/own-field/crm/deal')).toMatchObject({ label: 'Roof area' }));
    fireEvent.click(within(dialog).getByRole('button', { name: /^Add the field/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toEqual({
      label: 'Added the field Roof area to deals',
      shape: 'together',
      edits: [
        {
          entity: 'platform/field-definition',
          create: { fields: { forEntity: 'crm/deal', name: 'roofArea', label: 'Roof area', type: 'text' } },
        },
      ],
    });
    expect(local.get('draft/own-field/crm/deal')).toBeNull();
    expect(await screen.findByText('Added the field Roof area to deals')).toBeDefined();
  });

  it('[K-3] link to a kind of record, which the form requires', async () => {
    const { performed } = await renderApp({ session: admin, at });
    fireEvent.click(await screen.findByRole('button', { name: /^Add a field/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New field of deals' }));
    leave(dialog.getByRole('textbox', { name: 'Name' }), 'Site');
    fireEvent.click(dialog.getByLabelText('Holds'));
    fireEvent.click(await screen.findByRole('option', { name: 'Link to a record', hidden: true }));
    fireEvent.click(dialog.getByRole('button', { name: /^Add the field/ }));
    expect(await dialog.findByText('Choose the kind that it links to.')).toBeDefined();
    fireEvent.click(dialog.getByLabelText('Links to'));
    fireEvent.click(await screen.findByRole('option', { name: 'Accounts', hidden: true }));
    fireEvent.click(dialog.getByRole('button', { name: /^Add the field/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits[0]).toMatchObject({
      create: { fields: { forEntity: 'crm/deal', name: 'site', type: 'ref', targets: ['crm/account'] } },
    });
  });

  it('[K-3] can have any format, which is stored next to the type that it is built upon', async () => {
    const { performed } = await renderApp({ session: admin, at });
    fireEvent.click(await screen.findByRole('button', { name: /^Add a field/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New field of deals' }));
    leave(dialog.getByRole('textbox', { name: 'Name' }), 'Bank account');
    fireEvent.click(dialog.getByLabelText('Holds'));
    for (const { label } of allFormats)
      expect(await screen.findByRole('option', { name: label, hidden: true })).toBeDefined();
    fireEvent.click(await screen.findByRole('option', { name: 'IBAN', hidden: true }));
    expect(await dialog.findByText('Found by search')).toBeDefined();
    fireEvent.click(dialog.getByRole('button', { name: /^Add the field/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits[0]).toEqual({
      entity: 'platform/field-definition',
      create: {
        fields: { forEntity: 'crm/deal', name: 'bankAccount', label: 'Bank account', type: 'text', format: 'iban' },
      },
    });
  });

  it('[K-3] are listed by their format, and by their type if this build does not have the format', async () => {
    const given = (place: number, more: Readonly<Record<string, string>>) =>
      givenShownRecord({
        ...region,
        id: `0190b1f2-7c00-7000-8000-00000000f10${place}`,
        fields: { forEntity: 'crm/deal', name: `own${place}`, label: `Own ${place}`, type: 'text', ...more },
      });
    const rows = [given(1, { format: 'iban' }), given(2, { type: 'number', format: 'of-a-newer-build' })];
    await renderApp({ session: admin, at, handlers: listing(rows) });
    expect(await screen.findByText('IBAN')).toBeDefined();
    expect(screen.getByText('Number')).toBeDefined();
  });

  it('[S-4e] can be running numbers, whose form is shown, and changed later', async () => {
    const { performed } = await renderApp({ session: admin, at });
    fireEvent.click(await screen.findByRole('button', { name: /^Add a field/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New field of deals' }));
    leave(dialog.getByRole('textbox', { name: 'Name' }), 'Number');
    fireEvent.click(dialog.getByLabelText('Holds'));
    fireEvent.click(await screen.findByRole('option', { name: 'Running number', hidden: true }));
    leave(dialog.getByRole('textbox', { name: 'Before the number' }), 'D-');
    expect(await dialog.findByText(/^As D-0001\. The server gives the numbers/)).toBeDefined();
    expect(dialog.queryByText('Must be filled in')).toBeNull();
    fireEvent.click(dialog.getByRole('button', { name: /^Add the field/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    const fields = {
      forEntity: 'crm/deal',
      name: 'number',
      label: 'Number',
      type: 'runningNumber',
      prefix: 'D-',
      digits: 4,
    };
    expect(performed[0]?.edits).toEqual([{ entity: 'platform/field-definition', create: { fields } }]);
  });

  it('[S-4e] change the form of their numbers by an act', async () => {
    const numbered = {
      ...region,
      fields: { forEntity: 'crm/deal', name: 'number', label: 'Number', type: 'runningNumber', prefix: 'D-' },
    };
    const { performed } = await renderApp({ session: admin, at, handlers: listing([numbered]) });
    fireEvent.click(await screen.findByRole('button', { name: 'Number' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Number' }));
    leave(await dialog.findByRole('textbox', { name: 'Before the number' }), 'DEAL-');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([
      { entity: 'platform/field-definition', id: region.id, fields: { prefix: 'DEAL-' } },
    ]);
  });

  it('[K-3] are renamed, given choices and retired in place, each change by an act', async () => {
    const { performed } = await renderApp({
      session: admin,
      at,
      rows: [givenShownRecord(), other],
      handlers: listing([region]),
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Region' }));
    const dialog = await screen.findByRole('dialog', { name: 'Region' });
    expect(await within(dialog).findByText(/Given when the field was made/)).toBeDefined();
    expect(await within(dialog).findByText(/^2 deals have it empty, and can stay so/)).toBeDefined();
    leave(within(dialog).getByRole('textbox', { name: 'Name' }), 'Sales region');
    await waitFor(() =>
      expect(performed.at(-1)?.edits).toMatchObject([{ id: region.id, fields: { label: 'Sales region' } }]),
    );
    fireEvent.click(within(dialog).getByRole('button', { name: 'Add a choice' }));
    leave(within(dialog).getByRole('textbox', { name: 'Choice 3' }), 'East');
    const choices = [
      { value: 'north', label: 'North' },
      { value: 'south', label: 'South' },
      { value: 'east', label: 'East' },
    ];
    await waitFor(() => expect(performed.at(-1)?.edits).toMatchObject([{ fields: { options: choices } }]));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Stop offering South' }));
    await waitFor(() =>
      expect(performed.at(-1)?.edits).toMatchObject([
        { fields: { options: choices.map((one) => (one.value === 'south' ? { ...one, isRetired: true } : one)) } },
      ]),
    );
    const count = performed.length;
    leave(within(dialog).getByRole('textbox', { name: 'Choice 1' }), 'East');
    expect(await within(dialog).findByText('East is here twice.')).toBeDefined();
    expect(performed).toHaveLength(count);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Retire' }));
    await waitFor(() =>
      expect(performed.at(-1)).toMatchObject({
        label: 'Retired the field Region',
        edits: [{ id: region.id, fields: { life: 'deleted' } }],
      }),
    );
  });

  it('[K-3] have their values again when they are restored', async () => {
    const { performed } = await renderApp({ session: admin, at, handlers: listing([region, retired]) });
    expect(await screen.findByText('Budget')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Bring back' }));
    await waitFor(() =>
      expect(performed[0]).toMatchObject({
        label: 'Brought back the field Budget',
        edits: [{ id: retired.id, fields: { life: 'alive' } }],
      }),
    );
  });

  it('[A-2] are read by all people and changed only by administrators, as the page explains', async () => {
    await renderApp({ at, handlers: listing([region, retired]) });
    expect(await screen.findByText('Region')).toBeDefined();
    expect(screen.getByText('Where the building stands.')).toBeDefined();
    expect(screen.getByText(/Only administrators add and change fields/)).toBeDefined();
    for (const name of [/New field/, 'Region', 'Bring back']) expect(screen.queryByRole('button', { name })).toBeNull();
  });
});
