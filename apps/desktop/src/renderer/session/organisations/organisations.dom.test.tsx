import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const [fenwright, harbour] = ['0190b1f2-7c00-7000-8000-0000000000f1', '0190b1f2-7c00-7000-8000-0000000000f2'];
const several = {
  organisations: [
    { replica: fenwright, organisation: { id: fenwright, name: 'Fenwright Systems' }, unsent: 0, isCurrent: true },
    { replica: harbour, organisation: { id: harbour, name: 'Harbour Ltd' }, unsent: 3, isCurrent: false },
  ],
};
const openMenu = async () => fireEvent.click(await screen.findByRole('button', { name: /Fenwright Systems/ }));

describe('[PLT-26] a person of several organisations', () => {
  it('chooses one at sign-in, after the password, with the keyboard', async () => {
    const asked: unknown[] = [];
    await renderApp({
      session: givenSession({ state: 'signed-out', person: null, organisation: null, memberships: [] }),
      handlers: {
        'session.signIn': (input) => {
          asked.push(input.organisation);
          const organisations = [{ id: harbour, name: 'Harbour Ltd' }, { id: fenwright, name: 'Fenwright Systems' }]; // prettier-ignore
          return Promise.resolve(refuse('access/choose-organisation', 'Choose.', { organisations }));
        },
      },
    });
    fireEvent.change(screen.getByLabelText('Work e-mail'), { target: { value: 'ilse@example.com' } });
    fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'secret' } });
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    fireEvent.click(await screen.findByRole('radio', { name: 'Fenwright Systems' }));
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(asked).toEqual([undefined, fenwright]));
  });

  it('[S-5] sees the unsent changes in each, and switches', async () => {
    const switched: string[] = [];
    await renderApp({
      handlers: {
        'session.organisations': () => Promise.resolve(accept(several)),
        'session.switch': ({ replica }) => {
          switched.push(replica);
          return Promise.resolve(accept(givenSession()));
        },
      },
    });
    await openMenu();
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Harbour Ltd, 3 changes unsent' }));
    await waitFor(() => expect(switched).toEqual([harbour]));
  });

  it('is asked to sign in if the session of the other one has ended, and can go back', async () => {
    await renderApp({
      handlers: {
        'session.organisations': () => Promise.resolve(accept(several)),
        'session.switch': () =>
          Promise.resolve(refuse('access/signed-out', 'Sign in again.', { reason: 'signed-out' })),
      },
    });
    await openMenu();
    fireEvent.click(await screen.findByRole('menuitem', { name: /Harbour Ltd/ }));
    expect(await screen.findByRole('heading', { name: 'Sign in to Outpost' })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Back to Fenwright Systems' }));
    expect(await screen.findByRole('button', { name: /Fenwright Systems/ })).toBeDefined();
  });
});
