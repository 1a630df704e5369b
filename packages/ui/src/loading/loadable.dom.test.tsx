import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadable, LoadBoundary } from './loadable.tsx';

const Text = ({ text }: { readonly text: string }) => <p>{text}</p>;

/** Returns a component that loads when `load` is called. */
function given() {
  const { promise, resolve } = Promise.withResolvers<typeof Text>();
  const load = vi.fn<() => Promise<typeof Text>>(() => promise);
  return { Shown: loadable(load), load, finish: () => resolve(Text) };
}

/** Resolves when the page has this text. */
const untilShown = (text: string) =>
  new Promise<void>((resolve) => {
    const look = () => void (document.body.textContent.includes(text) && resolve());
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
  });

describe('a component that is loaded when it is first drawn', () => {
  it('is drawn, with all others of its boundary, when the last of their scripts is loaded', async () => {
    const [first, second] = [given(), given()];
    render(
      <LoadBoundary fallback="Loading">
        <first.Shown text="First" />
        <second.Shown text="Second" />
      </LoadBoundary>,
    );
    expect(screen.getByText('Loading')).toBeDefined();
    await act(async () => first.finish());
    expect(screen.queryByText('First')).toBeNull();
    await act(async () => second.finish());
    expect(screen.getByText('First')).toBeDefined();
    expect(screen.getByText('Second')).toBeDefined();
    expect(screen.queryByText('Loading')).toBeNull();
  });

  it('is loaded once, and drawn at once from then on', async () => {
    const { Shown, load, finish } = given();
    const drawn = render(<LoadBoundary><Shown text="One" /></LoadBoundary>); // prettier-ignore
    await act(async () => finish());
    drawn.unmount();
    render(<LoadBoundary fallback="Loading"><Shown text="Another" /></LoadBoundary>); // prettier-ignore
    expect(screen.getByText('Another')).toBeDefined();
    expect(load).toHaveBeenCalledTimes(1);
  });

  describe('in a page', () => {
    beforeEach(() => {
      vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false); // inside `act`, React holds nothing back
      vi.useFakeTimers({ toFake: ['setTimeout'] }); // React holds content back with a timer, which never ends here
    });
    afterEach(() => {
      vi.useRealTimers();
      vi.unstubAllGlobals();
    });

    it('is drawn without a wait after its fallback', async () => {
      const { Shown, finish } = given();
      render(<LoadBoundary fallback="Loading"><Shown text="Here" /></LoadBoundary>); // prettier-ignore
      await untilShown('Loading');
      finish();
      await untilShown('Here');
      expect(screen.queryByText('Loading')).toBeNull();
    });
  });
});
