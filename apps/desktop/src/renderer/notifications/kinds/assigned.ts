import { kindLabel, namedRecords, type ShownKind } from './notification-words.ts';

export const shownAssigned: ShownKind = {
  label: 'A record is assigned to me',
  icon: 'user-plus',
  title: (one, telling) => `${telling.who} gave you ${namedRecords(one, telling)}`,
  detail: (_one, telling) => kindLabel(telling),
};
