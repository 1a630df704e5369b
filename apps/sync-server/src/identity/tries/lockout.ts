import { timingSafeEqual } from 'node:crypto';
import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';

/**
 * Chosen: the number of wrong tries without a wait, for people who have forgotten a password. Each further try doubles the wait.
 */
export const freeTries = 5;
/**
 * Issue 14, proof: the most wrong tries of all unknown devices within any hour. They are counted apart from the waits.
 * A right password on one unknown device resets the waits, so an attacker on another one would get the free tries
 * again.
 */
export const mostInAnHour = 10;
const hourMs = 3_600_000;
/** Chosen: an owner who signs in during a long attack resets the waits each time, and needs no mail about each new pause. */
const tellAgainMs = 86_400_000;
/** Chosen: with this wait at most ten tries fit into any hour, including the free ones. */
const firstWaitMs = 60_000;
const longestWaitMs = hourMs;
/** After a day without a try the count is reset. */
const forgetMs = 86_400_000;
/** A device that has not signed in for this long is no longer known. */
const forgetDeviceMs = 90 * 86_400_000;
/**
 * Chosen: the app signs in immediately after a reset. The second factor and a mistyped password take some minutes more.
 */
const resetPassesForMs = hourMs;

/**
 * The person and device whose tries are counted. `emailKey` names the account: its folded address, or another text for tries that are
 * counted apart, such as those of second factors. `isKnownDevice`: the device has proved that it signed in with this address
 * before. `shownKey`: the key that the device shows, which may be the ticket of a reset instead (`passByReset`).
 */
export type Trier = {
  readonly emailKey: string;
  readonly deviceId: string;
  readonly isKnownDevice: boolean;
  readonly shownKey?: string | undefined;
};
/** A try that is counted as failed until `clearTries`. */
export type CountedTry = {
  readonly key: Uint8Array;
  readonly atMs: number;
  readonly isAdmitted: boolean;
  readonly triesLeft: number;
  readonly waitSeconds: number;
  /** This try, if it is wrong, pauses unknown devices, and no pause was reported to anybody for a day. */
  readonly startsPause: boolean;
};

/** A device with an address, as `Trier` names them. */
export type DeviceOfAccount = Pick<Trier, 'emailKey' | 'deviceId'>;

/**
 * Returns the key that a device receives at sign-in and sends at the next one. A device's id alone proves nothing,
 * because others know it. The key is derived from the server's own key and not stored. It gives no access. It only
 * decides whose wrong tries are counted.
 */
export const deviceKeyOf = ({ emailKey, deviceId }: DeviceOfAccount, { keys }: Pick<IdentityPorts, 'keys'>): string =>
  Buffer.from(keys.attemptMac(`device key:${deviceId}:${emailKey}`)).toString('base64url');

/** Returns whether a device sends the key that it received. */
export function isDeviceKey(
  shown: string | undefined,
  device: DeviceOfAccount,
  ports: Pick<IdentityPorts, 'keys'>,
): boolean {
  const [given, right] = [Buffer.from(shown ?? ''), Buffer.from(deviceKeyOf(device, ports))];
  return given.length === right.length && timingSafeEqual(given, right);
}

const deviceKey = ({ emailKey, deviceId }: DeviceOfAccount, { keys }: Pick<IdentityPorts, 'keys'>): Buffer =>
  keys.attemptMac(`device:${deviceId}:${emailKey}`);

/**
 * The key of a reset's row. It is not the device's row: a reset makes no device known, and its sign-in sends a mail
 * as on a new device.
 */
const resetKey = (emailKey: string, ticket: string, { keys }: Pick<IdentityPorts, 'keys'>): Buffer =>
  keys.attemptMac(`reset:${ticket}:${emailKey}`);

/** The tries that a row keeps belong to unknown devices. A known device has only its own waits: nobody else resets them. */
const closedUntil = (row: string): string =>
  `greatest(${row}.locked_until_ms, case when not ${row}.is_device and cardinality(${row}.tried_ms) >= ${mostInAnHour} then ${row}.tried_ms[1] + ${hourMs} else 0 end)`;

// A try during a lock is refused and changes nothing else, so that other people's tries do not prolong the wait.
const countOn = (row: string): string => {
  const isClosed = `${closedUntil(row)} > $2::bigint`;
  const failures = `(case when ${row}.touched_ms < $2::bigint - ${forgetMs} then 0 else ${row}.failures end + 1)`;
  const wait = `least(${longestWaitMs}, ${firstWaitMs} * power(2, least(${failures} - ${freeTries}, 20)))::bigint`;
  const kept = `${row}.tried_ms[greatest(1, cardinality(${row}.tried_ms) - ${mostInAnHour - 2}):] || $2::bigint`;
  const isLastInHour = `not ${row}.is_device and coalesce(${row}.tried_ms[cardinality(${row}.tried_ms) - ${mostInAnHour - 2}] > $2::bigint - ${hourMs}, false)`;
  const tellsNow = `(${failures} >= ${freeTries} or ${isLastInHour}) and ${row}.told_ms <= $2::bigint - ${tellAgainMs}`;
  return `was_admitted = not (${isClosed}),
    failures = case when ${isClosed} then ${row}.failures else ${failures} end,
    locked_until_ms = case when ${isClosed} then ${row}.locked_until_ms when ${failures} >= ${freeTries} then $2::bigint + ${wait} else 0 end,
    tried_ms = case when ${isClosed} or ${row}.is_device then ${row}.tried_ms else ${kept} end,
    told_ms = case when not (${isClosed}) and ${tellsNow} then $2::bigint else ${row}.told_ms end,
    touched_ms = case when ${isClosed} then ${row}.touched_ms else $2::bigint end`;
};

const answer = `a.failures, a.was_admitted, ${closedUntil('a')} as closed_until_ms, a.told_ms,
  (select count(*)::int from unnest(a.tried_ms) as tried where tried > $2::bigint - ${hourMs}) as in_an_hour`;
const countKnownDevice = `update auth.attempt as a set ${countOn('a')} where a.key = $1 and a.is_device and a.touched_ms > $3 returning ${answer}`;
const countEmail = `insert into auth.attempt as a (key, is_device, failures, was_admitted, locked_until_ms, touched_ms, tried_ms) values ($1, false, 1, true, 0, $2, array[$2::bigint])
  on conflict (key) do update set ${countOn('a')} returning ${answer}`;
const forgetOld = `delete from auth.attempt where key in (select key from auth.attempt where touched_ms < $1::bigint - case when is_device then ${forgetDeviceMs}::bigint else ${forgetMs} end
  order by touched_ms limit 20 for update skip locked)`;

const noRow = Buffer.alloc(0);

type CountRow = {
  readonly failures: number;
  readonly was_admitted: boolean;
  readonly closed_until_ms: number;
  readonly told_ms: number;
  readonly in_an_hour: number;
};

/**
 * Counts a try as failed before its password is checked, in one statement, so that simultaneous tries cannot pass together. A
 * device with a valid key is counted by itself. All other devices of an e-mail address are counted together, also
 * under different ids. Unknown e-mail addresses are counted the same way.
 */
export async function countSignInTry(
  tx: Transaction,
  trier: Trier,
  ports: Pick<IdentityPorts, 'keys' | 'clock'>,
): Promise<CountedTry> {
  const nowMs = ports.clock.nowMs();
  await tx.query(forgetOld, [nowMs]);
  const ofDevice = deviceKey(trier, ports);
  // Unproven devices run this statement too, for a row that does not exist, so both cases run the same statements.
  const { isKnownDevice, emailKey, shownKey } = trier;
  const own = isKnownDevice ? ofDevice : shownKey === undefined ? noRow : resetKey(emailKey, shownKey, ports);
  const since = nowMs - (isKnownDevice ? forgetDeviceMs : resetPassesForMs);
  const [known] = await tx.query<CountRow>(countKnownDevice, [own, nowMs, since]);
  if (known) return { ...counted(own, known, nowMs), startsPause: false };
  const ofEmail = ports.keys.attemptMac(`email:${emailKey}`);
  const [row] = await tx.query<CountRow>(countEmail, [ofEmail, nowMs]);
  if (!row) throw new Error('A counted try came back without its count');
  return counted(ofEmail, row, nowMs);
}

const counted = (key: Uint8Array, row: CountRow, nowMs: number): CountedTry => ({
  key,
  atMs: nowMs,
  isAdmitted: row.was_admitted,
  triesLeft: Math.max(0, Math.min(freeTries - row.failures, mostInAnHour - row.in_an_hour)),
  waitSeconds: Math.max(0, Math.ceil((Number(row.closed_until_ms) - nowMs) / 1_000)),
  startsPause: row.was_admitted && Number(row.told_ms) === nowMs,
});

/**
 * Uncounts a try after a right answer, and resets the waits. Other tries of unknown devices within the hour stay counted: they
 * may come from an attacker who continues to guess. The device does not become known by this: a right password may not suffice.
 */
export async function takeBackTry(
  tx: Transaction,
  { key, atMs, startsPause }: CountedTry,
  { clock }: Pick<IdentityPorts, 'clock'>,
): Promise<void> {
  await tx.query(
    `update auth.attempt set failures = 0, locked_until_ms = 0, touched_ms = $2, told_ms = case when $4 then 0 else told_ms end,
       tried_ms = coalesce(tried_ms[:array_position(tried_ms, $3::bigint) - 1] || tried_ms[array_position(tried_ms, $3::bigint) + 1:], tried_ms)
     where key = $1`,
    [key, clock.nowMs(), atMs, startsPause],
  );
}

/**
 * Makes a device known for an address. The caller has opened a session on it, or the device has one: only a session
 * is a completed sign-in.
 */
export async function knowDevice(
  tx: Transaction,
  device: DeviceOfAccount,
  ports: Pick<IdentityPorts, 'keys' | 'clock'>,
): Promise<void> {
  await tx.query(
    `insert into auth.attempt (key, is_device, failures, was_admitted, locked_until_ms, touched_ms) values ($1, true, 0, true, 0, $2)
     on conflict (key) do update set failures = 0, locked_until_ms = 0, touched_ms = excluded.touched_ms`,
    [deviceKey(device, ports), ports.clock.nowMs()],
  );
}

/** Uncounts a try on a device that has a session of the account, and makes the device known. */
export async function clearTries(
  tx: Transaction,
  { trier, counted: tried }: { readonly trier: Trier; readonly counted: CountedTry },
  ports: Pick<IdentityPorts, 'keys' | 'clock'>,
): Promise<void> {
  await takeBackTry(tx, tried, ports);
  await knowDevice(tx, trier, ports);
}

/**
 * Lets the owner of an address pass the lock of unknown devices, after a proof of the address and the choice of
 * another password. The device that asked for the reset holds its ticket, which nobody else knows, and shows it as its key at the
 * next sign-in. It is then counted by itself. The shared count stays as it is: an attacker gains no guess by a reset, and cannot
 * use up the tries before the owner signs in.
 */
export async function passByReset(
  tx: Transaction,
  { emailKey, ticket }: { readonly emailKey: string; readonly ticket: string },
  ports: Pick<IdentityPorts, 'keys' | 'clock'>,
): Promise<void> {
  await tx.query(
    'insert into auth.attempt (key, is_device, failures, was_admitted, locked_until_ms, touched_ms) values ($1, true, 0, true, 0, $2)',
    [resetKey(emailKey, ticket, ports), ports.clock.nowMs()],
  );
}

/** Returns the refusal of a try during a lock. */
export const lockedOut = ({ waitSeconds }: CountedTry): Result<never> =>
  refuse('access/locked-out', `Too many wrong tries. Try again in ${waitSeconds} seconds.`, { waitSeconds });

/** Returns the refusal of a wrong password, and of an unknown e-mail address. */
export const badCredentials = ({ triesLeft }: CountedTry): Result<never> =>
  refuse(
    'access/bad-credentials',
    triesLeft > 0
      ? `E-mail or password is wrong. ${triesLeft} more ${triesLeft === 1 ? 'try' : 'tries'} before a pause.`
      : 'E-mail or password is wrong. There is a pause before the next try.',
    { triesLeft },
  );
