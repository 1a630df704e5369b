import { type ClockNote, clockNoteKey } from '../../bridge/clock-note.ts';
import { z } from 'zod';
import type { RecordDatabase } from '../records/record-database.ts';

/** Chosen: less is of no consequence to a date that somebody types, and within what slow lines and lazy clocks come to. */
const tolerableMs = 5 * 60_000;
/** Screens ask for it by `local.get`, which puts this in front. */
const noteKey = `screen/${clockNoteKey}`;

const claimsSchema = z.object({ iat: z.number() });

/** How far this clock is ahead of the server's, by when an access token that has just come says it was made; null where it says nothing. */
export function clockAhead(accessToken: string, nowMs: number): number | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const parsed = claimsSchema.safeParse(claims);
    return parsed.success ? nowMs - parsed.data.iat * 1_000 : null;
  } catch {
    return null; // not a token of the form that ours have: it is the server's to judge
  }
}

/** Tells the person of a clock that is off, and stops when it is right again. What they did keeps its order either way: that is the server's (S-2). */
export async function tellClock(database: RecordDatabase, aheadMs: number | null): Promise<void> {
  if (aheadMs === null) return;
  const note: ClockNote | null = Math.abs(aheadMs) > tolerableMs ? { aheadMs } : null;
  if (note === null && (await database.getLocal(noteKey)) === null) return;
  await database.setLocal(noteKey, note);
}
