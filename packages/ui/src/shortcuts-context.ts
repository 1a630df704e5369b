import { createContext } from 'react';
import type { Shortcut } from './keyboard.ts';

/** Where mounted components leave their shortcuts. `add` answers the way to take them out again. */
export type ShortcutRegistry = { add(read: () => readonly Shortcut[]): () => void; all(): readonly Shortcut[]; readonly singleKeys: boolean };

/** Outside a provider nothing is bound, so that components can be drawn alone. */
export const ShortcutsContext = createContext<ShortcutRegistry>({ add: () => () => undefined, all: () => [], singleKeys: true });
