import type { DeclaredReport } from '../../../kernel/reports/report-definition.ts';

/** Calls and meetings in figures. */
export const activityReports = [
  {
    id: 'when',
    name: 'When do we talk to customers?',
    where: { field: 'kind', op: 'one-of', value: ['call', 'meeting'] },
    measures: [{ name: 'Calls and meetings', fn: 'count' }],
    groups: [
      { field: 'happensAt', bucket: 'weekday' },
      { field: 'happensAt', bucket: 'hour' },
    ],
    period: { field: 'happensAt', span: { direction: 'last', count: 90, unit: 'day' } },
    chart: 'heat-map',
  },
  {
    id: 'by-person',
    name: 'Who talks to customers?',
    where: { field: 'kind', op: 'one-of', value: ['call', 'meeting'] },
    measures: [
      { name: 'Calls', fn: 'count', where: { field: 'kind', op: 'is', value: 'call' } },
      { name: 'Meetings', fn: 'count', where: { field: 'kind', op: 'is', value: 'meeting' } },
    ],
    groups: [{ field: 'createdBy' }],
    period: { field: 'happensAt', span: { direction: 'last', count: 90, unit: 'day' } },
    chart: 'bar',
    options: { order: 'largest', most: 12, draws: 'stacked' },
  },
  {
    id: 'outcomes',
    name: 'What comes of our calls?',
    where: {
      and: [
        { field: 'kind', op: 'is', value: 'call' },
        { field: 'outcome', op: 'is-not-empty' },
      ],
    },
    measures: [{ name: 'Calls', fn: 'count' }],
    groups: [{ field: 'outcome' }],
    period: { field: 'happensAt', span: { direction: 'last', count: 90, unit: 'day' } },
    chart: 'pie',
  },
  {
    id: 'meeting-outcomes',
    name: 'What comes of our meetings?',
    where: {
      and: [
        { field: 'kind', op: 'is', value: 'meeting' },
        { field: 'meetingOutcome', op: 'is-not-empty' },
      ],
    },
    measures: [{ name: 'Meetings', fn: 'count' }],
    groups: [{ field: 'meetingOutcome' }],
    period: { field: 'happensAt', span: { direction: 'last', count: 90, unit: 'day' } },
    chart: 'pie',
  },
] as const satisfies readonly DeclaredReport[];
