import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { type GivenReplica, renderApp } from '../testing/render-app.tsx';

installDomLayout();

async function open(handlers: NonNullable<GivenReplica['handlers']>) {
  const copied: string[] = [];
  const copy = (text: string) => Promise.resolve(void copied.push(text));
  await renderApp({ at: '/calendar', handlers, ports: { copy } });
  fireEvent.click(await screen.findByRole('button', { name: 'In other programs' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Your calendar in other programs' }));
  const press = async (name: string) => void fireEvent.click(await dialog.findByRole('button', { name }));
  return { dialog, press, copied };
}

it('the dialog makes an address, shows it once to be copied, and ends it', async () => {
  const state = { madeAt: null as string | null, readOn: null as string | null };
  const { dialog, press, copied } = await open({
    'calendar.feed': () => Promise.resolve(accept({ ...state })),
    'calendar.makeFeed': () => {
      Object.assign(state, { madeAt: '2026-11-20T09:00:00.000Z', readOn: null });
      return Promise.resolve(accept({ path: '/calendars/org/key.ics' }));
    },
    'calendar.endFeed': () => {
      state.madeAt = null;
      return Promise.resolve(accept(null));
    },
  });
  await press('Make an address');
  expect(await dialog.findByLabelText('Address')).toHaveProperty(
    'value',
    'https://outpost.example/calendars/org/key.ics',
  );
  await press('Copy the address');
  await dialog.findByText(/^The address is copied/);
  expect(copied).toEqual(['https://outpost.example/calendars/org/key.ics']);
  await press('Revoke the address');
  await dialog.findByRole('button', { name: 'Make an address' });
  expect(dialog.queryByLabelText('Address')).toBeNull();
});

it('the dialog says when the present address was read, and why nothing can be made without the server', async () => {
  const { dialog, press } = await open({
    'calendar.feed': () => Promise.resolve(accept({ madeAt: '2026-11-20T08:00:00.000Z', readOn: '2026-11-20' })),
    'calendar.makeFeed': () => Promise.resolve(refuse('sync/offline', 'The server can’t be reached.', {})),
  });
  await dialog.findByText(/It was last read on .*20 Nov.* A new one replaces it\./);
  await press('Make a new address');
  await waitFor(() => expect(dialog.getByRole('alert').textContent).toBe('The server can’t be reached.'));
});

it('the dialog offers nothing while the server cannot be asked', async () => {
  const { dialog } = await open({
    'calendar.feed': () => Promise.resolve(refuse('sync/offline', 'The server can’t be reached.', {})),
  });
  expect((await dialog.findByRole('alert')).textContent).toBe('The server can’t be reached.');
  expect(dialog.getByRole('button', { name: 'Make an address' })).toHaveProperty('disabled', true);
});
