import { createHash } from 'node:crypto';
import type { Row, Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';

/**
 * The purpose for which a page of the server asks a passkey. `sign-in`: the person's identity. `answer`: to prove a known
 * account, as second factor or before a dangerous act. `set-up`: to make a passkey for an account.
 */
export type CeremonyKind = 'sign-in' | 'answer' | 'set-up';

/** A ceremony, with the id of its hand-back. */
export type Ceremony = {
  readonly id: string;
  readonly kind: CeremonyKind;
  readonly orgId: string | null;
  readonly identityId: string | null;
  readonly factorId: string | null;
  /** SHA-256 of the secret of the step that the answer is for. */
  readonly step: Uint8Array | null;
  /** set-up: as the authenticator shows the passkey. */
  readonly userName: string | null;
};

/** Chosen: a person may cancel the browser's window, take the wrong passkey, or touch the wrong key. */
const mostTries = 8;
/** Chosen: the app uses an answer immediately. A slow network may need some tries. */
const answerForMs = 2 * 60_000;
/** 192 bits. */
const answerBytes = 24;

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
const keyOf = (id: string): Buffer => Buffer.from(id, 'hex');

type CeremonyRow = Row & {
  readonly kind: CeremonyKind;
  readonly wanted_org: string | null;
  readonly identity_id: string | null;
  readonly factor_id: string | null;
  readonly step: Uint8Array | null;
  readonly user_name: string | null;
};

const ceremonyOf = (id: string, row: CeremonyRow): Ceremony => ({
  id,
  kind: row.kind,
  orgId: row.wanted_org,
  identityId: row.identity_id,
  factorId: row.factor_id,
  step: row.step,
  userName: row.user_name,
});

export type NewCeremony = {
  readonly id: string;
  readonly kind: CeremonyKind;
  readonly orgId?: string | undefined;
  readonly identityId?: string;
  readonly factorId?: string;
  /** The secret name of the step that the answer is for. */
  readonly step?: string;
  readonly userName?: string;
  readonly forMs: number;
};

export async function addCeremony(tx: Transaction, ceremony: NewCeremony, { clock }: IdentityPorts): Promise<void> {
  const { id, kind, orgId, identityId, factorId, step, userName, forMs } = ceremony;
  const nowMs = clock.nowMs();
  for (const [table, key] of [
    ['auth.passkey_ceremony', 'id'],
    ['auth.passkey_answer', 'code'],
  ] as const)
    await tx.query(
      `delete from ${table} where ${key} in (select ${key} from ${table} where expires_ms <= $1 order by expires_ms limit 20 for update skip locked)`,
      [nowMs],
    );
  await tx.query(
    'insert into auth.passkey_ceremony (id, kind, wanted_org, identity_id, factor_id, step, user_name, expires_ms) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing',
    [
      keyOf(id),
      kind,
      orgId ?? null,
      identityId ?? null,
      factorId ?? null,
      step === undefined ? null : hashOf(step),
      userName ?? null,
      nowMs + forMs,
    ],
  );
}

/** Returns the kind of a ceremony, or undefined where there is none. */
export async function findKind(tx: Transaction, id: string): Promise<CeremonyKind | undefined> {
  const [row] = await tx.query<{ kind: CeremonyKind }>('select kind from auth.passkey_ceremony where id = $1', [keyOf(id)]); // prettier-ignore
  return row?.kind;
}

/** Gives a ceremony a new challenge in place of the one before. Returns undefined where the ceremony is over. */
export async function openCeremony(
  tx: Transaction,
  id: string,
  { clock, random }: IdentityPorts,
): Promise<(Ceremony & { readonly challenge: Uint8Array<ArrayBuffer> }) | undefined> {
  const challenge = Uint8Array.from(random(32));
  const [row] = await tx.query<CeremonyRow>(
    `update auth.passkey_ceremony set challenge = $2 where id = $1 and expires_ms > $3 and tries < ${mostTries}
     returning kind, wanted_org, identity_id, factor_id, step, user_name`,
    [keyOf(id), challenge, clock.nowMs()],
  );
  return row && { ...ceremonyOf(id, row), challenge };
}

/**
 * Uses the challenge of a ceremony up, before the passkey's answer is looked at: a challenge is valid for one answer, right or
 * wrong. Returns undefined where none is open.
 */
export async function takeChallenge(
  tx: Transaction,
  id: string,
  { clock }: IdentityPorts,
): Promise<(Ceremony & { readonly challenge: string }) | undefined> {
  const [row] = await tx.query<CeremonyRow & { readonly challenge: Uint8Array }>(
    `with taken as (select id, challenge from auth.passkey_ceremony where id = $1 and challenge is not null and expires_ms > $2 for update)
     update auth.passkey_ceremony c set challenge = null, tries = c.tries + 1 from taken t where c.id = t.id
     returning t.challenge, c.kind, c.wanted_org, c.identity_id, c.factor_id, c.step, c.user_name`,
    [keyOf(id), clock.nowMs()],
  );
  return row && { ...ceremonyOf(id, row), challenge: Buffer.from(row.challenge).toString('base64url') };
}

/** Ends a ceremony. Returns false where it is over already. */
export async function endCeremony(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.query('delete from auth.passkey_ceremony where id = $1 returning id', [keyOf(id)])).length > 0;
}

/** Stores that a passkey has answered for an account. Returns the code by which the app uses the answer. */
export async function addAnswer(
  tx: Transaction,
  { identityId, factorId, step }: { readonly identityId: string; readonly factorId: string; readonly step: Uint8Array },
  { clock, random }: IdentityPorts,
): Promise<string> {
  const code = Buffer.from(random(answerBytes)).toString('base64url');
  await tx.query(
    'insert into auth.passkey_answer (code, identity_id, factor_id, step, expires_ms) values ($1, $2, $3, $4, $5)',
    [hashOf(code), identityId, factorId, step, clock.nowMs() + answerForMs],
  );
  return code;
}

/**
 * Uses the answer of a passkey up. Returns the factor that has answered. Undefined where the code is unknown, used or too old, or belongs to
 * another account or another step.
 */
export async function takeAnswerOf(
  tx: Transaction,
  { identityId, step, code }: { readonly identityId: string; readonly step: string; readonly code: string },
  { clock }: Pick<IdentityPorts, 'clock'>,
): Promise<string | undefined> {
  const [row] = await tx.query<{ factor_id: string }>(
    'delete from auth.passkey_answer where code = $1 and identity_id = $2 and step = $3 and expires_ms > $4 returning factor_id',
    [hashOf(code), identityId, hashOf(step), clock.nowMs()],
  );
  return row?.factor_id;
}
