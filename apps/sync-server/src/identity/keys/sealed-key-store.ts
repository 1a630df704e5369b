import type { ServerKeyStore } from './key-store.ts';
import type { MasterKey } from './master-key.ts';

const purpose = "the server's keys (keys.json)";

/**
 * The key store whose text is encrypted under the master key. A text of an earlier build, in plain JSON, and one under
 * an older master key are encrypted again when they are read.
 */
export function sealedKeyStore(store: ServerKeyStore, master: MasterKey): ServerKeyStore {
  const seal = (text: string) => master.wrap(Buffer.from(text), purpose);
  return {
    async load() {
      const stored = await store.load();
      if (stored === null) return null;
      const isPlain = stored.trimStart().startsWith('{');
      const text = isPlain ? stored : Buffer.from(await master.unwrap(stored, purpose)).toString();
      if (isPlain || (await master.isOutdated(stored))) await store.replace(await seal(text));
      return text;
    },
    create: async (text) => store.create(await seal(text)),
    replace: async (text) => store.replace(await seal(text)),
  };
}
