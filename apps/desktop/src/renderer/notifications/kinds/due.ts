import { kindLabel, type ShownKind } from './notification-words.ts';

export const shownDue: ShownKind = {
  label: 'A record of mine is due',
  icon: 'alarm',
  title: ({ record }) => `${record?.title ?? ''} is due`,
  detail: (_one, telling) => kindLabel(telling),
};
