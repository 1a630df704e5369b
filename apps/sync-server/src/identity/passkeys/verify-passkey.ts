import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { RelyingParty } from '../identity-ports.ts';
import type { StoredPasskey } from './stored-passkeys.ts';

/** The library is loaded with the first passkey, because it takes a tenth of a server's start. */
const webauthn = () => import('@simplewebauthn/server');
const helpers = () => import('@simplewebauthn/server/helpers');

/** COSE: EdDSA, ES256 and RS256. Every authenticator knows at least one of them. */
export const algorithms = [-8, -7, -257];

/** The id of an account for authenticators: random, no name and no address (WebAuthn, section 14.6.1). */
export const userHandleOf = (identityId: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(identityId.replaceAll('-', ''), 'hex'));

/**
 * Whether a page of another site, or a frame, took part. The library accepts frames where the browser does not name the
 * site.
 */
async function isFramed(clientDataJSON: string): Promise<boolean> {
  const { decodeClientDataJSON } = await helpers();
  const { crossOrigin, topOrigin } = decodeClientDataJSON(clientDataJSON);
  return (crossOrigin !== undefined && crossOrigin !== false) || topOrigin !== undefined;
}

/**
 * Whether an attestation is one that this server asks for: none, or the passkey's own signature. For other attestations
 * the library would check certificates, and send requests to the addresses in them.
 */
async function isPlainAttestation(attestationObject: string): Promise<boolean> {
  const { decodeAttestationObject, isoBase64URL } = await helpers();
  const decoded = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject));
  const statement = decoded.get('attStmt');
  const format: unknown = decoded.get('fmt');
  return format === 'none' || (format === 'packed' && statement.get('x5c') === undefined);
}

/** Runs a check of the library, which throws at every fault of an answer. */
async function checked<T>(check: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await check();
  } catch {
    return undefined;
  }
}

type Made = Pick<StoredPasskey, 'credentialId' | 'publicKey' | 'counter' | 'mayBeCopied'> & {
  readonly transports: readonly string[];
};

/** Returns the credential that an authenticator has made for a challenge, or undefined where anything about the answer is wrong. */
export const verifyMade = (
  { response, challenge, party }: { readonly response: RegistrationResponseJSON; readonly challenge: string; readonly party: RelyingParty }, // prettier-ignore
): Promise<Made | undefined> =>
  checked(async () => {
    if (await isFramed(response.response.clientDataJSON)) return undefined;
    if (!(await isPlainAttestation(response.response.attestationObject))) return undefined;
    const { verifyRegistrationResponse } = await webauthn();
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserPresence: true,
      requireUserVerification: false,
      supportedAlgorithmIDs: algorithms,
    });
    if (!verified || registrationInfo.credential.id !== response.id) return undefined;
    const { credential, credentialDeviceType } = registrationInfo;
    return {
      credentialId: credential.id,
      publicKey: credential.publicKey,
      counter: credential.counter,
      mayBeCopied: credentialDeviceType === 'multiDevice',
      transports: credential.transports ?? [],
    };
  });

/** The values of a valid answer of a passkey. `counter`: not compared with the stored one yet (`usePasskey`). */
export type VerifiedPasskey = { readonly counter: number; readonly isVerified: boolean };

/** Returns the verified content of a passkey's answer to a challenge; undefined where any part of it is wrong. */
export const verifyShown = (
  { response, challenge, party, passkey }: { readonly response: AuthenticationResponseJSON; readonly challenge: string; readonly party: RelyingParty; readonly passkey: StoredPasskey }, // prettier-ignore
): Promise<VerifiedPasskey | undefined> =>
  checked(async () => {
    const { clientDataJSON, userHandle } = response.response;
    if (await isFramed(clientDataJSON)) return undefined;
    const { isoBase64URL } = await helpers();
    const ownHandle = isoBase64URL.fromBuffer(userHandleOf(passkey.identityId));
    if (userHandle !== undefined && userHandle !== ownHandle) return undefined;
    const { verifyAuthenticationResponse } = await webauthn();
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: false,
      // The count is compared after the signature, and by the store: a forged answer cannot cause a report of a copy.
      credential: { id: passkey.credentialId, publicKey: passkey.publicKey, counter: 0 },
    });
    const { newCounter, userVerified, credentialDeviceType } = authenticationInfo;
    const isSameKind = (credentialDeviceType === 'multiDevice') === passkey.mayBeCopied; // WebAuthn, section 7.2, step 17
    return verified && isSameKind ? { counter: newCounter, isVerified: userVerified } : undefined;
  });
