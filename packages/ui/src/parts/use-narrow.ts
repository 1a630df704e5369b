import { useSyncExternalStore } from 'react';

const narrow = '(max-width: 720px)'; // below this width a rail and a list side by side are both too narrow
const slim = '(max-width: 1199px)'; // below this width a list of pages beside the page would take the room of its content

function useQuery(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );
}

/** Whether the window is narrow. A narrow window has a bottom bar, one column and two-line rows. */
export const useNarrow = (): boolean => useQuery(narrow);

/** Whether the window has no room for a list of pages beside the rail and the page. */
export const useSlim = (): boolean => useQuery(slim);
