import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Formats } from '@outpost/ui/formats/formats';
import type { Notification } from '../../../bridge/calls/notification-calls.ts';

/** The parts from which the words of a notification are made. */
export type NotificationContext = {
  readonly formats: Formats;
  /** The kind of its record; undefined if this build does not know it. */
  readonly entity: Entity | undefined;
  /** The author's first name, or a word in its place. */
  readonly who: string;
  /** Returns a value of the record as text. */
  readonly valueText: (field: string, value: JsonValue) => string;
  /** Returns the label of a field of the record. */
  readonly fieldLabel: (field: string) => string;
};

/** How a kind of notification is shown. */
export type ShownKind = {
  /** Its line in the preferences: "Someone mentions me". */
  readonly label: string;
  readonly icon: string;
  readonly title: (one: Notification, telling: NotificationContext) => string;
  readonly detail?: (one: Notification, telling: NotificationContext) => string;
};

/** Returns the title of the record, with the number of the others of the same act. */
export function namedRecords(
  { record, count }: Notification,
  { formats }: Pick<NotificationContext, 'formats'>,
): string {
  const title = record?.title ?? '';
  return count === 1 ? title : `${title} and ${formats.plural(count - 1, 'other record', 'other records')}`;
}

/** Returns the kind of the record in the singular, with a capital: "Deal". */
export const kindLabel = ({ entity }: Pick<NotificationContext, 'entity'>): string => entity?.label.one ?? 'Record';
