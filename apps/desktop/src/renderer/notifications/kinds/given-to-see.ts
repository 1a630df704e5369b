import { kindLabel, namedRecords, type ShownKind } from './notification-words.ts';

export const shownGivenToSee: ShownKind = {
  label: 'A record is shared with me',
  icon: 'users',
  title: (one, telling) => `${telling.who} shared ${namedRecords(one, telling)} with you`,
  detail: (_one, telling) => kindLabel(telling),
};
