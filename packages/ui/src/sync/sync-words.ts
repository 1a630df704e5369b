import type { Formats } from '../formats/formats.ts';

/** The state of the device's sync with its server. The counts of acts are separate because they apply in every state. */
export type SyncState =
  | { readonly state: 'up-to-date'; /** Instant of the last confirmation. */ readonly since?: string | undefined }
  | { readonly state: 'offline' }
  /** The first contact since the start is neither established nor failed. */
  | { readonly state: 'connecting' }
  /** No contact until the person acts; `what` names the required action. */
  | { readonly state: 'halted'; readonly what: string }
  | { readonly state: 'to-send' }
  | { readonly state: 'sending'; /** Completed acts; `toSend` are left. */ readonly done?: number | undefined }
  | { readonly state: 'receiving'; readonly done: number; readonly total: number };

/** The input of the sync sign. */
export type SyncSignInput = SyncState & {
  /** Acts that wait to be sent. */ readonly toSend: number;
  /** Acts in the tray. */ readonly needsYou: number;
};

/** The sign's shape and its words. */
export type SyncWords = {
  readonly shape: 'dot' | 'hollow' | 'wait' | 'need' | 'ring';
  /** The count inside `wait` and `need` (`need` without a count is an exclamation mark). For `ring`, the part done, 0 to 1. */
  readonly count?: number;
  readonly part?: number;
  readonly text: string;
  /** The second line. */
  readonly detail?: string;
};

/**
 * Returns the words for the state of sync. The first state that applies wins: contact halted, acts in the tray, offline, sending
 * or receiving, waiting, up to date.
 */
export function syncWords(status: SyncSignInput, formats: Formats): SyncWords {
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
    // Refused acts leave the count before the sending ends, so the count may be zero: the text must not say "Sending 0 changes".
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
