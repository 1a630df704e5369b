import type { Formats } from './formats.ts';

/** Where the device stands with its server. Counts of acts come beside it, because they hold in every state. */
export type SyncState =
  | { readonly state: 'up-to-date'; /** Instant of the last confirmation. */ readonly since?: string | undefined }
  | { readonly state: 'offline' }
  | { readonly state: 'to-send' }
  | { readonly state: 'sending'; /** How many of `toSend` are over. */ readonly done?: number | undefined }
  | { readonly state: 'receiving'; readonly done: number; readonly total: number };

/** What the corner sign is told. */
export type SyncStatus = SyncState & {
  /** Acts that wait. */ readonly toSend: number;
  /** Acts in the tray. */ readonly needsYou: number;
};

/** The sign's shape (told before its colour) and its words. */
export type SyncWords = {
  readonly shape: 'dot' | 'hollow' | 'wait' | 'need' | 'ring';
  /** The count inside `wait` and `need`; the part done, 0 to 1, of `ring`. */
  readonly count?: number;
  readonly part?: number;
  readonly text: string;
  /** The second line. */
  readonly detail?: string;
};

/** The words for sync, the same everywhere: needing you wins, then offline, in transit, waiting, up to date. */
export function syncWords(status: SyncStatus, formats: Formats): SyncWords {
  const { toSend, needsYou } = status;
  const toSendWords = formats.plural(toSend, 'change to send', 'changes to send');
  const needs = formats.plural(needsYou, 'change needs you', 'changes need you');
  if (status.state === 'offline') {
    const text = 'Offline, working from this device';
    if (needsYou > 0 && toSend > 0)
      return { shape: 'need', count: needsYou, text: needs, detail: `Offline, ${formats.count(toSend)} to send` };
    if (needsYou > 0) return { shape: 'need', count: needsYou, text: needs, detail: text };
    return { shape: 'hollow', text, ...(toSend > 0 ? { detail: toSendWords } : {}) };
  }
  if (needsYou > 0)
    return { shape: 'need', count: needsYou, text: needs, ...(toSend > 0 ? { detail: toSendWords } : {}) };
  if (status.state === 'sending') {
    // What is refused leaves the count before the sending ends: "Sending 0 changes" would be said.
    return {
      shape: 'ring',
      text: toSend === 0 ? 'Sending' : `Sending ${formats.plural(toSend, 'change', 'changes')}`,
      ...(status.done === undefined || toSend === 0 ? {} : { part: status.done / toSend }),
    };
  }
  if (status.state === 'receiving') {
    return {
      shape: 'ring',
      text: `Receiving ${formats.count(status.done)} of ${formats.count(status.total)}`,
      part: status.total === 0 ? 0 : status.done / status.total,
    };
  }
  if (status.state === 'to-send' || toSend > 0) return { shape: 'wait', count: toSend, text: toSendWords };
  return {
    shape: 'dot',
    text: status.since === undefined ? 'Up to date' : `Up to date, ${formats.time(status.since)}`,
  };
}
