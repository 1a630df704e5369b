import { z } from '@hono/zod-openapi';

/**
 * Returns the same schema, described for `/openapi.json` by zod's JSON schema. The generator of the document would not end at schemas
 * that contain themselves (any JSON, filters). References inside the description are relative to its `$id` (JSON Schema 2020-12,
 * section 8.2.1). For schemas whose values are objects.
 */
export function documented<S extends z.ZodType>(name: string, io: 'input' | 'output', schema: S): S {
  const { $schema: _dialect, ...description } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return schema.meta({ ...description, $id: `urn:outpost:schema:${name}`, type: 'object' });
}
