import { useShortcuts } from '@outpost/ui/keys/keyboard';
import type { ListView } from '../records/list-views.ts';

type Props = {
  readonly views: readonly ListView[];
  readonly view: ListView | undefined;
  readonly onView: (id: string | undefined) => void;
  readonly onSearching: () => void;
  /** Undefined where the person may not add a record. */
  readonly add: { readonly label: string; readonly run: () => void } | undefined;
};

/** Binds the keys of a list: / searches, V shows the next view, C adds a record. */
export function useListKeys({ views, view, onView, onSearching, add }: Props): void {
  const next = () => onView(views[(views.findIndex(({ id }) => id === view?.id) + 1) % views.length]?.id);
  useShortcuts([
    { keys: '/', label: 'Search in this view', section: 'List', run: onSearching },
    { keys: 'v', label: 'Next view', section: 'List', run: next },
    ...(add ? [{ keys: 'c', label: add.label, section: 'List', run: add.run }] : []),
  ]);
}
