import { kindLabel, type ShownKind } from './notification-words.ts';

export const shownTold: ShownKind = {
  label: 'An automation tells me something',
  icon: 'bolt',
  title: ({ value, record }) => [record?.title, typeof value === 'string' ? value : ''].filter(Boolean).join(': '),
  detail: ({ record }, telling) => (record === null ? 'Automation' : `${kindLabel(telling)}, told by an automation`),
};
