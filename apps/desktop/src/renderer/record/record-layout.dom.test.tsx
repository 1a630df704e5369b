import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const fields = { name: 'Acme', phone: '+15550142', sector: 'Retail', employeeCount: 40 };
const acme = givenShownRecord({ id: '0190b1f2-7c00-7000-8000-00000000ac01', entity: 'crm/account', fields });

describe('[T-20] a record’s page', () => {
  it('has the sections, tabs and figures that its kind declares', async () => {
    await renderApp({ rows: [acme], at: `/record/${acme.id}` });
    const page = await screen.findByRole('complementary', { name: 'Acme' });
    expect(within(page).getByText('Open deals').tagName).toBe('DT');
    expect(within(page).getByRole('button', { name: 'Change Phone' })).toBeDefined();
    expect(within(page).queryByRole('button', { name: /^Employees:/ })).toBeNull();
    fireEvent.click(within(page).getByRole('button', { name: 'Company' }));
    expect(within(page).getByRole('button', { name: /^Employees:/ })).toBeDefined();
    expect(within(page).queryByRole('button', { name: 'Change Phone' })).toBeNull();
  });

  it('can add a record to a related list, with a reference to the open one', async () => {
    const { performed } = await renderApp({ rows: [acme], at: `/record/${acme.id}` });
    fireEvent.click(await screen.findByRole('button', { name: 'New contact' }));
    const dialog = await screen.findByRole('dialog');
    const name = await within(dialog).findByRole('textbox', { name: 'Name' });
    fireEvent.change(name, { target: { value: 'Ada' } });
    fireEvent.blur(name);
    fireEvent.click(within(dialog).getByRole('button', { name: /^Add the contact/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      edits: [{ entity: 'crm/contact', create: { fields: { name: 'Ada', account: acme.id } } }],
    });
  });
});
