import { kindLabel, namedRecords, type ShownKind } from './notification-words.ts';

export const shownMoved: ShownKind = {
  label: 'A record of mine is moved',
  icon: 'arrow-right',
  title: (one, telling) =>
    `${telling.who} moved ${namedRecords(one, telling)} to ${one.field === null ? '' : telling.valueText(one.field, one.value)}`,
  detail: (_one, telling) => kindLabel(telling),
};
