import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();

async function openCapture(more: Parameters<typeof renderApp>[0] = {}) {
  const ask = vi.fn();
  const app = await renderApp({
    at: '/capture',
    ports: {
      shell: {
        follow: () => () => {},
        pass: () => {},
        ask,
        openFile: () => Promise.resolve(null),
        state: () => undefined,
        watch: () => () => {},
      },
    },
    ...more,
  });
  return { ...app, ask };
}

describe('the quick capture', () => {
  it('asks for the kind of the note, without the frame of the app, and shows the form for it', async () => {
    await openCapture();
    expect(await screen.findByRole('heading', { name: 'What do you want to note?' })).toBeDefined();
    expect(screen.queryByRole('navigation')).toBeNull();
    expect(document.activeElement?.textContent).toContain('New task');
    fireEvent.keyDown(document.body, { key: 't' });
    expect(await screen.findByRole('dialog', { name: 'New task' })).toBeDefined();
  });

  it('closes its window when the form is left, and by Escape', async () => {
    const { ask } = await openCapture();
    fireEvent.click(await screen.findByRole('button', { name: /^New task/ }));
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(ask.mock.calls).toEqual([[{ kind: 'close-window' }]]));
    fireEvent.keyDown(document.body, { key: 'Escape' });
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('[A-2] says so to a person who may add nothing', async () => {
    const reader = { role: 'viewer', teamId: null, grants: ['*:read@all'] as const, portal: false };
    await openCapture({ session: givenSession({ memberships: [{ ...reader, grants: [...reader.grants] }] }) });
    expect(await screen.findByText('Your role cannot add records')).toBeDefined();
  });
});
