import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CallInput } from '../../bridge/contract.ts';
import type { BridgeHandlers } from '../../bridge/serve-bridge.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
afterEach(() => vi.useRealTimers());
const deal = givenShownRecord();
const at = `/record/${deal.id}`;
const kind = 'crm/contact-identity';

function sealed(whyFixed = ''): {
  readonly handlers: Partial<BridgeHandlers>;
  readonly changed: CallInput<'sealed.change'>[];
} {
  const changed: CallInput<'sealed.change'>[] = [];
  const masked = { taxNumber: '••••6789', paperNumber: '', paperExpires: '' };
  return {
    changed,
    handlers: {
      'sealed.of': () => Promise.resolve(accept({ groups: [{ kind, waiting: 0, whyFixed, masked }] })),
      'sealed.reveal': () => Promise.resolve(accept({ value: '123-45-6789' })),
      'sealed.change': (input) => {
        changed.push(input);
        return Promise.resolve(accept(null));
      },
    },
  };
}

describe('the sealed fields of a record', () => {
  it('[K-4] [A-5] are not mentioned to people without the right to them', async () => {
    await renderApp({ rows: [deal], at });
    await screen.findByRole('textbox', { name: 'Write a note' });
    expect(screen.queryByText('Tax number')).toBeNull();
    expect(screen.queryByText('Identity')).toBeNull();
  });

  it('[K-4] are masked, revealed by a press, and hidden when the window loses its focus', async () => {
    await renderApp({ rows: [deal], at, handlers: sealed().handlers });
    await screen.findByText('••••6789');
    fireEvent.click(screen.getByRole('button', { name: 'Reveal Tax number' }));
    await screen.findByText('123-45-6789');
    act(() => void window.dispatchEvent(new Event('blur')));
    expect(screen.queryByText('123-45-6789')).toBeNull();
    expect(screen.getByText('••••6789')).toBeTruthy();
  });

  it('[PLT-28] [K-4] are revealed only with a fresh proof if the server asks for one', async () => {
    const state = { isProved: false, revealed: 0 };
    const needed = refuse('access/step-up-needed', 'This needs a proof.', { kinds: ['password'] });
    await renderApp({
      rows: [deal],
      at,
      handlers: {
        ...sealed().handlers,
        'session.checkProof': () => Promise.resolve(state.isProved ? accept(null) : needed),
        'session.stepUp': () => {
          state.isProved = true;
          return Promise.resolve(accept(null));
        },
        'sealed.reveal': () => {
          state.revealed += 1;
          return Promise.resolve(accept({ value: '123-45-6789' }));
        },
      },
    });
    const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));
    await press('Reveal Tax number');
    await press('Cancel');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(state.revealed).toBe(0);
    await press('Reveal Tax number');
    fireEvent.change(await screen.findByLabelText('Your password'), { target: { value: 'secret' } });
    await press('Go on');
    await screen.findByText('123-45-6789');
    expect(state.revealed).toBe(1);
  });

  it('[PLT-29] are hidden again after 30 seconds', async () => {
    await renderApp({ rows: [deal], at, handlers: sealed().handlers });
    const reveal = await screen.findByRole('button', { name: 'Reveal Tax number' });
    vi.useFakeTimers({ shouldAdvanceTime: true });
    fireEvent.click(reveal);
    await screen.findByText('123-45-6789');
    act(() => void vi.advanceTimersByTime(29_000));
    expect(screen.queryByText('123-45-6789')).not.toBeNull();
    act(() => void vi.advanceTimersByTime(2_000));
    expect(screen.queryByText('123-45-6789')).toBeNull();
  });

  it('[K-4] are changed without showing the value before, and the typed text is kept nowhere', async () => {
    const { handlers, changed } = sealed();
    const { local } = await renderApp({ rows: [deal], at, handlers });
    fireEvent.click(await screen.findByRole('button', { name: 'Change Tax number' }));
    const box = screen.getByRole('textbox', { name: 'Tax number' });
    expect(box).toHaveProperty('value', '');
    fireEvent.change(box, { target: { value: '98-765' } });
    fireEvent.keyDown(box, { key: 'Enter' });
    await waitFor(() => expect(changed).toEqual([{ id: deal.id, kind, field: 'taxNumber', value: '98-765' }]));
    expect(JSON.stringify([...local.entries()])).not.toContain('98-765');
  });

  it('[K-4] [A-2] say why they cannot be changed', async () => {
    await renderApp({ rows: [deal], at, handlers: sealed('Your role reads identities.').handlers });
    const change = await screen.findByRole('button', { name: /^Change Tax number/ });
    fireEvent.click(change);
    expect(screen.queryByRole('textbox', { name: 'Tax number' })).toBeNull();
  });
});
