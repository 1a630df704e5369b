import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Avatar } from '@outpost/ui/parts/avatar';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { replacedActs } from '@outpost/ui/sync/replaced-box';
import type { ReplacedMark } from '@outpost/ui/parts/marks';
import type { ReactNode } from 'react';
import { shownKinds } from './kinds/shown-kinds.ts';
import type { ShownNotification } from './use-notifications.ts';
import type { NotificationActs } from './use-notification-acts.ts';
import type { NotificationText } from './use-telling.ts';
import classes from './notifications.module.css';

/**
 * One notification: a press on its words opens what it is about. Its unread state is a dot and a word for screen readers, and the
 * weight of its title.
 */
export function NotificationRow({
  one,
  told: { title, detail },
  replaced,
  acts: { answer, makeTask, decide },
  onOpen,
  onMark,
}: {
  readonly one: ShownNotification;
  readonly told: NotificationText;
  /** The two values, if the person can decide between them here. */
  readonly replaced: ReplacedMark | undefined;
  readonly acts: NotificationActs;
  readonly onOpen: () => void;
  readonly onMark: () => void;
}) {
  const formats = useFormats();
  const now = useNowMs();
  const isToday = formats.dayOf(one.at) === formats.dayOf(now);
  const { needs, by } = one;
  return (
    <li className={classes.row} data-unread={!one.isRead || undefined}>
      <span className={classes.dot} aria-hidden />
      <span className={classes.sign}>
        {by !== null && by.name !== '' && needs === null ? (
          <Avatar name={by.name} />
        ) : (
          <span className={classes.disc}>
            <Icon name={shownKinds[one.kind].icon} size={14} />
          </span>
        )}
      </span>
      <button type="button" className={classes.words} data-notification={one.id} onClick={onOpen}>
        <span className={classes.title} dir="auto" title={title}>
          {one.isRead ? null : <span className="outpost-visually-hidden">Not read: </span>}
          {title}
        </span>
        {detail === '' ? null : (
          <span className={classes.detail} dir="auto">
            {detail}
          </span>
        )}
        {one.quote === null ? null : (
          <span className={classes.quote} dir="auto">
            {one.quote}
          </span>
        )}
      </button>
      <span className={classes.end}>
        <time dateTime={one.at} title={formats.instant(one.at, true)}>
          {isToday || needs === null ? formats.time(one.at) : formats.day(formats.dayOf(one.at), formats.dayOf(now))}
        </time>
        {makeTask && !answer && !decide ? (
          <IconButton icon={makeTask.icon} label={makeTask.label} onClick={makeTask.run} />
        ) : null}
        {needs === null ? (
          <IconButton
            icon={one.isRead ? 'eye-off' : 'check'}
            label={one.isRead ? 'Mark as not read' : 'Mark as read'}
            keys="u"
            onClick={onMark}
          />
        ) : null}
      </span>
      {decide ? (
        <Acts>
          <Button size="sm" icon="check" keys="a" onClick={() => decide.give(decide.answers[0])}>
            {decide.answers[0].button}
          </Button>
          <Button size="sm" variant="quiet" icon="close" keys="d" onClick={() => decide.give(decide.answers[1])}>
            {decide.answers[1].button}
          </Button>
          {makeTask ? (
            <Button size="sm" variant="quiet" onClick={makeTask.run}>
              {makeTask.label}
            </Button>
          ) : null}
        </Acts>
      ) : null}
      {answer ? (
        <Acts>
          <Button size="sm" onClick={answer}>
            Answer
          </Button>
          {makeTask ? (
            <Button size="sm" variant="quiet" onClick={makeTask.run}>
              {makeTask.label}
            </Button>
          ) : null}
        </Acts>
      ) : null}
      {needs === null ? null : (
        <Acts>
          {replaced ? (
            <>
              <Button size="sm" onClick={replaced.onRestore}>
                {replacedActs(replaced).restore}
              </Button>
              <Button size="sm" variant="quiet" onClick={replaced.onKeep}>
                {replacedActs(replaced).keep}
              </Button>
            </>
          ) : null}
          <Button size="sm" {...(replaced ? { variant: 'quiet' as const } : {})} onClick={onOpen}>
            {'tray' in needs ? 'Mend it in Sync' : 'Show it in Sync'}
          </Button>
        </Acts>
      )}
    </li>
  );
}

const Acts = ({ children }: { readonly children: ReactNode }) => <div className={classes.acts}>{children}</div>;
