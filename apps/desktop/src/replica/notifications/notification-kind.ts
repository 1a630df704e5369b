import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { ListQuery } from '@outpost/domain/kernel/questions/list-query';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import type { Notification, NotificationKindId } from '../../bridge/calls/notification-calls.ts';
import type { Device } from '../device/device.ts';

/** The person who asks for their notifications, and the time. */
export type NotificationAsk = {
  readonly device: Device;
  readonly me: string;
  /** The person's name, by which others mention them. */
  readonly name: string;
  readonly timeZone: string;
  /** Instants: now, and the beginning of the days that notifications go back. */
  readonly now: string;
  readonly since: string;
  readonly rows: (query: ListQuery) => Promise<Result<{ readonly rows: readonly StoredRecord[] }>>;
};

/** A notification before its names are read. */
export type NotificationDraft = Pick<Notification, 'at'> &
  Partial<Pick<Notification, 'field' | 'value' | 'quote' | 'needs' | 'count'>> & {
    /** Its subject, as part of its id: the same on all devices of the person. */
    readonly about: string;
    readonly by?: string;
    /** Without a title, the record must be on this device and alive. */
    readonly record?: { readonly id: string; readonly entity: string; readonly title?: string };
  };

/** A condition of SQL on a row of the history, with the values of its placeholders. */
export type HistoryCondition = { readonly sql: string; readonly values: readonly string[] };

/** A kind of notification that is derived from an act of another person. */
export type JournalNotificationKind = {
  readonly id: NotificationKindId;
  readonly source: 'journal';
  /** Rows that may be of this kind. Undefined: there are none. */
  readonly where: (ask: NotificationAsk) => HistoryCondition | undefined;
  /** Returns the details of a row; undefined where it is not of this kind after all. */
  readonly of: (
    row: HistoryRow,
    ask: NotificationAsk,
  ) => Pick<NotificationDraft, 'field' | 'value' | 'quote'> | undefined;
};

/** A kind of notification that is derived from the present state of the device. */
export type PresentNotificationKind = {
  readonly id: NotificationKindId;
  readonly source: 'present';
  readonly list: (ask: NotificationAsk) => Promise<Result<readonly NotificationDraft[]>>;
};

export type NotificationKind = JournalNotificationKind | PresentNotificationKind;
