import type { SyncStatus } from './contract.ts';

/** The sync status without waiting acts and before any contact; the caller adds the state. */
export const emptySyncStatus: Omit<SyncStatus, 'state'> = {
  toSend: 0,
  needsYou: 0,
  done: 0,
  total: 0,
  lastContactAt: null,
  upToDateAt: null,
  nextTryAt: null,
  firstSync: false,
  notKept: [],
  partlyKept: [],
  problem: null,
};
