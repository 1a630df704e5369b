import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';
import { rootRoute } from './root-route.tsx';
import type * as settings from './settings-screens.tsx';

/** The screens of settings are one script, which is loaded with the first of them: few starts of the app need it. */
const screen = <Name extends keyof typeof settings>(name: Name) =>
  lazyRouteComponent(() => import('./settings-screens.tsx'), name);

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: z.object({ step: z.string().max(40).optional().catch(undefined) }),
  component: screen('SetupScreen'),
});

const fieldsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/fields',
  validateSearch: z.object({ of: z.string().max(120).optional().catch(undefined) }),
  component: screen('FieldsScreen'),
});

const kindsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/kinds',
  component: screen('KindsScreen'),
});

const stagesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/stages',
  validateSearch: z.object({ of: z.string().max(120).optional().catch(undefined) }),
  component: screen('StagesScreen'),
});

const pagesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/pages',
  validateSearch: z.object({ of: z.string().max(120).optional().catch(undefined) }),
  component: screen('PagesScreen'),
});

const organisationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/organisation',
  component: screen('OrganisationScreen'),
});

const planRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/plan',
  component: screen('PlanAndOwnershipScreen'),
});

const securityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/security',
  component: screen('SecurityScreen'),
});

const profileRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/profile',
  component: screen('ProfileScreen'),
});

const mailboxRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/mailbox',
  component: screen('MailboxScreen'),
});

const activityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/activity',
  validateSearch: z.object({ person: idSchema.optional().catch(undefined) }),
  component: screen('ActivityScreen'),
});

const devicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/devices',
  validateSearch: z.object({ person: idSchema.optional().catch(undefined) }),
  component: screen('DevicesScreen'),
});

const packsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/packs',
  component: screen('PacksScreen'),
});

const packSettingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/of-packs',
  component: screen('PackSettingsScreen'),
});

const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/people',
  validateSearch: z.object({
    person: idSchema.optional().catch(undefined),
    add: z.boolean().optional().catch(undefined),
    invite: z.boolean().optional().catch(undefined),
  }),
  component: screen('PeopleScreen'),
});

const rolesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/roles',
  validateSearch: z.object({ role: idSchema.optional().catch(undefined) }),
  component: screen('RolesScreen'),
});

const teamsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/teams',
  component: screen('TeamsScreen'),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/sign-in',
  component: screen('SignInScreen'),
});

const keysRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/keys',
  component: screen('KeysScreen'),
});

const journalRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/journal',
  validateSearch: z.object({
    by: idSchema.optional().catch(undefined),
    from: z.iso.date().optional().catch(undefined),
    until: z.iso.date().optional().catch(undefined),
  }),
  component: screen('JournalScreen'),
});

const importsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/imports',
  component: screen('ImportsScreen'),
});

const automationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/automations',
  validateSearch: z.object({
    edit: z
      .union([idSchema, z.literal('new')])
      .optional()
      .catch(undefined),
  }),
  component: screen('AutomationsScreen'),
});

const assignmentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/assignment',
  validateSearch: z.object({
    edit: z
      .union([idSchema, z.literal('new')])
      .optional()
      .catch(undefined),
  }),
  component: screen('AssignmentScreen'),
});

const webhooksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/webhooks',
  component: screen('WebhooksScreen'),
});

const webhooksInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/webhooks-in',
  component: screen('WebhooksInScreen'),
});

const eventsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/events',
  component: screen('EventsScreen'),
});

const mailDomainsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/mail-domains',
  component: screen('MailDomainsScreen'),
});

const queueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/queue',
  component: screen('QueueScreen'),
});

const auditReportsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/audit-reports',
  component: screen('AuditReportsScreen'),
});

const personDataRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/person-data',
  validateSearch: z.object({ record: idSchema.optional().catch(undefined) }),
  component: screen('PersonDataScreen'),
});

const whoCanSeeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/who-can-see',
  validateSearch: z.object({
    person: idSchema.optional().catch(undefined),
    role: idSchema.optional().catch(undefined),
    record: idSchema.optional().catch(undefined),
  }),
  component: screen('WhoCanSeeScreen'),
});

const directoryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/directory',
  component: screen('DirectoryScreen'),
});

/** The routes of the pages of settings, and of the first run. */
export const settingsRoutes = [
  setupRoute,
  fieldsRoute,
  kindsRoute,
  stagesRoute,
  pagesRoute,
  organisationRoute,
  planRoute,
  securityRoute,
  profileRoute,
  mailboxRoute,
  mailDomainsRoute,
  activityRoute,
  devicesRoute,
  packsRoute,
  packSettingsRoute,
  peopleRoute,
  rolesRoute,
  teamsRoute,
  signInRoute,
  keysRoute,
  journalRoute,
  automationsRoute,
  assignmentRoute,
  webhooksRoute,
  webhooksInRoute,
  eventsRoute,
  queueRoute,
  importsRoute,
  auditReportsRoute,
  personDataRoute,
  whoCanSeeRoute,
  directoryRoute,
] as const;
