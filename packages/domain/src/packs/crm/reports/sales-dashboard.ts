import type { DeclaredDashboard } from '../../../kernel/reports/dashboard-definition.ts';

/** Sales in figures, over the last year in which deals closed. */
export const salesDashboard: DeclaredDashboard = {
  name: 'crm/sales',
  label: 'Sales',
  period: 'newest-year',
  tiles: [
    { report: 'crm/deal/won', width: 1 },
    { report: 'crm/deal/win-rate', width: 1 },
    { report: 'crm/deal/value-of-a-won-deal', width: 1 },
    { report: 'crm/deal/days-to-win', width: 1 },
    { report: 'crm/deal/won-by-quarter', width: 2 },
    { report: 'crm/deal/won-by-product', width: 2 },
    { report: 'crm/deal/won-by-person', width: 2 },
    { report: 'crm/deal/won-by-team', width: 1 },
    { report: 'crm/deal/why-lost', width: 1 },
  ],
};
