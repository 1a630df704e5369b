import { createContext } from 'react';

/** One key or chord of keys: 'c', 'g h', 'mod+k' (Ctrl, or Cmd on a Mac), 'shift+x', '?'. */
export type Shortcut = {
  readonly keys: string;
  /** What it does, as the list of shortcuts says it. */
  readonly label: string;
  readonly section?: string | undefined;
  /** Also while a field has the focus; only for keys with mod. */
  readonly inFields?: boolean | undefined;
  readonly run: (event: KeyboardEvent) => void;
};

/** Where mounted components leave their shortcuts. `add` answers the way to take them out again. */
export type ShortcutRegistry = {
  readonly add: (read: () => readonly Shortcut[]) => () => void;
  readonly all: () => readonly Shortcut[];
  readonly singleKeys: boolean;
};

/** Outside a provider nothing is bound, so that components can be drawn alone. */
export const ShortcutsContext = createContext<ShortcutRegistry>({
  add: () => () => undefined,
  all: () => [],
  singleKeys: true,
});
