import { z } from '@hono/zod-openapi';
import { notFound } from '@outpost/domain/kernel/access/denial';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { changeOrganisation, listOf, readOrganisation, readUsage } from '../../../gateway/directory.ts';
import { addMember } from '../../../tenancy/members.ts';
import { memberSchema } from '../../routes/tenant-routes.ts';
import { named } from './named-path.ts';
import { pageQuery, userOf, usersSchema } from './user-paths.ts';

const inPath = z.object({ org_id: z.string().max(120) });
const settings = z.object({
  name: z.string(),
  currency: z.string().describe('ISO 4217'),
  timeZone: z.string().describe('IANA'),
  locale: z.string().nullable().describe('BCP 47'),
  weekStart: z.string().nullable(),
});
const organizationSchema = settings.extend({ id: idSchema, version: z.number().int() });
const text = z.string().trim().min(1).max(200);
const changeSchema = z.strictObject({
  name: text.optional(),
  currency: text.optional(),
  timeZone: text.optional(),
  locale: text.nullable().optional(),
  weekStart: text.nullable().optional(),
});
const quota = z.number().int().nullable().describe('null: no limit');
/** What an organisation has and uses. There is one plan: billing comes later. */
const subscriptionSchema = z.object({
  plan: z.string(),
  quotas: z.object({ people: quota, records: quota, storageBytes: quota }),
});
const usageSchema = z.object({
  people: z.number().int(),
  records: z.number().int(),
  storageBytes: z.number().int(),
  quotas: subscriptionSchema.shape.quotas,
});

const organizationOf = (orgId: string, found: Result<StoredRecord>): Result<z.output<typeof organizationSchema>> => {
  if (!found.ok) return found;
  const { fields, version } = found.value;
  const textOf = (name: string): string | null => (typeof fields[name] === 'string' ? fields[name] : null);
  return accept({
    id: orgId,
    name: textOf('name') ?? '',
    currency: textOf('currency') ?? '',
    timeZone: textOf('timeZone') ?? '',
    locale: textOf('locale'),
    weekStart: textOf('weekStart'),
    version,
  });
};
const quotasOf = (storageBytes: number | undefined) => ({
  people: null,
  records: null,
  storageBytes: storageBytes ?? 0,
});

/** The paths of section 2.3 that this server has. */
export const organizationPaths = [
  named({
    method: 'get',
    path: '/organizations/{org_id}',
    summary: 'The organisation of the caller',
    section: '2.3',
    params: inPath,
    reply: organizationSchema,
    work: async (ports, { caller, params }) =>
      organizationOf(caller.orgId, await readOrganisation(ports, caller, params.org_id)),
  }),
  named({
    method: 'put',
    path: '/organizations/{org_id}',
    summary: 'Changes the settings of the organisation',
    section: '2.3',
    params: inPath,
    body: changeSchema,
    reply: organizationSchema,
    work: async (ports, { caller, params, body }) => {
      const fields = Object.fromEntries(Object.entries(body).flatMap(([name, value]) => value === undefined ? [] : [[name, value]])); // prettier-ignore
      return organizationOf(caller.orgId, await changeOrganisation(ports, caller, { org: params.org_id, fields }));
    },
  }),
  named({
    method: 'get',
    path: '/organizations/{org_id}/members',
    summary: 'The members of the organisation, by name',
    section: '2.3',
    params: inPath,
    query: pageQuery,
    reply: usersSchema,
    work: async (ports, { caller, params, query }) => {
      if (params.org_id !== caller.orgId) return notFound(params.org_id);
      const found = await listOf(ports, caller, { of: 'users', ...query });
      return found.ok ? accept({ users: found.value.rows.map(userOf), next: found.value.next }) : found;
    },
  }),
  named({
    method: 'post',
    path: '/organizations/{org_id}/members',
    summary: 'Adds a member',
    section: '2.3',
    params: inPath,
    body: memberSchema,
    reply: z.object({ id: idSchema }),
    work: (ports, { caller, params, body }) =>
      params.org_id === caller.orgId ? addMember(ports, caller, body) : Promise.resolve(notFound(params.org_id)),
  }),
  named({
    method: 'get',
    path: '/organizations/{org_id}/subscription',
    summary: 'The plan of the organisation, and its quotas',
    section: '2.3',
    params: inPath,
    reply: subscriptionSchema,
    work: async (ports, { caller, params }) => {
      const found = await readOrganisation(ports, caller, params.org_id);
      return found.ok ? accept({ plan: 'self-hosted', quotas: quotasOf(ports.storageBytes) }) : found;
    },
  }),
  named({
    method: 'put',
    path: '/organizations/{org_id}/subscription',
    summary: 'Refuses: this server has one plan, and billing comes later',
    section: '2.3',
    params: inPath,
    body: z.object({ plan: z.string().max(60).optional() }),
    reply: subscriptionSchema,
    work: async (ports, { caller, params }) => {
      const found = await readOrganisation(ports, caller, params.org_id);
      if (!found.ok) return found;
      return refuse('access/denied', 'This server has one plan: there is nothing to change.', { action: 'billing' });
    },
  }),
  named({
    method: 'get',
    path: '/organizations/{org_id}/usage',
    summary: 'What the organisation uses, and its quotas',
    section: '2.3',
    params: inPath,
    reply: usageSchema,
    work: async (ports, { caller, params }) => {
      const used = await readUsage(ports, caller, params.org_id);
      return used.ok ? accept({ ...used.value, quotas: quotasOf(ports.storageBytes) }) : used;
    },
  }),
];
