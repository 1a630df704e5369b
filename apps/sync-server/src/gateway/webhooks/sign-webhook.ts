import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

/** `hmac`: HMAC-SHA256 (`v1`). `ed25519`: a signature that a receiver checks by a public key (`v1a`). */
export const webhookSecretKinds = ['hmac', 'ed25519'] as const;
export type WebhookSecretKind = (typeof webhookSecretKinds)[number];

/** A secret in clear: 32 random bytes. */
export type WebhookSecret = { readonly kind: WebhookSecretKind; readonly bytes: Uint8Array };

/** The length of a secret. Standard Webhooks asks for 24 to 64 bytes; an ed25519 seed has 32 (RFC 8032). */
export const webhookSecretBytes = 32;

/** Returns an HMAC secret as a receiver keeps it (Standard Webhooks, "Secret keys"). */
export const writtenSecret = (bytes: Uint8Array): string => `whsec_${Buffer.from(bytes).toString('base64')}`;

/** The DER prefix of a PKCS#8 ed25519 key before its seed (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });

/** Returns the public key of an ed25519 secret as a receiver keeps it. */
export const writtenPublicKey = (seed: Uint8Array): string => {
  const spki = createPublicKey(privateKeyOf(seed)).export({ format: 'der', type: 'spki' });
  return `whpk_${spki.subarray(-32).toString('base64')}`;
};

/** A message to sign. `atMs`: the time of this try. */
export type SignedMessage = { readonly id: string; readonly atMs: number; readonly body: string };

/**
 * Returns the three headers of Standard Webhooks (version 1.0.0, "Webhook headers"). Every secret signs, so a receiver may change
 * its secret at any moment of a rotation.
 */
export function webhookHeaders(
  { id, atMs, body }: SignedMessage,
  secrets: readonly WebhookSecret[],
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(atMs / 1_000));
  const signed = Buffer.from(`${id}.${timestamp}.${body}`);
  const signatures = secrets.map(({ kind, bytes }) =>
    kind === 'hmac'
      ? `v1,${createHmac('sha256', bytes).update(signed).digest('base64')}`
      : `v1a,${sign(null, signed, privateKeyOf(bytes)).toString('base64')}`,
  );
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
