import type { Filter } from '../../../kernel/questions/list-query.ts';
import type { DeclaredReport } from '../../../kernel/reports/report-definition.ts';

const converted: Filter = { field: 'status', op: 'is', value: 'converted' };
const ended: Filter = { field: 'status', op: 'one-of', value: ['converted', 'unqualified'] };
const leads = { name: 'Leads', fn: 'count' } as const;
const customers = { name: 'Customers', fn: 'count', where: converted } as const;

/** Leads in figures. */
export const leadReports = [
  {
    id: 'by-source',
    name: 'Which sources bring customers?',
    measures: [leads, customers, { name: 'Rate', fn: 'ratio', where: converted, of: ended }],
    groups: [{ field: 'source' }],
    period: { field: 'createdAt', span: { direction: 'last', count: 365, unit: 'day' } },
    chart: 'bar',
    options: { order: 'largest' },
  },
  {
    id: 'by-month',
    name: 'What became of the leads of a month?',
    measures: [leads],
    groups: [{ field: 'createdAt', bucket: 'month' }, { field: 'status' }],
    period: { field: 'createdAt', span: { direction: 'last', count: 365, unit: 'day' } },
    chart: 'pivot',
  },
] as const satisfies readonly DeclaredReport[];
