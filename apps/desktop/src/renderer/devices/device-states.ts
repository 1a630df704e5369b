import type { Formats } from '@outpost/ui/formats/formats';
import type { DeviceSession } from '../../bridge/calls/identity/device-calls.ts';
import { isSessionOpen } from './device-words.ts';

/** The states of a device in the list. `lost`: somebody reported it as lost, and nobody has ordered to wipe it. `to-wipe`: an order to wipe it exists, and it has not confirmed the wipe. */
export const deviceStateIds = ['lost', 'to-wipe', 'active', 'idle', 'wiped', 'ended'] as const;
export type DeviceStateId = (typeof deviceStateIds)[number];

/** The words and the icon of each state. */
export const deviceStates: Readonly<Record<DeviceStateId, { readonly label: string; readonly icon: string }>> = {
  lost: { label: 'Reported lost', icon: 'warning' },
  'to-wipe': { label: 'To be wiped', icon: 'warning' },
  active: { label: 'Active', icon: 'check' },
  idle: { label: 'Idle', icon: 'clock' },
  wiped: { label: 'Wiped', icon: 'trash' },
  ended: { label: 'Ended', icon: 'close' },
};

/** Chosen: an access token lasts 15 minutes. A connected device renews it within that time, so its last use is not older. */
const activeMs = 20 * 60_000;

/** Returns the state of a device at an instant, in milliseconds. */
export function deviceStateOf(session: DeviceSession, now: number): DeviceStateId {
  if (session.wipe !== null) return session.wipe.wipedAt === null ? 'to-wipe' : 'wiped';
  if (session.lost !== null) return 'lost';
  if (!isSessionOpen(session)) return 'ended';
  return session.isHere || now - Date.parse(session.lastUsedAt) <= activeMs ? 'active' : 'idle';
}

/** Returns the number of devices in each state that occurs, in the order of the states. */
export function countStates(
  sessions: readonly DeviceSession[],
  now: number,
): readonly { readonly state: DeviceStateId; readonly count: number }[] {
  const states = sessions.map((session) => deviceStateOf(session, now));
  return deviceStateIds.flatMap((state) => {
    const count = states.filter((one) => one === state).length;
    return count === 0 ? [] : [{ state, count }];
  });
}

/**
 * Returns the devices that ask for something first: those reported as lost, then those to be wiped, then those with unsent or handed-over
 * changes, then open ones, then the others. Within each group the order stays.
 */
export function byAttention(sessions: readonly DeviceSession[], now: number): readonly DeviceSession[] {
  const rank = (session: DeviceSession) => {
    const state = deviceStateOf(session, now);
    if (state === 'lost') return 0;
    if (state === 'to-wipe') return 1;
    if (state === 'wiped') return session.wipe !== null && session.wipe.acts > session.wipe.applied ? 2 : 4;
    if ((session.unsent ?? 0) > 0) return 2;
    return state === 'ended' ? 4 : 3;
  };
  return sessions.toSorted((a, b) => rank(a) - rank(b));
}

/** Returns whether a person's search words occur in the device's name, its person's name or its address. */
export const matchesWords = ({ name, personName, address }: DeviceSession, words: string): boolean =>
  [name, personName, address].some((text) => text?.toLocaleLowerCase().includes(words.trim().toLocaleLowerCase()));

type UnsentWords = {
  readonly text: string;
  /** Whether the device has or had unsent acts, as far as it reported. */
  readonly isSome: boolean;
};

/** Returns the cell of unsent acts: "7", "7 to come", "7 kept there", "4 handed over", "none", "not known". */
export function unsentWords(session: DeviceSession, { count }: Pick<Formats, 'count'>): UnsentWords {
  const { wipe, unsent } = session;
  const some = (text: string) => ({ text, isSome: true });
  if (wipe !== null && wipe.handedOverAt !== null && wipe.acts > 0) return some(`${count(wipe.acts)} handed over`);
  if (unsent === 0 || (wipe !== null && wipe.handedOverAt !== null)) return { text: 'none', isSome: false };
  if (unsent === null) return { text: session.isHere ? '–' : 'not known', isSome: false };
  if (wipe !== null) return some(`${count(unsent)} to come`);
  return some(isSessionOpen(session) ? count(unsent) : `${count(unsent)} kept there`);
}

/** Returns the sentence about unsent acts in a device's details. */
export function unsentSentence(session: DeviceSession, formats: Formats): string {
  const { wipe, unsent, lastUsedAt } = session;
  if (wipe !== null && wipe.handedOverAt !== null)
    return wipe.acts === 0
      ? 'Everything had been sent.'
      : `${formats.plural(wipe.acts, 'act was', 'acts were')} handed over, ${formats.count(wipe.applied)} of them applied since.`;
  if (unsent === null) return 'The device has not reported a number.';
  const at = `at its last contact, ${formats.instant(lastUsedAt)}`;
  return unsent === 0 ? `None ${at}` : `${formats.plural(unsent, 'act', 'acts')} ${at}`;
}
