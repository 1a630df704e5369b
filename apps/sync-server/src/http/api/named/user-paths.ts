import { z } from '@hono/zod-openapi';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { changeUser, giveRole, directoryPageOf, readUser, rolesOf, takeRole } from '../../../gateway/directory.ts';
import { readMe } from '../../../tenancy/me.ts';
import { addRole } from '../../../tenancy/teams-and-roles.ts';
import { membership, meSchema, roleSchema } from '../../routes/tenant-routes.ts';
import { named } from './named-path.ts';

export const userSchema = z.object({
  id: idSchema,
  name: z.string(),
  email: z.string().nullable(),
  status: z.string(),
  roles: z.array(z.object({ role: z.string(), teamId: idSchema.nullable(), until: z.string().optional() })),
  version: z.number().int(),
});
const textOf = ({ fields }: StoredRecord, name: string): string | null =>
  typeof fields[name] === 'string' ? fields[name] : null;
export const userOf = (record: StoredRecord): z.output<typeof userSchema> => ({
  id: record.id,
  name: textOf(record, 'name') ?? '',
  email: textOf(record, 'email'),
  status: textOf(record, 'status') ?? '',
  roles: rolesOf(record).map((one) => ({ ...one })),
  version: record.version,
});
const asUser = (found: Result<StoredRecord>) => (found.ok ? accept(userOf(found.value)) : found);
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1_000).optional(),
  cursor: z.string().max(8_000).optional(),
  search: z.string().max(200).optional(),
});
export const usersSchema = z.object({ users: z.array(userSchema), next: z.string().nullable() });
const inPath = z.object({ user_id: idSchema });
const givenRole = membership.extend({ teamId: idSchema.nullable().default(null) });

/** The paths of section 2.2. */
export const userPaths = [
  named({
    method: 'get',
    path: '/users/me',
    summary: 'The caller, and their present rights',
    section: '2.2',
    reply: meSchema,
    work: (ports, { caller }) => readMe(ports, caller),
  }),
  named({
    method: 'put',
    path: '/users/me',
    summary: "Changes the caller's own name or telephone number (PLT-45)",
    section: '2.2',
    body: z.strictObject({
      name: z.string().trim().min(1).max(200).optional(),
      phone: z.string().max(60).nullable().optional(),
    }),
    reply: userSchema,
    work: async (ports, { caller, body: { name, phone } }) => {
      const fields = { ...(name === undefined ? {} : { name }), ...(phone === undefined ? {} : { phone }) };
      return asUser(await changeUser(ports, caller, { id: caller.userId, fields }));
    },
  }),
  named({
    method: 'get',
    path: '/users/{user_id}',
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
