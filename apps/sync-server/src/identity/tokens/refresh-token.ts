import { createHash } from 'node:crypto';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import type { KeyRing } from '../keys/key-ring.ts';

/** A parsed refresh token. It contains its tenant's id, so that it is looked up under that tenant's row security. */
export type RefreshToken = { readonly text: string; readonly orgId: string; readonly keyVersion: number };

const form = /^or1\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([1-9][0-9]{0,5})\.[A-Za-z0-9_-]{43}$/;

/** Parses a token; returns `undefined` for a text of another form. Only its hash shows whether the token is valid. */
export function readRefreshToken(text: string): RefreshToken | undefined {
  const match = form.exec(text);
  return match?.[1] === undefined ? undefined : { text, orgId: match[1], keyVersion: Number(match[2]) };
}

const written = (orgId: string, keyVersion: number, secret: Uint8Array): RefreshToken => ({
  text: `or1.${orgId}.${keyVersion}.${Buffer.from(secret).toString('base64url')}`,
  orgId,
  keyVersion,
});

/** Returns the first token of a session: 256 random bits. */
export const firstRefreshToken = (
  orgId: string,
  { random, keys }: { readonly random: RandomBytes; readonly keys: KeyRing },
): RefreshToken => written(orgId, keys.refreshKeyVersion(), random(32));

/**
 * Returns the successor of a token, derived with that version of the refresh key. The result is always the same, so a lost answer
 * can be repeated and no secret is stored. Returns `undefined` when the version is no longer kept.
 */
export function successorOf(token: RefreshToken, keyVersion: number, keys: KeyRing): RefreshToken | undefined {
  const secret = keys.refreshMac(keyVersion, token.text);
  return secret && written(token.orgId, keyVersion, secret);
}

/** Returns the stored form of a token: its SHA-256. A token has 256 random bits, so no slow hash is needed. */
export const hashOfRefreshToken = (token: RefreshToken): Buffer => createHash('sha256').update(token.text).digest();
