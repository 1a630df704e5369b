import {
  type PackHome,
  leftByKind,
  listPanel,
  movesPanel,
  numberPanel,
  peoplePanel,
  stagesPanel,
  weeksPanel,
} from '../../kernel/catalogue/pages/home-panels.ts';
import { mine, openFilter, quietDays } from '../../kernel/catalogue/views.ts';
import type { Filter } from '../../kernel/questions/list-query.ts';
import { actsRule, lateRule, quietRule, winsRule } from '../../kernel/catalogue/helping/help-rules.ts';
import { activity } from './entities/activity.entity.ts';
import { deal } from './entities/deal.entity.ts';
import { task } from './entities/task.entity.ts';
import { quarterDashboard } from './reports/quarter-dashboard.ts';

const notDone: Filter = { not: { field: 'done', op: 'is', value: true } };
const toDo: Filter = { and: [mine.where, notDone] };
/** Tasks that are due today or late. */
const toDoToday: Filter = {
  and: [
    toDo,
    {
      or: [
        { field: 'dueAt', op: 'within', value: 'today' },
        { field: 'dueAt', op: 'within', value: 'past' },
      ],
    },
  ],
};
const doneToday: Filter = {
  and: [mine.where, { field: 'done', op: 'is', value: true }, { field: 'updatedAt', op: 'within', value: 'today' }],
};
const openDeals = openFilter(deal);
const quiet: Filter = {
  and: [
    ...(openDeals ? [openDeals] : []),
    { not: { field: 'updatedAt', op: 'within', value: { direction: 'last', count: quietDays, unit: 'day' } } },
  ],
};
const myContacts: Filter = {
  and: [
    { field: 'kind', op: 'one-of', value: ['call', 'meeting'] },
    { field: 'createdBy', op: 'is', value: '@me' },
  ],
};
/** Calls and meetings that are still ahead today. */
const myContactsLeft: Filter = {
  and: [
    myContacts,
    { field: 'happensAt', op: 'within', value: 'today' },
    { field: 'happensAt', op: 'within', value: 'future' },
  ],
};
const myCalls: Filter = {
  and: [
    { field: 'createdBy', op: 'is', value: '@me' },
    { field: 'kind', op: 'is', value: 'call' },
  ],
};

/** The roles that lead or watch a team: those that get the dashboard of the quarter. */
const { homeOf } = quarterDashboard;

/**
 * A salesperson's day: due tasks, quiet deals, and the person's own figures. Above it, people who lead a team see who needs
 * help, which deals are quiet and what moved, next to the dashboard of the quarter.
 */
export const crmHome: PackHome = {
  hours: [
    { on: activity.name, where: myContacts },
    { on: task.name, where: mine.where },
  ],
  left: [
    leftByKind(activity, {
      where: myContactsLeft,
      by: 'kind',
      words: { call: { one: 'call', many: 'calls' }, meeting: { one: 'meeting', many: 'meetings' } },
    }),
    { on: task.name, where: toDoToday },
  ],
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
      where: { and: [mine.where, quiet] },
      sort: 'updatedAt.asc',
      most: 4,
      detail: ['account', 'value'],
      hasAge: true,
      does: 'call',
      hasTotal: true,
      none: 'None of your open deals is quiet.',
    }),
    listPanel(deal, {
      id: 'crm/team-quiet-deals',
      title: 'Quiet deals of the team',
      note: `no change for ${quietDays} days or more`,
      column: 'first',
      place: 10,
      homeOf,
      where: quiet,
      sort: 'updatedAt.asc',
      most: 6,
      detail: ['account', 'value'],
      hasOwner: true,
      hasAge: true,
      hasTotal: true,
      opens: { list: 'quiet', words: 'All quiet deals' },
      none: 'No open deal is quiet.',
    }),
    peoplePanel(task, {
      id: 'crm/who-needs-help',
      title: 'Who needs help?',
      column: 'second',
      place: 5,
      homeOf,
      rules: [
        lateRule(task, notDone),
        winsRule(deal, 'closedOn'),
        actsRule(activity, {
          by: 'happensAt',
          person: 'createdBy',
          words: { one: 'activity', many: 'activities' },
        }),
        quietRule(deal),
      ],
      span: 'this-quarter',
      asks: ['subject', 'dueAt', 'priority', 'body'],
      most: 6,
      none: 'Nobody needs help: tasks, activities, deals and win rates are as usual.',
    }),
    movesPanel(deal, {
      id: 'crm/moved',
      title: 'What moved',
      column: 'second',
      place: 10,
      homeOf,
      span: 'this-week',
      slips: { out: 'this-quarter', words: 'moved past the end of the quarter' },
      none: 'No deal has moved this week.',
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
      target: 'crm/deal/won',
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
