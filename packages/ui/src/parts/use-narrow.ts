import { useSyncExternalStore } from 'react';

const QUERY = '(max-width: 720px)'; // below this width a rail and a list side by side are both too narrow

const subscribe = (changed: () => void) => {
  const list = window.matchMedia(QUERY);
  list.addEventListener('change', changed);
  return () => list.removeEventListener('change', changed);
};

/** Whether the window is narrow. A narrow window has a bottom bar, one column and two-line rows. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(QUERY).matches);
}
