import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { actingCaller } from '../answers/origin-of.ts';
import { invalidInput } from '../answers/answer.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { mostResults, type ScimList, type ScimPage } from '../../tenancy/scim/directory-asker.ts';
import { groupJson } from '../../tenancy/scim/scim-group.ts';
import { addGroup, changeGroup, deleteGroup, listGroups, readGroup } from '../../tenancy/scim/scim-groups.ts';
import { type AttributeChange, changesOf, patchSchema } from '../../tenancy/scim/scim-patch.ts';
import { userJson } from '../../tenancy/scim/scim-user.ts';
import {
  addUser,
  changeScimUser,
  deleteUser,
  type ScimUserPorts,
  listUsers,
  readScimUser,
} from '../../tenancy/scim/scim-users.ts';
import { badRequest, scimAnswer, scimRefusal } from './scim-answers.ts';
import { providerConfig, resourceTypes, schemas } from './scim-discovery.ts';
import { scimPrefix } from './scim-path.ts';

type C = Context<HttpEnv>;
type Resource = Readonly<Record<string, unknown>> & {
  readonly meta: { readonly version: string; readonly location: string };
};

const listSchemaId = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const listJson = (resources: readonly object[], { total, startIndex }: { readonly total: number; readonly startIndex: number }) => ({
  schemas: [listSchemaId],
  totalResults: total,
  startIndex,
  itemsPerPage: resources.length,
  Resources: resources,
}); // prettier-ignore

/** The operations of one kind of resource. */
type Kind = {
  readonly path: '/Users' | '/Groups';
  readonly list: (c: C, ask: { readonly filter: string | undefined; readonly page: ScimPage; readonly isOut: (name: string) => boolean }) => Promise<Result<ScimList<Resource>>>;
  readonly read: (c: C, id: string) => Promise<Result<Resource>>;
  readonly add: (c: C, changes: readonly AttributeChange[]) => Promise<Result<Resource>>;
  readonly change: (c: C, change: { readonly id: string; readonly changes: readonly AttributeChange[]; readonly ifMatch: string | undefined }) => Promise<Result<Resource>>;
  readonly remove: (c: C, what: { readonly id: string; readonly ifMatch: string | undefined }) => Promise<Result<void>>;
}; // prettier-ignore

const mapped = <T>(read: Result<T>, json: (value: T) => Resource): Result<Resource> =>
  read.ok ? accept(json(read.value)) : read;
const mappedList = <T>(read: Result<ScimList<T>>, json: (value: T) => Resource): Result<ScimList<Resource>> =>
  read.ok ? accept({ ...read.value, resources: read.value.resources.map(json) }) : read;

/** The routes of RFC 7644 for directories. Their guards are mounted by the app: a token of a directory, rates, the body's bounds. */
export function addScimRoutes(app: Hono<HttpEnv>, ports: ScimUserPorts & { readonly serverUrl?: string | undefined }): void {
  const baseOf = (c: C): string => `${(ports.serverUrl ?? new URL(c.req.url).origin).replace(/\/+$/, '')}${scimPrefix}`;
  const users: Kind = {
    path: '/Users',
    list: async (c, ask) => mappedList(await listUsers(ports, actingCaller(c), ask), (one) => userJson(one, baseOf(c))),
    read: async (c, id) => mapped(await readScimUser(ports, actingCaller(c), id), (one) => userJson(one, baseOf(c))),
    add: async (c, changes) => mapped(await addUser(ports, actingCaller(c), changes), (one) => userJson(one, baseOf(c))),
    change: async (c, change) => mapped(await changeScimUser(ports, actingCaller(c), change), (one) => userJson(one, baseOf(c))),
    remove: (c, what) => deleteUser(ports, actingCaller(c), what),
  };
  const groups: Kind = {
    path: '/Groups',
    list: async (c, { isOut, ...ask }) => mappedList(await listGroups(ports, actingCaller(c), { ...ask, withMembers: !isOut('members') }), (one) => groupJson(one, baseOf(c))),
    read: async (c, id) => mapped(await readGroup(ports, actingCaller(c), id), (one) => groupJson(one, baseOf(c))),
    add: async (c, changes) => mapped(await addGroup(ports, actingCaller(c), changes), (one) => groupJson(one, baseOf(c))),
    change: async (c, change) => mapped(await changeGroup(ports, actingCaller(c), change), (one) => groupJson(one, baseOf(c))),
    remove: (c, what) => deleteGroup(ports, actingCaller(c), what),
  };
  for (const kind of [users, groups]) addKind(app, kind);
  addDiscovery(app, baseOf);
} // prettier-ignore

const ifMatchOf = (c: C): { readonly ifMatch: string | undefined } => ({
  ifMatch: c.req.header('if-match')?.slice(0, 1_000),
});

function addKind(app: Hono<HttpEnv>, kind: Kind): void {
  const all = `${scimPrefix}${kind.path}` as const;
  const one = `${all}/:id` as const;
  app.get(all, async (c) => {
    const page = pageOf(c);
    if (!page.ok) return scimRefusal(c, page);
    const filter = c.req.query('filter');
    const isOut = leftOut(c);
    const listed = await kind.list(c, { page: page.value, filter, isOut });
    if (!listed.ok) return scimRefusal(c, listed);
    return scimAnswer(c, listJson(listed.value.resources.map((resource) => trimmed(resource, isOut)), listed.value));
  }); // prettier-ignore
  app.post(all, async (c) => {
    const changes = await bodyOf(c, attributesOf);
    if (!changes.ok) return scimRefusal(c, changes);
    return answered(c, await kind.add(c, changes.value), 201);
  });
  app.get(one, async (c) => answered(c, await kind.read(c, c.req.param('id'))));
  app.put(one, async (c) => {
    const changes = await bodyOf(c, attributesOf);
    if (!changes.ok) return scimRefusal(c, changes);
    return answered(c, await kind.change(c, { id: c.req.param('id'), changes: changes.value, ...ifMatchOf(c) }));
  });
  app.patch(one, async (c) => {
    const changes = await bodyOf(c, operationsOf);
    if (!changes.ok) return scimRefusal(c, changes);
    return answered(c, await kind.change(c, { id: c.req.param('id'), changes: changes.value, ...ifMatchOf(c) }));
  });
  app.delete(one, async (c) => {
    const gone = await kind.remove(c, { id: c.req.param('id'), ...ifMatchOf(c) });
    return gone.ok ? c.body(null, 204) : scimRefusal(c, gone);
  });
}

/** Reads the JSON of a request. The body gate has bounded it. */
async function bodyOf<T>(c: C, read: (body: unknown) => Result<T>): Promise<Result<T>> {
  let body: unknown;
  try {
    body = await c.req.json();
  } catch {
    return badRequest('body', 'is not JSON');
  }
  return read(body);
}

const resourceSchema = z.record(z.string().max(300), z.json());

/**
 * Reads a whole resource as changes of each of its attributes. Attributes that are not sent stay as they are (RFC
 * 7644, 3.5.1).
 */
function attributesOf(body: unknown): Result<readonly AttributeChange[]> {
  const read = resourceSchema.safeParse(body);
  if (!read.success) return invalidInput('body', read.error);
  const value = read.data as { readonly [name: string]: JsonValue }; // parsed as JSON
  return changesOf([{ op: 'replace', path: undefined, value: ownAttributes(value) }]);
}

/** Leaves out attributes of the standard that only this server writes. */
const readOnly = new Set(['schemas', 'id', 'meta', 'groups', 'password']);
const ownAttributes = (value: Readonly<Record<string, JsonValue>>) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !readOnly.has(name.toLowerCase())));

function operationsOf(body: unknown): Result<readonly AttributeChange[]> {
  const read = patchSchema.safeParse(body);
  return read.success ? changesOf(read.data.Operations) : invalidInput('body', read.error);
}

function pageOf(c: C): Result<ScimPage> {
  const numberOf = (name: 'startIndex' | 'count', otherwise: number): number | undefined => {
    const text = c.req.query(name);
    if (text === undefined) return otherwise;
    return /^[+-]?\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  const [startIndex, count] = [numberOf('startIndex', 1), numberOf('count', 100)];
  if (startIndex === undefined) return badRequest('query.startIndex', 'must be a whole number');
  if (count === undefined) return badRequest('query.count', 'must be a whole number');
  // RFC 7644, 3.4.2.4: less than 1 is 1, a negative count is 0
  return accept({ startIndex: Math.max(1, startIndex), count: Math.min(mostResults, Math.max(0, count)) });
}

/** Returns which attributes the request leaves out (RFC 7644, 3.4.2.5). Parts of attributes are not told apart. */
function leftOut(c: C): (name: string) => boolean {
  const names = (query: string | undefined): ReadonlySet<string> | undefined =>
    query === undefined
      ? undefined
      : new Set(query.split(',').map((one) => one.trim().toLowerCase().replace(/^urn:.*:/, '').split('.')[0] ?? '')); // prettier-ignore
  const [only, out] = [names(c.req.query('attributes')), names(c.req.query('excludedAttributes'))];
  const always = ['schemas', 'id'];
  return (name) => !always.includes(name) && ((only !== undefined && !only.has(name.toLowerCase())) || out?.has(name.toLowerCase()) === true);
} // prettier-ignore

const trimmed = (resource: Resource, isOut: (name: string) => boolean): object =>
  Object.fromEntries(Object.entries(resource).filter(([name]) => !isOut(name)));

function answered(c: C, read: Result<Resource>, status: 200 | 201 = 200): Response {
  if (!read.ok) return scimRefusal(c, read);
  const { version: etag, location } = read.value.meta;
  const ifNone = c.req.method === 'GET' ? c.req.header('if-none-match') : undefined;
  if (ifNone !== undefined && ifNone.trim() === etag) return c.body(null, 304, { etag });
  return scimAnswer(c, trimmed(read.value, leftOut(c)), { status, etag, location });
}

/** Adds the routes that a directory asks first: the features of the server. Bulk and "Me" are refused as it declares. */
function addDiscovery(app: Hono<HttpEnv>, baseOf: (c: C) => string): void {
  const listOf = (all: readonly object[]): object => listJson(all, { total: all.length, startIndex: 1 });
  app.get(`${scimPrefix}/ServiceProviderConfig`, (c) => scimAnswer(c, providerConfig(baseOf(c))));
  for (const [name, all] of [['ResourceTypes', resourceTypes], ['Schemas', schemas]] as const) {
    app.get(`${scimPrefix}/${name}`, (c) => scimAnswer(c, listOf(all(baseOf(c)))));
    app.get(`${scimPrefix}/${name}/:id`, (c) => {
      const id = c.req.param('id');
      const found = all(baseOf(c)).find((one) => one.id === id);
      return found ? scimAnswer(c, found) : scimRefusal(c, refuse('request/not-found', 'There is nothing at this address.', { path: c.req.path.slice(0, 200) }));
    });
  } // prettier-ignore
}
