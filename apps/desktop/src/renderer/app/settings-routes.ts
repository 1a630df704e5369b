import { createRoute } from '@tanstack/react-router';
import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';
import { rootRoute } from './root-route.tsx';
import * as settings from './settings-screens.tsx';

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: z.object({ step: z.string().max(40).optional().catch(undefined) }),
  component: settings.Setup,
});

const fieldsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/fields',
  validateSearch: z.object({ of: z.string().max(120).optional().catch(undefined) }),
  component: settings.Fields,
});

const kindsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/kinds',
  component: settings.Kinds,
});

const stagesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/stages',
  validateSearch: z.object({ of: z.string().max(120).optional().catch(undefined) }),
  component: settings.Stages,
});

const pagesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/pages',
  validateSearch: z.object({ of: z.string().max(120).optional().catch(undefined) }),
  component: settings.Pages,
});

const organisationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/organisation',
  component: settings.Organisation,
});

const planRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/plan',
  component: settings.PlanAndOwnership,
});

const securityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/security',
  component: settings.Security,
});

const profileRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/profile',
  component: settings.Profile,
});

const activityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/activity',
  validateSearch: z.object({ person: idSchema.optional().catch(undefined) }),
  component: settings.Activity,
});

const devicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/devices',
  validateSearch: z.object({ person: idSchema.optional().catch(undefined) }),
  component: settings.DevicesOf,
});

const packsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/packs',
  component: settings.Packs,
});

const packSettingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/of-packs',
  component: settings.PackSettings,
});

const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/people',
  validateSearch: z.object({
    person: idSchema.optional().catch(undefined),
    add: z.boolean().optional().catch(undefined),
    invite: z.boolean().optional().catch(undefined),
  }),
  component: settings.People,
});

const rolesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/roles',
  validateSearch: z.object({ role: idSchema.optional().catch(undefined) }),
  component: settings.Roles,
});

const teamsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/teams',
  component: settings.Teams,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/sign-in',
  component: settings.SignIn,
});

const keysRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/keys',
  component: settings.Keys,
});

const journalRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/journal',
  component: settings.Journal,
});

const auditReportsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/audit-reports',
  component: settings.AuditReports,
});

const personDataRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/person-data',
  validateSearch: z.object({ record: idSchema.optional().catch(undefined) }),
  component: settings.PersonData,
});

const directoryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/directory',
  component: settings.Directory,
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
  auditReportsRoute,
  personDataRoute,
  directoryRoute,
] as const;
