import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownNoticeChannels } from '../../bridge/calls/identity/notice-channel-calls.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const none: ShownNoticeChannels = { publicKey: null, subscriptions: [], sendsTexts: false, number: null };
const all: ShownNoticeChannels = { ...none, publicKey: 'BKey', sendsTexts: true };
const number = '+14155550142';

/** Opens the preferences with the channels of the server, which the calls change. */
async function open(channels: ShownNoticeChannels) {
  const state = { channels };
  const set = (changed: Partial<ShownNoticeChannels>) => {
    state.channels = { ...state.channels, ...changed };
    return Promise.resolve(accept(state.channels));
  };
  const app = await renderApp({
    at: '/notifications',
    handlers: {
      'notifications.list': () => Promise.resolve(accept({ entries: [], more: false })),
      'noticeChannels.show': () => Promise.resolve(accept(state.channels)),
      'noticeChannels.enterNumber': (input) => set({ number: { number: input.number, state: 'unconfirmed' } }),
      'noticeChannels.confirmNumber': ({ code }) =>
        code === 'AAAA-BBBB'
          ? set({ number: { number, state: 'confirmed' } })
          : Promise.resolve(refuse('access/bad-code', 'This code is wrong.', { triesLeft: 4 })),
      'noticeChannels.removeNumber': () => set({ number: null }),
      'noticeChannels.removePush': ({ id }) =>
        set({ subscriptions: state.channels.subscriptions.filter((one) => one.id !== id) }),
    },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Preferences of notifications' }));
  const panel = within(await screen.findByRole('complementary', { name: 'Preferences of notifications' }));
  const press = (name: string) => act(async () => void fireEvent.click(await panel.findByRole('button', { name })));
  const type = (label: string, value: string) => fireEvent.change(panel.getByLabelText(label), { target: { value } });
  return { ...app, panel, press, type };
}

describe('[NTF-7] [NTF-9] the preferences of pushes and texts', () => {
  it('are a switch for each kind and channel, in the record of the other preferences', async () => {
    const { panel, performed } = await open(all);
    expect(await panel.findAllByRole('switch', { name: /: sent by (push|text message)$/ })).toHaveLength(12);
    fireEvent.click(panel.getByRole('switch', { name: 'Someone mentions me: sent by push' }));
    await waitFor(() => expect(performed).toMatchObject([{ edits: [{ create: { fields: { pushed: ['mentioned'] } } }] }])); // prettier-ignore
  });

  it('have no switches for what the server does not send', async () => {
    const { panel } = await open({ ...all, publicKey: null });
    await panel.findByRole('columnheader', { name: 'Text' });
    expect(panel.queryByRole('columnheader', { name: 'Push' })).toBeNull();
    expect(panel.queryByRole('switch', { name: /: sent by push$/ })).toBeNull();
  });

  it('say what is missing', async () => {
    const { panel } = await open(none);
    await panel.findByText('This server sends no pushes.');
    panel.getByText('This server sends no texts for your organisation.');
  });

  it('list the browsers, and remove one', async () => {
    const browser = {
      id: 'one',
      service: 'push.example.com',
      deviceName: 'Laptop',
      madeAt: '2026-11-20T08:00:00.000Z',
    };
    const { panel, press } = await open({ ...none, publicKey: 'key', subscriptions: [browser] });
    await panel.findByText(/Laptop \(push\.example\.com\)/);
    await press('Remove');
    await panel.findByText('No browser gets your pushes yet.');
  });

  it('take a number, and confirm it by its code', async () => {
    const { panel, press, type } = await open({ ...none, sendsTexts: true });
    await panel.findByText('No number is confirmed.');
    type('Number for texts', '+1 415-555 0142');
    await press('Send a code');
    await panel.findByText(`${number} is not confirmed. Enter the code that was sent to it; it is valid for ten minutes.`); // prettier-ignore
    type('Code', 'ZZZZ-ZZZZ');
    await press('Confirm the number');
    await screen.findByText(/This code is wrong/);
    type('Code', 'AAAA-BBBB');
    await press('Confirm the number');
    await panel.findByText(/gets your texts/);
    await press('Remove the number');
    await panel.findByText('No number is confirmed.');
  });
});
