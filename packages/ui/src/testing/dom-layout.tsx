import { cleanup, configure, render, type RenderResult } from '@testing-library/react';
import type { ReactElement } from 'react';
import { afterEach, beforeEach } from 'vitest';
import { ThemeProvider } from '../theme/theme-provider.tsx';

/** The current time of the component tests: Friday 20 November 2026, 09:00 UTC. */
export const TEST_NOW = Date.parse('2026-11-20T09:00:00Z');

/** A canvas that accepts everything that charts paint. jsdom has none. */
const drawnNowhere = new Proxy({} as never, {
  get: () => () => ({ width: 0, data: [], addColorStop: () => undefined }),
  set: () => true,
});

/**
 * Gives all elements a size, because in jsdom every box is empty and virtual lists would draw nothing. Also adds the browser
 * functions that Mantine and the charts need, and allows long waits for a busy machine. Call it once at the top of a test file.
 */
export function installDomLayout(width = 1200, height = 640, isNarrow = false): void {
  configure({ asyncUtilTimeout: 5_000 });
  beforeEach(() => {
    const sizes: Readonly<Record<string, number>> = {
      offsetWidth: width,
      offsetHeight: height,
      clientWidth: width,
      clientHeight: height,
    };
    for (const [name, value] of Object.entries(sizes))
      Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value });
    window.matchMedia = (query) => ({
      matches: (isNarrow ? 420 : 1440) <= Number(/max-width: (\d+)px/.exec(query)?.[1] ?? 0),
      media: query,
      onchange: null,
      addListener: () => undefined,
      removeListener: () => undefined,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
      dispatchEvent: () => false,
    });
    window.ResizeObserver = class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    };
    Range.prototype.getClientRects = () => Object.assign([], { item: () => null }); // the text editor measures its lines
    // Charts paint after their test, too. There is no WebGL, so maps are not drawn.
    HTMLCanvasElement.prototype.getContext = (kind: string) => (kind === '2d' ? drawnNowhere : null);
    Element.prototype.scrollIntoView = () => undefined;
    Element.prototype.scrollTo = () => undefined;
    window.scrollTo = () => undefined;
    Object.defineProperty(document, 'fonts', { configurable: true, value: new EventTarget() });
  });
  afterEach(cleanup);
}

/** Renders with theme, formats (en-US, New York) and keyboard, without transitions. */
export function renderInTheme(element: ReactElement, options: { readonly shortcuts?: boolean } = {}): RenderResult {
  const wrap = (inside: ReactElement) => (
    <ThemeProvider
      colorScheme="light"
      locale="en-US"
      timeZone="America/New_York"
      currency="USD"
      now={() => TEST_NOW}
      shortcuts={options.shortcuts ?? true}
      env="test"
    >
      {inside}
    </ThemeProvider>
  );
  const result = render(wrap(element));
  return { ...result, rerender: (next) => result.rerender(wrap(next as ReactElement)) }; // our tests render elements only
}
