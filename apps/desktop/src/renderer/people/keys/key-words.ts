import type { ShownApiKey } from '../../../bridge/calls/identity/key-calls.ts';

/** Chosen: a month is enough to bring another key to all machines. */
const soonMs = 30 * 86_400_000;

/** Returns how long a key is still valid. `now` in milliseconds since 1970. */
export function keyState(
  { revokedAt, expiresAt }: ShownApiKey,
  now: number,
): 'valid' | 'ends-soon' | 'expired' | 'ended' {
  if (revokedAt !== null) return 'ended';
  const leftMs = Date.parse(expiresAt) - now;
  if (leftMs <= 0) return 'expired';
  return leftMs <= soonMs ? 'ends-soon' : 'valid';
}

/** Returns the public part of a key, as short as people compare it: "op1.…7f3a". */
export const prefixOf = ({ clientId }: Pick<ShownApiKey, 'clientId'>): string =>
  clientId.length <= 16 ? clientId : `${clientId.slice(0, 8)}…${clientId.slice(-6)}`;

/** The actions that a key may be allowed on each of its kinds. */
export const keyReaches = {
  read: { label: 'Read', describes: 'It reads records and changes nothing.', actions: ['read'] },
  write: {
    label: 'Read and change',
    describes: 'It also adds, changes, assigns and deletes records.',
    actions: ['read', 'create', 'update', 'assign', 'delete'],
  },
} as const;
export type KeyReach = keyof typeof keyReaches;

/** Returns the grants of a key over kinds of record, in the whole organisation. */
export const grantsOfKey = (kinds: readonly string[], reach: KeyReach): string[] =>
  kinds.flatMap((kind) => keyReaches[reach].actions.map((action) => `${kind}:${action}@org`));
