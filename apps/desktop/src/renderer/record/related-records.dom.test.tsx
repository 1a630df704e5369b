import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();

describe('[T-20] the related lists of the crm add records', () => {
  it.each([
    ['crm/account', 'Subsidiaries', 'New account', { parentAccount: true }],
    ['crm/product', 'Deals', 'New deal', { product: true }],
  ])('of a record of %s: %s, with the reference filled in', async (entity, title, button, filled) => {
    const record = givenShownRecord({ entity, fields: { name: 'Acme' } });
    const { performed } = await renderApp({ rows: [record], at: `/record/${record.id}` });
    const panel = within(await screen.findByRole('complementary', { name: 'Acme' }));
    await panel.findByRole('heading', { name: new RegExp(`^${title}`) });
    fireEvent.click(panel.getByRole('button', { name: button }));
    const dialog = within(await screen.findByRole('dialog', { name: button }));
    const name = await dialog.findByLabelText(/^(Name|Deal)/);
    fireEvent.change(name, { target: { value: 'Brook' } });
    fireEvent.blur(name);
    fireEvent.click(dialog.getByRole('button', { name: /^Add the/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    const [reference = ''] = Object.keys(filled);
    expect(performed[0]).toMatchObject({ edits: [{ create: { fields: { name: 'Brook', [reference]: record.id } } }] });
  });
});
