import { type ReactNode, useContext, useMemo } from 'react';
import { type ShortcutRegistry, ShortcutsContext } from './shortcuts-context.ts';

/** Ignores the shortcuts of its children, for a screen that is only shown, such as a preview. */
export function NoShortcuts({ children }: { readonly children: ReactNode }) {
  const { singleKeys } = useContext(ShortcutsContext);
  const registry = useMemo<ShortcutRegistry>(
    () => ({ add: () => () => undefined, all: () => [], singleKeys }),
    [singleKeys],
  );
  return <ShortcutsContext value={registry}>{children}</ShortcutsContext>;
}
