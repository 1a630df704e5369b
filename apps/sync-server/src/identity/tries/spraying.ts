import type { Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';

/**
 * Chosen: an office behind one address forgets fewer passwords than this in ten minutes. Over a day a block tries a few
 * thousand accounts at most. The limit over all blocks is for attacks from many of them. Its wait is short, because it
 * also meets people on new devices.
 */
const limits = {
  block: { failures: 30, spanMs: 10 * 60_000 },
  all: { failures: 300, spanMs: 60_000 },
} as const;

/** Returns the block of an address that one party controls: 24 bits of IPv4, 64 bits of IPv6. */
export function blockOf(address: string): string {
  const four = /(?:^|:)(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(address)?.[1];
  if (four !== undefined) return four;
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':'); // prettier-ignore
}

type Ports = Pick<IdentityPorts, 'keys' | 'clock'>;
type From = {
  /** Null: not known, as in a process without a network. Then nothing is counted. */
  readonly address: string | null;
};

const keysOf = ({ address }: From, { keys }: Ports) =>
  address === null
    ? []
    : ([
        [keys.attemptMac(`spray:block:${blockOf(address)}`), limits.block],
        [keys.attemptMac('spray:all'), limits.all],
      ] as const);

/**
 * Counts a try of an unknown device as failed before its password is checked, over all accounts. Returns the seconds to
 * wait where its block of addresses, or all together, have failed too often; 0 where it may continue. Known devices are
 * never counted here: nobody locks them out.
 */
export async function countSpray(tx: Transaction, from: From, ports: Ports): Promise<number> {
  const nowMs = ports.clock.nowMs();
  await tx.query('delete from auth.spray where key in (select key from auth.spray where since_ms <= $1 order by since_ms limit 20 for update skip locked)', [nowMs - limits.block.spanMs]); // prettier-ignore
  let waitMs = 0;
  for (const [key, { failures, spanMs }] of keysOf(from, ports)) {
    const [row] = await tx.query<{ failures: number; since_ms: number }>(
      `insert into auth.spray as s (key, since_ms, failures) values ($1, $2, 1)
       on conflict (key) do update set failures = case when s.since_ms <= $2::bigint - $3::bigint then 1 else least(s.failures + 1, 1000000) end,
         since_ms = case when s.since_ms <= $2::bigint - $3::bigint then $2::bigint else s.since_ms end
       returning s.failures, s.since_ms`,
      [key, nowMs, spanMs],
    );
    if (row && row.failures > failures) waitMs = Math.max(waitMs, Number(row.since_ms) + spanMs - nowMs);
  }
  return Math.ceil(waitMs / 1_000);
}

/** Uncounts a try whose password was right. */
export async function forgiveSpray(tx: Transaction, from: From, ports: Ports): Promise<void> {
  for (const [key] of keysOf(from, ports))
    await tx.query('update auth.spray set failures = greatest(0, failures - 1) where key = $1', [key]);
}
