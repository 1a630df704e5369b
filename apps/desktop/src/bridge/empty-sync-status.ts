import type { SyncStatus } from './contract.ts';

/** How it stands with the server where nothing waits and nothing has been asked yet; what state that is says who has it. */
export const emptySyncStatus: Omit<SyncStatus, 'state'> = {
  toSend: 0,
  needsYou: 0,
  done: 0,
  total: 0,
  lastContactAt: null,
  upToDateAt: null,
  nextTryAt: null,
  firstSync: false,
  problem: null,
};
