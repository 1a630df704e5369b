import type { OpenAPIHono } from '@hono/zod-openapi';
import { envelopeFacts } from '@outpost/domain/kernel/entities/envelope';
import { isObject, type JsonValue } from '@outpost/domain/kernel/json';
import { describeCatalogue, describeKinds, type InsightPorts, type KindDescription } from '../../insights/questions.ts';
import { answer } from '../answers/answer.ts';
import { placedAt, withSharedSchemas } from '../answers/document-schema.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';
import { kindPath } from './record-api.ts';

type Json = Readonly<Record<string, JsonValue>>;
/** The prefix of the API's paths, in this version. */
const apiPrefix = '/api/v1/';

const info = {
  title: 'Outpost API',
  version: '1',
  description:
    'Records of every kind, and the organisation. Every request is judged by the rights of its caller, as in the app. Refusals are problem details (RFC 9457).',
};

/**
 * Adds the description of the API as OpenAPI 3.1. To a caller with a token it lists the kinds of record of their
 * tenant, with its own kinds and fields. To everyone else it lists the kinds that every tenant may have.
 */
export function addApiDocument(
  app: OpenAPIHono<HttpEnv>,
  ports: InsightPorts & { readonly signedIn: ReturnType<typeof authenticateSession> },
): void {
  app.get(
    '/api/v1/openapi.json',
    (c, next) => (c.req.header('authorization') === undefined ? next() : ports.signedIn(c, next)),
    async (c) => {
      const caller: HttpEnv['Variables']['caller'] | undefined = c.get('caller');
      if (!caller) return c.json(apiDocument(app, describeCatalogue(ports.installed)));
      const kinds = await describeKinds(ports, caller);
      return kinds.ok ? c.json(apiDocument(app, kinds.value)) : answer(c, kinds);
    },
  );
}

/** Returns the OpenAPI document of an app's API for these kinds of record. */
export function apiDocument(app: OpenAPIHono<HttpEnv>, kinds: readonly KindDescription[]): Json {
  const whole = app.getOpenAPI31Document({ openapi: '3.1.0', info, security: [{ accessToken: [] }] });
  const { paths, components, ...rest } = withSharedSchemas(whole);
  const own = Object.entries(isObject(paths) ? (paths as Json) : {}).filter(([path]) => path.startsWith(apiPrefix));
  const general = own.filter(([path]) => !path.startsWith(kindPath));
  const ofKinds = kinds.flatMap((kind) =>
    own.flatMap(([path, item]): (readonly [string, JsonValue])[] =>
      path.startsWith(kindPath) && isObject(item) ? [[path.replace(kindPath, pathOfKind(kind)), itemOf(kind, path.slice(kindPath.length), item as Json)]] : [],
    ),
  ); // prettier-ignore
  const shared = isObject(components) ? (components as Json) : {};
  const schemas = isObject(shared['schemas']) ? (shared['schemas'] as Json) : {};
  return {
    ...rest,
    paths: Object.fromEntries([...general, ...ofKinds]),
    components: { ...shared, schemas: { ...schemas, ...Object.fromEntries(kinds.flatMap(schemasOf)) } },
  };
}

const pathOfKind = ({ name }: KindDescription): string => `${apiPrefix}records/${name}`;
const schemaName = ({ name }: KindDescription, of: 'fields' | 'values' | 'record'): string =>
  `${name.replace('/', '.')}.${of}`;
const schemaRef = (kind: KindDescription, of: 'fields' | 'values' | 'record'): Json => ({
  $ref: `#/components/schemas/${schemaName(kind, of)}`,
});

/**
 * Returns the description of a path for records of all kinds as a path for one kind: without the parameters that name the kind,
 * and with its fields.
 */
function itemOf(kind: KindDescription, rest: string, item: Json): Json {
  return Object.fromEntries(
    Object.entries(item).map(([method, operation]): [string, JsonValue] => [
      method,
      isObject(operation) ? operationOf(kind, `${method} ${rest}`, operation as Json) : operation,
    ]),
  );
}

/** `which`: the method, and the rest of the path behind the kind. */
function operationOf(kind: KindDescription, which: string, operation: Json): Json {
  const given = Array.isArray(operation['parameters']) ? (operation['parameters'] as readonly Json[]) : [];
  const parameters = given.filter(({ in: place, name }) => place !== 'path' || name === 'id');
  return {
    ...operation,
    tags: [kind.label.many],
    parameters,
    ...(which === 'post ' ? { requestBody: bodyOf(kind, 'fields') } : {}),
    ...(which === 'patch /{id}' ? { requestBody: bodyOf(kind, 'values') } : {}),
    ...(which === 'get /{id}' ? { responses: responsesOf(kind, operation) } : {}),
  };
}

const id = { type: 'string', format: 'uuid' } as const;
const idOrNull = { type: ['string', 'null'], format: 'uuid' } as const;
const writtenEnvelope = {
  ownerId: idOrNull,
  teamId: idOrNull,
  sharedWith: { type: 'array', items: id, maxItems: 500 },
  label: { type: 'string', minLength: 1, maxLength: 300 },
} as const;

/** Returns the schema of each kind of value in the envelope of a record (T-7). */
const schemaOfValue: Readonly<Record<(typeof envelopeFacts)[number]['holds'], Json>> = {
  id,
  kind: { type: 'string' },
  number: { type: 'integer' },
  life: { type: 'string' },
  person: id,
  team: id,
  people: { type: 'array', items: id },
  visibility: { type: 'object' },
  fields: { type: 'object' },
  instant: { type: 'string', format: 'date-time' },
};
/** The properties of every record in answers, with their schemas. */
const envelopeSchemas: Json = Object.fromEntries(
  envelopeFacts.map(({ name, holds, isNullable }) => {
    const schema = schemaOfValue[holds];
    return [name, isNullable ? { ...schema, type: [schema['type'] ?? 'string', 'null'] } : schema];
  }),
);

function bodyOf(kind: KindDescription, of: 'fields' | 'values'): Json {
  const properties = { fields: schemaRef(kind, of), ...writtenEnvelope };
  const schema =
    of === 'fields'
      ? { type: 'object', properties: { id, ...properties }, required: ['fields'], additionalProperties: false }
      : { type: 'object', properties: { life: { enum: ['alive', 'deleted'] }, ...properties }, additionalProperties: false }; // prettier-ignore
  return { required: true, content: { 'application/json': { schema } } };
}

function responsesOf(kind: KindDescription, { responses }: Json): JsonValue {
  if (!isObject(responses)) return {};
  return {
    ...(responses as Json),
    200: { description: `The record.`, content: { 'application/json': { schema: schemaRef(kind, 'record') } } },
  };
}

/** Returns the schemas of a kind: of the fields of a new record, of new values, and of a record. */
function schemasOf(kind: KindDescription): readonly (readonly [string, Json])[] {
  const properties = isObject(kind.fields['properties']) ? (kind.fields['properties'] as Json) : {};
  const own = Object.fromEntries(
    Object.entries(properties).map(([name, schema]): [string, JsonValue] => [
      name,
      placedAt(`#/components/schemas/${schemaName(kind, 'fields')}/properties/${name}`, schema),
    ]),
  );
  const values = Object.fromEntries(
    Object.keys(own).map((name): [string, JsonValue] => {
      const $ref = `#/components/schemas/${schemaName(kind, 'fields')}/properties/${name}`;
      return [name, { anyOf: [{ $ref }, { type: 'null' }] }];
    }),
  );
  return [
    [schemaName(kind, 'fields'), { ...kind.fields, properties: own }],
    [schemaName(kind, 'values'), { type: 'object', properties: values, additionalProperties: true }],
    [
      schemaName(kind, 'record'),
      {
        type: 'object',
        properties: {
          ...envelopeSchemas,
          entity: { const: kind.name },
          fields: schemaRef(kind, 'fields'),
        },
      },
    ],
  ];
}
