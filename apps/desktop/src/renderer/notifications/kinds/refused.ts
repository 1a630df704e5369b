import type { ShownKind } from './notification-words.ts';

export const shownRefused: ShownKind = {
  label: 'A change of mine is refused',
  icon: 'inbox',
  title: ({ value }) => `“${typeof value === 'string' ? value : ''}” was refused`,
  detail: ({ record }) => record?.title ?? '',
};
