import type { RouterHistory } from '@tanstack/react-router';

/** Chosen: a browser goes back within some milliseconds. After this time, other steps no longer wait for it. */
const MOST_WAIT_MS = 1_000;

/**
 * Goes back to the page before this one. Where there is none, because a link opened the window here, `orElse` is called.
 *
 * A browser goes back a moment after it was told. A page to which the person goes in this moment ("Escape", "G", "D") would be
 * left for the earlier one, so such a step waits until the browser has gone back.
 */
export function stepBack({ history }: { readonly history: RouterHistory }, orElse?: () => void): void {
  if (!history.canGoBack()) return orElse?.();
  const { promise: hasGone, resolve } = Promise.withResolvers<void>();
  const unblock = history.block({
    enableBeforeUnload: false,
    async blockerFn() {
      await hasGone;
      return false;
    },
  });
  const end = () => {
    clearTimeout(timer);
    unsubscribe();
    unblock();
    resolve();
  };
  const unsubscribe = history.subscribe(end);
  const timer = setTimeout(end, MOST_WAIT_MS);
  history.back({ ignoreBlocker: true });
}
