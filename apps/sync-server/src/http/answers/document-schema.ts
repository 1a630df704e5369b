import { z } from '@hono/zod-openapi';
import { isObject, type JsonValue } from '@outpost/domain/kernel/json';

/**
 * Returns the same schema, described for `/openapi.json` by zod's JSON schema. The generator of the document would not end at schemas
 * that contain themselves (any JSON, filters). References inside the description are relative to its `$id` (JSON Schema 2020-12,
 * section 8.2.1). For schemas whose values are objects.
 */
export function documented<S extends z.ZodType>(name: string, io: 'input' | 'output', schema: S): S {
  const { $schema: _dialect, ...description } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return schema.meta({ ...description, $id: `urn:outpost:schema:${name}`, type: 'object' });
}

type Json = Readonly<Record<string, JsonValue>>;
const ownId = 'urn:outpost:schema:';

/**
 * Returns an OpenAPI document in which each schema with an `$id` of ours is defined once, among the components. Its references
 * point there, because programs that show documents do not resolve references relative to an `$id`.
 */
export function withSharedSchemas(document: object): Json {
  const shared: Record<string, JsonValue> = {};
  const walk = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return (value as readonly JsonValue[]).map(walk);
    if (!isObject(value)) return value;
    const { $id, ...walked } = Object.fromEntries(
      Object.entries(value as Json).map(([name, one]) => [name, walk(one)]),
    );
    if (typeof $id !== 'string' || !$id.startsWith(ownId)) return $id === undefined ? walked : { $id, ...walked };
    const name = $id
      .slice(ownId.length)
      .replace(/^\W+/, '')
      .replaceAll(/[^\w.-]/g, '.');
    const place = `#/components/schemas/${name}`;
    shared[name] = placedAt(place, walked);
    return { $ref: place };
  };
  const whole = walk(JSON.parse(JSON.stringify(document)) as JsonValue) as Json;
  const components = isObject(whole['components']) ? (whole['components'] as Json) : {};
  const schemas = isObject(components['schemas']) ? (components['schemas'] as Json) : {};
  return { ...whole, components: { ...components, schemas: { ...schemas, ...shared } } };
}

/** Returns a schema whose references to its own parts ("#", "#/$defs/…") point to a place in the document. */
export function placedAt(place: string, schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return (schema as readonly JsonValue[]).map((one) => placedAt(place, one));
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema as Json).map(([name, one]) => {
      const isOwn = name === '$ref' && typeof one === 'string' && (one === '#' || one.startsWith('#/$defs/'));
      return [name, isOwn ? `${place}${one.slice(1)}` : placedAt(place, one)];
    }),
  );
}
