import type { DeclaredDashboard } from '../../../kernel/reports/dashboard-definition.ts';

/** The present quarter for people who answer for the sales of others: will the target be reached, by whom, and what is open. */
export const quarterDashboard: DeclaredDashboard = {
  name: 'crm/quarter',
  label: 'This quarter',
  period: 'this-quarter',
  homeOf: ['owner', 'admin', 'manager', 'viewer'],
  tiles: [
    { report: 'crm/deal/forecast', width: 2 },
    { report: 'crm/deal/forecast-by-person', width: 2 },
    { report: 'crm/deal/open-by-stage', width: 2 },
    { report: 'crm/deal/won-by-person', width: 2 },
    { report: 'crm/activity/by-person', width: 2 },
    { report: 'crm/activity/when', width: 2 },
  ],
};
