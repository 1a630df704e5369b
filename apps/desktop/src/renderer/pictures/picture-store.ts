import type { Pictures } from '@outpost/ui/parts/pictures';
import type { Bridge } from '../../bridge/contract.ts';
import { readContent } from '../files/read-content.ts';

type Held = { readonly sha256: string; readonly url: string };

/** The bound of one question of the bridge. */
const mostAsked = 500;

/**
 * Keeps the small pictures that screens show (PLT-45). All records that a screen draws are asked for in one question;
 * their pictures are read one after the other. A change of any followed record makes the store ask again. `close` frees
 * the pictures.
 */
export function pictureStore(
  bridge: Bridge,
  soon: (work: () => void) => void,
): Pictures & { readonly close: () => void } {
  const listeners = new Map<string, Set<() => void>>();
  const held = new Map<string, Held>();
  const due = new Set<string>();
  /** The records with an answer that is still valid. "No picture" is an answer, too. */
  const known = new Set<string>();
  const state = { isPlanned: false, isClosed: false };
  const put = (id: string, next: Held | undefined): void => {
    const before = held.get(id);
    if (before) URL.revokeObjectURL(before.url);
    if (next) held.set(id, next);
    else held.delete(id);
    for (const listener of listeners.get(id) ?? []) listener();
  };
  const ask = async (): Promise<void> => {
    const ids = [...due].slice(0, mostAsked);
    for (const id of ids) due.delete(id);
    if (ids.length === 0 || state.isClosed) return;
    const answer = await bridge.call('files.pictures', { records: ids });
    if (!answer.ok) return; // locked, or ending: initials replace the picture
    for (const id of ids) known.add(id);
    const pictures = new Map(answer.value.pictures.map((one) => [one.record, one]));
    for (const id of ids) {
      const picture = pictures.get(id);
      if (picture?.sha256 === held.get(id)?.sha256) continue;
      if (!picture) put(id, undefined);
      else {
        const read = await readContent(bridge, id, picture.mediaType);
        if (state.isClosed) return;
        if (read.ok) put(id, { sha256: picture.sha256, url: URL.createObjectURL(read.value) });
      }
    }
    if (due.size > 0) await ask();
  };
  const plan = (ids: Iterable<string>): void => {
    for (const id of ids) due.add(id);
    if (state.isPlanned || due.size === 0) return;
    state.isPlanned = true;
    soon(() => {
      state.isPlanned = false;
      void ask();
    });
  };
  const stop = bridge.subscribe('changes', ({ entities }) => {
    const changed = Object.values(entities);
    if (changed.some(({ all }) => all)) {
      known.clear();
      plan(listeners.keys());
      return;
    }
    for (const { ids } of changed) {
      for (const id of ids) known.delete(id);
      plan(ids.filter((id) => listeners.has(id)));
    }
  });
  return {
    follow: (id, listener) => {
      const those = listeners.get(id) ?? new Set();
      listeners.set(id, those.add(listener));
      if (!known.has(id)) plan([id]);
      return () => {
        those.delete(listener);
        if (those.size > 0) return;
        listeners.delete(id);
        if (due.delete(id)) known.delete(id);
      };
    },
    read: (id) => held.get(id)?.url,
    close: () => {
      state.isClosed = true;
      stop();
      for (const id of held.keys()) put(id, undefined);
    },
  };
}
