import { type ReactNode, useEffect, useMemo } from 'react';
import { createShortcutMatcher } from './keyboard.ts';
import { type Shortcut, type ShortcutRegistry, ShortcutsContext } from './shortcuts-context.ts';

/**
 * Listens once for the whole page and runs the shortcuts of mounted components. `singleKeys: false` turns single letters off
 * (WCAG 2.1.4).
 */
export function ShortcutsProvider({
  singleKeys,
  children,
}: {
  readonly singleKeys: boolean;
  readonly children: ReactNode;
}) {
  const registry = useMemo<ShortcutRegistry>(() => {
    const readers = new Set<() => readonly Shortcut[]>();
    return {
      singleKeys,
      add(read) {
        readers.add(read);
        return () => readers.delete(read);
      },
      all: () => [...readers].flatMap((read) => read()),
    };
  }, [singleKeys]);
  useEffect(() => {
    const match = createShortcutMatcher();
    const onKeyDown = (event: KeyboardEvent) => {
      const found = match(event, registry.all(), singleKeys);
      if (!found) return;
      event.preventDefault();
      found.run(event);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [registry, singleKeys]);
  return <ShortcutsContext value={registry}>{children}</ShortcutsContext>;
}
