import type { Entity } from '../../kernel/entity.ts';
import type { Filter } from '../../kernel/query/list-query.ts';
import { type KindViews, mine, openFilter, quietDays, views } from '../../kernel/views.ts';
import { account } from './entities/account.entity.ts';
import { activity } from './entities/activity.entity.ts';
import { contact } from './entities/contact.entity.ts';
import { deal } from './entities/deal.entity.ts';
import { lead } from './entities/lead.entity.ts';
import { product } from './entities/product.entity.ts';
import { task } from './entities/task.entity.ts';

const whileOpen = (kind: Entity, filter: Filter): Filter => {
  const open = openFilter(kind);
  return open ? { and: [open, filter] } : filter;
};

/** In the order of a day's work. */
export const crmViews: readonly KindViews[] = [
  views(deal, {
    area: { place: 110, key: 'd', isInBar: true },
    board: { title: 'Sales pipeline', isFirst: true },
    lists: [
      { id: 'open', name: 'Open, by stage', where: openFilter(deal), group: 'stage' },
      mine,
      {
        id: 'closing',
        name: 'Closing this quarter',
        where: whileOpen(deal, { field: 'closesOn', op: 'within', value: 'this-quarter' }),
        sort: 'closesOn.asc',
      },
      {
        id: 'quiet',
        name: 'Quiet',
        where: whileOpen(deal, {
          not: { field: 'updatedAt', op: 'within', value: { direction: 'last', count: quietDays, unit: 'day' } },
        }),
        sort: 'updatedAt.asc',
      },
    ],
    pinned: [
      { list: 'closing', label: 'Closing this quarter', icon: 'briefcase' },
      { list: 'quiet', label: 'Quiet deals', icon: 'hourglass' },
    ],
  }),
  views(lead, {
    area: { place: 120, key: 'l' },
    lists: [{ id: 'open', name: 'Open, by status', where: openFilter(lead), group: 'status' }, mine],
    pinned: [{ list: 'mine', label: 'My leads', icon: 'target' }],
    arrivals: {
      where: { and: [mine.where, { field: 'status', op: 'is', value: 'new' }] },
      title: 'New lead for you',
      icon: 'target',
      detail: ['name', 'company'],
    },
  }),
  views(account, { area: { place: 130 }, lists: [mine] }),
  views(contact, { area: { place: 140 }, lists: [mine] }),
  views(activity, {
    area: { place: 150 },
    lists: [mine],
    quickActs: [
      {
        id: 'call',
        place: 10,
        label: 'Log a call',
        icon: 'phone',
        key: 'l',
        fields: { kind: 'call' },
        now: 'happensAt',
        asks: ['subject', 'body', 'happensAt', 'lasts', 'with'],
        title: 'Log a call',
        done: 'Log the call',
      },
      {
        id: 'meeting',
        place: 20,
        label: 'Meeting',
        icon: 'calendar',
        fields: { kind: 'meeting' },
        now: 'happensAt',
        asks: ['subject', 'body', 'happensAt', 'lasts', 'with'],
        title: 'Log a meeting',
        done: 'Log the meeting',
      },
      {
        id: 'email',
        place: 40,
        label: 'E-mail',
        icon: 'mail',
        fields: { kind: 'email', delivery: 'send' },
        now: 'happensAt',
        takes: { toAddress: 'email' },
        asks: ['toAddress', 'subject', 'body'],
        title: 'Write an e-mail',
        done: 'Send',
        note: 'It goes out once it has reached the server; until then you can undo it.',
      },
    ],
  }),
  views(task, {
    area: { place: 160, key: 't', isInBar: true },
    lists: [
      { id: 'to-do', name: 'To do', where: { field: 'done', op: 'is-not', value: true }, sort: 'dueAt.asc' },
      mine,
    ],
    quickActs: [
      {
        id: 'task',
        place: 30,
        label: 'Task',
        icon: 'check-circle',
        key: 't',
        asks: ['subject', 'dueAt', 'priority', 'body'],
        title: 'Add a task',
      },
    ],
  }),
  views(product, { area: { place: 170 }, lists: [] }),
];
