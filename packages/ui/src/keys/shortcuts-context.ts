import { createContext } from 'react';

/** One key or chord of keys: 'c', 'g h', 'mod+k' (Ctrl, or Cmd on a Mac), 'shift+x', '?'. */
export type Shortcut = {
  readonly keys: string;
  /** The effect, as the list of shortcuts names it. */
  readonly label: string;
  readonly section?: string | undefined;
  /** Whether it also acts while a field has the focus; only for keys with mod. */
  readonly inFields?: boolean | undefined;
  readonly run: (event: KeyboardEvent) => void;
};

/** The registry of mounted components' shortcuts. `add` returns the function that removes them. */
export type ShortcutRegistry = {
  readonly add: (read: () => readonly Shortcut[]) => () => void;
  readonly all: () => readonly Shortcut[];
  readonly singleKeys: boolean;
};

/** Outside a provider no key is bound, so that components can be drawn alone. */
export const ShortcutsContext = createContext<ShortcutRegistry>({
  add: () => () => undefined,
  all: () => [],
  singleKeys: true,
});
