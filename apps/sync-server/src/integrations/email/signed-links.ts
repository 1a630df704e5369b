import { timingSafeEqual } from 'node:crypto';

/** The ids that a signed link names: an organisation, and one thing of it. */
export type LinkedIds = { readonly orgId: string; readonly id: string };

/** Makes and reads the links of one purpose. */
export type SignedLinks = {
  readonly addressOf: (ids: LinkedIds) => string;
  /** Undefined: this server has not made the token for this purpose. */
  readonly read: (token: string) => LinkedIds | undefined;
};

/** The bytes of an id in a token. */
export const linkedIdBytes = 16;
/** Chosen: 128 bits. Nobody finds them by trying. */
const macBytes = 16;
/** 48 bytes in base64url. */
const tokenForm = /^[A-Za-z0-9_-]{64}$/;

/** Returns the bytes of an id, as a token has them. */
export const bytesOfLinkedId = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');
/** Returns the id in these bytes of a token. */
export const linkedIdIn = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

type Made = {
  /** Part of what is signed: a link of one purpose does not work for another one. */
  readonly purpose: string;
  /** The path before the token. */
  readonly pages: string;
  /** Of the server's key, which is never replaced: a link in an old e-mail must work. */
  readonly mac: (text: string) => Buffer;
  /** This server's address. */
  readonly at: string;
};

/**
 * Opens the links of one purpose. A token is the organisation's id, the other id and the beginning of their HMAC-SHA-256. It has no
 * e-mail address, so a forwarded link tells nobody who got the e-mail.
 */
export function signedLinks({ purpose, pages, mac, at }: Made): SignedLinks {
  const macOf = (ids: Buffer): Buffer => mac(`${purpose}\u0000${ids.toString('hex')}`).subarray(0, macBytes);
  return {
    addressOf({ orgId, id }) {
      const ids = Buffer.concat([bytesOfLinkedId(orgId), bytesOfLinkedId(id)]);
      const token = Buffer.concat([ids, macOf(ids)]).toString('base64url');
      return new URL(`${pages}${token}`, at).href;
    },
    read(token) {
      if (!tokenForm.test(token)) return undefined;
      const bytes = Buffer.from(token, 'base64url');
      const ids = bytes.subarray(0, 2 * linkedIdBytes);
      if (!timingSafeEqual(bytes.subarray(2 * linkedIdBytes), macOf(ids))) return undefined;
      return { orgId: linkedIdIn(ids.subarray(0, linkedIdBytes)), id: linkedIdIn(ids.subarray(linkedIdBytes)) };
    },
  };
}
