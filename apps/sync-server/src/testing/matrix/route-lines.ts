import { made, testPassword } from '../test-server.ts';
import type { MatrixWorld, MatrixPlace, SignedInDevice, MatrixTarget } from './matrix-world.ts';

/** The parts of a request. */
export type RequestParts = {
  readonly world: MatrixWorld;
  /** The id of the target in the address. */
  readonly id: string;
  /** The person who asks; for nobody, the owner. */
  readonly asker: SignedInDevice;
  readonly newId: () => string;
};

/** One documented route. */
export type RouteLine = {
  readonly route: string;
  /** The thing that the id in its address names. Left out: the address has none, or it is not that of a record. */
  readonly target?: MatrixTarget;
  /** The address, where filling `{id}` is not enough. */
  readonly path?: (asked: RequestParts) => string;
  readonly body?: (asked: RequestParts) => unknown;
  /** The request ends or changes the account of the person who asks. */
  readonly endsAsker?: true;
  /** The callers who get a success. By place of the target where there is one; a place that is left out lets nobody in. */
  readonly may: string | Readonly<Partial<Record<MatrixPlace, string>>>;
  /** Why nobody gets a success here. Other tests check the allowed askers then; the answers still reveal nothing. */
  readonly because?: string;
};
/** How a browser would come back. */
const passkeyBack = (id: string) => ({
  challenge: 'x'.repeat(43),
  state: 'x'.repeat(43),
  returnTo: 'outpost://signed-in',
  device: { id },
});
/** Everyone who is signed in. */
const everyone = 'oamevcs';
/** Administrators, each in their own organisation. */
const admins = 'oas';
const nobody = '';
/** Administrators, for data that belongs to their organisation as a whole. */
const ofTheirOrganisation = { other: 'oa', foreign: 's' };
/** Administrators, for a person of their organisation or that person's data. */
const ofTheirPeople = { own: 'oa', team: 'oa', other: 'oa', foreign: 's' };
/** The readers of a record: administrators, its owner, and the team's manager and viewer. */
const readers = { own: 'oamev', team: 'oamv', other: 'oa', foreign: 's' };
/** Those who may change a record. */
const changers = { own: 'oame', team: 'oam', other: 'oa', foreign: 's' };
const note = ({ newId }: RequestParts) => ({
  acts: [{ label: 'x', shape: 'together', edits: [made(newId(), 'crm/account', { name: 'New' })] }],
});
const mail = ({ newId }: RequestParts) => `new-${newId()}@matrix.example`;
const newPerson = (asked: RequestParts) => ({ name: 'Zoe', email: mail(asked), memberships: [] });
const newRole = ({ newId }: RequestParts) => ({ key: `r-${newId()}`, label: 'Seller', grants: [] });
const november = { from: '2026-11-01T00:00:00.000Z', until: '2026-12-01T00:00:00.000Z' };

const newProvider = {
  kind: 'oidc',
  name: 'ID',
  issuer: 'https://127.0.0.1',
  clientId: 'outpost',
  roles: { claim: null, byGroup: {}, usual: null },
  provisions: false,
};

/** A request of each documented route that needs a session, and the roles that it admits. */
export const routeLines: readonly RouteLine[] = [
  { route: 'POST /acts', body: note, may: everyone },
  { route: 'POST /api/v1/acts', body: note, may: everyone },
  { route: 'POST /api/v1/auth/mfa/enable', body: () => ({}), may: everyone },
  { route: 'GET /api/v1/kinds', may: everyone },
  { route: 'GET /api/v1/records/{pack}/{kind}', path: () => '/api/v1/records/crm/deal', may: everyone },
  {
    route: 'POST /api/v1/records/{pack}/{kind}',
    path: () => '/api/v1/records/crm/account',
    body: () => ({ fields: { name: 'New' } }),
    may: 'oames',
  },
  {
    route: 'POST /api/v1/records/{pack}/{kind}/query',
    path: () => '/api/v1/records/crm/deal/query',
    body: () => ({}),
    may: everyone,
  },
  {
    route: 'POST /api/v1/records/{pack}/{kind}/summary',
    path: () => '/api/v1/records/crm/deal/summary',
    body: () => ({ groupBy: 'stage' }),
    may: everyone,
  },
  {
    route: 'POST /api/v1/records/{pack}/{kind}/report',
    path: () => '/api/v1/records/crm/deal/report',
    body: () => ({ measures: [{ name: 'n', fn: 'count' }] }),
    may: everyone,
  },
  { route: 'POST /api/v1/records/search', body: () => ({ text: 'deal' }), may: everyone },
  {
    route: 'POST /api/v1/records',
    body: () => ({ changes: [{ op: 'create', kind: 'crm/account', fields: { name: 'New' } }] }),
    may: everyone,
  },
  {
    route: 'GET /api/v1/records/{pack}/{kind}/{id}',
    target: 'deal',
    path: ({ id }) => `/api/v1/records/crm/deal/${id}`,
    may: readers,
  },
  {
    route: 'PATCH /api/v1/records/{pack}/{kind}/{id}',
    target: 'deal',
    path: ({ id }) => `/api/v1/records/crm/deal/${id}`,
    body: () => ({ fields: { name: 'Other' } }),
    may: changers,
  },
  {
    route: 'DELETE /api/v1/records/{pack}/{kind}/{id}',
    target: 'deal',
    path: ({ id }) => `/api/v1/records/crm/deal/${id}`,
    may: changers,
  },
  {
    route: 'GET /api/v1/records/{pack}/{kind}/{id}/history',
    target: 'deal',
    path: ({ id }) => `/api/v1/records/crm/deal/${id}/history`,
    may: readers,
  },
  {
    route: 'GET /records/{pack}/{name}/{id}',
    target: 'deal',
    path: ({ id }) => `/records/crm/deal/${id}`,
    may: readers,
  },
  {
    route: 'GET /records/{pack}/{name}/{id}/moves',
    target: 'deal',
    path: ({ id }) => `/records/crm/deal/${id}/moves`,
    may: readers,
  },
  { route: 'POST /auth/sign-out', body: () => ({}), endsAsker: true, may: everyone },
  { route: 'POST /api/v1/auth/logout', body: () => ({}), endsAsker: true, may: everyone },
  { route: 'GET /api/v1/users/me', may: everyone },
  { route: 'PUT /api/v1/users/me', body: () => ({ name: 'Pat B' }), may: 'oamevs' },
  { route: 'GET /api/v1/users', may: everyone },
  {
    route: 'GET /api/v1/users/{user_id}',
    target: 'person',
    may: { own: 'oamev', team: 'oamev', other: 'oamev', foreign: 's' },
  },
  {
    route: 'POST /api/v1/users/{user_id}/roles',
    target: 'person',
    body: () => ({ role: 'viewer' }),
    may: ofTheirPeople,
  },
  {
    route: 'DELETE /api/v1/users/{user_id}/roles/{role_id}',
    target: 'person',
    path: ({ id }) => `/api/v1/users/${id}/roles/member`,
    may: ofTheirPeople,
  },
  { route: 'GET /api/v1/roles', may: everyone },
  { route: 'POST /api/v1/roles', body: newRole, may: admins },
  {
    route: 'POST /api/v1/organizations',
    body: () => ({ name: 'Second', currency: 'USD', timeZone: 'UTC' }),
    may: nobody,
    because: 'this server is not open for new organisations; on an open one: named-paths.pg.test.ts',
  },
  // The two that delete it come before the one that gives it another name.
  { route: 'POST /organisation/delete', body: () => ({ name: 'Here' }), may: 'o' },
  {
    route: 'DELETE /api/v1/organizations/{org_id}',
    target: 'organisation',
    path: ({ id }) => `/api/v1/organizations/${id}?name=Here`,
    may: { other: 'o' },
  },
  { route: 'GET /api/v1/organizations/{org_id}', target: 'organisation', may: { other: 'oamev', foreign: 's' } },
  {
    route: 'PUT /api/v1/organizations/{org_id}',
    target: 'organisation',
    body: () => ({ name: 'New' }),
    may: ofTheirOrganisation,
  },
  {
    route: 'GET /api/v1/organizations/{org_id}/members',
    target: 'organisation',
    may: { other: 'oamevc', foreign: 's' },
  },
  {
    route: 'POST /api/v1/organizations/{org_id}/members',
    target: 'organisation',
    body: newPerson,
    may: ofTheirOrganisation,
  },
  {
    route: 'GET /api/v1/organizations/{org_id}/subscription',
    target: 'organisation',
    may: { other: 'oamev', foreign: 's' },
  },
  {
    route: 'PUT /api/v1/organizations/{org_id}/subscription',
    target: 'organisation',
    body: () => ({}),
    may: nobody,
    because: 'nothing can be changed before there is billing',
  },
  { route: 'GET /api/v1/organizations/{org_id}/usage', target: 'organisation', may: ofTheirOrganisation },
  { route: 'GET /api/v1/keys', may: admins },
  { route: 'POST /api/v1/keys', body: () => ({ name: 'Shop', grants: ['crm/deal:read@shared'] }), may: admins },
  { route: 'POST /api/v1/keys/{id}/rotate', target: 'key', body: () => ({}), may: ofTheirOrganisation },
  { route: 'DELETE /api/v1/keys/{id}', target: 'key', may: ofTheirOrganisation },
  { route: 'POST /api/v1/audit/log', body: () => ({ event: 'x' }), may: everyone },
  { route: 'GET /api/v1/audit/logs', may: admins },
  {
    route: 'GET /api/v1/audit/logs/{log_id}',
    path: () => '/api/v1/audit/logs/1', // each organisation counts its own
    may: admins,
  },
  { route: 'GET /api/v1/audit/security-events', may: admins },
  { route: 'GET /api/v1/audit/compliance-events', may: admins },
  { route: 'GET /api/v1/audit/days', may: admins },
  { route: 'POST /api/v1/audit/exports', body: () => ({ format: 'csv' }), may: admins },
  { route: 'POST /api/v1/audit/persons/{id}/export', target: 'person', body: () => ({}), may: ofTheirPeople },
  { route: 'GET /api/v1/audit/reports', may: admins },
  { route: 'POST /api/v1/audit/reports', body: () => ({ kind: 'security', ...november }), may: admins },
  { route: 'GET /api/v1/audit/reports/{id}', target: 'report', may: ofTheirOrganisation },
  { route: 'GET /api/v1/audit/reports/{id}/pdf', target: 'report', may: ofTheirOrganisation },
  { route: 'POST /records/list', body: () => ({ entity: 'crm/deal' }), may: everyone },
  { route: 'POST /records/summary', body: () => ({ entity: 'crm/deal', groupBy: 'stage' }), may: everyone },
  {
    route: 'POST /records/report',
    body: () => ({ entity: 'crm/deal', measures: [{ name: 'n', fn: 'count' }] }),
    may: everyone,
  },
  { route: 'POST /records/search', body: () => ({ text: 'deal' }), may: everyone },
  {
    route: 'POST /access/explain',
    target: 'person',
    path: () => '/access/explain',
    body: ({ id, world }) => ({ person: id, record: { entity: 'platform/team', id: world.teams.t1 } }),
    may: { own: 'oa', team: 'oa', other: 'oa' },
  },
  {
    route: 'POST /access/seen-by',
    target: 'deal',
    path: () => '/access/seen-by',
    body: ({ id }) => ({ record: { entity: 'crm/deal', id } }),
    may: { own: 'oa', team: 'oa', other: 'oa', foreign: 's' },
  },
  { route: 'GET /records/kinds', may: everyone },
  { route: 'GET /me', may: everyone },
  {
    route: 'POST /sync/revealed',
    body: ({ id }) => ({
      revealed: [{ entity: 'crm/contact-identity', record: id, field: 'taxNumber', at: '2026-11-20T08:00:00.000Z' }],
    }),
    // The answer is the same for a record that is not there: nothing is noted then.
    may: everyone,
  },
  {
    route: 'POST /sync/exported',
    body: () => ({ exported: [{ of: 'crm/deal', count: 3, format: 'csv', at: '2026-11-20T08:00:00.000Z' }] }),
    may: everyone,
  },
  { route: 'GET /me/calendar-feed', may: everyone },
  { route: 'POST /me/calendar-feed', body: () => ({}), may: everyone },
  { route: 'DELETE /me/calendar-feed', may: everyone },
  { route: 'GET /me/sessions', may: everyone },
  { route: 'DELETE /me/sessions/{id}', target: 'session', may: { own: 'e' } },
  { route: 'DELETE /me/sessions/{id}/trust', target: 'session', may: { own: 'e' } },
  { route: 'POST /me/sessions/end', body: () => ({ which: 'others' }), may: everyone },
  // One's own activity is asked for in its own test: the matrix' target is another person.
  { route: 'GET /people/{id}/activity', target: 'person', may: ofTheirPeople },
  { route: 'GET /admin/sessions', may: admins },
  { route: 'DELETE /admin/sessions/{id}', target: 'session', may: ofTheirPeople },
  { route: 'POST /admin/members/{id}/sessions/end', target: 'person', body: () => ({}), may: ofTheirPeople },
  { route: 'POST /me/sessions/{id}/wipe', target: 'session', body: () => ({}), may: { own: 'e' } },
  { route: 'POST /admin/sessions/{id}/wipe', target: 'session', body: () => ({}), may: ofTheirPeople },
  ...(['DELETE /admin/wipes/{id}', 'POST /admin/wipes/{id}/acts', 'POST /admin/wipes/{id}/apply'] as const).map(
    (route) => ({
      route,
      body: () => (route.endsWith('apply') ? { acts: [] } : {}),
      may: nobody,
      because: 'no device is under an order here; proof/server/wiped-devices.pg.test.ts has one',
    }),
  ),
  { route: 'GET /journal/verify', may: admins },
  { route: 'GET /journal/digests', may: admins },
  { route: 'POST /admin/journal', body: () => ({}), may: admins },
  { route: 'GET /admin/plan', may: admins },
  {
    route: 'POST /organisation/transfer',
    target: 'person',
    body: ({ id }) => ({ to: id }),
    endsAsker: true,
    may: { own: 'o', team: 'o', other: 'o' },
  },
  { route: 'POST /organisation/leave', body: () => ({}), endsAsker: true, may: everyone },
  { route: 'POST /organisation/export', body: () => ({}), may: 'o' },
  { route: 'GET /organisation/ending', may: admins },
  { route: 'GET /organisation/slug', may: everyone },
  { route: 'POST /organisation/slug', body: ({ newId }) => ({ slug: `fenwright-${newId().slice(-12)}` }), may: 'o' },
  { route: 'POST /organisation/keep', body: () => ({}), may: 'o' },
  { route: 'GET /admin/members', may: admins },
  { route: 'POST /admin/members', body: newPerson, may: admins },
  { route: 'PATCH /admin/members/{id}', target: 'person', body: () => ({ name: 'Pat C' }), may: ofTheirPeople },
  {
    route: 'PUT /admin/members/{id}/password',
    target: 'person',
    body: () => ({ password: 'quite another password' }),
    may: ofTheirPeople,
  },
  { route: 'POST /admin/teams', body: () => ({ name: 'T' }), may: admins },
  { route: 'PATCH /admin/teams/{id}', target: 'team', body: () => ({ name: 'T5' }), may: ofTheirOrganisation },
  { route: 'POST /admin/roles', body: newRole, may: admins },
  { route: 'PATCH /admin/roles/{id}', target: 'role', body: () => ({ label: 'Other' }), may: ofTheirOrganisation },
  {
    route: 'PUT /auth/password',
    body: () => ({ currentPassword: testPassword, newPassword: 'quite another password' }),
    endsAsker: true,
    may: everyone,
  },
  { route: 'GET /auth/factors', may: everyone },
  { route: 'GET /auth/step-up', may: everyone },
  { route: 'GET /auth/recovery', may: everyone },
  { route: 'DELETE /auth/recovery', may: nobody, because: 'no removal of factors waits' },
  { route: 'GET /admin/recoveries', may: admins },
  {
    route: 'POST /admin/members/{id}/recovery',
    target: 'person',
    body: () => ({}),
    may: nobody,
    because: 'the person has no second factor; recoveries.pg.test.ts has the people who may',
  },
  {
    route: 'POST /admin/members/{id}/recovery/consent',
    target: 'person',
    body: () => ({}),
    may: nobody,
    because: 'no removal of factors waits',
  },
  {
    route: 'DELETE /admin/members/{id}/recovery',
    target: 'person',
    may: nobody,
    because: 'no removal of factors waits',
  },
  { route: 'POST /auth/step-up', body: () => ({ kind: 'password', answer: testPassword }), may: everyone },
  {
    route: 'POST /auth/step-up/code',
    body: () => ({ kind: 'email' }),
    may: nobody,
    because: 'nobody here has a factor to which a code is sent',
  },
  { route: 'POST /auth/factors/totp', body: () => ({ name: 'Phone' }), may: everyone },
  {
    route: 'POST /auth/factors/{id}/confirm',
    body: () => ({ code: '123456' }),
    may: nobody,
    because: 'there is no factor to confirm',
  },
  { route: 'POST /auth/factors/email', body: () => ({}), may: everyone },
  {
    route: 'POST /auth/factors/sms',
    body: () => ({ phone: '+14155550100' }),
    may: nobody,
    because: 'this server sends no text messages',
  },
  {
    route: 'POST /auth/factors/backup-codes',
    body: () => ({}),
    may: nobody,
    because: 'codes replace a factor, and nobody here has one',
  },
  { route: 'GET /auth/passkeys', may: everyone },
  {
    route: 'POST /auth/factors/passkey',
    body: ({ newId }) => ({ name: 'Laptop', back: passkeyBack(newId()) }),
    may: nobody,
    because: 'this server has no name, so it offers no passkeys',
  },
  {
    route: 'POST /auth/step-up/passkey',
    body: ({ newId }) => ({ back: passkeyBack(newId()) }),
    may: nobody,
    because: 'nobody has a passkey',
  },
  { route: 'DELETE /auth/factors/{id}', may: nobody, because: 'there is no factor to remove' },
  { route: 'POST /sync/pull', body: () => ({ at: null, heads: [], limit: 10, schemas: {} }), may: everyone },
  {
    route: 'POST /sync/push',
    body: ({ asker, newId }) => ({
      device: newId(),
      heads: [],
      schemas: {},
      acts: [asker.device.twin().act([made(newId(), 'crm/account', { name: 'New' })])],
    }),
    may: everyone,
  },
  {
    route: 'POST /sync/history',
    target: 'deal',
    path: () => '/sync/history',
    body: ({ id }) => ({ entity: 'crm/deal', id }),
    may: readers,
  },
  { route: 'GET /sync/poke', may: everyone },
  {
    route: 'GET /files/content/{pack}/{name}/{id}/{field}',
    target: 'file',
    path: ({ id }) => `/files/content/platform/file/${id}/content`,
    may: nobody,
    because: 'there is no file: files.pg.test asks for real ones',
  },
  { route: 'POST /auth/email', body: (asked) => ({ email: mail(asked), password: testPassword }), may: everyone },
  {
    route: 'PUT /auth/email',
    body: () => ({
      email: 'new@example.com',
      ticket: 'x'.repeat(43),
      code: 'A',
      presentTicket: 'x'.repeat(43),
      presentCode: 'A',
    }),
    may: nobody,
    because: 'there is no code',
  },
  { route: 'GET /admin/directory', may: admins },
  { route: 'PUT /admin/directory', body: () => ({ invites: false }), may: admins },
  { route: 'POST /admin/directory/tokens', body: () => ({ name: 'Entra' }), may: admins },
  {
    route: 'POST /admin/directory/tokens/{id}/rotate',
    target: 'directory-token',
    body: () => ({}),
    may: ofTheirOrganisation,
  },
  { route: 'DELETE /admin/directory/tokens/{id}', target: 'directory-token', may: ofTheirOrganisation },
  {
    route: 'PUT /admin/directory/groups/{id}/roles',
    target: 'directory-group',
    body: () => ({ roles: [] }),
    may: ofTheirOrganisation,
  },
  { route: 'GET /admin/invites', may: admins },
  { route: 'POST /admin/invites', body: (asked) => ({ email: mail(asked), memberships: [] }), may: admins },
  {
    route: 'PUT /admin/members/{id}/invite',
    target: 'person',
    body: () => ({}),
    may: nobody,
    because: 'the person has an account already',
  },
  { route: 'DELETE /admin/members/{id}/invite', target: 'invited', may: ofTheirPeople },
  { route: 'GET /admin/packs', may: 'oamevs' },
  {
    route: 'PUT /admin/packs/{name}',
    path: () => '/admin/packs/crm',
    body: () => ({ isInstalled: true }),
    may: admins,
  },
  { route: 'GET /admin/sso', may: admins },
  {
    route: 'POST /admin/sso/test',
    body: () => ({ issuer: 'https://127.0.0.1' }),
    may: nobody,
    because: 'an address of this network is not asked',
  },
  {
    route: 'POST /admin/sso/providers',
    body: () => newProvider,
    may: nobody,
    because: 'an address of this network is not asked',
  },
  { route: 'POST /admin/sso/drafts', body: () => ({}), may: admins },
  { route: 'PUT /admin/sso/providers/{id}', body: () => newProvider, may: nobody, because: 'there is no provider' },
  { route: 'DELETE /admin/sso/providers/{id}', may: nobody, because: 'there is no provider' },
  { route: 'POST /admin/sso/domains', body: () => ({ domain: 'matrix.example' }), may: admins },
  {
    route: 'POST /admin/sso/domains/{domain}/verify',
    path: () => '/admin/sso/domains/matrix-unproved.example/verify',
    body: () => ({}),
    may: nobody,
    because: 'there is no record of the domain',
  },
  {
    route: 'DELETE /admin/sso/domains/{domain}',
    path: () => '/admin/sso/domains/matrix-unknown.example',
    may: nobody,
    because: 'there is no such domain',
  },
  {
    route: 'PUT /admin/sso/rule',
    body: () => ({ isEnforced: false, asksSecond: false, breakGlass: [] }),
    may: admins,
  },
  {
    route: 'POST /v1/calculations/crm/line-price',
    body: () => ({ quantity: 1, listPrice: { amount: 100, currency: 'EUR' } }),
    may: everyone,
  },
];
