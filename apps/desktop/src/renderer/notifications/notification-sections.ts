import type { Formats } from '@outpost/ui/formats/formats';
import type { ShownNotification } from './use-notifications.ts';

/** A section of the list: those that need the person, or those of one day. */
export type NotificationSection = {
  readonly id: string;
  readonly head: string;
  readonly entries: readonly ShownNotification[];
};

/** Returns the notifications under their headings: first those that need the person, then by day, the newest first. */
export function sectionsOf(
  entries: readonly ShownNotification[],
  { formats, now }: { readonly formats: Formats; readonly now: number },
): readonly NotificationSection[] {
  const today = formats.dayOf(now);
  const needing = entries.filter(({ needs }) => needs !== null);
  const byDay = Map.groupBy(
    entries.filter(({ needs }) => needs === null),
    ({ at }) => formats.dayOf(at),
  );
  return [
    ...(needing.length === 0 ? [] : [{ id: 'needs-you', head: 'Needs you', entries: needing }]),
    ...[...byDay].map(([day, ofDay]) => ({ id: day, head: formats.day(day, today), entries: ofDay })),
  ];
}
