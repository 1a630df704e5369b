import { NativeSelect } from '@mantine/core';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { type NotificationKindId, notificationKindIds } from '../../bridge/calls/notification-calls.ts';
import { useIsFirstSync } from '../session/session-context.tsx';
import { shownKinds } from './kinds/shown-kinds.ts';
import { NotificationList } from './notification-list.tsx';
import type { NotificationsSearch } from './notifications-address.ts';
import { useOpenNotification } from './use-open-notification.ts';
import { useNotificationActs } from './use-notification-acts.ts';
import { PreferencesPanel } from './preferences-panel.tsx';
import { type ShownNotification, useNotifications } from './use-notifications.ts';
import classes from './notifications.module.css';

type Props = {
  readonly search: NotificationsSearch;
  readonly onSearch: (change: Partial<NotificationsSearch>) => void;
};

const isShown = (show: NotificationsSearch['show'], one: ShownNotification): boolean =>
  show === undefined || (show === 'unread' ? !one.isRead : one.needs !== null);

/** The person's notifications, by the person's choice: all, the unread ones, or those that need a decision. */
export function NotificationsPage({ search: { show, kind, preferences = false }, onSearch }: Props) {
  const formats = useFormats();
  const isNarrow = useNarrow();
  const isFirstSync = useIsFirstSync() === true;
  const centre = useNotifications();
  const open = useOpenNotification(centre.mark);
  const actsOf = useNotificationActs(centre.mark);
  if (centre.error) throw centre.error; // drawn by the screen's boundary
  const all = centre.entries ?? [];
  const ofKind = all.filter((one) => kind === undefined || one.kind === kind);
  const shown = ofKind.filter((one) => isShown(show, one));
  const unread = shown.filter(({ isRead, needs }) => !isRead && needs === null);

  const markShown = () => {
    if (kind === undefined) centre.markAllRead();
    else centre.mark(unread, 'read', { isTold: true });
  };
  const togglePreferences = () => onSearch({ preferences: preferences ? undefined : true });
  useShortcuts([
    { keys: 'shift+u', label: 'Mark all as read', section: 'Notifications', run: markShown },
    ...(preferences
      ? [{ keys: 'escape', label: 'Close the preferences', section: 'Notifications', run: togglePreferences }]
      : []),
  ]);
  const counted = (word: string, id: NotificationsSearch['show']) => {
    const count = ofKind.filter((one) => isShown(id, one)).length;
    return count === 0 ? word : `${word} ${formats.count(count)}`;
  };
  const kinds = (
    <NativeSelect
      className={classes.kind}
      size="xs"
      aria-label="Kind of notification"
      value={kind ?? ''}
      onChange={({ currentTarget: { value } }) =>
        onSearch({ kind: notificationKindIds.find((id): id is NotificationKindId => id === value) })
      }
      data={[
        { value: '', label: 'All kinds' },
        ...notificationKindIds.map((id) => ({ value: id, label: shownKinds[id].label })),
      ]}
    />
  );
  return (
    <>
      <ViewBar
        title="Notifications"
        views={[
          { id: 'all', name: counted('All', undefined) },
          { id: 'unread', name: counted('Unread', 'unread') },
          { id: 'needs-you', name: counted('Needs you', 'needs-you') },
        ]}
        view={show ?? 'all'}
        onView={(id) => onSearch({ show: id === 'unread' || id === 'needs-you' ? id : undefined })}
        secondary={
          <>
            {isNarrow ? null : kinds}
            {isNarrow ? (
              <IconButton
                icon="check"
                size={32}
                label="Mark all read"
                keys="shift+u"
                disabled={unread.length === 0}
                onClick={markShown}
              />
            ) : (
              <Button variant="quiet" disabled={unread.length === 0} onClick={markShown}>
                Mark all read
              </Button>
            )}
            <IconButton
              icon="adjustments"
              size={32}
              label="Preferences of notifications"
              isOn={preferences}
              onClick={togglePreferences}
            />
          </>
        }
      />
      <div className={classes.two} data-preferences={preferences || undefined}>
        <div className={classes.list}>
          {isNarrow ? <div className={classes.kindsAbove}>{kinds}</div> : null}
          {centre.entries !== undefined && shown.length === 0 ? (
            <Nothing
              isFiltered={show !== undefined || kind !== undefined}
              isFirstSync={isFirstSync}
              onAll={() => onSearch({ show: undefined, kind: undefined })}
            />
          ) : (
            <NotificationList
              entries={shown}
              actsOf={actsOf}
              onOpen={open}
              onMark={(some, as) => centre.mark(some, as, { isTold: some.length > 1 })}
            />
          )}
          {centre.more && show === undefined && kind === undefined ? (
            <p className={classes.more}>Older ones are not listed. Each record’s page has its whole history.</p>
          ) : null}
        </div>
        {preferences ? (
          <PreferencesPanel preferences={centre.preferences} change={centre.change} onClose={togglePreferences} />
        ) : null}
      </div>
    </>
  );
}

function Nothing({
  isFiltered,
  isFirstSync,
  onAll,
}: {
  readonly isFiltered: boolean;
  readonly isFirstSync: boolean;
  readonly onAll: () => void;
}) {
  if (isFiltered)
    return (
      <EmptyState icon="bell" title="Nothing here">
        No notification of the last 30 days matches this choice.{' '}
        <Button size="sm" onClick={onAll}>
          Show all
        </Button>
      </EmptyState>
    );
  return (
    <EmptyState icon="bell" title={isFirstSync ? 'Nothing has arrived yet' : 'You are up to date'}>
      {isFirstSync
        ? 'This computer is still receiving your records. Their notifications of the last 30 days will appear here.'
        : 'Here you see when others change your records, when someone mentions you, and when a record is due. A notification stays for 30 days.'}
    </EmptyState>
  );
}
