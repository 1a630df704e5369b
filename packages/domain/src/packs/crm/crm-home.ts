import {
  type PackHome,
  listPanel,
  numberPanel,
  stagesPanel,
  weeksPanel,
} from '../../kernel/catalogue/pages/home-panels.ts';
import { mine, openFilter, quietDays } from '../../kernel/catalogue/views.ts';
import type { Filter } from '../../kernel/questions/list-query.ts';
import { activity } from './entities/activity.entity.ts';
import { deal } from './entities/deal.entity.ts';
import { task } from './entities/task.entity.ts';

const toDo: Filter = { and: [mine.where, { not: { field: 'done', op: 'is', value: true } }] };
const doneToday: Filter = {
  and: [mine.where, { field: 'done', op: 'is', value: true }, { field: 'updatedAt', op: 'within', value: 'today' }],
};
const openDeals = openFilter(deal);
const quiet: Filter = {
  and: [
    ...(openDeals ? [openDeals] : []),
    mine.where,
    { not: { field: 'updatedAt', op: 'within', value: { direction: 'last', count: quietDays, unit: 'day' } } },
  ],
};
const myContacts: Filter = {
  and: [
    { field: 'kind', op: 'one-of', value: ['call', 'meeting'] },
    { field: 'createdBy', op: 'is', value: '@me' },
  ],
};
const myCalls: Filter = {
  and: [
    { field: 'createdBy', op: 'is', value: '@me' },
    { field: 'kind', op: 'is', value: 'call' },
  ],
};

/** A salesperson's day: what is due, what became quiet, and the person's own figures. */
export const crmHome: PackHome = {
  hours: [
    { on: activity.name, where: myContacts },
    { on: task.name, where: mine.where },
  ],
  left: [{ on: task.name, where: toDo }],
  panels: [
    listPanel(task, {
      id: 'crm/tasks',
      title: 'Tasks',
      column: 'first',
      place: 10,
      where: toDo,
      sort: 'dueAt.asc',
      most: 6,
      detail: ['about'],
      due: 'dueAt',
      following: { where: doneToday, sort: 'updatedAt.desc', most: 2, words: 'done today' },
      worksThrough: true,
      opens: { list: 'to-do', words: 'All tasks' },
      none: 'Nothing to do. T adds a task.',
    }),
    listPanel(deal, {
      id: 'crm/quiet-deals',
      title: 'Quiet deals',
      note: `no change for ${quietDays} days or more`,
      column: 'second',
      place: 10,
      where: quiet,
      sort: 'updatedAt.asc',
      most: 4,
      detail: ['account', 'value'],
      hasAge: true,
      hasTotal: true,
      none: 'None of your open deals is quiet.',
    }),
    numberPanel(deal, {
      id: 'crm/won',
      title: 'My won value',
      note: 'this quarter',
      place: 10,
      where: { and: [mine.where, { field: 'stage', op: 'is', value: 'won' }] },
      sum: 'value',
      by: 'closedOn',
      now: 'this-quarter',
      before: { span: 'last-quarter', words: 'last quarter' },
      became: 'won',
    }),
    weeksPanel(activity, {
      id: 'crm/calls',
      title: 'Calls I logged',
      place: 20,
      where: myCalls,
      by: 'happensAt',
      weeks: 7,
      none: 'None yet. L on a record logs one.',
    }),
    stagesPanel(deal, { id: 'crm/open-deals', title: 'My open deals', place: 30, where: mine.where, sum: 'value' }),
  ],
};
