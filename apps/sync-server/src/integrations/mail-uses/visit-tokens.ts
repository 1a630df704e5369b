import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import type { VisitingMail } from '../../jobs/mail-uses/note-visit.ts';
import { bytesOfId, idOfBytes } from './id-bytes.ts';

/** MSG-82: makes and reads the tokens with which a website says of which e-mail its visitor comes. */
export type VisitTokens = {
  readonly make: (mail: VisitingMail) => string;
  /** Undefined: this server has not made the token, something in it was changed, or it has ended. */
  readonly read: (token: string) => VisitingMail | undefined;
};

/** Chosen: a visit begins with the link, and a reader may come back to the open page on the same day. */
export const visitTokenMs = 86_400_000;

const cipher = 'aes-256-gcm';
const [nonceBytes, tagBytes, idBytes, endBytes] = [12, 16, 16, 6] as const;
const clearBytes = 2 * idBytes + endBytes;
/** 66 bytes in base64url: no bit of the text is unused, so each text is one token. */
const tokenForm = /^[A-Za-z0-9_-]{88}$/;

type Made = {
  /** Of the server's key. */
  readonly mac: (text: string) => Buffer;
  readonly random: RandomBytes;
  readonly clock: Clock;
};

/**
 * Opens the tokens of visits. A token is the organisation's id, the message's id and the time at which it ends, encrypted and signed by
 * AES-256-GCM. So a website cannot read it, and two tokens of one person have nothing in common.
 */
export function openVisitTokens({ mac, random, clock }: Made): VisitTokens {
  const key = mac('visit tokens'); // 256 bits
  return {
    make({ orgId, messageId }) {
      const nonce = random(nonceBytes);
      const end = Buffer.alloc(endBytes);
      end.writeUIntBE(clock.nowMs() + visitTokenMs, 0, endBytes);
      const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
      const sealed = sealing.update(Buffer.concat([bytesOfId(orgId), bytesOfId(messageId), end]));
      return Buffer.concat([nonce, sealed, sealing.final(), sealing.getAuthTag()]).toString('base64url');
    },
    read(token) {
      if (!tokenForm.test(token)) return undefined;
      const bytes = Buffer.from(token, 'base64url');
      const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
      opening.setAuthTag(bytes.subarray(nonceBytes + clearBytes));
      const clear = opening.update(bytes.subarray(nonceBytes, nonceBytes + clearBytes));
      try {
        opening.final();
      } catch {
        return undefined; // the signature is wrong
      }
      if (clear.readUIntBE(2 * idBytes, endBytes) <= clock.nowMs()) return undefined;
      return {
        orgId: idOfBytes(clear.subarray(0, idBytes)),
        messageId: idOfBytes(clear.subarray(idBytes, 2 * idBytes)),
      };
    },
  };
}
