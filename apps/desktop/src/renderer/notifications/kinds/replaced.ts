import type { ShownKind } from './notification-words.ts';

export const shownReplaced: ShownKind = {
  label: 'A value of mine is replaced',
  icon: 'swap',
  title: (_one, { who }) => `${who}’s value replaced yours`,
  detail: ({ field, record }, { fieldLabel }) =>
    field === null ? (record?.title ?? '') : `${fieldLabel(field)} of ${record?.title ?? ''}`,
};
