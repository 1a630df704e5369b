import type { RandomBytes } from '@outpost/domain/kernel/ports';

/** 32 characters, so that each is equally likely for a byte. Characters that are confused when read aloud are left out. */
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Returns an id under which a fault is logged and shown, short enough to be read aloud: "OP-7F3K-22W9". */
export function newFaultId(random: RandomBytes): string {
  const text = Array.from(random(8), (byte) => letters[byte % letters.length] ?? '').join('');
  return `OP-${text.slice(0, 4)}-${text.slice(4)}`;
}
