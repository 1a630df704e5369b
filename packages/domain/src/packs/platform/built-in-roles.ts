import type { RoleDeclaration } from '../../kernel/catalogue/role.ts';

const member = ['*:read@shared', '*:create@own', '*:update@shared', '*:assign@own', '*:delete@own'];
const ownExports = ['*:export@shared'];
const teamExports = [...ownExports, '*:export@team'];
const reader = ['*:read@team', '*:read@shared'];
const ownViews = ['platform/saved-view:create@own', 'platform/saved-view:update@own', 'platform/saved-view:delete@own'];
const ownReports = ['platform/report', 'platform/dashboard'].flatMap((kind) => [
  `${kind}:create@own`,
  `${kind}:update@own`,
  `${kind}:delete@own`,
]);

/** A person reads their own targets. A manager sets those of the team. */
const ownTargets = ['platform/target:read@shared'];
const teamTargets = ['read', 'create', 'update', 'delete'].map((action) => `platform/target:${action}@team`);
const manager = [...member, '*:read@team', '*:create@team', '*:update@team', '*:assign@team', '*:delete@team'];
/** A person who may mark two records as different may also remove a colleague's mark (ADR 55). */
const distinctPairs = ['platform/distinct-pair:delete@org'];
const viewer = [...reader, ...ownViews, ...ownReports];

/**
 * Grants for every kind of record. `*` is listed in addition to `**` for devices of the previous build, which don't
 * read `**` (T-15).
 */
const everything = ['**:*@org', '*:*@org'];

/** the roles with which every tenant starts. */
export const builtInRoles: readonly RoleDeclaration[] = [
  {
    key: 'owner',
    label: 'Owner',
    describes: 'Everything, and the organisation itself. Only owners appoint owners.',
    version: 2,
    grants: everything,
    earlier: [['*:*@org']],
    isGivenByHolders: true,
  },
  {
    key: 'admin',
    label: 'Administrator',
    describes: 'Everything in the organisation: people, roles, settings, all records.',
    version: 2,
    grants: everything,
    earlier: [['*:*@org']],
  },
  {
    key: 'manager',
    label: 'Manager',
    describes: "Sees, changes and assigns their team's records, and their own.",
    version: 4,
    grants: [...manager, ...ownTargets, ...teamTargets, ...distinctPairs, ...teamExports],
    earlier: [
      manager,
      [...manager, ...ownTargets, ...teamTargets],
      [...manager, ...ownTargets, ...teamTargets, ...distinctPairs],
    ],
  },
  {
    key: 'member',
    label: 'Member',
    describes: 'Works with their own records and those shared with them.',
    version: 4,
    grants: [...member, ...ownTargets, ...distinctPairs, ...ownExports],
    earlier: [member, [...member, ...ownTargets], [...member, ...ownTargets, ...distinctPairs]],
  },
  {
    key: 'viewer',
    label: 'Viewer',
    describes: "Reads their team's records. Changes nothing but their own views of lists, reports and dashboards.",
    version: 4,
    grants: [...viewer, ...ownTargets, 'platform/target:read@team'],
    earlier: [reader, [...reader, ...ownViews], viewer],
  },
  {
    key: 'client',
    label: 'Client',
    describes: 'Someone outside the organisation: reads records that are shared with them.',
    version: 1,
    grants: ['*:read@shared'],
    portal: true,
  },
];
