import type { AuthenticatorTransport, Base64URLString } from '@simplewebauthn/server';
import type { Row, Transaction } from '../../db/database.ts';

/** A passkey as it is stored. It is the second factor with the same id. */
export type StoredPasskey = {
  readonly factorId: string;
  readonly identityId: string;
  readonly credentialId: Base64URLString;
  /** COSE. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** The authenticator's count of signatures; always 0 where it does not count. */
  readonly counter: number;
  /** The authenticator may copy it to other devices of the person. This never changes. */
  readonly mayBeCopied: boolean;
};

type PasskeyRow = Row & {
  readonly factor_id: string;
  readonly identity_id: string;
  readonly credential_id: Uint8Array;
  readonly public_key: Uint8Array;
  readonly counter: number;
  readonly may_be_copied: boolean;
};

const bytesOf = (id: Base64URLString): Buffer => Buffer.from(id, 'base64url');
const textOf = (bytes: Uint8Array): Base64URLString => Buffer.from(bytes).toString('base64url');

/** Returns the passkey of a credential, of any account. One that is being set up is not found. */
export async function findPasskey(tx: Transaction, credentialId: Base64URLString): Promise<StoredPasskey | undefined> {
  const [row] = await tx.query<PasskeyRow>(
    'select factor_id, identity_id, credential_id, public_key, counter, may_be_copied from auth.find_passkey($1)',
    [bytesOf(credentialId)],
  );
  return (
    row && {
      factorId: row.factor_id,
      identityId: row.identity_id,
      credentialId: textOf(row.credential_id),
      publicKey: Uint8Array.from(row.public_key),
      counter: Number(row.counter),
      mayBeCopied: row.may_be_copied,
    }
  );
}

/** A credential as it is sent to a browser. */
export type KnownCredential = { readonly id: Base64URLString; readonly transports: AuthenticatorTransport[] };

/** Returns the credentials of an account that are set up. */
export async function credentialsOf(tx: Transaction, identityId: string): Promise<readonly KnownCredential[]> {
  const rows = await tx.query<{ credential_id: Uint8Array; transports: AuthenticatorTransport[] }>(
    'select credential_id, transports from auth.passkeys_of($1)',
    [identityId],
  );
  return rows.map(({ credential_id: id, transports }) => ({ id: textOf(id), transports }));
}

/** Stores the credential of a factor that is being set up. Returns false where the credential or the factor has one already. */
export async function addPasskey(
  tx: Transaction,
  passkey: StoredPasskey & { readonly transports: readonly string[] },
): Promise<boolean> {
  const { factorId, identityId, credentialId, publicKey, counter, transports, mayBeCopied } = passkey;
  const added = await tx.query('select id from auth.add_passkey($1, $2, $3, $4, $5, $6::text[], $7)', [
    factorId,
    identityId,
    bytesOf(credentialId),
    publicKey,
    counter,
    transports,
    mayBeCopied,
  ]);
  return added.length > 0;
}

/**
 * Notes the use of a passkey and its new count. Returns false where the count is not above the stored one (WebAuthn, section 7.2, step 22): a
 * copy of the passkey was used. An authenticator that does not count always says 0.
 */
export async function usePasskey(
  tx: Transaction,
  { factorId, counter, atMs }: { readonly factorId: string; readonly counter: number; readonly atMs: number },
): Promise<boolean> {
  return (await tx.query('select id from auth.use_passkey($1, $2, $3)', [factorId, counter, atMs])).length > 0;
}
