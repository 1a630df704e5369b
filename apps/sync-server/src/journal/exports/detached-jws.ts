import type { KeyObject } from 'node:crypto';
import { CompactSign, compactVerify, errors } from 'jose';

/** The present signing key of the server. */
export type Signer = { readonly kid: string; readonly privateKey: KeyObject };

const typ = 'outpost-audit+jws';

/**
 * Signs a text: a compact JWS (EdDSA) whose payload is detached (RFC 7515, appendix F). The signature covers the UTF-8 bytes of the
 * text. `kid` is in the server's JWKS.
 */
export async function signDetached(text: string, { kid, privateKey }: Signer): Promise<string> {
  const whole = await new CompactSign(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'EdDSA', kid, typ })
    .sign(privateKey);
  const [header = '', , signature = ''] = whole.split('.');
  return `${header}..${signature}`;
}

/** Returns whether a key of the server signed these bytes. `keyOf` finds the public half by its id. */
export async function isSignedText(
  bytes: Uint8Array,
  signature: string,
  keyOf: (kid: string) => Promise<KeyObject | undefined>,
): Promise<boolean> {
  const [header = '', payload, made = '', ...more] = signature.trim().split('.');
  if (payload !== '' || more.length > 0) return false;
  try {
    await compactVerify(
      `${header}.${Buffer.from(bytes).toString('base64url')}.${made}`,
      async ({ kid = '', typ: of }) => {
        const key = of === typ ? await keyOf(kid) : undefined;
        if (!key) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      { algorithms: ['EdDSA'] },
    );
    return true;
  } catch (cause) {
    if (cause instanceof errors.JOSEError || cause instanceof TypeError || cause instanceof SyntaxError) return false;
    throw cause;
  }
}
