import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { givenSession, renderApp, testNow } from '../testing/render-app.tsx';

installDomLayout();
afterEach(cleanup);

/** Opens the app. `told`: the minutes of each use that the replica was told; `clock` is the window's. */
async function given(more: Parameters<typeof givenSession>[0] = {}) {
  const told: (number | null)[] = [];
  const clock = { nowMs: testNow };
  const state = { locks: 0 };
  await renderApp({
    session: givenSession(more),
    ports: { now: () => clock.nowMs },
    handlers: {
      'session.noteUse': ({ lockAfterMinutes }) => {
        told.push(lockAfterMinutes);
        return Promise.resolve(accept(null));
      },
      'session.lock': () => {
        state.locks += 1;
        return Promise.resolve(accept(givenSession({ state: 'locked' })));
      },
    },
  });
  return { told, clock, state };
}

describe('[PLT-38] the longest time without use that an organisation sets', () => {
  it('holds in place of the choice “never”, and longer choices are not offered', async () => {
    const { told } = await given({
      unlocking: { triesLeft: 5, onlineNeeded: null, offlineUntil: null, lockMinutes: 20 },
    });
    expect(told).toEqual([20]);
    fireEvent.click(await screen.findByRole('button', { name: /Ilse Torvane/ }));
    await screen.findByText('Fenwright Systems locks after 20 minutes at the latest.');
    const offered = ['Never', '5', '15', '30', '60'].map(
      (name) => !screen.getByRole<HTMLInputElement>('radio', { name }).disabled,
    );
    expect(offered).toEqual([false, true, true, false, false]);
    fireEvent.click(screen.getByRole('radio', { name: '15' }));
    await waitFor(() => expect(told).toEqual([20, 15]));
  });
});

describe('locking when the app is unused', () => {
  it('reports the choice first, then each use, at most every 15 seconds', async () => {
    const { told, clock } = await given();
    expect(told).toEqual([null]);
    fireEvent.click(await screen.findByRole('button', { name: /Ilse Torvane/ }));
    fireEvent.click(await screen.findByRole('radio', { name: '15' }));
    await waitFor(() => expect(told).toEqual([null, 15]));
    fireEvent.keyDown(document.body, { key: 'a' });
    clock.nowMs += 14_000;
    fireEvent.pointerMove(document.body);
    expect(told).toEqual([null, 15]);
    clock.nowMs += 1_000;
    fireEvent.pointerMove(document.body);
    fireEvent.keyDown(document.body, { key: 'b' });
    await waitFor(() => expect(told).toEqual([null, 15, 15]));
  });

  it('reports no use if the person does not want it', async () => {
    const { told, clock } = await given();
    clock.nowMs += 3_600_000;
    fireEvent.keyDown(document.body, { key: 'a' });
    await screen.findByRole('navigation', { name: 'Main' });
    expect(told).toEqual([null]);
  });

  it('is done immediately by its key', async () => {
    const { state } = await given();
    await screen.findByRole('navigation', { name: 'Main' });
    fireEvent.keyDown(document.body, { key: 'L', ctrlKey: true, shiftKey: true });
    await waitFor(() => expect(state.locks).toBe(1));
  });
});
