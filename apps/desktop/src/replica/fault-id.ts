import type { RandomBytes } from '@outpost/domain/kernel/ports';

/** 32 of them, so that a byte gives each as often; none that is taken for another when it is read out. */
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** The id under which a fault is logged and shown: short enough to be read out, "OP-7F3K-22W9". */
export function newFaultId(random: RandomBytes): string {
  const text = Array.from(random(8), (byte) => letters[byte % letters.length] ?? '').join('');
  return `OP-${text.slice(0, 4)}-${text.slice(4)}`;
}
