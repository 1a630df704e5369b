import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { type Asker, readAsker } from '../access/asker.ts';
import { personStatusOf } from '../access/principal.ts';
import type { Transaction } from '../db/database.ts';
import type { endedAmong } from '../identity/sessions/sessions.ts';
import { sessionEnded } from '../identity/sessions/signed-in.ts';
import type { TenantClock } from '../journal/heads.ts';
import { type DeviceAsker, judgePlace, type PullPorts, type PullRead } from './pull-ask.ts';
import type { PullAsk } from './naming/standing.ts';

/** The data in the snapshot of a pull about a device's session and journal. */
type Seen = {
  readonly clock: TenantClock | undefined;
  readonly ended: Awaited<ReturnType<typeof endedAmong>>;
  /** The number at which the device's journal parted from the server's. */
  readonly common: number | undefined;
};

/** A device gets an answer without a page, or a page for this asker. */
type Admitted = { readonly answer: Result<PullRead> } | { readonly known: Asker };

/**
 * S-1: decides whether a device gets a page: its session, its place in the journal and its person are checked in the snapshot of
 * the pull.
 */
export async function admitDevice(
  tx: Transaction,
  {
    ports: { installed },
    asker: { orgId, userId, sessionId },
    request,
  }: { readonly ports: PullPorts; readonly asker: DeviceAsker; readonly request: PullAsk },
  { clock, ended, common }: Seen,
): Promise<Admitted> {
  const why = ended.get(sessionId);
  if (why !== undefined) return { answer: sessionEnded(why) };
  if (!clock) throw new Error(`There is no tenant ${orgId}`);
  const judged = judgePlace({ at: request.at, common, clock });
  if (judged) return { answer: accept(judged) };
  const known = await readAsker(tx, { orgId, userId, installed }, clock.rights);
  const standing = personStatusOf(known.person);
  return standing === 'active' ? { known } : { answer: sessionEnded(standing) };
}
