import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const factor = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  kind: 'totp',
  name: 'Phone',
  madeAt: '2026-11-01T09:00:00.000Z',
  usedAt: null,
  left: null,
};
const needed = (...kinds: readonly string[]) => refuse('access/step-up-needed', 'This needs a proof.', { kinds: kinds as never }); // prettier-ignore
const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));
const proof = () => screen.findByRole('dialog', { name: 'Show that it is you' });
const pressIn = async (name: string) => fireEvent.click(within(await proof()).getByRole('button', { name }));

/** A page on which removing a factor needs a proof, once. */
async function givenPage(first: ReturnType<typeof needed>, handlers: Partial<BridgeHandlers> = {}) {
  const state = { removed: 0, isProved: false };
  const proofs: unknown[] = [];
  await renderApp({
    at: '/settings/security',
    handlers: {
      'factors.list': () => Promise.resolve(accept({ factors: state.removed > 0 ? [] : [factor], offered: ['totp'] })),
      'factors.remove': () => {
        if (!state.isProved) return Promise.resolve(first);
        state.removed += 1;
        return Promise.resolve(accept(null));
      },
      'session.stepUp': (input) => {
        proofs.push(input);
        state.isProved = input.answer === 'secret' || input.answer === '123456';
        return Promise.resolve(state.isProved ? accept(null) : refuse('access/bad-credentials', 'This is not your password.', { triesLeft: 4 })); // prettier-ignore
      },
      ...handlers,
    },
  });
  await press(/^Remove\s*Phone$/);
  await press('Remove');
  await proof();
  return { state, proofs };
}

describe('a dangerous act', () => {
  it('[PLT-18] asks for the password, and is repeated with it', async () => {
    const { state, proofs } = await givenPage(needed('password'));
    await pressIn('Go on');
    await screen.findByText('Type your password.');
    fireEvent.change(screen.getByLabelText('Your password'), { target: { value: 'wrong' } });
    await pressIn('Go on');
    await screen.findByText('This is not your password.');
    expect(state.removed).toBe(0);
    fireEvent.change(screen.getByLabelText('Your password'), { target: { value: 'secret' } });
    await pressIn('Go on');
    await screen.findByText(/Your password alone signs you in/);
    expect(state.removed).toBe(1);
    expect(proofs).toEqual(['wrong', 'secret'].map((answer) => ({ kind: 'password', answer })));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('[PLT-18] asks for a second factor, also for one that is sent', async () => {
    const { state, proofs } = await givenPage(needed('email', 'totp'), {
      'session.askForStepUpCode': () => Promise.resolve(accept({ minutes: 30 })),
    });
    await pressIn('Send the code by e-mail');
    await screen.findByLabelText(/Code from the e-mail/);
    await pressIn('Use the authenticator app');
    fireEvent.change(screen.getByLabelText(/Code from your authenticator app/), { target: { value: ' 123456 ' } });
    await pressIn('Go on');
    await screen.findByText(/Your password alone signs you in/);
    expect(state.removed).toBe(1);
    expect(proofs).toEqual([{ kind: 'totp', answer: '123456' }]);
  });

  it('[PLT-18] is refused if the person gives no proof', async () => {
    const { state } = await givenPage(needed('password'));
    await pressIn('Cancel');
    expect((await screen.findByRole('alert')).textContent).toBe('This needs a proof.');
    expect(state.removed).toBe(0);
  });
});
