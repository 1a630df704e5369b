import type { Row, Transaction } from '../../db/database.ts';

/** The kinds of factor that an account has. Backup codes are one factor with several codes. */
export type StoredKind = 'passkey' | 'totp' | 'email' | 'sms' | 'backup-codes';

/** A factor of an account, as it is stored. Times in milliseconds since 1970, UTC. */
export type StoredFactor = {
  readonly id: string;
  readonly kind: StoredKind;
  readonly name: string;
  /** The secret of an app or the number of a telephone, encrypted (`KeyRing.seal`, `purposeOf`). */
  readonly sealed: string | null;
  /** Backup codes that are not used. */
  readonly codesLeft: number;
  readonly madeMs: number;
  /** Null: the person has not shown yet that the factor works. It is ignored. */
  readonly confirmedMs: number | null;
  readonly usedMs: number | null;
};

type FactorRow = Row & {
  readonly id: string;
  readonly kind: StoredKind;
  readonly name: string;
  readonly sealed: string | null;
  readonly codes_left: number;
  readonly made_ms: number;
  readonly confirmed_ms: number | null;
  readonly used_ms: number | null;
};

/** Returns the factors of an account, also those that are being set up, the oldest first. */
export async function factorsOf(tx: Transaction, identityId: string): Promise<readonly StoredFactor[]> {
  const rows = await tx.query<FactorRow>(
    'select id, kind, name, sealed, codes_left, made_ms, confirmed_ms, used_ms from auth.factors_of($1::uuid)',
    [identityId],
  );
  return rows.map(({ id, kind, name, sealed, codes_left, made_ms, confirmed_ms, used_ms }) => ({
    id,
    kind,
    name,
    sealed,
    codesLeft: codes_left,
    madeMs: made_ms,
    confirmedMs: confirmed_ms,
    usedMs: used_ms,
  }));
}

/** Whether an account has a second factor that its person has shown to work. */
export const hasFactor = async (tx: Transaction, identityId: string): Promise<boolean> =>
  (await factorsOf(tx, identityId)).some(isFactor);

export type NewFactor = {
  readonly id: string;
  readonly identityId: string;
  readonly kind: StoredKind;
  readonly name: string;
  readonly sealed?: string;
  /** Keyed hashes of backup codes. */
  readonly codes?: readonly Uint8Array[];
  readonly madeMs: number;
  readonly isConfirmed: boolean;
};

export async function addFactor(tx: Transaction, factor: NewFactor): Promise<void> {
  const { id, identityId, kind, name, sealed, codes = [], madeMs, isConfirmed } = factor;
  await tx.query('select auth.add_factor($1, $2, $3, $4, $5, $6::bytea[], $7, $8)', [
    id,
    identityId,
    kind,
    name,
    sealed ?? null,
    codes,
    madeMs,
    isConfirmed,
  ]);
}

/** Uses a time step of a factor, and confirms it. Returns false where this step or a later one was used before. */
export async function takeStep(
  tx: Transaction,
  { identityId, id, step, atMs }: { identityId: string; id: string; step: number; atMs: number },
): Promise<boolean> {
  const taken = await tx.query('select id from auth.take_step($1, $2, $3, $4)', [identityId, id, step, atMs]);
  return taken.length > 0;
}

/**
 * Notes the use of a factor whose code was sent. The first one confirms it. Returns false where there is no such
 * factor.
 */
export async function noteUse(
  tx: Transaction,
  { identityId, id, atMs }: { identityId: string; id: string; atMs: number },
): Promise<boolean> {
  return (await tx.query('select id from auth.use_factor($1, $2, $3)', [identityId, id, atMs])).length > 0;
}

/** Uses a backup code, given by its keyed hash. Returns false where the account has no such code left. */
export async function takeBackupCode(
  tx: Transaction,
  { identityId, code, atMs }: { identityId: string; code: Uint8Array; atMs: number },
): Promise<boolean> {
  const taken = await tx.query('select id from auth.take_backup_code($1, $2, $3)', [identityId, code, atMs]);
  return taken.length > 0;
}

/** Returns the purpose under which the secret of a factor is sealed: a secret of one account is not valid in another. */
export const purposeOf = (kind: StoredKind, identityId: string): string => `second factor ${kind} ${identityId}`;

export async function removeFactors(tx: Transaction, identityId: string, ids: readonly string[]): Promise<void> {
  await tx.query('select auth.remove_factors($1, $2::uuid[])', [identityId, ids]);
}

/** Gives a factor that is set up another name. Returns false where the account has no such factor. */
export async function renameFactor(
  tx: Transaction,
  { identityId, id, name }: { identityId: string; id: string; name: string },
): Promise<boolean> {
  return (await tx.query('select id from auth.rename_factor($1, $2, $3)', [identityId, id, name])).length > 0;
}

/** Returns whether a factor of this kind is set up and asks for an answer by itself. Backup codes only replace another factor. */
export const isFactor = ({ kind, confirmedMs }: StoredFactor): boolean =>
  kind !== 'backup-codes' && confirmedMs !== null;
