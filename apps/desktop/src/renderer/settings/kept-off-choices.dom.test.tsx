import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout(380, 900, true); // the narrowest window
const at = '/settings/organisation';
const admin = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['*:*@org'], portal: false }] });
const usual = { name: 'Fenwright Systems', currency: 'USD', timeZone: 'UTC' };
const organisation = (keptOffDevices?: readonly string[]) =>
  givenShownRecord({
    entity: 'platform/organisation',
    ownerId: null,
    fields: { ...usual, ...(keptOffDevices ? { keptOffDevices: [...keptOffDevices] } : {}) },
  });
const role = (key: string, label: string) =>
  givenShownRecord({ id: `01923456-0000-7000-8000-00000000000${key.length}`, entity: 'platform/role', ownerId: null, fields: { key, label } }); // prettier-ignore
const rows = (lines?: readonly string[]) => [organisation(lines), role('member', 'Member'), role('viewer2', 'Viewer')];
const section = async () => within(await screen.findByRole('region', { name: 'Kept off devices' }));
const sent = (edits: unknown) => (edits as readonly { readonly fields: object }[])[0]?.fields; // one edit of an act

describe('[PLT-44] the kinds that an organisation keeps off devices', () => {
  it('are chosen kind by kind, for everyone', async () => {
    const { performed } = await renderApp({ session: admin, at, rows: rows() });
    const deals = (await section()).getByRole('combobox', { name: 'Deals' });
    expect(deals).toMatchObject({ value: 'kept' });
    fireEvent.change(deals, { target: { value: 'everyone' } });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(sent(performed[0]?.edits)).toEqual({ keptOffDevices: ['crm/deal'] });
  });

  it('are chosen for some roles, and the lines of other kinds stay', async () => {
    const { performed } = await renderApp({ session: admin, at, rows: rows(['crm/lead']) });
    const part = await section();
    fireEvent.change(part.getByRole('combobox', { name: 'Deals' }), { target: { value: 'roles' } });
    expect(performed).toHaveLength(0); // without a role nothing is stored
    fireEvent.click(part.getByRole('checkbox', { name: 'Deals stay off devices of Member' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(sent(performed[0]?.edits)).toEqual({ keptOffDevices: ['crm/lead', 'crm/deal@member'] });
  });

  it('are kept on devices again, and a line of a role that is gone can be removed', async () => {
    const { performed } = await renderApp({ session: admin, at, rows: rows(['crm/deal', 'crm/lead@gone']) });
    const part = await section();
    fireEvent.change(part.getByRole('combobox', { name: 'Deals' }), { target: { value: 'kept' } });
    await waitFor(() => expect(sent(performed[0]?.edits)).toEqual({ keptOffDevices: ['crm/lead@gone'] }));
    fireEvent.click(part.getByRole('checkbox', { name: /a role that is gone/ }));
    await waitFor(() => expect(sent(performed[1]?.edits)).toEqual({ keptOffDevices: ['crm/deal'] }));
  });

  it('[A-6] are kept off only where they are old, for everyone or for roles', async () => {
    const { performed } = await renderApp({ session: admin, at, rows: rows(['crm/deal@member>6']) });
    const part = await section();
    const age = (kind: string) => part.getByRole('combobox', { name: `${kind} that are old` });
    expect([part.getByRole('combobox', { name: 'Deals' }), age('Deals')]).toMatchObject([{ value: 'old-roles' }, { value: '6' }]); // prettier-ignore
    fireEvent.change(part.getByRole('combobox', { name: 'Leads' }), { target: { value: 'old-everyone' } });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(sent(performed[0]?.edits)).toEqual({ keptOffDevices: ['crm/deal@member>6', 'crm/lead@*>12'] });
    fireEvent.click(part.getByRole('checkbox', { name: 'Old deals stay off devices of Viewer' }));
    await waitFor(() => expect(performed).toHaveLength(2));
    expect(sent(performed[1]?.edits)).toEqual({ keptOffDevices: ['crm/deal@member>6', 'crm/deal@viewer2>6'] });
  });

  it('[A-6] take the chosen age with the first role, and show an age that is none of the usual ones', async () => {
    const { performed } = await renderApp({ session: admin, at, rows: rows(['crm/lead@*>7']) });
    const part = await section();
    expect(part.getByRole('combobox', { name: 'Leads that are old' })).toMatchObject({ value: '7' });
    fireEvent.change(part.getByRole('combobox', { name: 'Deals' }), { target: { value: 'old-roles' } });
    fireEvent.change(part.getByRole('combobox', { name: 'Deals that are old' }), { target: { value: '24' } });
    expect(performed).toHaveLength(0);
    fireEvent.click(part.getByRole('checkbox', { name: 'Old deals stay off devices of Member' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(sent(performed[0]?.edits)).toEqual({ keptOffDevices: ['crm/lead@*>7', 'crm/deal@member>24'] });
  });

  it('[A-6] keep lines that differ by role as a program wrote them, until the administrator chooses', async () => {
    const { performed } = await renderApp({ session: admin, at, rows: rows(['crm/deal@member', 'crm/deal@*>12']) });
    const deals = (await section()).getByRole('combobox', { name: 'Deals' });
    expect(deals).toMatchObject({ value: 'mixed' });
    fireEvent.change(deals, { target: { value: 'old-everyone' } });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(sent(performed[0]?.edits)).toEqual({ keptOffDevices: ['crm/deal@*>12'] });
  });

  it('[A-6] with sealed fields have an age like others: the sealed values leave with their record', async () => {
    const { performed } = await renderApp({ session: admin, at, rows: rows() });
    const contacts = (await section()).getByRole('combobox', { name: 'Contacts' });
    const offered = within(contacts).getAllByRole<HTMLOptionElement>('option');
    expect(offered.map(({ value }) => value)).toEqual(['kept', 'old-roles', 'old-everyone', 'roles', 'everyone']);
    fireEvent.change(contacts, { target: { value: 'old-everyone' } });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(sent(performed[0]?.edits)).toEqual({ keptOffDevices: ['crm/contact@*>12'] });
  });

  it('do not include the kinds with which the app itself works', async () => {
    await renderApp({ session: admin, at, rows: rows() });
    const part = await section();
    expect([part.queryByRole('combobox', { name: 'People' }), part.queryByRole('combobox', { name: 'Roles' })]).toEqual([null, null]); // prettier-ignore
  });

  it('are only read by other people, with the reason', async () => {
    await renderApp({ at, rows: rows(['crm/deal']) });
    const part = await section();
    expect(part.getByRole('note').textContent).toBe('Only administrators change the organisation.');
    expect(part.getByRole('combobox', { name: 'Deals' })).toMatchObject({ value: 'everyone', disabled: true });
  });
});
