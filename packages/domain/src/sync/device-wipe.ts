import { z } from 'zod';
import { actSchema } from '../kernel/acts/act.ts';
import { idSchema } from '../kernel/ids.ts';
import { jsonSchema } from '../kernel/json.ts';

/*
 * D-5: how a device is wiped. The server sends an order in the refusal of a refresh. The device encrypts its unsent data under
 * the tenant's key, hands the result over in pieces, waits for the receipt, and only then wipes. Order and receipt are compact
 * JWS (EdDSA) by the tenant's key, which the device got at sign-in.
 */

/** The types of the two signed texts: one is never taken for the other. */
export const wipeOrderType = 'outpost-wipe+jws';
export const wipeReceiptType = 'outpost-wipe-receipt+jws';

/** Longer than any order or receipt. */
export const longestSignedText = 4_000;

/** The claims of an order. It is valid for one person's data on one device, in one session. */
export const wipeOrderSchema = z.object({
  id: idSchema,
  org: idSchema,
  person: idSchema,
  device: idSchema,
  /** RFC 7638: the thumbprint of the session's key. Another session has another key, so an old order cannot be used again. */
  jkt: z.string().max(100),
  at: z.string().max(40),
  /** The X25519 key to which the device encrypts, base64url. */
  seal: z.string().max(100),
});
export type WipeOrder = z.output<typeof wipeOrderSchema>;

/** The claims of a receipt: the server has the whole parcel with this digest. */
export const wipeReceiptSchema = z.object({
  order: idSchema,
  org: idSchema,
  /** SHA-256 of the parcel's text, base64url. */
  digest: z.string().max(60),
  at: z.string().max(40),
});
export type WipeReceipt = z.output<typeof wipeReceiptSchema>;

/** Chosen: with its other members a piece fits the usual limit of a body without a token (64 KiB). */
export const wipePieceChars = 60_000;
/** Chosen: about 12 MB of compressed acts. A larger parcel is not accepted, and then nothing is wiped. */
export const mostWipePieces = 280;

/** One piece of a parcel. `acts`: how many acts the parcel contains, for the list of devices. */
export const wipePieceSchema = z.strictObject({
  order: idSchema,
  digest: z.string().regex(/^[\w-]{43}$/),
  pieces: z.number().int().min(1).max(mostWipePieces),
  n: z
    .number()
    .int()
    .min(0)
    .max(mostWipePieces - 1),
  acts: z.number().int().min(0).max(10_000_000),
  text: z.string().min(1).max(wipePieceChars),
});
export type WipePiece = z.output<typeof wipePieceSchema>;

/** The answer to a piece: the pieces that are still missing, or the receipt. */
export const wipePieceAnswerSchema = z.object({
  missing: z.array(z.number().int()).max(mostWipePieces),
  receipt: z.string().max(longestSignedText).optional(),
});

/** An act in a parcel. `refused`: the act was in the tray; the reasons by record. */
export const handedActSchema = z.object({
  state: z.enum(['waiting', 'refused']),
  act: actSchema,
  why: z.record(z.string(), z.object({ code: z.string(), message: z.string() })).optional(),
});
export type HandedAct = z.output<typeof handedActSchema>;

/** The content of a parcel once it is opened: JSON, compressed by gzip, encrypted as a compact JWE (ECDH-ES, A256GCM). */
export const parcelSchema = z.object({
  form: z.literal(1),
  order: idSchema,
  acts: z.array(handedActSchema),
  /** Texts that were typed and not saved, by the screen's own key. */
  drafts: z.record(z.string(), jsonSchema),
  /** Files whose bytes had not been sent. */
  files: z.array(
    z.object({
      record: idSchema,
      sizeBytes: z.number(),
      sha256: z.string(),
      /** base64; absent where the parcel had no room for it. */
      content: z.string().optional(),
    }),
  ),
});
export type Parcel = z.output<typeof parcelSchema>;
