import { NoRoom } from '../db/fair-shares.ts';
import type { SentFault } from './messages.ts';

/** Prepares what was thrown in one thread for another. */
export function sentFault(cause: unknown): SentFault {
  if (cause instanceof NoRoom) return { error: new Error(cause.message), waitSeconds: cause.waitSeconds };
  if (!(cause instanceof Error)) return { error: new Error(String(cause)) };
  const code = 'code' in cause && typeof cause.code === 'string' ? { code: cause.code } : {};
  return { error: cause, ...code };
}

/** Returns the error of a fault from another thread, as it was thrown there. */
export function receivedFault({ error, code, waitSeconds }: SentFault): Error {
  if (waitSeconds !== undefined) return new NoRoom(error.message, waitSeconds);
  return code === undefined ? error : Object.assign(error, { code });
}
