import { useShortcuts } from '@outpost/ui/keys/keyboard';
import type { ShownListView } from '../records/list-views.ts';
import type { ViewKind } from './kinds/view-kind.ts';

type Props = {
  readonly views: readonly ShownListView[];
  readonly view: ShownListView | undefined;
  readonly onView: (id: string | undefined) => void;
  readonly onEditView: () => void;
  /** The kinds of view that the bar offers. */
  readonly kinds: readonly ViewKind[];
  readonly onKind: (id: string) => void;
  readonly onSearching: () => void;
  readonly onCopyLink: () => void;
  /** Undefined if the person may export none of the records. */
  readonly onExport: (() => void) | undefined;
  /** Undefined if the person may not add a record. */
  readonly add: { readonly label: string; readonly run: () => void } | undefined;
};

/** Gives the focus to the records, in every kind of view. */
function focusRecords(): void {
  const records = 'main :is([role="application"], [role="grid"], [role="treegrid"], [role="listbox"])';
  document.querySelector<HTMLElement>(records)?.focus();
}

/**
 * Binds the keys of a list: J moves into it, / searches, V edits the view, Shift+V shows the next view, Y copies its
 * link, Shift+E exports it, C adds a record. Each kind of view has further keys.
 */
export function useListKeys({
  views,
  view,
  onView,
  onEditView,
  kinds,
  onKind,
  onSearching,
  onCopyLink,
  onExport,
  add,
}: Props): void {
  const next = () => onView(views[(views.findIndex(({ id }) => id === view?.id) + 1) % views.length]?.id);
  useShortcuts([
    { keys: 'j', label: 'Into the list', section: 'View', run: focusRecords },
    { keys: 'arrowdown', label: 'Into the list', section: 'View', run: focusRecords },
    { keys: '/', label: 'Search in this view', section: 'View', run: onSearching },
    { keys: 'v', label: 'Edit or save the view', section: 'View', run: onEditView },
    { keys: 'shift+v', label: 'Next view', section: 'View', run: next },
    { keys: 'y', label: 'Copy link to this view', section: 'View', run: onCopyLink },
    ...(kinds.length > 1
      ? kinds.map(({ id, keys, label }) => ({
          keys,
          label: `Show as ${label.toLowerCase()}`,
          section: 'View',
          run: () => onKind(id),
        }))
      : []),
    ...(onExport ? [{ keys: 'shift+e', label: 'Export this view', section: 'View', run: onExport }] : []),
    ...(add ? [{ keys: 'c', label: add.label, section: 'View', run: add.run }] : []),
  ]);
}
