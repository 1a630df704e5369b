/**
 * Stores the server's secrets between runs, as one text. `create` keeps an existing text and then returns false, so
 * that servers that start at the same time use the same keys. `replace` is atomic.
 */
export type ServerKeyStore = {
  /** Null before the first `create`. */
  readonly load: () => Promise<string | null>;
  readonly create: (text: string) => Promise<boolean>;
  readonly replace: (text: string) => Promise<void>;
};

/** Returns a store whose keys end with the process, for the simulation and tests. */
export function memoryKeyStore(): ServerKeyStore {
  let kept: string | null = null;
  return {
    load: () => Promise.resolve(kept),
    create(text) {
      const isFirst = kept === null;
      kept ??= text;
      return Promise.resolve(isFirst);
    },
    replace(text) {
      kept = text;
      return Promise.resolve();
    },
  };
}
