import { z } from '@hono/zod-openapi';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { idSchema } from '@outpost/domain/kernel/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { changeUser, giveRole, directoryPageOf, readUser, rolesOf, takeRole } from '../../../gateway/directory.ts';
import { readMe } from '../../../tenancy/me.ts';
import { readSlugs } from '../../../tenancy/organisation/change-slug.ts';
import { addRole } from '../../../tenancy/teams-and-roles.ts';
import { membership, meSchema, roleSchema } from '../../routes/tenant-routes.ts';
import { named } from './named-path.ts';

/** A picture: a file whose bytes the organisation's file store has. */
export const pictureSchema = z.strictObject({
  id: idSchema,
  name: z.string().max(400),
  sizeBytes: z.number().int().min(0),
  mediaType: z.string().max(200),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the bytes, in hexadecimal'),
});
export const pictureIn = ({ fields }: StoredRecord, name: string): z.output<typeof pictureSchema> | null =>
  pictureSchema.safeParse(fields[name]).data ?? null;

export const userSchema = z.object({
  id: idSchema,
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  status: z.string(),
  roles: z.array(z.object({ role: z.string(), teamId: idSchema.nullable(), until: z.string().optional() })),
  version: z.number().int(),
});
/** The preferences that a user sets for themselves (PLT-45). Null: the value of the organisation applies. */
const preferencesSchema = z.object({
  timeZone: z.string().nullable().describe('IANA'),
  locale: z.string().nullable().describe('BCP 47: the formats of dates and numbers'),
  picture: pictureSchema.nullable(),
});
const ownUserSchema = userSchema.extend(preferencesSchema.shape);
const profileSchema = meSchema.extend({
  person: meSchema.shape.person.extend({ phone: z.string().nullable(), version: z.number().int(), ...preferencesSchema.shape }), // prettier-ignore
  organisation: meSchema.shape.organisation.extend({ slug: z.string() }),
});
const textOf = ({ fields }: StoredRecord, name: string): string | null =>
  typeof fields[name] === 'string' ? fields[name] : null;
export const userOf = (record: StoredRecord): z.output<typeof userSchema> => ({
  id: record.id,
  name: textOf(record, 'name') ?? '',
  email: textOf(record, 'email'),
  phone: textOf(record, 'phone'),
  status: textOf(record, 'status') ?? '',
  roles: rolesOf(record).map((one) => ({ ...one })),
  version: record.version,
});
const preferencesOf = (record: StoredRecord): z.output<typeof preferencesSchema> => ({
  timeZone: textOf(record, 'timeZone'),
  locale: textOf(record, 'locale'),
  picture: pictureIn(record, 'picture'),
});
/** The profile of a caller without a record of a person: an API key. */
const noProfile = { phone: null, version: 0, timeZone: null, locale: null, picture: null };
const asUser = (found: Result<StoredRecord>) => (found.ok ? accept(userOf(found.value)) : found);
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).optional(),
  cursor: z.string().max(8_000).optional(),
  search: z.string().max(200).optional(),
});
export const usersSchema = z.object({ users: z.array(userSchema), next: z.string().nullable() });
const inPath = z.object({ user_id: idSchema });
const givenRole = membership.extend({ teamId: idSchema.nullable().default(null) });

/** Returns the members of a body that were sent: a change leaves the other fields as they are. */
export const givenFields = (body: Readonly<Record<string, JsonValue | undefined>>): Readonly<Record<string, JsonValue>> =>
  Object.fromEntries(Object.entries(body).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))); // prettier-ignore

/** The paths of section 2.2. */
export const userPaths = [
  named({
    method: 'get',
    path: '/users/me',
    versionOf: ({ person }) => person.version,
    summary: 'The caller, their preferences and their present rights',
    section: '2.2',
    reply: profileSchema,
    work: async (ports, { caller }) => {
      const me = await readMe(ports, caller);
      if (!me.ok) return me;
      const found = await readUser(ports, caller, caller.userId);
      const profile = found.ok ? { phone: textOf(found.value, 'phone'), version: found.value.version, ...preferencesOf(found.value) } : noProfile; // prettier-ignore
      const { slug } = await readSlugs(ports, caller);
      const { person, organisation } = me.value;
      return accept({ ...me.value, person: { ...person, ...profile }, organisation: { ...organisation, slug } });
    },
  }),
  named({
    method: 'put',
    path: '/users/me',
    versionOf: ({ version }) => version,
    summary: "Changes the caller's own name, telephone number or preferences (PLT-45); what is left out stays",
    section: '2.2',
    body: z.strictObject({
      name: z.string().trim().min(1).max(200).optional(),
      phone: z.string().max(60).nullable().optional(),
      timeZone: z.string().trim().min(1).max(60).nullable().optional(),
      locale: z.string().trim().min(1).max(35).nullable().optional(),
      picture: pictureSchema.nullable().optional(),
    }),
    reply: ownUserSchema,
    work: async (ports, { caller, body, version }) => {
      const changed = await changeUser(ports, caller, { id: caller.userId, fields: givenFields(body), version });
      return changed.ok ? accept({ ...userOf(changed.value), ...preferencesOf(changed.value) }) : changed;
    },
  }),
  named({
    method: 'get',
    path: '/users/{user_id}',
    versionOf: ({ version }) => version,
    summary: 'One user',
    section: '2.2',
    params: inPath,
    reply: userSchema,
    work: async (ports, { caller, params }) => asUser(await readUser(ports, caller, params.user_id)),
  }),
  named({
    method: 'get',
    path: '/users',
    summary: 'The users of the organisation, by name',
    section: '2.2',
    query: pageQuery,
    reply: usersSchema,
    work: async (ports, { caller, query }) => {
      const found = await directoryPageOf(ports, caller, { of: 'users', ...query });
      return found.ok ? accept({ users: found.value.rows.map(userOf), next: found.value.next }) : found;
    },
  }),
  named({
    method: 'post',
    path: '/users/{user_id}/roles',
    makes: true,
    summary: 'Gives a user a role, in a team or in the whole organisation',
    section: '2.2',
    params: inPath,
    body: givenRole,
    reply: userSchema,
    work: async (ports, { caller, params, body }) =>
      asUser(await giveRole(ports, caller, { id: params.user_id, ...body })),
  }),
  named({
    method: 'delete',
    path: '/users/{user_id}/roles/{role_id}',
    summary: 'Takes a role from a user: by its key or its id, in one team or in all',
    section: '2.2',
    params: inPath.extend({ role_id: z.string().min(1).max(60) }),
    query: z.object({ teamId: idSchema.optional() }),
    reply: userSchema,
    work: async (ports, { caller, params, query }) =>
      asUser(await takeRole(ports, caller, { id: params.user_id, role: params.role_id, teamId: query.teamId })),
  }),
  named({
    method: 'get',
    path: '/roles',
    summary: 'The roles of the organisation',
    section: '2.2',
    query: pageQuery,
    reply: z.object({
      roles: z.array(
        z.object({
          id: idSchema,
          key: z.string(),
          label: z.string(),
          describes: z.string().nullable(),
          grants: z.array(z.string()),
        }),
      ),
      next: z.string().nullable(),
    }),
    work: async (ports, { caller, query }) => {
      const found = await directoryPageOf(ports, caller, { of: 'roles', ...query });
      if (!found.ok) return found;
      const roles = found.value.rows.map((row) => ({
        id: row.id,
        key: textOf(row, 'key') ?? '',
        label: textOf(row, 'label') ?? '',
        describes: textOf(row, 'describes'),
        grants: grantsOf(row),
      }));
      return accept({ roles, next: found.value.next });
    },
  }),
  named({
    method: 'post',
    path: '/roles',
    makes: true,
    summary: "Makes a role of the organisation's own",
    section: '2.2',
    body: roleSchema,
    reply: z.object({ id: idSchema }),
    work: (ports, { caller, body }) => addRole(ports, caller, body),
  }),
];

function grantsOf({ fields }: StoredRecord): string[] {
  const grants = fields['grants'];
  return Array.isArray(grants) ? (grants as readonly unknown[]).filter((one) => typeof one === 'string') : [];
}
