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
] as const satisfies readonly DeclaredReport[];
