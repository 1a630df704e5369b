import { kindLabel, namedRecords, type ShownKind } from './notification-words.ts';

export const shownFollowed: ShownKind = {
  label: 'A record that I follow changes',
  icon: 'eye',
  title: (one, telling) =>
    one.field === null
      ? `${telling.who} added ${namedRecords(one, telling)}`
      : `${telling.who} changed ${namedRecords(one, telling)}`,
  detail: (one, telling) =>
    one.field === null
      ? kindLabel(telling)
      : `${kindLabel(telling)}, ${telling.fieldLabel(one.field)}: ${telling.valueText(one.field, one.value)}`,
};
