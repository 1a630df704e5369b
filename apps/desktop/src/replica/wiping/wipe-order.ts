import { createPublicKey, verify } from 'node:crypto';
import {
  longestSignedText,
  type WipeOrder,
  wipeOrderSchema,
  wipeOrderType,
  type WipeReceipt,
  wipeReceiptSchema,
  wipeReceiptType,
} from '@outpost/domain/sync/device-wipe';
import type { z } from 'zod';

const parsed = (part: string | undefined): unknown => {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString());
  } catch {
    return undefined;
  }
};

/** Returns the claims of a compact JWS of this type (RFC 7515, EdDSA) by the tenant's key; undefined for any other text. */
function claimsOf<T>(
  text: string,
  { key, type, schema }: { readonly key: string; readonly type: string; readonly schema: z.ZodType<T> },
): T | undefined {
  if (text.length > longestSignedText) return undefined;
  const [head, body, signature, ...others] = text.split('.');
  if (signature === undefined || others.length > 0) return undefined;
  const { alg, typ, ...further } = (parsed(head) ?? {}) as Readonly<Record<string, unknown>>;
  if (alg !== 'EdDSA' || typ !== type || 'crit' in further) return undefined;
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' });
  const isTheirs = verify(null, Buffer.from(`${head}.${body}`), publicKey, Buffer.from(signature, 'base64url'));
  return isTheirs ? schema.safeParse(parsed(body)).data : undefined;
}

/** The claims of an order for the session of this device. */
export type WipeBounds = {
  /** The tenant's public key, which the device got while its session was valid. */
  readonly key: string;
  readonly org: string;
  readonly person: string;
  readonly device: string;
  /** The thumbprint of the session's own key. */
  readonly jkt: string;
};

/**
 * D-5: returns the order to wipe that a text contains. Undefined for every text that the tenant's key did not sign, and for an order to
 * another organisation, person, device or session: none of these wipes anything.
 */
export function readWipeOrder(text: string, { key, ...bounds }: WipeBounds): WipeOrder | undefined {
  const order = claimsOf(text, { key, type: wipeOrderType, schema: wipeOrderSchema });
  const isHere =
    order?.org === bounds.org &&
    order.person === bounds.person &&
    order.device === bounds.device &&
    order.jkt === bounds.jkt;
  return isHere ? order : undefined;
}

/** Returns the receipt in a text, if the tenant's key signed it for this parcel; otherwise undefined. */
export function readReceipt(
  text: string,
  { key, order, org, digest }: { readonly key: string } & Pick<WipeReceipt, 'order' | 'org' | 'digest'>,
): WipeReceipt | undefined {
  const receipt = claimsOf(text, { key, type: wipeReceiptType, schema: wipeReceiptSchema });
  return receipt?.order === order && receipt.org === org && receipt.digest === digest ? receipt : undefined;
}
