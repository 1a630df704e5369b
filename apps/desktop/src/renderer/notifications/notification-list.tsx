import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { useEffect, useMemo, useRef } from 'react';
import { useReplaced } from '../queries/sync-queries.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { useShownReplaced } from '../sync/replaced-marks.ts';
import { NotificationRow } from './notification-row.tsx';
import { sectionsOf } from './notification-sections.ts';
import type { NotificationActs } from './use-notification-acts.ts';
import type { ShownNotification } from './use-notifications.ts';
import { useTelling } from './use-telling.ts';
import classes from './notifications.module.css';

type Props = {
  readonly entries: readonly ShownNotification[];
  readonly actsOf: (one: ShownNotification) => NotificationActs;
  readonly onOpen: (one: ShownNotification) => void;
  readonly onMark: (some: readonly ShownNotification[], as: 'read' | 'unread') => void;
};

const buttonsIn = (box: HTMLElement | null): readonly HTMLElement[] => [
  ...(box?.querySelectorAll<HTMLElement>('[data-notification]') ?? []),
];

/** The notifications by day. J and K move through them, Enter opens one, U marks it as read or not read, A and D answer a request. */
export function NotificationList({ entries, actsOf, onOpen, onMark }: Props) {
  const formats = useFormats();
  const now = useNowMs();
  const tell = useTelling();
  const box = useRef<HTMLDivElement>(null);
  const replaced = useReplaced().data?.entries;
  const values = useMemo(() => (replaced ?? []).map(({ lost, kept }) => [lost.value, kept.value]), [replaced]);
  const shownReplaced = useShownReplaced(useRefNames(values));
  const sections = sectionsOf(entries, { formats, now });

  // If the focused row leaves the list (it was read, and only unread ones are shown), the next one takes its place.
  const focused = useRef<number>(undefined);
  useEffect(() => {
    if (focused.current === undefined || document.activeElement !== document.body) return;
    const buttons = buttonsIn(box.current);
    buttons[Math.min(focused.current, buttons.length - 1)]?.focus();
  });
  const placeOfFocus = () => {
    const { activeElement } = document;
    const row = activeElement?.closest('li');
    return buttonsIn(box.current).findIndex((button) => row?.contains(button) === true);
  };
  const step = (by: number) => {
    const buttons = buttonsIn(box.current);
    buttons[Math.max(0, Math.min(buttons.length - 1, placeOfFocus() + by))]?.focus();
  };
  const toggle = (one: ShownNotification) => onMark([one], one.isRead ? 'unread' : 'read');
  const focusedEntry = () => {
    const id = buttonsIn(box.current)[placeOfFocus()]?.dataset['notification'];
    return entries.find((entry) => entry.id === id);
  };
  const toggleFocused = () => {
    const one = focusedEntry();
    if (one) toggle(one);
  };
  const decideFocused = (which: 0 | 1) => {
    const one = focusedEntry();
    const decide = one && actsOf(one).decide;
    decide?.give(decide.answers[which]);
  };
  useShortcuts([
    { keys: 'j', label: 'Next notification', section: 'Notifications', run: () => step(1) },
    { keys: 'k', label: 'Previous notification', section: 'Notifications', run: () => step(-1) },
    { keys: 'u', label: 'Mark as read or not read', section: 'Notifications', run: toggleFocused },
    { keys: 'a', label: 'Approve, or take what is offered', section: 'Notifications', run: () => decideFocused(0) },
    { keys: 'd', label: 'Decline, or leave it to others', section: 'Notifications', run: () => decideFocused(1) },
  ]);
  return (
    <div
      ref={box}
      onFocus={() => {
        focused.current = placeOfFocus();
      }}
    >
      {sections.map(({ id, head, entries: ofSection }) => {
        const unread = ofSection.filter(({ isRead, needs }) => !isRead && needs === null);
        return (
          <section key={id} aria-label={head}>
            <h2 className={classes.head}>
              {head}
              {id === 'needs-you' ? <span className={classes.count}>{formats.count(ofSection.length)}</span> : null}
              {unread.length === 0 ? null : (
                <button type="button" className={classes.markDay} onClick={() => onMark(unread, 'read')}>
                  Mark read<span className="outpost-visually-hidden">: {head}</span>
                </button>
              )}
            </h2>
            <ul>
              {ofSection.map((one) => {
                const { needs } = one;
                const entry =
                  needs !== null && 'replaced' in needs
                    ? replaced?.find(({ n, field }) => n === needs.replaced && field === needs.field)
                    : undefined;
                return (
                  <NotificationRow
                    key={one.id}
                    one={one}
                    told={tell(one)}
                    replaced={entry && shownReplaced(entry)}
                    acts={actsOf(one)}
                    onOpen={() => onOpen(one)}
                    onMark={() => toggle(one)}
                  />
                );
              })}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
