import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { BridgeHandlers } from '../../bridge/serve-bridge.ts';
import { givenTrayEntry } from '../testing/given-tray-entry.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const waiting = givenTrayEntry(
  { label: 'Made Ben an administrator' },
  { entity: 'platform/person', code: 'access/step-up-needed', message: 'This needs a proof that it is you.' },
);
const button = 'Prove yourself to send';

/** The sync page with a change that waits for a proof. The right password is "secret". */
async function givenPage(handlers: Partial<BridgeHandlers> = {}) {
  const state = { isProved: false, sent: 0 };
  await renderApp({
    at: '/sync',
    handlers: {
      'sync.tray': () => Promise.resolve(accept({ entries: state.sent > 0 ? [] : [waiting] })),
      'session.checkProof': () =>
        Promise.resolve(state.isProved ? accept(null) : refuse('access/step-up-needed', 'This needs a proof.', { kinds: ['password'] })), // prettier-ignore
      'session.stepUp': ({ answer }) => {
        state.isProved = answer === 'secret';
        return Promise.resolve(accept(null));
      },
      'sync.mend': ({ fields }) => {
        expect(fields).toEqual({});
        state.sent += 1;
        return Promise.resolve(accept({ act: waiting.act, ids: [] }));
      },
      ...handlers,
    },
  });
  return state;
}
const proof = () => screen.findByRole('dialog', { name: 'Show that it is you' });

describe('[PLT-28] a change that the server refused for lack of a proof', () => {
  it('waits in the tray, and is sent as it was made after the proof', async () => {
    const state = await givenPage();
    fireEvent.click(await screen.findByRole('button', { name: button }));
    const dialog = within(await proof());
    expect(state.sent).toBe(0);
    fireEvent.change(dialog.getByLabelText('Your password'), { target: { value: 'secret' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Go on' }));
    await screen.findByText('Sending “Made Ben an administrator”');
    expect(state.sent).toBe(1);
    await waitFor(() => expect(screen.queryByRole('button', { name: button })).toBeNull());
  });
  it('stays there if the person closes the dialog', async () => {
    const state = await givenPage();
    fireEvent.click(await screen.findByRole('button', { name: button }));
    fireEvent.click(within(await proof()).getByRole('button', { name: 'Cancel' }));
    await screen.findByText('This needs a proof.');
    expect(state.sent).toBe(0);
    expect(await screen.findByRole('button', { name: button })).toBeTruthy();
  });
  it('has no such button if it was refused for another reason', async () => {
    await givenPage({ 'sync.tray': () => Promise.resolve(accept({ entries: [givenTrayEntry()] })) });
    await screen.findByRole('button', { name: 'Mend' });
    expect(screen.queryByRole('button', { name: button })).toBeNull();
  });
});
