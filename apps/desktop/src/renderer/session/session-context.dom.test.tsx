import { act, render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Bridge, SyncStatus } from '../../bridge/contract.ts';
import { emptySyncStatus } from '../../bridge/empty-sync-status.ts';
import { givenSession } from '../testing/render-app.tsx';
import { createLiveState, LiveStateProvider, useIsFirstSync, useLive, useLiveValue } from './session-context.tsx';

/** Returns a live state, and the function that sends it a message of the replica. */
function given() {
  const listeners: Record<string, (event: unknown) => void> = {};
  const bridge = {
    subscribe: (name: string, listener: (event: unknown) => void) => {
      listeners[name] = listener;
      return () => {};
    },
  } as unknown as Bridge; // the only part of the bridge that is used
  const live = createLiveState(bridge, () => {});
  return { live, send: (name: 'session' | 'sync', event: unknown) => act(() => listeners[name]?.(event)) };
}
const status = (change: Partial<SyncStatus> = {}): SyncStatus => ({
  ...emptySyncStatus,
  state: 'up-to-date',
  ...change,
});

describe('the live state', () => {
  it('[D-3] draws a component only when the value that it shows changes', () => {
    const { live, send } = given();
    const drawn: string[] = [];
    function State() {
      drawn.push('state');
      return <output>{useLiveValue('sync', (sync) => sync?.state)}</output>;
    }
    function First() {
      drawn.push('first');
      return useIsFirstSync() === true ? 'Arriving' : 'All here';
    }
    send('sync', status({ firstSync: true }));
    render(
      <LiveStateProvider store={live}>
        <State />
        <First />
      </LiveStateProvider>,
    );
    drawn.length = 0;
    send('sync', status({ firstSync: true, lastContactAt: '2026-11-20T08:00:00.000Z' }));
    expect(drawn).toEqual([]);
    send('sync', status({ firstSync: true, state: 'receiving' }));
    expect([drawn, screen.getByRole('status').textContent]).toEqual([['state'], 'receiving']);
    send('sync', status({ firstSync: false, state: 'receiving' }));
    expect([drawn, screen.queryByText('All here')]).toEqual([['state', 'first'], expect.anything()]);
  });

  it('[D-3] keeps the same object that a component makes of the state, while its content is equal', () => {
    const { live, send } = given();
    const seen: (readonly string[])[] = [];
    function State() {
      seen.push(useLiveValue('sync', (sync) => [sync?.state ?? 'none']));
      return null;
    }
    render(
      <LiveStateProvider store={live}>
        <State />
      </LiveStateProvider>,
    );
    send('sync', status());
    send('sync', status({ lastContactAt: '2026-11-20T08:00:00.000Z' }));
    expect(seen).toEqual([['none'], ['up-to-date']]);
  });

  it('[D-3] keeps the same session while a message has equal content', () => {
    const { live, send } = given();
    send('session', givenSession());
    let drawn = 0;
    function Name() {
      drawn += 1;
      return useLive('session')?.person?.name;
    }
    render(
      <LiveStateProvider store={live}>
        <Name />
      </LiveStateProvider>,
    );
    send('session', givenSession());
    expect(drawn).toBe(1);
    send('session', givenSession({ unsent: 1 }));
    expect([drawn, live.read().session?.unsent]).toEqual([2, 1]);
  });
});
