import { type NoticeWishes, noticeWishesOf } from '@outpost/domain/kernel/notifications/notice-wishes';
import { type QuietHours, quietHoursOf } from '@outpost/domain/kernel/notifications/quiet-hours';
import { type JsonValue, textsIn } from '@outpost/domain/kernel/json';

/** A person's preferences for notifications, on all of their devices. */
export type NotificationPreferences = {
  /** Kinds that are not listed. A kind that needs the person is always listed. */
  readonly hidden: ReadonlySet<string>;
  /** Kinds that the operating system shows, too. */
  readonly outside: ReadonlySet<string>;
  readonly quiet: QuietHours | undefined;
  /** The notifications that the server sends by e-mail (NTF-1). */
  readonly mail: NoticeWishes;
};

type Kept = { readonly fields: Readonly<Record<string, JsonValue>> };

/**
 * Returns a person's preferences from all of their records. If there are several quiet hours, those of the oldest record apply.
 */
export const preferencesOf = (records: readonly Kept[]): NotificationPreferences => ({
  hidden: new Set(records.flatMap(({ fields }) => textsIn(fields['hidden']))),
  outside: new Set(records.flatMap(({ fields }) => textsIn(fields['outside']))),
  quiet: records.flatMap(({ fields }) => quietHoursOf(fields) ?? [])[0],
  mail: noticeWishesOf(records),
});
