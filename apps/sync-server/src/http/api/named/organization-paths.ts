import { z } from '@hono/zod-openapi';
import { notFound } from '@outpost/domain/kernel/access/denial';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import {
  changeOrganisation,
  directoryPageOf,
  readOrganisation,
  readSubscription,
  readUsage,
} from '../../../gateway/directory.ts';
import { askToDelete } from '../../../tenancy/organisation/end-organisation.ts';
import { foundAnother } from '../../../tenancy/organisation/found-another.ts';
import type { Plan } from '../../../gateway/plan.ts';
import type { Caller } from '../../../identity/identity-ports.ts';
import { readSlugs } from '../../../tenancy/organisation/change-slug.ts';
import { addMember } from '../../../tenancy/members.ts';
import { memberSchema } from '../../routes/tenant-routes.ts';
import { named, type NamedPorts } from './named-path.ts';
import { givenFields, pageQuery, pictureIn, pictureSchema, userOf, usersSchema } from './user-paths.ts';

const inPath = z.object({ org_id: z.string().max(120) });
const settings = z.object({
  name: z.string(),
  currency: z.string().describe('ISO 4217'),
  timeZone: z.string().describe('IANA'),
  locale: z.string().nullable().describe('BCP 47'),
  weekStart: z.string().nullable(),
  accent: z.string().nullable().describe('The colour of the organisation, such as "#2f5fd6"'),
  logo: pictureSchema.nullable(),
});
const organizationSchema = settings.extend({ id: idSchema, slug: z.string(), version: z.number().int() });
const text = z.string().trim().min(1).max(200);
const changeSchema = z.strictObject({
  name: text.optional(),
  currency: text.optional(),
  timeZone: text.optional(),
  locale: text.nullable().optional(),
  weekStart: text.nullable().optional(),
  accent: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as "#2f5fd6"')
    .nullable()
    .optional(),
  logo: pictureSchema.nullable().optional(),
});
const quotaSchema = z.number().int().nullable().describe('null: no limit');
/** The plan of an organisation and its limits. Billing comes later. */
const subscriptionSchema = z.object({
  plan: z.string(),
  quotas: z.object({ people: quotaSchema, records: quotaSchema, storageBytes: quotaSchema }),
  limits: z.array(z.object({ quota: z.string(), label: z.string(), limit: quotaSchema })),
});
const usageSchema = z.object({
  people: z.number().int(),
  records: z.number().int(),
  storageBytes: z.number().int(),
  quotas: subscriptionSchema.shape.quotas,
  uses: z.array(
    z.object({
      quota: z.string(),
      limit: quotaSchema,
      used: z.number().int().nullable(),
      month: z.string().nullable().describe('The month in UTC, such as "2026-11", of a count by month.'),
    }),
  ),
});
const limitOf = ({ quotas }: Plan, key: string) => quotas.find((quota) => quota.key === key)?.limit ?? null;
const usedOf = ({ quotas }: Plan, key: string) => quotas.find((quota) => quota.key === key)?.used ?? 0;
const quotasIn = (plan: Plan) => ({
  people: limitOf(plan, 'people'),
  records: limitOf(plan, 'records'),
  storageBytes: limitOf(plan, 'storage'),
});

async function organizationOf(
  ports: NamedPorts,
  { orgId }: Pick<Caller, 'orgId'>,
  found: Result<StoredRecord>,
): Promise<Result<z.output<typeof organizationSchema>>> {
  if (!found.ok) return found;
  const { slug } = await readSlugs(ports, { orgId });
  const { fields, version } = found.value;
  const textOf = (name: string): string | null => (typeof fields[name] === 'string' ? fields[name] : null);
  return accept({
    id: orgId,
    slug,
    name: textOf('name') ?? '',
    currency: textOf('currency') ?? '',
    timeZone: textOf('timeZone') ?? '',
    locale: textOf('locale'),
    weekStart: textOf('weekStart'),
    accent: textOf('accent'),
    logo: pictureIn(found.value, 'logo'),
    version,
  });
}
const onlyPeople = (what: 'make' | 'delete') =>
  refuse('access/denied', `Only people ${what} organisations: a key does not.`, { action: what });

/** The paths of section 2.3 that this server has. */
export const organizationPaths = [
  named({
    method: 'post',
    path: '/organizations',
    makes: true,
    summary: 'Makes another organisation, which the caller owns and signs in to with the same account',
    section: '2.3',
    body: z.strictObject({ name: text, currency: text, timeZone: text }),
    reply: z.object({ id: idSchema, name: z.string() }),
    work: async (ports, { caller, body }) => {
      return caller.keyId === undefined ? foundAnother(ports, caller, body) : onlyPeople('make');
    },
  }),
  named({
    method: 'delete',
    path: '/organizations/{org_id}',
    summary:
      'Asks to delete the organisation: it is erased after 30 days, unless an owner takes that back. `name`: its name, as a confirmation',
    section: '2.3',
    params: inPath,
    query: z.object({ name: text.optional() }),
    reply: z.object({ deletesAt: z.string().nullable() }),
    work: async (ports, { caller, params, query }) => {
      if (params.org_id !== caller.orgId) return notFound(params.org_id);
      if (caller.keyId !== undefined) return onlyPeople('delete');
      const asked = await askToDelete(ports, caller, { name: query.name ?? '' });
      return asked.ok ? accept({ deletesAt: asked.value?.at ?? null }) : asked;
    },
  }),
  named({
    method: 'get',
    path: '/organizations/{org_id}',
    versionOf: ({ version }) => version,
    summary: 'The organisation of the caller, with its short name and its branding',
    section: '2.3',
    params: inPath,
    reply: organizationSchema,
    work: async (ports, { caller, params }) =>
      organizationOf(ports, caller, await readOrganisation(ports, caller, params.org_id)),
  }),
  named({
    method: 'put',
    path: '/organizations/{org_id}',
    versionOf: ({ version }) => version,
    summary:
      'Changes the settings and the branding of the organisation; what is left out stays. Its short name changes by POST /organisation/slug',
    section: '2.3',
    params: inPath,
    body: changeSchema,
    reply: organizationSchema,
    work: async (ports, { caller, params, body, version }) => {
      const change = { org: params.org_id, fields: givenFields(body), version };
      return organizationOf(ports, caller, await changeOrganisation(ports, caller, change));
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
      const found = await directoryPageOf(ports, caller, { of: 'users', ...query });
      return found.ok ? accept({ users: found.value.rows.map(userOf), next: found.value.next }) : found;
    },
  }),
  named({
    method: 'post',
    path: '/organizations/{org_id}/members',
    makes: true,
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
      const found = await readSubscription(ports, caller, params.org_id);
      if (!found.ok) return found;
      const limits = found.value.quotas.map(({ key, label, limit }) => ({ quota: key, label, limit }));
      return accept({ plan: found.value.plan, quotas: quotasIn(found.value), limits });
    },
  }),
  named({
    method: 'put',
    path: '/organizations/{org_id}/subscription',
    summary: 'Refuses: the operator of the server sets plans, and billing comes later',
    section: '2.3',
    params: inPath,
    body: z.object({ plan: z.string().max(60).optional() }),
    reply: subscriptionSchema,
    work: async (ports, { caller, params }) => {
      const found = await readOrganisation(ports, caller, params.org_id);
      if (!found.ok) return found;
      return refuse('access/denied', 'Plans are set by the operator of this server, until billing comes.', {
        action: 'billing',
      });
    },
  }),
  named({
    method: 'get',
    path: '/organizations/{org_id}/usage',
    summary: 'The use of the organisation, and its quotas',
    section: '2.3',
    params: inPath,
    reply: usageSchema,
    work: async (ports, { caller, params }) => {
      const used = await readUsage(ports, caller, params.org_id);
      if (!used.ok) return used;
      const uses = used.value.quotas.map(({ key: quota, limit, used: amount, month }) => ({ quota, limit, used: amount, month })); // prettier-ignore
      const [people, records, storageBytes] = ['people', 'records', 'storage'].map((key) => usedOf(used.value, key));
      return accept({
        people: people ?? 0,
        records: records ?? 0,
        storageBytes: storageBytes ?? 0,
        quotas: quotasIn(used.value),
        uses,
      });
    },
  }),
];
