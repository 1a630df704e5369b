import { z } from '@hono/zod-openapi';

/**
 * The same schema, described for `/openapi.json` by zod's own JSON schema: the generator of the document follows schemas that contain
 * themselves (any JSON, filters) without end. References within it are its own, by its `$id` (JSON Schema 2020-12, section 8.2.1).
 * For schemas whose values are objects.
 */
export function documented<S extends z.ZodType>(name: string, io: 'input' | 'output', schema: S): S {
  const { $schema: _dialect, ...description } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return schema.meta({ ...description, $id: `urn:outpost:schema:${name}`, type: 'object' });
}
