import { kindLabel, type ShownKind } from './notification-words.ts';

export const shownMentioned: ShownKind = {
  label: 'Someone mentions me',
  icon: 'message',
  title: ({ record }, { who }) => `${who} mentioned you in ${record?.title ?? ''}`,
  detail: ({ field }, telling) =>
    [kindLabel(telling), field === null ? '' : telling.fieldLabel(field)].filter(Boolean).join(', '),
};
