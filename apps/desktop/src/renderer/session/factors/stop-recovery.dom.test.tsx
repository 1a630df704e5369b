import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { me } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));

describe('[PLT-28] the removal of one’s second factors', () => {
  it('is stopped by the code from the mail, by a person who is not signed in', async () => {
    await renderApp({
      session: givenSession({ state: 'signed-out' }),
      handlers: {
        'session.stopRecovery': ({ code }) =>
          Promise.resolve(code === 'K7PM-X2QD' ? accept(null) : refuse('request/not-found', 'There is nothing to stop.', { path: 'code' })), // prettier-ignore
      },
    });
    await press('Stop a removal or an erasure');
    await press('Stop it');
    await screen.findByText('Type the code from the e-mail.');
    fireEvent.change(screen.getByLabelText(/Code/), { target: { value: 'AAAA-AAAA' } });
    await press('Stop it');
    await screen.findByText('There is nothing to stop.');
    fireEvent.change(screen.getByLabelText(/Code/), { target: { value: 'K7PM-X2QD' } });
    await press('Stop it');
    await screen.findByText(/your second factors stay as they are/);
    await press('To the sign-in');
    await screen.findByRole('button', { name: 'Sign in' });
  });
  it('is shown on the page of one’s factors, and stopped there', async () => {
    const state = { isWaiting: true };
    const waiting = { personId: me, begunBy: me, begunAt: '2026-11-20T08:00:00.000Z', dueAt: '2026-11-21T08:00:00.000Z' }; // prettier-ignore
    await renderApp({
      at: '/settings/security',
      handlers: {
        'factors.list': () => Promise.resolve(accept({ factors: [], offered: ['totp'] })),
        'factors.recovery': () => Promise.resolve(accept({ recovery: state.isWaiting ? waiting : null })),
        'factors.stopRecovery': () => {
          state.isWaiting = false;
          return Promise.resolve(accept(null));
        },
      },
    });
    await screen.findByText(/An administrator will remove your second factors/);
    await press('Stop it');
    await screen.findByText('Stopped. Your second factors stay');
    expect(screen.queryByText(/An administrator will remove your second factors/)).toBeNull();
  });
});
