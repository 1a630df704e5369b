import type { Formats } from '../formats/formats.ts';

/** Where the device stands with its server. Counts of acts come beside it, because they hold in every state. */
export type SyncState =
  | { readonly state: 'up-to-date'; /** Instant of the last confirmation. */ readonly since?: string | undefined }
  | { readonly state: 'offline' }
  /** The first contact since the start: neither made nor failed. */
  | { readonly state: 'connecting' }
  /** No contact until the person does something, which `what` says. */
  | { readonly state: 'halted'; readonly what: string }
  | { readonly state: 'to-send' }
  | { readonly state: 'sending'; /** How many are over; `toSend` are left. */ readonly done?: number | undefined }
  | { readonly state: 'receiving'; readonly done: number; readonly total: number };

/** What the corner sign is told. */
export type SyncStatus = SyncState & {
  /** Acts that wait. */ readonly toSend: number;
  /** Acts in the tray. */ readonly needsYou: number;
};

/** The sign's shape (told before its colour) and its words. */
export type SyncWords = {
  readonly shape: 'dot' | 'hollow' | 'wait' | 'need' | 'ring';
  /** The count inside `wait` and `need` (`need` without one is an exclamation mark); the part done, 0 to 1, of `ring`. */
  readonly count?: number;
  readonly part?: number;
  readonly text: string;
  /** The second line. */
  readonly detail?: string;
};

/** The words for sync, the same everywhere: what stops all contact wins, then needing you, then offline, in transit, waiting, up to date. */
export function syncWords(status: SyncStatus, formats: Formats): SyncWords {
  const { toSend, needsYou } = status;
  const toSendWords = formats.plural(toSend, 'change to send', 'changes to send');
  const needs = formats.plural(needsYou, 'change needs you', 'changes need you');
  if (status.state === 'halted') {
    const waits = [...(needsYou > 0 ? [needs] : []), ...(toSend > 0 ? [toSendWords] : [])].join(', ');
    return { shape: 'need', text: status.what, ...(waits === '' ? {} : { detail: waits }) };
  }
  if (status.state === 'offline' || status.state === 'connecting') {
    const text = status.state === 'offline' ? 'Offline, working from this device' : 'Connecting';
    const word = status.state === 'offline' ? 'Offline' : text;
    if (needsYou > 0 && toSend > 0)
      return { shape: 'need', count: needsYou, text: needs, detail: `${word}, ${formats.count(toSend)} to send` };
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
      ...(status.done === undefined || toSend === 0 ? {} : { part: status.done / (status.done + toSend) }),
    };
  }
  if (status.state === 'receiving') {
    if (status.total === 0) return { shape: 'ring', text: 'Receiving', part: 0 };
    return {
      shape: 'ring',
      text: `Receiving ${formats.count(status.done)} of ${formats.count(status.total)}`,
      part: status.done / status.total,
    };
  }
  if (status.state === 'to-send' || toSend > 0) return { shape: 'wait', count: toSend, text: toSendWords };
  return {
    shape: 'dot',
    text: status.since === undefined ? 'Up to date' : `Up to date, ${formats.time(status.since)}`,
  };
}
