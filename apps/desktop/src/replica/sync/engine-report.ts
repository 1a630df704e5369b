import { exactRemaining, type Page } from '@outpost/domain/sync/protocol';
import type { SyncStatus } from '../../bridge/contract.ts';
import type { Device } from '../device/device.ts';
import { kindsKept } from '../device/kinds-not-kept.ts';
import type { EngineState } from './engine-states.ts';

/** The engine's part of a status. */
export type EngineStanding = {
  readonly state: EngineState;
  /** An exchange is under way. */
  readonly isExchanging: boolean;
  /** No exchange has been tried yet: neither "up to date" nor "offline" would be true. */
  readonly isFirstTry: boolean;
};

type Progress = { readonly done: number; readonly total: number };

/** The status of sync for the person (UX, section 4), and the listeners that receive it. */
export class EngineReport {
  readonly #device: Device;
  readonly #standing: () => EngineStanding;
  readonly #listeners = new Set<(status: SyncStatus) => void>();
  #problem: string | null = null;
  #isOffline = false;
  #lastContactAt: string | null = null;
  #sending: { readonly ids: ReadonlySet<string>; readonly done: number } | undefined;
  #receiving: Progress | undefined;
  /** The time of the engine's next automatic try; null while it tries, and where none is set. */
  nextTryAt: string | null = null;

  constructor(device: Device, standing: () => EngineStanding) {
    this.#device = device;
    this.#standing = standing;
  }

  /** Returns the ids of the acts that are being sent. */
  get sendingActs(): ReadonlySet<string> {
    return this.#sending?.ids ?? new Set();
  }

  /** Notes the acts that are being sent. */
  sends(acts: readonly { readonly id: string }[]): void {
    this.#sending = { ids: new Set(acts.map((act) => act.id)), done: this.#sending?.done ?? 0 };
  }
  /** Notes that the sent acts were decided. */
  sent(count: number): void {
    if (this.#sending) this.#sending = { ids: new Set(), done: this.#sending.done + count };
  }
  /** Notes that no act is left to send. */
  sentAll(): void {
    this.#sending = undefined;
  }

  /** Notes a page that was written. */
  received(page: Page): void {
    this.#receiving = page.done ? undefined : progressAfter(this.#receiving, page);
  }

  /** Notes an exchange that succeeded. */
  reached(at: string): void {
    this.#isOffline = false;
    this.#problem = null;
    this.#lastContactAt = at;
  }
  /** Notes the reason why an exchange failed. */
  failed(problem: string, kind: 'offline' | 'other'): void {
    this.#problem = problem;
    this.#isOffline = kind === 'offline';
  }
  /** Notes that no exchange is under way any more. */
  exchangesEnded(): void {
    this.#sending = undefined;
    this.#receiving = undefined;
  }

  /** Returns the present status. */
  status(): SyncStatus {
    const { memory } = this.#device;
    const { state, waiting: toSend } = memory;
    const sent = this.#sending?.done ?? 0;
    const { notKept, partlyKept } = kindsKept(this.#device);
    return {
      state: this.#stateWord(toSend),
      toSend,
      needsYou: [...memory.tray.values()].filter((entry) => entry.discardedAt === null).length,
      done: this.#sending ? sent : (this.#receiving?.done ?? 0),
      total: this.#sending ? sent + toSend : (this.#receiving?.total ?? 0),
      lastContactAt: this.#lastContactAt,
      upToDateAt: state.upTo === null ? null : state.upToDateAt,
      nextTryAt: this.nextTryAt,
      firstSync: !state.synced,
      notKept: [...notKept],
      partlyKept: [...partlyKept],
      problem: this.#problem,
    };
  }

  #stateWord(toSend: number): SyncStatus['state'] {
    const standing = this.#standing();
    if (standing.state === 'too-old' || standing.state === 'session-ended') return standing.state;
    if (this.#isOffline) return 'offline';
    if (this.#lastContactAt === null) return standing.isFirstTry ? 'connecting' : 'offline';
    if (this.#sending) return 'sending';
    const { state } = this.#device.memory;
    if (this.#receiving || (standing.isExchanging && !state.synced)) return 'receiving';
    if (toSend > 0) return 'to-send';
    return state.upTo === null ? 'receiving' : 'up-to-date';
  }

  /** Calls back with each new status, and once with the present one. Returns the function that stops it. */
  subscribe(listener: (status: SyncStatus) => void): () => void {
    this.#listeners.add(listener);
    listener(this.status());
    return () => void this.#listeners.delete(listener);
  }

  /** Reports the present status to all listeners. */
  tell(): void {
    if (this.#listeners.size === 0) return;
    const status = this.status();
    for (const listener of this.#listeners) listener(status);
  }
}

/**
 * Returns the progress of a pull after one more page. The server's estimates differ from page to page: the shown total never
 * decreases because of one.
 */
function progressAfter(before: Progress | undefined, page: Pick<Page, 'rows' | 'remaining'>): Progress {
  const done = (before?.done ?? 0) + page.rows.length;
  const total = done + page.remaining;
  return { done, total: page.remaining < exactRemaining ? total : Math.max(total, before?.total ?? 0) };
}
