import { cleanup } from '@testing-library/react';
import { afterEach, beforeEach } from 'vitest';

/** jsdom lays nothing out: gives every box a size, and the page the few browser parts that the components ask for. Call once at the top of a test file. */
export function installDomLayout(): void {
  afterEach(cleanup);
  beforeEach(() => {
    for (const [name, value] of Object.entries({
      offsetWidth: 1200,
      offsetHeight: 640,
      clientWidth: 1200,
      clientHeight: 640,
    })) {
      Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value });
    }
    window.matchMedia = (query) => ({
      matches: false,
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
    Element.prototype.scrollIntoView = () => undefined;
    Element.prototype.scrollTo = () => undefined;
    window.scrollTo = () => undefined;
    Object.defineProperty(document, 'fonts', { configurable: true, value: new EventTarget() });
  });
}
