import type { DeclaredDashboard } from '../../../kernel/reports/dashboard-definition.ts';

/** The present quarter for sales managers: whether the target will be reached, each person's share, and the open deals. */
export const quarterDashboard = {
  name: 'crm/quarter',
  label: 'This quarter',
  period: 'this-quarter',
  homeOf: ['owner', 'manager', 'viewer'],
  tiles: [
    { report: 'crm/deal/forecast', width: 2 },
    { report: 'crm/deal/forecast-by-person', width: 2 },
    { report: 'crm/deal/open-by-stage', width: 2 },
    { report: 'crm/deal/won-by-person', width: 2 },
    { report: 'crm/activity/by-person', width: 2 },
    { report: 'crm/activity/when', width: 2 },
  ],
} satisfies DeclaredDashboard;
