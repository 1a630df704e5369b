import { createRoute } from '@tanstack/react-router';
import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';
import { rootRoute } from './root-route.tsx';
import * as settings from './settings-screens.tsx';

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: z.object({ step: z.string().max(40).optional().catch(undefined) }),
  component: settings.SetupScreen,
});

const fieldsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/fields',
  validateSearch: z.object({ of: z.string().max(120).optional().catch(undefined) }),
  component: settings.FieldsScreen,
});

const kindsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/kinds',
  component: settings.KindsScreen,
});

const stagesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/stages',
  validateSearch: z.object({ of: z.string().max(120).optional().catch(undefined) }),
  component: settings.StagesScreen,
});

const pagesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/pages',
  validateSearch: z.object({ of: z.string().max(120).optional().catch(undefined) }),
  component: settings.PagesScreen,
});

const organisationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/organisation',
  component: settings.OrganisationScreen,
});

const planRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/plan',
  component: settings.PlanAndOwnershipScreen,
});

const securityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/security',
  component: settings.SecurityScreen,
});

const profileRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/profile',
  component: settings.ProfileScreen,
});

const activityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/activity',
  validateSearch: z.object({ person: idSchema.optional().catch(undefined) }),
  component: settings.ActivityScreen,
});

const devicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/devices',
  validateSearch: z.object({ person: idSchema.optional().catch(undefined) }),
  component: settings.DevicesScreen,
});

const packsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/packs',
  component: settings.PacksScreen,
});

const packSettingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/of-packs',
  component: settings.PackSettingsScreen,
});

const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/people',
  validateSearch: z.object({
    person: idSchema.optional().catch(undefined),
    add: z.boolean().optional().catch(undefined),
    invite: z.boolean().optional().catch(undefined),
  }),
  component: settings.PeopleScreen,
});

const rolesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/roles',
  validateSearch: z.object({ role: idSchema.optional().catch(undefined) }),
  component: settings.RolesScreen,
});

const teamsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/teams',
  component: settings.TeamsScreen,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/sign-in',
  component: settings.SignInScreen,
});

const keysRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/keys',
  component: settings.KeysScreen,
});

const journalRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/journal',
  component: settings.JournalScreen,
});

const auditReportsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/audit-reports',
  component: settings.AuditReportsScreen,
});

const personDataRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/person-data',
  validateSearch: z.object({ record: idSchema.optional().catch(undefined) }),
  component: settings.PersonDataScreen,
});

const whoCanSeeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/who-can-see',
  validateSearch: z.object({
    person: idSchema.optional().catch(undefined),
    role: idSchema.optional().catch(undefined),
    record: idSchema.optional().catch(undefined),
  }),
  component: settings.WhoCanSeeScreen,
});

const directoryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/directory',
  component: settings.DirectoryScreen,
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
  whoCanSeeRoute,
  directoryRoute,
] as const;
