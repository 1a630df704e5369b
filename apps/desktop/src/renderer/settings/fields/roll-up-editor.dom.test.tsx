import { fieldDefinitionSchema } from '@outpost/domain/kernel/definitions/own-fields';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../testing/given-record.ts';
import { listing } from '../../testing/listing.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const admin = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['*:*@org'], portal: false }] });
const at = '/settings/fields?of=crm%2Faccount';
const worth = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-00000000f001',
  entity: 'platform/field-definition',
  ownerId: null,
  fields: {
    forEntity: 'crm/account',
    name: 'worth',
    label: 'Worth of deals',
    type: 'money',
    computed: 'roll-up',
    rollUp: {
      of: 'crm/deal',
      by: 'account',
      fn: 'sum',
      field: 'value',
      where: { field: 'stage', op: 'is', value: 'won' },
    },
  },
});
async function pick(dialog: Pick<typeof screen, 'findByRole'>, label: string, option: string | RegExp) {
  fireEvent.click(await dialog.findByRole('combobox', { name: label }));
  fireEvent.click(await screen.findByRole('option', { name: option, hidden: true }));
}

describe('a roll-up in the settings', () => {
  it('[PLT-8] is made with pickers: the related records by their link, the figure, and its field', async () => {
    const { performed, local } = await renderApp({ session: admin, at });
    fireEvent.click(await screen.findByRole('button', { name: /^Add a field/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New field of accounts' }));
    await pick(dialog, 'Holds', /^Roll-up/);
    const name = dialog.getByRole('textbox', { name: 'Name' });
    fireEvent.change(name, { target: { value: 'Worth of deals' } });
    fireEvent.blur(name);
    fireEvent.click(dialog.getByRole('button', { name: /^Add the field/ }));
    expect(await dialog.findByText('Choose the records that it summarises.')).toBeDefined();
    await pick(dialog, 'Related records', 'Deals, by Account');
    await pick(dialog, 'Figure', 'Sum');
    fireEvent.click(dialog.getByRole('button', { name: /^Add the field/ }));
    expect(await dialog.findByText('Choose the field that it summarises.')).toBeDefined();
    await pick(dialog, 'Of the field', 'Value');
    await waitFor(() => expect(local.get('draft/own-field/crm/account')).toMatchObject({ rollUp: { field: 'value' } }));
    fireEvent.click(dialog.getByRole('button', { name: /^Add the field/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toMatchObject([
      {
        create: {
          fields: {
            forEntity: 'crm/account',
            type: 'money',
            computed: 'roll-up',
            rollUp: { of: 'crm/deal', by: 'account', fn: 'sum', field: 'value' },
          },
        },
      },
    ]);
  });

  it('[PLT-8] is listed in words, and only its filter changes later', async () => {
    const { performed } = await renderApp({
      session: admin,
      at,
      handlers: listing([worth]),
      definitions: { fields: [fieldDefinitionSchema.parse(worth.fields)] },
    });
    expect(await screen.findByText(/computed: Sum of Value: Deals, by Account/)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Worth of deals' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Worth of deals' }));
    expect(dialog.queryByRole('combobox', { name: 'Related records' })).toBeNull();
    fireEvent.click(await dialog.findByRole('button', { name: /Take out|Remove/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({ label: 'Changed how Worth of deals is computed' });
    expect(performed[0]?.edits).toEqual([
      { entity: 'platform/field-definition', id: worth.id, fields: { rollUp: { of: 'crm/deal', by: 'account', fn: 'sum', field: 'value' } } }, // prettier-ignore
    ]);
  });
});
