import type { Filter } from '../../../kernel/questions/list-query.ts';
import type { DeclaredReport } from '../../../kernel/reports/report-definition.ts';

const is = (stage: 'won' | 'lost'): Filter => ({ field: 'stage', op: 'is', value: stage });
const won = is('won');
const lost = is('lost');
const closed: Filter = { field: 'stage', op: 'one-of', value: ['won', 'lost'] };
const period = { field: 'closedOn' } as const;
const wonValue = { name: 'Won', fn: 'sum', field: 'value' } as const;
const deals = { name: 'Deals', fn: 'count' } as const;
/** Targets are set for the value that is won. */
const target = 'crm/deal/won';
const winRate = { name: 'Win rate', fn: 'ratio', where: won, of: closed } as const;

/** Sales in figures: each name is the question that the report answers. */
export const dealReports = [
  {
    id: 'won',
    name: 'Won',
    where: won,
    measures: [wonValue, deals],
    groups: [],
    period: { field: 'closedOn', compare: 'before' },
    chart: 'number',
    options: { target },
  },
  {
    id: 'win-rate',
    name: 'Win rate',
    where: closed,
    measures: [winRate, { name: 'Won', fn: 'count', where: won }, { name: 'Lost', fn: 'count', where: lost }],
    groups: [],
    period: { field: 'closedOn', compare: 'before' },
    chart: 'number',
  },
  {
    id: 'value-of-a-won-deal',
    name: 'Value of a won deal',
    where: won,
    measures: [
      { name: 'Median', fn: 'median', field: 'value' },
      { name: 'Mean', fn: 'avg', field: 'value' },
    ],
    groups: [],
    period,
    chart: 'number',
  },
  {
    id: 'days-to-win',
    name: 'Days to win',
    where: won,
    measures: [
      { name: 'Median', fn: 'median-days', from: 'engagedOn', to: 'closedOn' },
      { name: 'Mean', fn: 'avg-days', from: 'engagedOn', to: 'closedOn' },
    ],
    groups: [],
    period,
    chart: 'number',
  },
  {
    id: 'days-to-win-by-month',
    name: 'Do we win faster than before?',
    where: won,
    measures: [{ name: 'Median', fn: 'median-days', from: 'engagedOn', to: 'closedOn' }],
    groups: [{ field: 'closedOn', bucket: 'month' }],
    period,
    chart: 'line',
  },
  {
    id: 'velocity',
    name: 'Sales velocity',
    where: closed,
    measures: [
      { name: 'Won a day of selling', fn: 'per-day', field: 'value', from: 'engagedOn', to: 'closedOn', where: won },
      { name: 'Deals', fn: 'count' },
      winRate,
      { name: 'Value of a won deal', fn: 'avg', field: 'value', where: won },
      { name: 'Days to win', fn: 'avg-days', from: 'engagedOn', to: 'closedOn', where: won },
    ],
    groups: [],
    period: { field: 'closedOn', compare: 'before' },
    chart: 'number',
  },
  {
    id: 'velocity-by-quarter',
    name: 'Does selling speed up?',
    where: closed,
    measures: [
      { name: 'Won a day of selling', fn: 'per-day', field: 'value', from: 'engagedOn', to: 'closedOn', where: won },
      winRate,
    ],
    groups: [{ field: 'closedOn', bucket: 'quarter' }],
    period,
    chart: 'line',
  },
  {
    id: 'cohorts',
    name: 'When do we win the deals of a month?',
    where: won,
    measures: [deals, wonValue],
    groups: [
      { field: 'engagedOn', bucket: 'month' },
      { field: 'closedOn', bucket: 'month' },
    ],
    period,
    chart: 'pivot',
  },
  {
    id: 'won-by-quarter',
    name: 'How much did we win each quarter?',
    where: won,
    measures: [wonValue, deals],
    groups: [{ field: 'closedOn', bucket: 'quarter' }],
    period,
    chart: 'column',
    options: { target },
  },
  {
    id: 'won-by-product',
    name: 'Which products bring the revenue?',
    where: won,
    measures: [wonValue, deals],
    groups: [{ field: 'product' }],
    period,
    chart: 'bar',
    options: { order: 'largest', most: 12 },
  },
  {
    id: 'won-by-person',
    name: 'Who won how much?',
    where: closed,
    measures: [{ ...wonValue, where: won }, { ...deals, where: won }, winRate],
    groups: [{ field: 'ownerId' }],
    period,
    chart: 'leaderboard',
    options: { order: 'largest', most: 10, target },
  },
  {
    id: 'won-by-team',
    name: 'Which teams win?',
    where: won,
    measures: [wonValue, deals],
    groups: [{ field: 'teamId' }],
    period,
    chart: 'bar',
    options: { order: 'largest', most: 12, target },
  },
  {
    id: 'why-lost',
    name: 'Why do we lose?',
    where: lost,
    measures: [{ name: 'Lost', fn: 'count' }],
    groups: [{ field: 'lossReason' }],
    period,
    chart: 'bar',
    options: { order: 'largest' },
  },
  {
    id: 'pipeline',
    name: 'Where do deals stop?',
    measures: [deals],
    groups: [{ field: 'stage' }],
    period: { field: 'createdAt' },
    chart: 'funnel',
  },
  {
    id: 'open-by-stage',
    name: 'Does the pipeline cover the gap?',
    where: { field: 'stage', op: 'none-of', value: ['won', 'lost'] },
    measures: [{ name: 'Open', fn: 'sum', field: 'value' }, deals],
    groups: [{ field: 'stage' }],
    period: { field: 'closesOn' },
    chart: 'bar',
  },
] as const satisfies readonly DeclaredReport[];
