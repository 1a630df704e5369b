import type { Result } from '@outpost/domain/kernel/refusal';
import { asAdministrator, type JournalCaller, type JournalPorts } from '../journal/as-administrator.ts';
import { compareHeldHeads, type HeldHeads } from '../journal/heads.ts';
import { type DigestRow, readDigests } from '../journal/digests.ts';
import type { ErasureKeys } from '../journal/erasure-signature.ts';
import { verifyJournal } from '../journal/verify.ts';

export type VerifyAnswer = {
  readonly head: number;
  readonly hash: string;
  readonly rows: number;
  readonly erased: number;
  readonly problems: { readonly n: number; readonly problem: string }[];
  readonly devices: HeldHeads;
};

/** P-5: verifies the tenant's journal for one of its administrators. Refuses `access/denied`. */
export function verifyAsCaller(
  ports: JournalPorts & { readonly identity: { readonly keys: ErasureKeys } },
  asker: JournalCaller,
): Promise<Result<VerifyAnswer>> {
  return asAdministrator(ports, asker, async (tx) => {
    const verified = await verifyJournal(tx, { orgId: asker.orgId, keys: ports.identity.keys });
    const devices = await compareHeldHeads(tx, asker.orgId);
    return { ...verified, problems: [...verified.problems], devices };
  });
}

/**
 * P-5: returns digests and hashes of the tenant's journal, so that an administrator can verify the chain without this server.
 * Refuses `access/denied`.
 */
export function digestsAsCaller(
  ports: JournalPorts,
  asker: JournalCaller & { readonly after: number; readonly limit: number },
): Promise<Result<{ readonly rows: DigestRow[]; readonly more: boolean }>> {
  return asAdministrator(ports, asker, async (tx) => {
    const { rows, more } = await readDigests(tx, asker.orgId, asker);
    return { rows: [...rows], more };
  });
}
