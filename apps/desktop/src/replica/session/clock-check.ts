import { type ClockNote, clockNoteKey } from '../../bridge/clock-note.ts';
import { z } from 'zod';
import type { RecordDatabase } from '../records/record-database.ts';

/**
 * Chosen: a smaller deviation does not matter for dates that a person types, and is within the error of slow lines and inexact
 * clocks.
 */
const tolerableMs = 5 * 60_000;
/** Screens read it by `local.get`, which adds this prefix. */
const noteKey = `screen/${clockNoteKey}`;

const claimsSchema = z.object({ iat: z.number() });

/**
 * Returns how far this clock is ahead of the server's. It is computed from the time of issue in an access token that has just
 * arrived; null where the token has none.
 */
export function clockAhead(accessToken: string, nowMs: number): number | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const parsed = claimsSchema.safeParse(claims);
    return parsed.success ? nowMs - parsed.data.iat * 1_000 : null;
  } catch {
    return null; // a token of an unknown form; only the server can judge it
  }
}

/**
 * Warns the person of a wrong clock, and removes the warning when the clock is right again. The order of acts does not depend on
 * this clock: the server decides it (S-2).
 */
export async function tellClock(database: RecordDatabase, aheadMs: number | null): Promise<void> {
  if (aheadMs === null) return;
  const note: ClockNote | null = Math.abs(aheadMs) > tolerableMs ? { aheadMs } : null;
  if (note === null && (await database.getLocal(noteKey)) === null) return;
  await database.setLocal(noteKey, note);
}
