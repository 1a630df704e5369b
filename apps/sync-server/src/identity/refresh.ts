import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant, type Row, type Transaction } from '../db/database.ts';
import type { Caller, IdentityPorts } from './identity-ports.ts';
import { instantAt } from './instant-at.ts';
import { hashOfRefreshToken, readRefreshToken, type RefreshToken, successorOf } from './refresh-token.ts';
import { addRefreshToken, endSession, refreshExpiry } from './sessions.ts';
import { type Account, findAccount, sessionEnded, type SignedIn, signedIn } from './signed-in.ts';

type SessionRow = Row & {
  readonly session_id: string;
  readonly generation: number;
  readonly expires_at: string;
  readonly newest: number;
  readonly ended_why: string | null;
  readonly person_id: string;
  readonly device_id: string;
};
type Renewed = { readonly account: Account; readonly caller: Caller; readonly refreshToken: string };

/**
 * Exchanges a refresh token for its successor and a new access token. Until the successor itself is used, the same token always
 * gives the same successor, even simultaneously; so a lost answer has no effect. An older token proves that two parties have a
 * copy, and one of them is a thief: the session ends for both. Refuses `access/session-ended`.
 */
export async function refresh(
  { refreshToken }: { readonly refreshToken: string },
  ports: IdentityPorts,
): Promise<Result<SignedIn>> {
  const token = readRefreshToken(refreshToken);
  if (!token) return sessionEnded('unknown');
  // A refusal is a return value, so its write (the end of the session) is committed.
  const renewed = await inTenant(ports.database, { orgId: token.orgId, mode: 'write' }, (tx) =>
    renew(tx, token, ports),
  );
  return renewed.ok ? accept(await signedIn(renewed.value, ports)) : renewed;
}

async function renew(tx: Transaction, token: RefreshToken, ports: IdentityPorts): Promise<Result<Renewed>> {
  const { orgId } = token;
  const session = await lockSession(tx, token);
  if (!session) return sessionEnded('unknown');
  if (session.ended_why !== null) return sessionEnded(session.ended_why);
  const { session_id: sessionId, person_id: personId, device_id: deviceId, generation, newest } = session;
  if (generation < newest - 1) {
    await endSession(tx, { orgId, sessionId, why: 'reuse' }, ports);
    return sessionEnded('reuse');
  }
  if (session.expires_at <= instantAt(ports.clock.nowMs())) return sessionEnded('expired');
  const account = await findAccount(tx, { orgId, personId });
  if (account?.standing !== 'active') {
    const why = account?.standing ?? 'removed';
    await endSession(tx, { orgId, sessionId, why }, ports);
    return sessionEnded(why);
  }
  const successor =
    generation === newest
      ? await rotate(tx, { token, session }, ports)
      : await deriveAgain(tx, { token, session }, ports);
  if (!successor) return sessionEnded('keys-changed');
  return accept({ account, caller: { userId: personId, orgId, sessionId, deviceId }, refreshToken: successor.text });
}

/** Allows one refresh of a session at a time. The others wait here and then read the successor. */
async function lockSession(tx: Transaction, token: RefreshToken): Promise<SessionRow | undefined> {
  const [row] = await tx.query<SessionRow>(
    `select r.session_id, r.generation, r.expires_at, s.generation as newest, s.ended_why, s.person_id, s.device_id
     from auth.refresh r join auth.session s on s.org_id = r.org_id and s.id = r.session_id
     where r.org_id = $1 and r.hash = $2 for update of s`,
    [token.orgId, hashOfRefreshToken(token)],
  );
  return row;
}

type Presented = { readonly token: RefreshToken; readonly session: SessionRow };

async function rotate(tx: Transaction, { token, session }: Presented, ports: IdentityPorts): Promise<RefreshToken> {
  const { session_id: sessionId } = session;
  const successor = successorOf(token, ports.keys.refreshKeyVersion(), ports.keys);
  if (!successor) throw new Error('The newest refresh key is missing');
  const nowMs = ports.clock.nowMs();
  const expiresAt = refreshExpiry(nowMs);
  const generation = session.newest + 1;
  // Expired tokens are refused without their rows, so at most a week of rows is kept.
  await tx.query('delete from auth.refresh where org_id = $1 and session_id = $2 and expires_at <= $3', [
    token.orgId,
    sessionId,
    instantAt(nowMs),
  ]);
  await addRefreshToken(tx, { token: successor, sessionId, generation, expiresAt });
  await tx.query('update auth.session set generation = $3, expires_at = $4 where org_id = $1 and id = $2', [
    token.orgId,
    sessionId,
    generation,
    expiresAt,
  ]);
  return successor;
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
