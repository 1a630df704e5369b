import { useEffect } from 'react';

const product = 'Outpost';

/**
 * Names the window after the part of the app that it shows, so that a person can tell several windows apart. The title
 * never names a record, because the system shows window titles outside of the app, even while it is locked.
 */
export function useWindowTitle(part: string | undefined): void {
  useEffect(() => {
    document.title = part === undefined ? product : `${part} – ${product}`;
    return () => {
      document.title = product;
    };
  }, [part]);
}
