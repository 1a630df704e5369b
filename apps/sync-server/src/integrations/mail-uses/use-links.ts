import { createHmac, timingSafeEqual } from 'node:crypto';
import type { UsedMail } from '../../jobs/mail-uses/note-mail-use.ts';
import { bytesOfId, idOfBytes } from './id-bytes.ts';

/** The path of everything that followed e-mails load: the picture, and the links. */
export const mailUsePages = '/m/';

/** MSG-46: makes and reads the links and the picture of followed e-mails. */
export type UseLinks = {
  /** This server's address, whose own links are never followed. */
  readonly at: string;
  /** Returns the address that leads to a target. Undefined: the target can't be followed, so the link stays as it is. */
  readonly linkOf: (mail: { readonly orgId: string; readonly messageId: string }, target: string) => string | undefined;
  readonly pictureOf: (mail: { readonly orgId: string; readonly messageId: string }) => string;
  /** Undefined: this server has not made the address, or something in it was changed. */
  readonly readLink: (token: string, target: string) => (UsedMail & { readonly target: string }) | undefined;
  readonly readPicture: (token: string) => UsedMail | undefined;
};

const idBytes = 16;
/** Chosen: 128 bits. Nobody finds them by trying. */
const macBytes = 16;
/** 48 bytes in base64url. */
const tokenForm = /^[A-Za-z0-9_-]{64}$/;
const textForm = /^[A-Za-z0-9_-]{1,2800}$/;
/** Chosen: mail programs cut longer addresses. */
const mostTargetBytes = 2_000;

/** Returns a target that a browser may be sent to: http and https, without a user name in it. Undefined for all others. */
export function webTarget(text: string): URL | undefined {
  const url = URL.parse(text);
  const isWeb = url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
  return isWeb && url.username === '' && url.password === '' ? url : undefined;
}

type Made = {
  /** Of the server's key, which is never replaced: a link in an old e-mail must work. */
  readonly mac: (text: string) => Buffer;
  /** This server's address. */
  readonly at: string;
};

/**
 * Opens the links of followed e-mails. A token is the organisation's id, the message's id and the beginning of an HMAC-SHA-256 under a key of
 * the organisation. The HMAC covers the target, too, so nobody can make a link that leads elsewhere: there is no open redirector. A link has no
 * e-mail address.
 */
export function openUseLinks({ mac, at }: Made): UseLinks {
  const macOf = (ids: Buffer, what: string): Buffer => {
    const ofTenant = mac(`mail-uses\u0000${ids.subarray(0, idBytes).toString('hex')}`);
    return createHmac('sha256', ofTenant).update(ids).update(what).digest().subarray(0, macBytes);
  };
  const tokenOf = (orgId: string, messageId: string, what: string): string => {
    const ids = Buffer.concat([bytesOfId(orgId), bytesOfId(messageId)]);
    return Buffer.concat([ids, macOf(ids, what)]).toString('base64url');
  };
  const read = (token: string, what: string): { orgId: string; messageId: string } | undefined => {
    if (!tokenForm.test(token)) return undefined;
    const bytes = Buffer.from(token, 'base64url');
    const ids = bytes.subarray(0, 2 * idBytes);
    if (!timingSafeEqual(bytes.subarray(2 * idBytes), macOf(ids, what))) return undefined;
    return { orgId: idOfBytes(ids.subarray(0, idBytes)), messageId: idOfBytes(ids.subarray(idBytes)) };
  };
  return {
    at,
    linkOf({ orgId, messageId }, target) {
      if (Buffer.byteLength(target) > mostTargetBytes || webTarget(target) === undefined) return undefined;
      const written = Buffer.from(target).toString('base64url');
      return new URL(`${mailUsePages}${tokenOf(orgId, messageId, `link\u0000${target}`)}/${written}`, at).href;
    },
    pictureOf: ({ orgId, messageId }) => new URL(`${mailUsePages}${tokenOf(orgId, messageId, 'picture')}`, at).href,
    readLink(token, written) {
      if (!textForm.test(written)) return undefined;
      const target = Buffer.from(written, 'base64url').toString();
      const mail = read(token, `link\u0000${target}`);
      return mail && webTarget(target) ? { ...mail, target } : undefined;
    },
    readPicture(token) {
      const mail = read(token, 'picture');
      return mail && { ...mail, target: null };
    },
  };
}
