import type { SyncState } from '@outpost/ui/sync/sync-words';
import type { SyncStatus } from '../../bridge/contract.ts';

type Sign = SyncState & { readonly toSend: number; readonly needsYou: number };

/** Returns the sync sign's input for the replica's state. States with a separate page count as offline here. */
export function syncSignOf(status: SyncStatus): Sign {
  const counts = { toSend: status.toSend, needsYou: status.needsYou };
  switch (status.state) {
    case 'up-to-date':
      return { state: 'up-to-date', ...(status.upToDateAt === null ? {} : { since: status.upToDateAt }), ...counts };
    case 'to-send':
      return { state: 'to-send', ...counts };
    case 'sending':
      return { state: 'sending', done: status.done, ...counts };
    case 'receiving':
      return { state: 'receiving', done: status.done, total: status.total, ...counts };
    case 'connecting':
      return { state: 'connecting', ...counts };
    case 'session-ended':
      return { state: 'halted', what: 'Sign in again to send and receive', ...counts };
    case 'too-old':
      return { state: 'halted', what: 'Update Outpost to send and receive', ...counts };
    case 'offline':
    case 'signed-out':
    case 'locked':
      return { state: 'offline', ...counts };
  }
}
