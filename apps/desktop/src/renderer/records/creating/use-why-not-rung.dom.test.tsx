import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { emptySyncStatus } from '../../../bridge/empty-sync-status.ts';
import { givenShownRecord, me } from '../../testing/given-record.ts';
import { renderApp, testNow } from '../../testing/render-app.tsx';

installDomLayout();
const phone = '+442071838750'; // nine in the morning there
const cleo = givenShownRecord({ id: '0190b1f2-7c00-7000-8000-000000000701', entity: 'crm/contact', fields: { name: 'Cleo', phone } }); // prettier-ignore
const mine = (own: string | null) => givenShownRecord({ id: me, entity: 'platform/person', ownerId: null, fields: { name: 'Mia', status: 'active', phone: own } }); // prettier-ignore
const at = `/record/${cleo.id}`;
const button = async () => within(await screen.findByRole('group', { name: 'Quick acts' })).findByRole('button', { name: /^Call$/ }); // prettier-ignore

describe('[MSG-60] the button “Call”', () => {
  it('asks the server to ring the own telephone, with the number of the record', async () => {
    const { performed } = await renderApp({ rows: [cleo, mine('+13035550111')], at });
    fireEvent.click(await button());
    const dialog = within(await screen.findByRole('dialog', { name: 'Call with Outpost' }));
    await waitFor(() => expect(dialog.getByRole('button', { name: /^Ring my telephone/ }).getAttribute('aria-disabled')).not.toBe('true')); // prettier-ignore
    fireEvent.click(dialog.getByRole('button', { name: /^Ring my telephone/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Asked for: Call',
      edits: [{ entity: 'crm/activity', create: { fields: { about: `crm/contact:${cleo.id}`, kind: 'call', delivery: 'send', number: phone, happensAt: new Date(testNow).toISOString() } } }],
    }); // prettier-ignore
  });

  it('is not pressed outside of the hours of the person who is called, and says when they begin', async () => {
    await renderApp({
      rows: [{ ...cleo, fields: { ...cleo.fields, phone: '+13035550164' } }, mine('+13035550111')],
      at,
    });
    fireEvent.click(await button());
    const dialog = within(await screen.findByRole('dialog', { name: 'Call with Outpost' }));
    expect(await dialog.findByText(/They can be called from 8:00 in Denver on/)).toBeDefined();
    expect(dialog.getByRole('button', { name: /^Ring my telephone/ }).getAttribute('aria-disabled')).toBe('true');
  });

  it('[MSG-61] says that there is no network; the number stays a link', async () => {
    const { tellSync } = await renderApp({ rows: [cleo, mine('+13035550111')], at });
    await button();
    await tellSync({ ...emptySyncStatus, state: 'offline' });
    fireEvent.mouseEnter(await button());
    expect(await screen.findByText(/only with a network/)).toBeDefined();
    expect(document.querySelector(`a[href="tel:${phone}"]`)).not.toBeNull();
  });

  it('[MSG-62] opens a form that says that the own number is missing', async () => {
    await renderApp({ rows: [cleo, mine(null)], at });
    fireEvent.click(await button());
    const dialog = within(await screen.findByRole('dialog', { name: 'Call with Outpost' }));
    expect(await dialog.findByText(/Enter its number in Settings, Your profile/)).toBeDefined();
    expect(dialog.getByRole('button', { name: /^Ring my telephone/ }).getAttribute('aria-disabled')).toBe('true');
  });
});
