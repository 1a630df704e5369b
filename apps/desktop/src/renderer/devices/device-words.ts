import type { Formats } from '@outpost/ui/formats/formats';
import type { DeviceSession } from '../../bridge/calls/device-calls.ts';

/** The words for each kind of device. An unknown kind has none. */
const kindWords: Readonly<Record<string, string>> = { browser: 'browser', 'command-line': 'command line' };
const endWords: Readonly<Record<string, string>> = {
  'signed-out': 'signed out there',
  'ended-elsewhere': 'signed out from another device',
  'ended-by-administrator': 'signed out by an administrator',
  expired: 'not used any more',
  reuse: 'its key was used twice',
  'password-changed': 'the password was changed',
  suspended: 'the person was suspended',
  removed: 'the person was removed',
  'too-many': 'too many devices',
};

/** Returns whether a session stands. */
export const isOpen = ({ endedAt }: DeviceSession): boolean => endedAt === null;

/** Returns "Ended, signed out from another device" or "Signed in", without a time. */
export const stateWords = (session: DeviceSession): string =>
  isOpen(session) ? 'Signed in' : `Ended: ${endWords[session.endedWhy ?? ''] ?? 'by the server'}`;

/** Returns "browser, 192.0.2.7": what is known of a device beside its name. */
export function placeWords({ name, kind, address }: DeviceSession): string {
  const words = kindWords[kind ?? ''];
  const isSaid = words !== undefined && name.includes(words); // such devices have it in their name
  return [isSaid ? undefined : words, address ?? undefined].filter((part) => part !== undefined).join(', ');
}

/** Returns "last used 5 minutes ago, 192.0.2.7, signed in 3 days ago": the line below a device's name. */
export function lineWords(session: DeviceSession, formats: Formats, now: number): string {
  const used = session.isHere ? 'this device' : `last used ${formats.relative(session.lastUsedAt, now)}`;
  return [used, placeWords(session), `signed in ${formats.relative(session.signedInAt, now)}`]
    .filter((part) => part !== '')
    .join(', ');
}

/** Returns the icon of a device. */
export const iconOf = ({ kind }: DeviceSession): string => (kind === 'command-line' ? 'code' : 'laptop');
