import type { RouteLine } from './route-line.ts';

/** An API key and its token, with every right of the owner who made it. */
const keys = 'kt';
/** The programs that may reach data that belongs to the organisation as a whole. */
const ofTheirOrganisation = { other: keys };
/** The programs that may reach a record or a person of the organisation. */
const anywhereInside = { own: keys, team: keys, other: keys };

/**
 * The routes that let a program in. A route that is not here lets none in: programs use the API, and nothing of the app, of
 * sessions or of administration. No route here lets a directory in, whose token is only for SCIM (`other-protocols.pg.test.ts`).
 */
export const programLines: Readonly<Record<string, RouteLine['may']>> = {
  'POST /api/v1/acts': keys,
  'GET /api/v1/kinds': keys,
  'POST /api/v1/calculations/crm/line-price': keys,
  'GET /api/v1/records/{pack}/{kind}': keys,
  'POST /api/v1/records/{pack}/{kind}': keys,
  'POST /api/v1/records/{pack}/{kind}/query': keys,
  'POST /api/v1/records/{pack}/{kind}/summary': keys,
  'POST /api/v1/records/{pack}/{kind}/report': keys,
  'POST /api/v1/records/search': keys,
  'POST /api/v1/records': keys,
  'GET /api/v1/users/me': keys,
  'GET /api/v1/users': keys,
  'GET /api/v1/roles': keys,
  'GET /api/v1/events/schemas': keys,
  'GET /api/v1/events/schemas/cloud-events': keys,
  'GET /api/v1/events/sign-ins': keys, // counts of what they may read at /api/v1/audit/security-events
  'GET /api/v1/automations': keys,
  'POST /api/v1/automations/{automation_id}/pause': ofTheirOrganisation,
  'POST /api/v1/automations/{automation_id}/resume': ofTheirOrganisation,
  'GET /api/v1/automations/{automation_id}/runs': ofTheirOrganisation,
  'POST /api/v1/packs/crm/print-service': keys,
  'POST /api/v1/audit/log': keys,
  'GET /api/v1/audit/logs': keys,
  'GET /api/v1/audit/logs/{log_id}': keys,
  'GET /api/v1/audit/security-events': keys,
  'GET /api/v1/audit/compliance-events': keys,
  'GET /api/v1/audit/days': keys,
  'POST /api/v1/audit/exports': keys,
  'GET /api/v1/audit/reports': keys,
  'POST /api/v1/audit/reports': keys,
  'GET /api/v1/records/{pack}/{kind}/{id}': anywhereInside,
  'PATCH /api/v1/records/{pack}/{kind}/{id}': anywhereInside,
  'DELETE /api/v1/records/{pack}/{kind}/{id}': anywhereInside,
  'GET /api/v1/records/{pack}/{kind}/{id}/history': anywhereInside,
  'GET /api/v1/records/{pack}/{kind}/{id}/moves': anywhereInside,
  'GET /api/v1/users/{user_id}': anywhereInside,
  'POST /api/v1/audit/persons/{id}/export': anywhereInside,
  'GET /api/v1/organizations/{org_id}': ofTheirOrganisation,
  'PUT /api/v1/organizations/{org_id}': ofTheirOrganisation,
  'GET /api/v1/organizations/{org_id}/members': ofTheirOrganisation,
  'GET /api/v1/organizations/{org_id}/subscription': ofTheirOrganisation,
  'GET /api/v1/organizations/{org_id}/usage': ofTheirOrganisation,
  'GET /api/v1/audit/reports/{id}': ofTheirOrganisation,
  'GET /api/v1/audit/reports/{id}/pdf': ofTheirOrganisation,
};
