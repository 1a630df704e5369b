import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant, type Row, type Transaction } from '../../db/database.ts';
import type { Caller, IdentityPorts } from '../identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { badProof } from '../tokens/proofs.ts';
import { orderWipe, tellOrder } from '../wipes/wipe-orders.ts';
import { hashOfRefreshToken, readRefreshToken, type RefreshToken, successorOf } from '../tokens/refresh-token.ts';
import {
  addRefreshToken,
  endOfSessionMs,
  endSession,
  expiryMs,
  readSessionLimits,
  type SeenDevice,
} from './sessions.ts';
import { type Account, findAccount, sessionEnded, type SignedIn, signedIn } from './signed-in.ts';
import { tellOfReuse } from './tell-of-reuse.ts';

type SessionRow = Row & {
  readonly session_id: string;
  readonly generation: number;
  readonly expires_at: string;
  readonly newest: number;
  readonly ended_why: string | null;
  readonly person_id: string;
  readonly device_id: string;
  readonly device_name: string;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly proof_key: string | null;
};
type Renewed = {
  readonly account: Account;
  readonly caller: Caller;
  readonly refreshToken: string;
  readonly endsMs: number;
  readonly proofKey: string | undefined;
};
export type RefreshInput = {
  readonly refreshToken: string;
  readonly seen?: SeenDevice | undefined;
  /** The thumbprint of the proved key, as at sign-in. */ readonly proofKey?: string | undefined;
};

/**
 * Exchanges a refresh token for its successor and a new access token. Until the successor itself is used, the same
 * token always gives the same successor, even simultaneously. So a lost answer has no effect. An older token proves
 * that two parties have a copy, and one of them is a thief. Then the session ends for both, and its person gets a mail.
 * Refuses `access/session-ended`.
 */
export async function refresh(
  { refreshToken, seen, proofKey }: RefreshInput,
  ports: IdentityPorts,
): Promise<Result<SignedIn>> {
  const token = readRefreshToken(refreshToken);
  if (!token) return sessionEnded('unknown');
  // A refusal is a return value, so its write (the end of the session) is committed.
  const renewed = await inTenant(ports.database, { orgId: token.orgId, mode: 'write' }, (tx) =>
    renew(tx, { token, seen, proofKey }, ports),
  );
  if (renewed.ok) return accept(await signedIn(renewed.value, ports));
  if (renewed.code === 'access/session-ended') ports.accountMail?.queued();
  return renewed;
}

async function renew(
  tx: Transaction,
  { token, seen, proofKey }: Pick<RefreshInput, 'seen' | 'proofKey'> & { readonly token: RefreshToken },
  ports: IdentityPorts,
): Promise<Result<Renewed>> {
  const { orgId } = token;
  const session = await lockSession(tx, token);
  if (!session) return sessionEnded('unknown');
  // Before anything that a thief who has only a token could do to the session.
  if (session.proof_key !== null && session.proof_key !== proofKey)
    return badProof(proofKey === undefined ? 'missing' : 'other-key', ports);
  const over = (why: string) => endedWith(tx, { orgId, session, why }, ports);
  if (session.ended_why !== null) return over(session.ended_why);
  const { session_id: sessionId, person_id: personId, device_id: deviceId, generation, newest } = session;
  if (generation < newest - 1) {
    await endSession(tx, { orgId, sessionId, why: 'reuse' }, ports);
    await tellOfReuse(tx, { orgId, personId, device: session.device_name }, ports);
    return sessionEnded('reuse');
  }
  const nowMs = ports.clock.nowMs();
  const limits = await readSessionLimits(tx, orgId);
  const startMs = Date.parse(session.created_at);
  const endsMs = endOfSessionMs(limits, startMs);
  const unusedMs = expiryMs(limits, { startMs, usedMs: Date.parse(session.last_used_at) }); // the limits may be shorter by now
  if (session.expires_at <= instantOfMs(nowMs) || unusedMs <= nowMs) return over('expired');
  const account = await findAccount(tx, { orgId, personId });
  if (account?.isClosed === true) return sessionEnded('organisation-suspended'); // the session stays for afterwards
  if (account?.standing !== 'active') {
    const why = account?.standing ?? 'removed';
    await endSession(tx, { orgId, sessionId, why }, ports);
    return over(why);
  }
  const expiresAt = instantOfMs(expiryMs(limits, { startMs, usedMs: nowMs }));
  const successor =
    generation === newest
      ? await rotate(tx, { token, session, seen, expiresAt }, ports)
      : await deriveAgain(tx, { token, session }, ports);
  if (!successor) return sessionEnded('keys-changed');
  if (generation < newest && session.proof_key !== null) await prolong(tx, { orgId, session, expiresAt }, ports);
  return accept({
    account,
    caller: { userId: personId, orgId, sessionId, deviceId },
    refreshToken: successor.text,
    endsMs,
    proofKey: session.proof_key ?? undefined,
  });
}

/**
 * D-5: refuses a session that is over, with the order to wipe its device where there is one. A person who is suspended or removed
 * leaves no data behind: their device gets an order at its first contact. A session without a key of its device gets none.
 */
async function endedWith(
  tx: Transaction,
  { orgId, session, why }: { readonly orgId: string; readonly session: SessionRow; readonly why: string },
  ports: IdentityPorts,
): Promise<Result<never>> {
  const { session_id: sessionId, person_id: personId, device_id: deviceId, device_name: deviceName } = session;
  if (session.proof_key === null) return sessionEnded(why);
  const account = await findAccount(tx, { orgId, personId });
  const standing = account?.standing ?? 'active'; // an account that is not found is not a reason to wipe
  if (standing !== 'active') {
    const bound = { orgId, sessionId, personId, deviceId, deviceName, proofKey: session.proof_key };
    await orderWipe(tx, { session: bound, why: standing, by: null }, ports);
  }
  return sessionEnded(why, await tellOrder(tx, { orgId, sessionId }, ports));
}

/** Allows one refresh of a session at a time. The others wait here and then read the successor. */
async function lockSession(tx: Transaction, token: RefreshToken): Promise<SessionRow | undefined> {
  const [row] = await tx.query<SessionRow>(
    `select r.session_id, r.generation, r.expires_at, s.generation as newest, s.ended_why, s.person_id, s.device_id, s.device_name, s.created_at, s.last_used_at, s.proof_key
     from auth.refresh r join auth.session s on s.org_id = r.org_id and s.id = r.session_id
     where r.org_id = $1 and r.hash = $2 for update of s`,
    [token.orgId, hashOfRefreshToken(token)],
  );
  return row;
}

type Presented = { readonly token: RefreshToken; readonly session: SessionRow };

type Rotating = Presented & { readonly seen: SeenDevice | undefined; readonly expiresAt: string };

async function rotate(
  tx: Transaction,
  { token, session, seen, expiresAt }: Rotating,
  ports: IdentityPorts,
): Promise<RefreshToken> {
  const { session_id: sessionId } = session;
  const successor = successorOf(token, ports.keys.refreshKeyVersion(), ports.keys);
  if (!successor) throw new Error('The newest refresh key is missing');
  const now = instantOfMs(ports.clock.nowMs());
  const generation = session.newest + 1;
  // Expired tokens are refused without their rows, so at most a week of rows is kept.
  await tx.query('delete from auth.refresh where org_id = $1 and session_id = $2 and expires_at <= $3', [
    token.orgId,
    sessionId,
    now,
  ]);
  await addRefreshToken(tx, { token: successor, sessionId, generation, expiresAt });
  await tx.query(
    `update auth.session set generation = $3, expires_at = $4, last_used_at = $5,
       device_kind = coalesce($6, device_kind), address = coalesce($7, address), unsent_acts = $8,
       held_records = coalesce($9, held_records), held_files = coalesce($10, held_files),
       head_n = coalesce($11, head_n), head_hash = coalesce($12, head_hash)
     where org_id = $1 and id = $2`,
    [
      token.orgId,
      sessionId,
      generation,
      expiresAt,
      now,
      seen?.kind ?? null,
      seen?.address ?? null,
      seen?.report?.unsent ?? null,
      seen?.report?.held?.records ?? null,
      seen?.report?.held?.files ?? null,
      seen?.report?.head?.[0] ?? null,
      seen?.report?.head?.[1] ?? null,
    ],
  );
  return successor;
}

/**
 * A device that asks again for an answer that it lost uses its session. This is so only where it has proved its key.
 * Otherwise a thief of the second newest token could keep a session without a key open while its device is away.
 */
async function prolong(
  tx: Transaction,
  { orgId, session, expiresAt }: { readonly orgId: string; readonly session: SessionRow; readonly expiresAt: string },
  { clock }: Pick<IdentityPorts, 'clock'>,
): Promise<void> {
  const { session_id: sessionId, generation } = session;
  await tx.query('update auth.session set expires_at = $3, last_used_at = $4 where org_id = $1 and id = $2', [
    orgId,
    sessionId,
    expiresAt,
    instantOfMs(clock.nowMs()),
  ]);
  // Both tokens: the device may lose this answer, too.
  await tx.query('update auth.refresh set expires_at = $4 where org_id = $1 and session_id = $2 and generation >= $3', [
    orgId,
    sessionId,
    generation,
    expiresAt,
  ]);
}

async function deriveAgain(
  tx: Transaction,
  { token, session }: Presented,
  { keys }: IdentityPorts,
): Promise<RefreshToken | undefined> {
  const [row] = await tx.query<{ hash: Uint8Array; key_version: number }>(
    'select hash, key_version from auth.refresh where org_id = $1 and session_id = $2 and generation = $3',
    [token.orgId, session.session_id, session.newest],
  );
  const successor = row && successorOf(token, row.key_version, keys);
  return successor && hashOfRefreshToken(successor).equals(row.hash) ? successor : undefined;
}
