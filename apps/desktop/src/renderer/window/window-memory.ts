import type { AppPorts } from './app-ports.tsx';

/** One text kept by the browser under that key. A browser that keeps nothing (private windows, blocked storage) is no fault. */
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
        // then the next sign-in page follows the system
      }
    },
  };
}
