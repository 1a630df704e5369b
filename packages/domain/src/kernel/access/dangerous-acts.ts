import type { Entity } from '../entities/entity.ts';
import type { StoredRecord } from '../entities/record.ts';
import { sameJson } from '../json.ts';
import type { Refusal } from '../refusal.ts';
import { appPath } from './api-path.ts';

/** An act that can harm others, or keep a thief inside. */
export type DangerousAct = {
  /** For people: completes "Prove that it is you to …". */
  readonly deed: string;
  /** The addresses by which it is done, each as "METHOD /path/{parameter}". An address of the app counts under `/api/v1`, too. */
  readonly routes: readonly string[];
  /** Calls of the app that the device carries out by itself: screens ask for the proof where the server can be reached. */
  readonly calls?: readonly string[];
  /** Acts of records can also do these, through every route: `isDangerousChange` decides. */
  readonly byRecords?: true;
};

/**
 * PLT-28: every dangerous act. The server refuses it with `access/step-up-needed` if the person has not recently proved
 * who they are. Screens ask for the proof. A new dangerous address needs one line here and no other code.
 */
export const dangerousActs = {
  rights: {
    deed: 'change what people may do',
    routes: [
      'POST /admin/members',
      'PATCH /admin/members/{id}',
      'POST /admin/teams',
      'PATCH /admin/teams/{id}',
      'POST /admin/roles',
      'PATCH /admin/roles/{id}',
      'POST /api/v1/organizations/{org_id}/members',
      'POST /api/v1/users/{user_id}/roles',
      'DELETE /api/v1/users/{user_id}/roles/{role_id}',
      'POST /api/v1/roles',
    ],
    byRecords: true,
  },
  invite: { deed: 'invite somebody', routes: ['POST /admin/invites', 'PUT /admin/members/{id}/invite'] },
  'password-of-another': { deed: 'give somebody a password', routes: ['PUT /admin/members/{id}/password'] },
  recovery: {
    deed: "remove somebody's second factors",
    routes: [
      'POST /admin/members/{id}/recovery',
      'POST /admin/members/{id}/recovery/consent',
      'DELETE /admin/members/{id}/recovery',
    ],
  },
  'own-factors': {
    deed: 'change your second factors',
    routes: [
      'POST /auth/factors/totp',
      'POST /auth/factors/email',
      'POST /auth/factors/sms',
      'POST /auth/factors/passkey',
      'POST /auth/factors/backup-codes',
      'DELETE /auth/factors/{id}',
      'POST /api/v1/auth/mfa/enable',
    ],
  },
  'own-email': { deed: 'change your address', routes: ['POST /auth/email'] },
  sessions: {
    deed: 'sign devices out',
    routes: [
      'DELETE /me/sessions/{id}',
      'POST /me/sessions/end',
      'DELETE /admin/sessions/{id}',
      'POST /admin/members/{id}/sessions/end',
    ],
  },
  'api-keys': {
    deed: 'change API keys',
    routes: ['POST /api/v1/keys', 'POST /api/v1/keys/{id}/rotate', 'DELETE /api/v1/keys/{id}'],
  },
  webhooks: {
    deed: 'change webhooks',
    routes: [
      'POST /api/v1/webhooks',
      'PUT /api/v1/webhooks/{webhook_id}',
      'POST /api/v1/webhooks/{webhook_id}/secrets',
      'POST /api/v1/webhook-sources',
      'PUT /api/v1/webhook-sources/{source_id}',
      'POST /api/v1/webhook-sources/{source_id}/secrets',
    ],
  },
  'identity-providers': {
    deed: 'change how people sign in',
    routes: [
      'POST /admin/sso/providers',
      'PUT /admin/sso/providers/{id}',
      'DELETE /admin/sso/providers/{id}',
      'POST /admin/sso/domains',
      'POST /admin/sso/domains/{domain}/verify',
      'DELETE /admin/sso/domains/{domain}',
      'PUT /admin/sso/rule',
    ],
  },
  directory: {
    deed: 'change the rights of the directory',
    routes: [
      'PUT /admin/directory',
      'POST /admin/directory/tokens',
      'POST /admin/directory/tokens/{id}/rotate',
      'DELETE /admin/directory/tokens/{id}',
      'PUT /admin/directory/groups/{id}/roles',
    ],
  },
  organisation: {
    deed: 'make, rename, hand over, leave or delete an organisation',
    routes: [
      'POST /organisation/slug',
      'POST /organisation/transfer',
      'POST /organisation/leave',
      'POST /organisation/delete',
      'POST /api/v1/organizations',
      'DELETE /api/v1/organizations/{org_id}',
    ],
  },
  billing: { deed: 'change the plan', routes: ['PUT /api/v1/organizations/{org_id}/subscription'] },
  wipes: {
    deed: 'wipe a device or read the data that one handed over',
    routes: [
      'POST /me/sessions/{id}/wipe',
      'POST /admin/sessions/{id}/wipe',
      'DELETE /admin/wipes/{id}',
      'POST /admin/wipes/{id}/acts',
      'POST /admin/wipes/{id}/apply',
    ],
  },
  'found-devices': {
    deed: 'take back that a device is lost',
    routes: ['DELETE /me/sessions/{id}/lost', 'DELETE /admin/sessions/{id}/lost'],
  },
  'mail-domains': {
    deed: 'change how e-mails are signed',
    routes: ['POST /admin/dkim-keys', 'DELETE /admin/dkim-keys/{id}'],
  },
  'webhook-keys': { deed: 'make an address for webhooks', routes: ['POST /admin/packs/{pack}/webhooks/{name}'] },
  'reveal-sealed': { deed: 'reveal a sealed field', routes: [], calls: ['sealed.reveal'] },
  'export-everything': {
    deed: 'export everything',
    routes: ['POST /organisation/export'],
    calls: ['exports.beginAll'],
  },
  'audit-exports': {
    deed: 'export the audit log',
    routes: ['POST /api/v1/audit/exports', 'POST /api/v1/audit/reports'],
  },
  'erase-account': { deed: 'erase your account', routes: ['POST /me/erasure'] },
  'erase-member': { deed: 'erase a person', routes: ['POST /admin/members/{id}/erase'] },
  'data-of-a-person': { deed: 'export the data of a person', routes: ['POST /api/v1/audit/persons/{id}/export'] },
} as const satisfies Readonly<Record<string, DangerousAct>>;

export type DangerousActId = keyof typeof dangerousActs;

/** Addresses under `/admin` that change something and need no proof, each with the reason. */
export const adminWithoutProof: Readonly<Record<string, string>> = {
  'POST /admin/sessions/{id}/lost': 'gives nobody access: the device asks for the second factor again',
  'POST /admin/sessions/{id}/ask': 'sends a question to the person of the device, and changes nothing on it',
  'POST /admin/dkim-keys/{id}/check': 'asks the DNS whether a key is published, and changes nothing else',
  'POST /admin/journal': 'asks a question, and changes nothing',
  'POST /admin/queue/hurry': 'ends the wait of an order that was allowed before, and changes nothing about it',
  'POST /admin/sso/test': 'reads the public document of a provider, and changes nothing',
  'POST /admin/sso/drafts': 'chooses an id, and stores nothing',
  'PUT /admin/packs/{name}':
    'gives nobody rights and removes no data: installing the pack again brings its records back',
  'DELETE /admin/members/{id}/invite': 'withdraws access that nobody has used',
};

const matches = (pattern: string, path: string): boolean => {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  return (
    wanted.length === given.length &&
    wanted.every((part, place) => (part.startsWith('{') ? given[place] !== '' : part === given[place]))
  );
};

/** Returns the dangerous act that a request is, by its method and path; undefined for any other request. */
export function dangerousRequest(method: string, path: string): DangerousActId | undefined {
  const ids = Object.keys(dangerousActs) as DangerousActId[]; // the keys of the table
  return ids.find((id) =>
    dangerousActs[id].routes.some((route) => {
      const [verb, pattern = ''] = route.split(' ');
      return verb === method && (matches(pattern, path) || matches(pattern, appPath(path)));
    }),
  );
}

const dangerousFields = ({ fields }: Pick<Entity, 'fields'>): readonly string[] =>
  Object.entries(fields).flatMap(([name, field]) => (field.dangerous ? [name] : []));

/** Returns whether changes of a kind of record can be dangerous: it declares a field as such. */
export const hasDangers = (entity: Pick<Entity, 'fields'>): boolean => dangerousFields(entity).length > 0;

/** An edit as a screen asks for it: a new record, or the new values of fields by name. */
type AskedChange = { readonly create: unknown } | { readonly fields: Readonly<Record<string, unknown>> };

/** Returns whether an edit looks dangerous before it is made: `isDangerousChange` decides by the record that the edit makes. */
export function isDangerousEdit(entity: Pick<Entity, 'fields'>, edit: AskedChange): boolean {
  const names = dangerousFields(entity);
  if (names.length === 0 || 'create' in edit) return names.length > 0;
  return ['life', ...names].some((name) => name in edit.fields);
}

/** Returns whether a call of the app is a dangerous act that the device carries out by itself. */
export const isDangerousCall = (name: string): boolean =>
  Object.values<DangerousAct>(dangerousActs).some(({ calls }) => calls?.includes(name) === true);

/**
 * Returns whether a change of a record is dangerous. It is if it changes a field that is declared so, or makes, deletes or
 * restores a record that has such fields.
 */
export function isDangerousChange(
  entity: Pick<Entity, 'fields'>,
  before: StoredRecord | undefined,
  now: Pick<StoredRecord, 'life' | 'fields'>,
): boolean {
  const names = dangerousFields(entity);
  if (names.length === 0) return false;
  if (before?.life !== now.life) return true;
  return names.some((name) => !sameJson(before.fields[name] ?? null, now.fields[name] ?? null));
}

/** Returns the refusal of a dangerous change of a kind of record; undefined where its author may make it now. */
export type Unproved = (entity: string) => Refusal | undefined;
