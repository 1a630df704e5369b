import {
  isRead,
  markFieldsOf,
  type ReadMarks,
  readMarksOf,
  withAllRead,
  withMarked,
} from '@outpost/domain/kernel/notifications/read-marks';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { Notification } from '../../bridge/calls/notification-calls.ts';
import { ask } from '../queries/ask.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { useBridge } from '../window/app-ports.tsx';
import { needingKinds } from './kinds/shown-kinds.ts';
import { type NotificationPreferences, preferencesOf } from './preferences.ts';
import { type MyChange, useMyNotifications } from '../places/use-my-notifications.ts';

/** A notification with its state for this person. One that needs them is unread until they have decided. */
export type ShownNotification = Notification & { readonly isRead: boolean };

export type NotificationCentre = {
  /** The newest first, without the kinds that the person does not want. Undefined until they are read. */
  readonly entries: readonly ShownNotification[] | undefined;
  readonly unread: number;
  /** Whether there are older ones that are not listed. */
  readonly more: boolean;
  readonly error: Error | null;
  readonly preferences: NotificationPreferences;
  /** `isTold`: reports it, with undo. */
  readonly mark: (
    some: readonly Notification[],
    as: 'read' | 'unread',
    options?: { readonly isTold?: boolean },
  ) => void;
  /** Marks everything that needs no decision as read, with undo. */
  readonly markAllRead: () => void;
  readonly change: (change: MyChange) => Promise<void>;
};

/** Chosen: due times are given in minutes. */
const againMs = 60_000;

const noEntries: readonly Notification[] = [];

/**
 * Returns the person's notifications on this device, with their read marks from all of their devices. They are read
 * again after each change of a record and after each completed sync, because history may arrive without a record
 * (`follow-changes.ts`). With `isEachMinute` they are also read each minute, because records become due. The frame asks so once for
 * all screens.
 */
export function useNotifications({
  isEachMinute = false,
}: { readonly isEachMinute?: boolean } = {}): NotificationCentre {
  const bridge = useBridge();
  const formats = useFormats();
  const { data, error } = useQuery({
    queryKey: queryKeyOf('notifications.list', '', null),
    queryFn: () => ask(bridge, 'notifications.list', null),
    refetchInterval: isEachMinute && againMs,
    refetchIntervalInBackground: true,
  });
  const { records, change } = useMyNotifications();
  const all = data?.entries ?? noEntries;
  const state = useMemo(() => {
    const preferences = preferencesOf(records ?? []);
    const marks = readMarksOf(records ?? []);
    const entries = all
      .filter(({ kind }) => needingKinds.has(kind) || !preferences.hidden.has(kind))
      .map((one) => ({ ...one, isRead: one.needs === null && isRead(marks, one) }));
    const isKnown = data !== undefined && records !== undefined; // before, everything would seem unread
    return {
      preferences,
      entries: isKnown ? entries : undefined,
      unread: isKnown ? entries.filter((one) => !one.isRead).length : 0,
    };
  }, [records, all, data]);

  const changeMarks = useCallback(
    (label: string, next: (marks: ReadMarks) => ReadMarks, said?: string) =>
      void change({
        label,
        fields: (now) => {
          const { readUpTo, read, unread } = markFieldsOf(next(readMarksOf(now)), all);
          return { readUpTo: [...readUpTo], read: [...read], unread: [...unread] };
        },
        ...(said === undefined ? {} : { said }),
      }),
    [change, all],
  );
  const mark = useCallback<NotificationCentre['mark']>(
    (some, as, { isTold = false } = {}) => {
      const free = some.filter(({ needs }) => needs === null);
      if (free.length === 0) return;
      const label = `Marked ${formats.plural(free.length, 'notification', 'notifications')} as ${as}`;
      changeMarks(label, (marks) => withMarked(marks, free, as), isTold ? label : undefined);
    },
    [changeMarks, formats],
  );
  const markAllRead = useCallback(() => {
    const free = (state.entries ?? []).filter((one) => one.needs === null && !one.isRead).length;
    if (free === 0) return;
    const label = `Marked ${formats.plural(free, 'notification', 'notifications')} as read`;
    changeMarks(
      label,
      (marks) =>
        withAllRead(
          marks,
          all.filter(({ needs }) => needs === null),
        ),
      label,
    );
  }, [changeMarks, formats, state.entries, all]);
  return { ...state, more: data?.more ?? false, error, mark, markAllRead, change };
}
