import { isQuiet } from '@outpost/domain/kernel/notifications/quiet-hours';
import { textsIn } from '@outpost/domain/kernel/json';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useEffect, useRef } from 'react';
import { useLocal } from '../queries/use-local.ts';
import { useIsFirstSync } from '../session/session-context.tsx';
import { useAppPorts } from '../window/app-ports.tsx';
import type { NotificationCentre, ShownNotification } from './use-notifications.ts';
import { useTelling } from './use-telling.ts';

/** Chosen: covers notifications that came while the computer was off for a night. Older ones are only in the list. */
const recentMs = 12 * 3_600_000;
/** Chosen: more at once are shown as one, so that a first sync or a colleague's import does not cover the screen. */
const mostAtOnce = 3;
/** Ids that are kept, the newest last: more than come in 12 hours. */
const mostKept = 500;

/**
 * Shows new notifications outside of the window, by the person's preferences. Each is shown once on each computer. None
 * is shown in the quiet hours or during a first sync. `onOpen` opens the subject of a notification; `onList` opens the
 * list.
 */
export function useOutsideNotices(
  { entries, preferences }: Pick<NotificationCentre, 'entries' | 'preferences'>,
  { onOpen, onList }: { readonly onOpen: (one: ShownNotification) => void; readonly onList: () => void },
): void {
  const { outside, now } = useAppPorts();
  const formats = useFormats();
  const tell = useTelling();
  const isFirstSync = useIsFirstSync();
  const [kept, keep] = useLocal('notifications/told');
  const told = useRef(new Set<string>()); // what is kept is written in the background
  const isReady = entries !== undefined && kept !== undefined && isFirstSync === false;
  useEffect(() => {
    if (!isReady) return;
    const known = new Set(textsIn(kept));
    const since = new Date(now() - recentMs).toISOString();
    const fresh = entries.filter(
      ({ id, at, isRead }) => !isRead && at >= since && !known.has(id) && !told.current.has(id),
    );
    if (fresh.length === 0) return;
    // Notifications that the person does not want outside of the window count as shown, too: a changed preference applies only to
    // later ones.
    for (const { id } of fresh) told.current.add(id);
    keep((before) => [...textsIn(before), ...fresh.map(({ id }) => id)].slice(-mostKept));
    const { quiet, outside: kinds } = preferences;
    const wanted = fresh.filter(({ kind }) => kinds.has(kind));
    if (wanted.length === 0 || (quiet && isQuiet(quiet, new Date(now()).toISOString(), formats.timeZone))) return;
    if (wanted.length > mostAtOnce) {
      const title = formats.plural(wanted.length, 'new notification', 'new notifications');
      outside.show({ tag: 'notifications', title, body: '', onPress: onList });
      return;
    }
    for (const one of wanted) {
      const { title, detail } = tell(one);
      outside.show({ tag: one.id, title, body: one.quote ?? detail, onPress: () => onOpen(one) });
    }
  });
}
