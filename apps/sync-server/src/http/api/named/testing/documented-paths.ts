/** A path that a requirement document names, and the line that names it. */
type DocumentedPath = { readonly route: string; readonly line: number };

/** Reads lines of a document: a method and a path behind `/api/v1` in each. */
const from = (line: number, routes: string): readonly DocumentedPath[] =>
  routes
    .trim()
    .split('\n')
    .map((route, nth) => ({ route: route.trim(), line: line + nth }));

/**
 * The paths that `compliance-grc.md` names for auth (2.1), users and roles (2.2), organizations (2.3) and audit (2.10), copied from the
 * document, so that a path that is dropped from the server is missed here. `platform.md` names two besides, and both are among these:
 * `POST /auth/login`, and the members of an organization by its slug.
 */
export const documentedPaths: readonly DocumentedPath[] = [
  ...from(
    156,
    `post /auth/register
     post /auth/login
     post /auth/logout
     post /auth/refresh
     post /auth/forgot-password
     post /auth/reset-password
     post /auth/verify-email
     post /auth/mfa/enable
     post /auth/mfa/verify`,
  ),
  ...from(
    193,
    `get /users/me
     put /users/me
     get /users/{user_id}
     get /users
     post /users/{user_id}/roles
     delete /users/{user_id}/roles/{role_id}
     get /roles
     post /roles`,
  ),
  ...from(
    229,
    `post /organizations
     get /organizations/{org_id}
     put /organizations/{org_id}
     delete /organizations/{org_id}
     get /organizations/{org_id}/members
     post /organizations/{org_id}/members
     get /organizations/{org_id}/subscription
     put /organizations/{org_id}/subscription
     get /organizations/{org_id}/usage`,
  ),
  ...from(
    470,
    `post /audit/log
     get /audit/logs
     get /audit/logs/{log_id}
     get /audit/security-events
     get /audit/compliance-events
     post /audit/reports
     get /audit/reports`,
  ),
];
