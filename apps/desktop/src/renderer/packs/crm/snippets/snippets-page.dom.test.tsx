import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { dana, givenShownRecord, me } from '../../../testing/given-record.ts';
import { givenSession, renderApp } from '../../../testing/render-app.tsx';

installDomLayout();
const snippet = (number: number, fields: ShownRecord['fields'], ownerId = me) => givenShownRecord({ id: `0190b1f2-7c00-7000-8000-000000000f0${number}`, entity: 'crm/snippet', ownerId, fields: { language: null, audience: null, ...fields } }); // prettier-ignore
const address = snippet(1, { name: 'Our address', shortcut: ';addr', words: '12 Lattice Road, Denver' });
const hello = snippet(2, { name: 'Greeting', shortcut: ';hi', words: 'Dear {{ contact.firstName }}, {{ deal.name }}: {{ me.firstName }}', audience: 'everyone' }, dana); // prettier-ignore
const admin = { role: 'admin', teamId: null, grants: ['*:read@org', '*:create@org', '*:update@org', '*:delete@org', '*:administer@org'], portal: false }; // prettier-ignore

const section = async (name: string) => within(await screen.findByRole('region', { name }));

describe('[PSH-1] the page of snippets', () => {
  it('lists the own ones and everybody’s, and a member changes only the own', async () => {
    await renderApp({ rows: [address, hello], at: '/settings/snippets' });
    const own = await section('Yours');
    expect(own.getByText(';addr')).toBeDefined();
    const shared = await section('Everybody’s');
    expect(shared.getByText('Greeting')).toBeDefined();
    fireEvent.click(own.getByRole('button', { name: 'Our address' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Change the snippet' }));
    expect(dialog.getByLabelText<HTMLSelectElement>('For').disabled).toBe(true);
  });

  it('adds one: each fault is named at its field, and nothing is kept until all are right', async () => {
    const { performed } = await renderApp({ rows: [address], at: '/settings/snippets', session: givenSession({ memberships: [admin] }) }); // prettier-ignore
    await section('Yours');
    fireEvent.click(screen.getByRole('button', { name: /^New snippet/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New snippet' }));
    const type = (label: string, value: string) =>
      fireEvent.change(dialog.getByLabelText(label), { target: { value } });
    const add = () => fireEvent.click(dialog.getByRole('button', { name: /^Add the snippet/ }));
    add();
    expect(await dialog.findByText('Name it, so that it is found in the list.')).toBeDefined();
    expect(dialog.getByText('Write the words that replace the shortcut.')).toBeDefined();
    type('Name', 'Second address');
    type('Words', '4 Pine Street');
    type('Shortcut', 'ADDR');
    expect(await dialog.findByText('“Our address” has this shortcut.')).toBeDefined();
    type('Shortcut', ';two words');
    type('Language', 'German');
    expect(await dialog.findByText(/^Use 1 to 24 letters/)).toBeDefined();
    expect(dialog.getByText(/^Name the language by its tag/)).toBeDefined();
    type('Shortcut', 'addr2');
    type('Language', 'de');
    type('For', 'everyone');
    expect(performed).toEqual([]);
    add();
    await waitFor(() => expect(performed).toMatchObject([{ edits: [{ entity: 'crm/snippet', create: { ownerId: me, fields: { name: 'Second address', shortcut: ';addr2', words: '4 Pine Street', language: 'de', audience: 'everyone' } } }] }])); // prettier-ignore
  });

  it('[PSH-2] tells of another one with the same shortcut, and which of the two is used', async () => {
    await renderApp({ rows: [address, hello], at: '/settings/snippets', session: givenSession({ memberships: [admin] }) }); // prettier-ignore
    await section('Yours');
    fireEvent.click(screen.getByRole('button', { name: /^New snippet/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New snippet' }));
    fireEvent.change(dialog.getByLabelText('Shortcut'), { target: { value: ';HI' } });
    expect(dialog.getByRole('status').textContent).toBe('“Greeting” has this shortcut, too. Your texts take this one.');
    fireEvent.change(dialog.getByLabelText('Shortcut'), { target: { value: ';Áddr' } });
    fireEvent.change(dialog.getByLabelText('For'), { target: { value: 'everyone' } });
    expect(dialog.getByRole('status').textContent).toBe('“Our address” has this shortcut, too. Your texts take it, and not this one.'); // prettier-ignore
    fireEvent.change(dialog.getByLabelText('For'), { target: { value: '' } });
    fireEvent.click(dialog.getByRole('button', { name: /^Add the snippet/ }));
    expect(await dialog.findByText('“Our address” has this shortcut.')).toBeDefined();
  });

  it('an administrator’s check of a colleague’s snippet compares it with the colleague’s', async () => {
    const theirs = snippet(3, { name: 'Dana’s address', shortcut: ';addr', words: '4 Pine Street' }, dana);
    const second = snippet(4, { name: 'Dana’s other', shortcut: ';other', words: 'Pine Court' }, dana);
    await renderApp({ rows: [address, theirs, second], at: '/settings/snippets', session: givenSession({ memberships: [admin] }) }); // prettier-ignore
    fireEvent.click((await section('Of others')).getByRole('button', { name: 'Dana’s other' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Change the snippet' }));
    fireEvent.change(dialog.getByLabelText('Shortcut'), { target: { value: ';addr' } });
    fireEvent.click(dialog.getByRole('button', { name: /^Save/ }));
    expect(await dialog.findByText('“Dana’s address” has this shortcut.')).toBeDefined();
  });

  it('says what a snippet is where there is none', async () => {
    await renderApp({ rows: [], at: '/settings/snippets' });
    expect(await screen.findByText('No snippets yet')).toBeDefined();
  });
});
