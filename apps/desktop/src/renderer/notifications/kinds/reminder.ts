import { kindLabel, type ShownKind } from './notification-words.ts';

export const shownReminder: ShownKind = {
  label: 'A reminder that I asked for',
  icon: 'clock',
  title: ({ record }) => `Reminder: ${record?.title ?? ''}`,
  detail: ({ field, value }, telling) =>
    field === null
      ? kindLabel(telling)
      : `${kindLabel(telling)}, ${telling.fieldLabel(field).toLowerCase()} ${telling.valueText(field, value)}`,
};
