import type { Formats } from '@outpost/ui/formats/formats';
import type { DeviceSession, ShownHandedAct } from '../../bridge/calls/identity/device-calls.ts';

/** The words for each kind of device. An unknown kind has none. */
const kindWords: Readonly<Record<string, string>> = { browser: 'browser', 'command-line': 'command line' };
const endWords: Readonly<Record<string, string>> = {
  'signed-out': 'signed out there',
  'ended-elsewhere': 'signed out from another device',
  'signed-in-again': 'replaced by a new sign-in on the same device',
  'ended-by-administrator': 'signed out by an administrator',
  expired: 'not used any more',
  reuse: 'its key was used twice',
  'password-changed': 'the password was changed',
  suspended: 'the person was suspended',
  removed: 'the person was removed',
  'too-many': 'too many devices',
  wiped: 'the device is to be wiped',
};

/** Returns whether a session is open. */
export const isSessionOpen = ({ endedAt }: DeviceSession): boolean => endedAt === null;

/** Returns how far the wiping of a device has come: "To be wiped", "Wiped"; undefined if none was ordered. */
export function wipeWords({ wipe }: DeviceSession): string | undefined {
  if (wipe === null) return undefined;
  if (wipe.wipedAt !== null) return 'Wiped';
  if (wipe.handedOverAt !== null) return 'Handed over, about to be wiped';
  return wipe.contactedAt === null ? 'To be wiped at its next contact' : 'Handing over its unsent changes';
}

/** Returns the last instant of a device's wiping. */
export const wipeAt = ({ wipedAt, handedOverAt, contactedAt, orderedAt }: NonNullable<DeviceSession['wipe']>): string =>
  wipedAt ?? handedOverAt ?? contactedAt ?? orderedAt;

/** Returns "2 days ago, 3 records, refused there: …": the line below a change that was handed over. */
export function handedWords({ madeAt, edits, reason }: ShownHandedAct, formats: Formats, now: number): string {
  const hidden = edits.filter(({ fields }) => fields === null).length;
  return [
    formats.relative(madeAt, now),
    formats.plural(edits.length, 'record', 'records'),
    hidden === 0 ? undefined : `${hidden} of them not shared with you`,
    reason === null ? undefined : `refused there: ${reason}`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** Returns "Ended: signed out from another device", or for an open session the word for its state; without a time. */
export const stateWords = (session: DeviceSession, openWord: string): string =>
  isSessionOpen(session) ? openWord : `Ended: ${endWords[session.endedWhy ?? ''] ?? 'by the server'}`;

/** Returns the report of a device in words: "Reported lost by Ana, Tue 17 Nov, 18:20". Undefined if nobody has reported it. */
export function lostWords({ lost }: DeviceSession, formats: Formats): string | undefined {
  return lost === null ? undefined : `Reported lost by ${lost.byName ?? 'somebody'}, ${formats.instant(lost.at)}`;
}

const answerWords = { lost: 'it is lost', here: 'the person has it' } as const;

/** Returns the question about a device in words: "Dana asked, Tue 17 Nov, 18:20; no answer yet". Undefined if nobody has asked. */
export function askedWords({ asked }: DeviceSession, formats: Formats): string | undefined {
  if (asked === null) return undefined;
  const { byName, at, answer, answeredAt } = asked;
  const answered =
    answer === null || answeredAt === null
      ? 'no answer yet'
      : `answered ${formats.instant(answeredAt)}: ${answerWords[answer]}`;
  return `${byName ?? 'Somebody'} asked, ${formats.instant(at)}; ${answered}`;
}

/** Returns "38,204 records and 212 files, encrypted", as the device reported at its last contact. */
export function heldWords({ held, wipe }: DeviceSession, { plural }: Pick<Formats, 'plural'>): string {
  if (wipe?.wipedAt != null) return 'Nothing: it was wiped';
  if (held === null) return 'The device has not reported it.';
  return `${plural(held.records, 'record', 'records')} and ${plural(held.files, 'file', 'files')}, encrypted`;
}

/** Returns "browser, 192.0.2.7": the known facts of a device, shown after its name. */
export function deviceDetails({ name, kind, address }: DeviceSession): string {
  const words = kindWords[kind ?? ''];
  const isSaid = words !== undefined && name.includes(words); // such devices have it in their name
  return [isSaid ? undefined : words, address ?? undefined].filter((part) => part !== undefined).join(', ');
}

/** Returns "last used 5 minutes ago, 192.0.2.7, signed in 3 days ago": the line below a device's name. */
export function lineWords(session: DeviceSession, formats: Formats, now: number): string {
  const used = session.isHere ? 'this device' : `last used ${formats.relative(session.lastUsedAt, now)}`;
  return [used, deviceDetails(session), `signed in ${formats.relative(session.signedInAt, now)}`]
    .filter((part) => part !== '')
    .join(', ');
}

/** Returns the icon of a device. */
export const iconOf = ({ kind }: DeviceSession): string => (kind === 'command-line' ? 'code' : 'laptop');
