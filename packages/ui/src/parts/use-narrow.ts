import { useSyncExternalStore } from 'react';

const QUERY = '(max-width: 720px)'; // the width below which a rail and a list side by side leave neither enough room

const subscribe = (changed: () => void) => {
  const list = window.matchMedia(QUERY);
  list.addEventListener('change', changed);
  return () => list.removeEventListener('change', changed);
};

/** Whether the window is a narrow one: bottom bar, one column, two-line rows. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(QUERY).matches);
}
