/**
 * Where the server's secrets lie between runs, as one text. `create` keeps the first and answers false when there is one already, so
 * that servers which start at once end with the same keys. `replace` is whole or not at all.
 */
export type KeyStore = {
  /** Null before the first `create`. */
  readonly load: () => Promise<string | null>;
  readonly create: (text: string) => Promise<boolean>;
  readonly replace: (text: string) => Promise<void>;
};

/** Keys that end with the process: for the simulation and tests. */
export function memoryKeyStore(): KeyStore {
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
