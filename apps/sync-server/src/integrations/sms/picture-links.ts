import { timingSafeEqual } from 'node:crypto';
import { attachedLimits } from '@outpost/domain/kernel/files/attached-files';
import { bytesOfLinkedId, linkedIdBytes, linkedIdIn } from '../email/signed-links.ts';

/** The path under which the provider fetches the pictures of texts. The link's last part is its token. */
export const picturePages = '/texts/pictures/';

/** The content of one picture of one text. `text`: the id of the text's record. */
export type LinkedPicture = {
  readonly orgId: string;
  readonly text: string;
  /** SHA-256 of the bytes, hex. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
};

/** MSG-73: makes and reads the links by which the provider fetches the pictures of a text. */
export type PictureLinks = {
  readonly addressOf: (picture: LinkedPicture) => string;
  /** Undefined: this server has not made the token, something in it was changed, or its time has passed. */
  readonly read: (token: string) => LinkedPicture | undefined;
};

/**
 * How long a link works. Twilio fetches pictures when it takes the text, and again where its queue is long. `longestQueueSeconds` bounds that queue, so
 * no text leaves it after its links have ended.
 */
const linkSeconds = 4 * 3_600;
/** The longest time that the provider may keep a text with pictures in its queue (Twilio's ValidityPeriod). */
export const longestQueueSeconds = 3 * 3_600;

const types = [...(attachedLimits.text.types ?? [])];
/** Chosen: 128 bits. Nobody finds them by trying. */
const macBytes = 16;
const hashBytes = 32;
/** Two ids, the hash, the size, the place of the type in its list, and the second at which the link ends. */
const namedBytes = 2 * linkedIdBytes + hashBytes + 4 + 1 + 4;
const tokenForm = new RegExp(`^[A-Za-z0-9_-]{${Math.ceil(((namedBytes + macBytes) * 4) / 3)}}$`);

type Made = {
  /** Of the server's key. */
  readonly mac: (text: string) => Buffer;
  /** This server's https address. */
  readonly at: string;
  readonly nowMs: () => number;
};

/**
 * Opens the links of a server. A token names the exact bytes, and the server has signed all of it. So a link gives one content of one text for some
 * hours, and nobody can make another one from it.
 */
export function pictureLinks({ mac, at, nowMs }: Made): PictureLinks {
  const macOf = (named: Buffer): Buffer => mac(`text-picture\u0000${named.toString('hex')}`).subarray(0, macBytes);
  const nowSeconds = (): number => Math.floor(nowMs() / 1_000);
  return {
    addressOf({ orgId, text, sha256, sizeBytes, mediaType }) {
      const numbers = Buffer.alloc(9);
      numbers.writeUInt32BE(sizeBytes, 0);
      numbers.writeUInt8(types.indexOf(mediaType), 4); // throws for a type that texts do not take
      numbers.writeUInt32BE(nowSeconds() + linkSeconds, 5);
      const named = Buffer.concat([bytesOfLinkedId(orgId), bytesOfLinkedId(text), Buffer.from(sha256, 'hex'), numbers]);
      const token = Buffer.concat([named, macOf(named)]).toString('base64url');
      return new URL(`${picturePages}${token}`, at).href;
    },
    read(token) {
      if (!tokenForm.test(token)) return undefined;
      const bytes = Buffer.from(token, 'base64url');
      const named = bytes.subarray(0, namedBytes);
      if (!timingSafeEqual(bytes.subarray(namedBytes), macOf(named))) return undefined;
      const numbers = named.subarray(namedBytes - 9);
      const mediaType = types[numbers.readUInt8(4)];
      if (mediaType === undefined || numbers.readUInt32BE(5) <= nowSeconds()) return undefined;
      return {
        orgId: linkedIdIn(named.subarray(0, linkedIdBytes)),
        text: linkedIdIn(named.subarray(linkedIdBytes, 2 * linkedIdBytes)),
        sha256: named.subarray(2 * linkedIdBytes, 2 * linkedIdBytes + hashBytes).toString('hex'),
        sizeBytes: numbers.readUInt32BE(0),
        mediaType,
      };
    },
  };
}
