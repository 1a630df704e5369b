import { createHash } from 'node:crypto';
import type { RandomBytes } from '@outpost/domain/kernel/ports';

/** Without letters and digits that look alike: 32 of them, 5 bits each. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
/** 100 random bits. A code is valid for days and needs no ticket, so nobody may be able to guess it. */
const codeChars = 20;

/** Returns the code of an invitation as people read it: "K7PM-X2QD-9FGH-AB34-PQRS". */
export const newInviteCode = (random: RandomBytes): string =>
  [...random(codeChars)]
    .map((byte) => letters[byte % letters.length])
    .join('')
    .replace(/(.{4})(?=.)/g, '$1-');

/** Returns the stored form of a code. Spaces, hyphens and small letters make no difference. */
export const hashOfInviteCode = (code: string): Buffer =>
  createHash('sha256')
    .update(`invite:${code.toUpperCase().replace(/[^A-Z0-9]/g, '')}`)
    .digest();
