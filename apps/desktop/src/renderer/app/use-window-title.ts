import { useEffect } from 'react';

const product = 'Outpost';

/**
 * Names the window after the part of the app that it shows, so that several windows can be told apart. It names no record: the
 * system shows titles of windows outside of the app, also while it is locked.
 */
export function useWindowTitle(part: string | undefined): void {
  useEffect(() => {
    document.title = part === undefined ? product : `${part} – ${product}`;
    return () => {
      document.title = product;
    };
  }, [part]);
}
