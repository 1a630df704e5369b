import type { AppPorts } from './app-ports.tsx';

/**
 * Stores one text in the browser under a key. A browser that stores nothing (private windows, blocked storage) is not a
 * fault.
 */
export function windowMemoryOf(
  storage: () => Pick<Storage, 'getItem' | 'setItem'>,
  key: string,
): AppPorts['windowMemory'] {
  return {
    read: () => {
      try {
        return storage().getItem(key);
      } catch {
        return null;
      }
    },
    write: (text) => {
      try {
        storage().setItem(key, text);
      } catch {
        // then the next sign-in page uses the system's theme
      }
    },
  };
}
