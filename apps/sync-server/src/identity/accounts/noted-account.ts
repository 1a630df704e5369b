import { emailKeyOf } from '@outpost/domain/kernel/text/email-address';
import type { Transaction } from '../../db/database.ts';
import { noteEvent, noteOfAccount } from '../../journal/events/note-event.ts';
import type { Caller, IdentityPorts } from '../identity-ports.ts';
import type { CountedTry } from '../tries/lockout.ts';

/** Chosen: 64 bits tell the accounts of a tenant apart. */
const hashChars = 16;

/**
 * Returns a keyed hash of an address, and the key under which its events are counted. The journal has the hash instead
 * of the address, because people enter passwords in the wrong field. Without the server's key nobody can try out a
 * hash.
 */
export function notedAccountOf(
  email: string,
  { keys }: Pick<IdentityPorts, 'keys'>,
): { readonly account: string; readonly key: string } {
  const account = keys
    .attemptMac(`journal:${emailKeyOf(email)}`)
    .toString('hex')
    .slice(0, hashChars);
  return { account, key: account };
}

/** Returns the keys under which events of these addresses are counted. */
export const noteKeyPatterns = (emails: readonly string[], ports: Pick<IdentityPorts, 'keys'>): readonly string[] =>
  emails.map((email) => notedAccountOf(email, ports).key);

/**
 * Queues the entry of a sign-in that was refused. The same statement runs for an unknown account. The try that locks an
 * account has an entry of its own, in addition to the refusal's.
 */
export async function noteRefusedSignIn(
  input: {
    readonly identityId: string | null;
    readonly email: string;
    readonly device: { readonly id: string; readonly name: string };
    readonly counted: CountedTry;
    readonly why: 'locked' | 'password';
  },
  ports: IdentityPorts,
): Promise<void> {
  const { identityId, email, device, counted, why } = input;
  const noted = {
    nowMs: ports.clock.nowMs(),
    origin: ports.origin,
    outcome: 'refused',
    device: device.id,
    ...notedAccountOf(email, ports),
  } as const;
  await ports.database.transaction('write', async (tx) => {
    await noteOfAccount(tx, identityId, {
      ...noted,
      action: 'sign-in/refused',
      details: { why, triesLeft: counted.triesLeft, device: device.name },
    });
    if (why === 'password' && counted.waitSeconds > 0)
      await noteOfAccount(tx, identityId, {
        ...noted,
        action: 'account/locked',
        details: { seconds: counted.waitSeconds },
      });
  });
}

/** Queues the entry of a sign-in, in the transaction that opens its session. */
export const noteSignIn = (
  tx: Transaction,
  {
    caller,
    device,
    isKnownDevice,
    firstFactor = 'password',
  }: {
    readonly caller: Caller;
    readonly device: { readonly id: string; readonly name: string };
    /** Whether the device has signed in with this address before. */
    readonly isKnownDevice: boolean;
    readonly firstFactor?: 'password' | 'sso' | 'passkey';
  },
  { clock, origin }: Pick<IdentityPorts, 'clock' | 'origin'>,
): Promise<void> =>
  noteEvent(tx, caller.orgId, {
    action: isKnownDevice ? 'sign-in' : 'sign-in/new-device',
    nowMs: clock.nowMs(),
    origin,
    by: caller.userId,
    session: caller.sessionId,
    device: device.id,
    details: { device: device.name, ...(firstFactor === 'password' ? {} : { by: firstFactor }) },
  });
