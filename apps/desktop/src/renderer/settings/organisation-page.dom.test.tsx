import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
const at = '/settings/organisation';
const admin = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['*:*@org'], portal: false }] });
const fields = { name: 'Fenwright Systems', currency: 'USD', timeZone: 'UTC' };
const record = givenShownRecord({ entity: 'platform/organisation', ownerId: null, fields });

describe('[PLT-15] the settings of the organisation', () => {
  it('are changed one by one, each by an ordinary act', async () => {
    const { performed } = await renderApp({ session: admin, at, rows: [record] });
    const name = await screen.findByRole('textbox', { name: /^Name/ });
    fireEvent.change(name, { target: { value: 'Fenwright Ltd' } });
    fireEvent.blur(name);
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Changed Name of Fenwright Systems',
      edits: [{ entity: 'platform/organisation', id: record.id, fields: { name: 'Fenwright Ltd' } }],
    });
    expect(screen.getByText(/Existing amounts keep their currency: nothing is converted/)).toBeDefined();
  });

  it('offer the currencies by name', async () => {
    const { performed } = await renderApp({ session: admin, at, rows: [record] });
    const currency = await screen.findByRole('combobox', { name: /^Currency/ });
    fireEvent.focus(currency);
    fireEvent.change(currency, { target: { value: 'Swiss Franc' } });
    fireEvent.click(await screen.findByText('CHF, Swiss Franc'));
    await waitFor(() => expect(performed[0]?.edits).toMatchObject([{ fields: { currency: 'CHF' } }]));
  });

  it('[PLT-38] limit how devices open, and explain the effect', async () => {
    const { performed } = await renderApp({ session: admin, at, rows: [record] });
    const section = within(await screen.findByRole('region', { name: 'Devices and sign-in' }));
    const days = section.getByRole('textbox', { name: /^Days offline until/ });
    fireEvent.change(days, { target: { value: '10' } });
    fireEvent.blur(days);
    await waitFor(() => expect(performed[0]?.edits).toMatchObject([{ fields: { offlineDays: 10 } }]));
    expect(screen.getByText(/Unsent changes stay in the encrypted file/)).toBeDefined();
    expect(screen.getByRole('textbox', { name: /^Wrong tries until/ })).toBeDefined();
    expect(screen.getByRole('textbox', { name: /^Minutes unused until/ })).toBeDefined();
  });

  it('[MSG-46] follow e-mails only once an administrator turns it on, and say that a consent may be needed', async () => {
    const { performed } = await renderApp({ session: admin, at, rows: [record] });
    const section = within(await screen.findByRole('region', { name: 'Messages' }));
    const follows = section.getByRole('checkbox', { name: /^Follow opens and links of e-mails/ });
    expect(follows).toHaveProperty('checked', false);
    expect(section.getByText(/consent may be needed/)).toBeDefined();
    fireEvent.click(follows);
    await waitFor(() => expect(performed[0]?.edits).toMatchObject([{ fields: { followsMails: true } }]));
  });

  it('[MSG-80] note visits only once an administrator turns it on, of the websites that are named', async () => {
    const { performed } = await renderApp({ session: admin, at, rows: [record] });
    const section = within(await screen.findByRole('region', { name: 'Messages' }));
    const notes = section.getByRole('checkbox', { name: /^Note visits of your websites/ });
    expect(notes).toHaveProperty('checked', false);
    expect(section.getByText(/only for people who have agreed to Visits/)).toBeDefined();
    fireEvent.click(notes);
    await waitFor(() => expect(performed[0]?.edits).toMatchObject([{ fields: { notesVisits: true } }]));
  });

  it('[MSG-80] name the websites whose visits are noted, by the keyboard', async () => {
    const { performed } = await renderApp({ session: admin, at, rows: [record] });
    const section = within(await screen.findByRole('region', { name: 'Messages' }));
    const hosts = section.getByRole('combobox', { name: /^Websites whose visits are noted/ });
    act(() => hosts.focus());
    fireEvent.change(hosts, { target: { value: 'www.example.com' } });
    fireEvent.keyDown(hosts, { key: 'Enter', code: 'Enter' });
    await waitFor(() => expect(performed[0]?.edits).toMatchObject([{ fields: { visitedHosts: ['www.example.com'] } }]));
    expect(section.getByText(/Press Enter after each/)).toBeDefined();
  });

  it('are only read by other people, with the reason', async () => {
    await renderApp({ at, rows: [record] });
    const [note] = await screen.findAllByRole('note');
    expect(note?.textContent).toBe('Only administrators change the organisation.');
    expect([screen.queryByRole('textbox', { name: /^Name/ }), screen.getByText('USD, US Dollar')]).toMatchObject([null, {}]); // prettier-ignore
  });

  it('decide how days are written and where weeks begin', async () => {
    const session = { ...admin, locale: 'de-DE', weekStart: 'saturday', currency: 'EUR' };
    await renderApp({ session, at, rows: [record] });
    expect(await screen.findByText(/20\. Nov\. 2026/)).toBeDefined();
    expect(screen.getByText(/1\.234,50\s€/)).toBeDefined();
  });

  it('say that the server makes them, before they have arrived', async () => {
    await renderApp({ session: admin, at });
    const [note] = await screen.findAllByRole('note');
    expect(note?.textContent).toContain('within a minute');
  });

  it('[PLT-52] let owners change the short name, and show until when a former one leads here', async () => {
    const owner = givenSession({ memberships: [{ role: 'owner', teamId: null, grants: ['*:*@org'], portal: false }] });
    const asked: unknown[] = [];
    const former = [{ slug: 'fenwright', until: '2027-11-20T09:00:00.000Z' }];
    await renderApp({
      session: owner,
      at,
      rows: [record],
      handlers: {
        'organisation.slug': () =>
          Promise.resolve(
            accept(asked.length < 2 ? { slug: 'fenwright', former: [] } : { slug: 'fenwright-ltd', former }),
          ),
        'organisation.changeSlug': (input) => {
          asked.push(input);
          return Promise.resolve(
            asked.length < 2
              ? refuse('request/invalid', 'slug: is taken by another organisation', { path: 'slug' })
              : accept({ slug: 'fenwright-ltd', former }),
          );
        },
      },
    });
    const section = within(await screen.findByRole('region', { name: 'Short name' }));
    const name = section.getByRole('textbox', { name: /^Short name/ });
    await waitFor(() => expect(name).toHaveProperty('value', 'fenwright'));
    for (const slug of ['north', 'fenwright-ltd']) {
      fireEvent.change(name, { target: { value: slug } });
      fireEvent.click(section.getByRole('button', { name: /^Change the short name/ }));
      await waitFor(() => expect(asked).toContainEqual({ slug }));
      if (slug === 'north') expect(await section.findByText('slug: is taken by another organisation')).toBeDefined();
    }
    expect(await section.findByText(/^fenwright leads here until .*2027/)).toBeDefined();
    expect(section.queryByText('slug: is taken by another organisation')).toBeNull();
  });

  it('[PLT-52] show the short name only to owners', async () => {
    await renderApp({ session: admin, at, rows: [record] });
    expect(await screen.findByRole('textbox', { name: /^Name/ })).toBeDefined();
    expect(screen.queryByRole('region', { name: 'Short name' })).toBeNull();
  });
});
