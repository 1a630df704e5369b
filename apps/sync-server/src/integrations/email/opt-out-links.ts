import { timingSafeEqual } from 'node:crypto';

/** The path under which receivers opt out. The link's last part is its token. */
export const optOutPages = '/opt-out/';

/** The message that a link names. `messageId`: its id in the log of messages. */
export type OptOutLink = { readonly orgId: string; readonly messageId: string };

/** MSG-37: makes and reads the links by which receivers of offers opt out. */
export type OptOutLinks = {
  readonly addressOf: (link: OptOutLink) => string;
  /** Undefined: this server has not made the token. */
  readonly read: (token: string) => OptOutLink | undefined;
  /** Mail programs opt out by themselves only at an https address (RFC 8058, section 3.1). */
  readonly isOneClick: boolean;
};

const idBytes = 16;
/** Chosen: 128 bits. Nobody finds them by trying. */
const macBytes = 16;
/** 48 bytes in base64url. */
const tokenForm = /^[A-Za-z0-9_-]{64}$/;

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');
const idIn = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/**
 * Opens the links of a server. A token is the organisation's id, the message's id and the beginning of their HMAC-SHA-256 under a key of
 * the server that is never replaced: a link in an old e-mail must work (16 CFR 316.5: for 30 days at least). It has no address, so a
 * forwarded link tells nobody who got the e-mail. `mac`: of the server's key. `at`: this server's address.
 */
export function optOutLinks({ mac, at }: { readonly mac: (text: string) => Buffer; readonly at: string }): OptOutLinks {
  const macOf = (ids: Buffer): Buffer => mac(`opt-out\u0000${ids.toString('hex')}`).subarray(0, macBytes);
  return {
    isOneClick: at.startsWith('https://'),
    addressOf({ orgId, messageId }) {
      const ids = Buffer.concat([bytesOf(orgId), bytesOf(messageId)]);
      const token = Buffer.concat([ids, macOf(ids)]).toString('base64url');
      return new URL(`${optOutPages}${token}`, at).href;
    },
    read(token) {
      if (!tokenForm.test(token)) return undefined;
      const bytes = Buffer.from(token, 'base64url');
      const ids = bytes.subarray(0, 2 * idBytes);
      if (!timingSafeEqual(bytes.subarray(2 * idBytes), macOf(ids))) return undefined;
      return { orgId: idIn(ids.subarray(0, idBytes)), messageId: idIn(ids.subarray(idBytes)) };
    },
  };
}
