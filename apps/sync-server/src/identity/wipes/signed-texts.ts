import {
  longestSignedText,
  type WipeOrder,
  type WipeReceipt,
  wipeOrderType,
  wipeReceiptSchema,
  wipeReceiptType,
} from '@outpost/domain/sync/device-wipe';
import { CompactSign, compactVerify, errors } from 'jose';
import { createPublicKey } from 'node:crypto';
import type { WipeKeys } from './wipe-keys.ts';

const sign = (claims: object, typ: string, { signing }: WipeKeys): Promise<string> =>
  new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', typ })
    .sign(signing);

/** Returns an order to wipe as a compact JWS by the tenant's key. */
export const signOrder = (order: WipeOrder, keys: WipeKeys): Promise<string> => sign(order, wipeOrderType, keys);

/** Returns the receipt of a parcel as a compact JWS by the tenant's key. The same claims give the same text. */
export const signReceipt = (receipt: WipeReceipt, keys: WipeKeys): Promise<string> =>
  sign(receipt, wipeReceiptType, keys);

/** Returns the claims of a receipt that this tenant's key signed; undefined for any other text. */
export async function receiptIn(text: string, { signing }: WipeKeys): Promise<WipeReceipt | undefined> {
  if (text.length > longestSignedText) return undefined;
  try {
    const { payload, protectedHeader } = await compactVerify(text, createPublicKey(signing), { algorithms: ['EdDSA'] });
    if (protectedHeader.typ !== wipeReceiptType) return undefined;
    return wipeReceiptSchema.safeParse(JSON.parse(new TextDecoder().decode(payload))).data;
  } catch (cause) {
    if (cause instanceof errors.JOSEError || cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
