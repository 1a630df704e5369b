import { createHashHistory, createMemoryHistory, type RouterHistory } from '@tanstack/react-router';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { stepBack } from './step-back.ts';

let history: RouterHistory;
afterEach(() => history.destroy());

/** Waits until a browser has surely gone back: its step is an event, and one told later comes after it. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setTimeout(done, 0));
}

describe('a step back', () => {
  it('leads to the page before, and a page to which the person goes at the same moment is shown after it', async () => {
    history = createHashHistory();
    history.push('/contacts');
    await settled(); // two pages at once would become one
    history.push('/record');
    await settled();
    stepBack({ history });
    history.push('/deals');
    await settled();
    expect(history.location.pathname).toBe('/deals');
    stepBack({ history });
    await settled();
    expect(history.location.pathname).toBe('/contacts');
  });

  it('holds no later step, also where the history goes back at once', async () => {
    history = createMemoryHistory({ initialEntries: ['/', '/record'] });
    stepBack({ history });
    expect(history.location.pathname).toBe('/');
    history.push('/deals');
    await settled();
    expect(history.location.pathname).toBe('/deals');
  });

  it('calls what is to happen where there is no page before', () => {
    history = createMemoryHistory({ initialEntries: ['/record'] });
    const orElse = vi.fn();
    stepBack({ history }, orElse);
    expect(orElse).toHaveBeenCalledOnce();
    stepBack({ history });
    expect(history.location.pathname).toBe('/record');
  });
});
