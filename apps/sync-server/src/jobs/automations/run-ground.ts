import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Clock } from '@outpost/domain/kernel/ports';
import { readMark } from '../../access/asker.ts';
import type { Database, Transaction } from '../../db/database.ts';
import { type ReadVersion, readLiveVersions } from '../../gateway/automations/run-store.ts';
import { type KnownAutomation, readKnown } from './known-automations.ts';
import { countRuns } from './made-runs.ts';

export type PlanRunPorts = {
  readonly database: Database;
  readonly installed: Catalogue;
  readonly clock: Clock;
  /** Left out: `mostRunsPerHour`. */
  readonly runsPerHour?: number;
};

/** The facts that are read together with the rows. `mark`: of the tenant's rights; rights that changed are read anew, and others are not read again. */
export type RunGround = {
  readonly known: Map<string, KnownAutomation>;
  /** The versions that are live at the reader's place, by id. */
  readonly versions: ReadonlyMap<string, ReadVersion>;
  /** The runs of each automation in the last hour. */
  readonly counts: Map<string, number>;
  readonly mark: string | undefined;
};

type GroundAsk = { readonly orgId: string; readonly installed: Catalogue; readonly since: string };

/** Reads the ground in one round trip. `since`: an hour ago, ISO 8601 UTC. */
export async function readRunGround(tx: Transaction, { orgId, installed, since }: GroundAsk): Promise<RunGround> {
  const [known, versions, counts, mark] = await Promise.all([
    readKnown(tx, orgId),
    readLiveVersions(tx, { orgId, installed }),
    countRuns(tx, orgId, since),
    readMark(tx, orgId),
  ]);
  return { known, versions, counts, mark };
}
