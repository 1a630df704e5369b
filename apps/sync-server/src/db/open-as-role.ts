import type { Database } from './database.ts';
import { withOwner } from './owner-connection.ts';
import { pgDatabase } from './pg-database.ts';

/** The roles of an operator's command: the server's own, or the one that erases by law (P-5). */
export type CommandRole = 'outpost_app' | 'outpost_eraser';

/** Chosen: an operator can wait, and erasing reads a whole journal. */
const limits = { statementMs: 600_000, silenceMs: 605_000, connections: 2 };

/**
 * Opens the store for an operator's command, with the owner's URL. Row security applies to the owner too, so the command works as
 * a role that sees one tenant at a time. Warnings go to stderr.
 */
export async function openAsRole(ownerUrl: string, role: CommandRole): Promise<Database> {
  await withOwner(ownerUrl, (owner) =>
    owner.run(`do $$ begin
      set local role ${role}; reset role;
    exception when insufficient_privilege then grant ${role} to current_user;
    end $$`),
  );
  const url = new URL(ownerUrl);
  url.searchParams.set('options', `-c role=${role}`);
  const log = { warn: (_details: unknown, message: string) => void process.stderr.write(`${message}\n`) };
  return pgDatabase(url.href, log, limits);
}
