import { timingSafeEqual } from 'node:crypto';
import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Transaction } from '../db/database.ts';
import type { IdentityPorts } from './identity-ports.ts';

/**
 * Chosen: the number of wrong tries without a wait, for people who have forgotten a password. Each further try doubles the wait.
 */
export const freeTries = 5;
/** Chosen: so ten tries at most fit into any hour, the free ones among them. */
const firstWaitMs = 60_000;
const longestWaitMs = 3_600_000;
/** After a day without a try the count is reset. */
const forgetMs = 86_400_000;
/** A device that has not signed in for this long is no longer known. */
const forgetDeviceMs = 90 * 86_400_000;

/**
 * The person and device whose tries are counted. `emailKey` names the account: its folded address, or another text for tries that are
 * counted apart, such as those of second factors. `isKnownDevice`: the device has proved that it signed in with this address
 * before.
 */
export type Trier = { readonly emailKey: string; readonly deviceId: string; readonly isKnownDevice: boolean };
/** A try that is counted as failed until `clearTries`. */
export type CountedTry = {
  readonly key: Uint8Array;
  readonly isAdmitted: boolean;
  readonly triesLeft: number;
  readonly waitSeconds: number;
  /** This try, if it is wrong, is the first one that pauses unknown devices; further wrong ones only prolong the pause. */
  readonly startsPause: boolean;
};

type Device = Pick<Trier, 'emailKey' | 'deviceId'>;

/**
 * Returns the key that a device receives at sign-in and sends at the next one. A device's id alone proves nothing, because others
 * know it. The key is derived from the server's own key and not stored. It gives no access; it only decides whose wrong tries are
 * counted.
 */
export const deviceKeyOf = ({ emailKey, deviceId }: Device, { keys }: Pick<IdentityPorts, 'keys'>): string =>
  Buffer.from(keys.attemptMac(`device key:${deviceId}:${emailKey}`)).toString('base64url');

/** Returns whether a device sends the key that it received. */
export function isDeviceKey(shown: string | undefined, device: Device, ports: Pick<IdentityPorts, 'keys'>): boolean {
  const [given, right] = [Buffer.from(shown ?? ''), Buffer.from(deviceKeyOf(device, ports))];
  return given.length === right.length && timingSafeEqual(given, right);
}

const deviceKey = ({ emailKey, deviceId }: Device, { keys }: Pick<IdentityPorts, 'keys'>): Buffer =>
  keys.attemptMac(`device:${deviceId}:${emailKey}`);

// A try during a lock is refused and changes nothing else, so that other people's tries do not prolong the wait.
const countOn = (row: string): string => {
  const failures = `(case when ${row}.touched_ms < $2::bigint - ${forgetMs} then 0 else ${row}.failures end + 1)`;
  const wait = `least(${longestWaitMs}, ${firstWaitMs} * power(2, least(${failures} - ${freeTries}, 20)))::bigint`;
  return `was_admitted = ${row}.locked_until_ms <= $2::bigint,
    failures = case when ${row}.locked_until_ms > $2::bigint then ${row}.failures else ${failures} end,
    locked_until_ms = case when ${row}.locked_until_ms > $2::bigint then ${row}.locked_until_ms when ${failures} >= ${freeTries} then $2::bigint + ${wait} else 0 end,
    touched_ms = case when ${row}.locked_until_ms > $2::bigint then ${row}.touched_ms else $2::bigint end`;
};

const countKnownDevice = `update auth.attempt as a set ${countOn('a')} where a.key = $1 and a.is_device returning a.failures, a.was_admitted, a.locked_until_ms`;
const countEmail = `insert into auth.attempt as a (key, is_device, failures, was_admitted, locked_until_ms, touched_ms) values ($1, false, 1, true, 0, $2)
  on conflict (key) do update set ${countOn('a')} returning a.failures, a.was_admitted, a.locked_until_ms`;
const forgetOld = `delete from auth.attempt where key in (select key from auth.attempt where touched_ms < $1::bigint - case when is_device then ${forgetDeviceMs}::bigint else ${forgetMs} end
  order by touched_ms limit 20 for update skip locked)`;

const noRow = Buffer.alloc(0);

type CountRow = { readonly failures: number; readonly was_admitted: boolean; readonly locked_until_ms: number };

/**
 * Counts a try as failed before its password is checked, in one statement, so that simultaneous tries cannot pass together. A
 * device with a valid key is counted by itself. All other devices of an e-mail address are counted together, whatever their ids.
 * Unknown e-mail addresses are counted the same way.
 */
export async function countTry(
  tx: Transaction,
  trier: Trier,
  ports: Pick<IdentityPorts, 'keys' | 'clock'>,
): Promise<CountedTry> {
  const nowMs = ports.clock.nowMs();
  await tx.query(forgetOld, [nowMs]);
  const ofDevice = deviceKey(trier, ports);
  // Unproven devices run this statement too, for a row that does not exist, so both cases run the same statements.
  const asked = trier.isKnownDevice ? ofDevice : noRow;
  const [known] = await tx.query<CountRow>(countKnownDevice, [asked, nowMs]);
  if (known) return { ...counted(ofDevice, known, nowMs), startsPause: false };
  const ofEmail = ports.keys.attemptMac(`email:${trier.emailKey}`);
  const [row] = await tx.query<CountRow>(countEmail, [ofEmail, nowMs]);
  if (!row) throw new Error('A counted try came back without its count');
  return counted(ofEmail, row, nowMs);
}

const counted = (key: Uint8Array, row: CountRow, nowMs: number): CountedTry => ({
  key,
  isAdmitted: row.was_admitted,
  triesLeft: Math.max(0, freeTries - row.failures),
  waitSeconds: Math.max(0, Math.ceil((Number(row.locked_until_ms) - nowMs) / 1_000)),
  startsPause: row.was_admitted && row.failures === freeTries,
});

/** Resets the count after a right password. From now on the device is known. */
export async function clearTries(
  tx: Transaction,
  { trier, counted: { key } }: { readonly trier: Trier; readonly counted: CountedTry },
  ports: Pick<IdentityPorts, 'keys' | 'clock'>,
): Promise<void> {
  const nowMs = ports.clock.nowMs();
  await tx.query('update auth.attempt set failures = 0, locked_until_ms = 0, touched_ms = $2 where key = $1', [
    key,
    nowMs,
  ]);
  await tx.query(
    `insert into auth.attempt (key, is_device, failures, was_admitted, locked_until_ms, touched_ms) values ($1, true, 0, true, 0, $2)
     on conflict (key) do update set failures = 0, locked_until_ms = 0, touched_ms = excluded.touched_ms`,
    [deviceKey(trier, ports), nowMs],
  );
}

/** Lifts the lock of an e-mail address for devices that are not known, because its owner has proved to be one. */
export async function forgetTries(
  tx: Transaction,
  emailKey: string,
  { keys }: Pick<IdentityPorts, 'keys'>,
): Promise<void> {
  await tx.query('update auth.attempt set failures = 0, locked_until_ms = 0 where key = $1', [
    keys.attemptMac(`email:${emailKey}`),
  ]);
}

/** Returns the refusal of a try during a lock. */
export const lockedOut = ({ waitSeconds }: CountedTry): Result<never> =>
  refuse('access/locked-out', `Too many wrong tries. Try again in ${waitSeconds} seconds.`, { waitSeconds });
