import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import { dkimStates } from '../../../gateway/dkim/dkim-record.ts';
import { checkDkimNow, listDkimKeys, makeDkimKey, type ManageDkimPorts, removeDkimKey } from '../../../gateway/dkim/manage-dkim.ts'; // prettier-ignore
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import type { authenticateSession } from '../../guards/authenticate.ts';

const path = '/admin/dkim-keys';
const keySchema = z.object({
  id: idSchema,
  domain: z.string(),
  selector: z.string(),
  publicKey: z.string(),
  madeAt: z.string(),
  state: z.enum(dkimStates).describe('What DNS said at the last check. Only a published key signs.'),
  checkedAt: z.string().nullable(),
  record: z.object({ name: z.string(), text: z.string() }).describe('The TXT record to publish.'),
});
const shownSchema = z.object({ key: keySchema });
const params = z.object({ id: idSchema });

/** Adds the routes by which administrators make, check and remove the keys that sign e-mails of their domains (MSG-48, MSG-49). */
export function addDkimRoutes(
  app: OpenAPIHono<HttpEnv>,
  ports: ManageDkimPorts & { readonly signedIn: ReturnType<typeof authenticateSession> },
): void {
  const common = { tags: ['Mail'], middleware: ports.signedIn };
  const listed = { ...common, path, method: 'get', summary: 'The keys that sign e-mails, by domain' } as const;
  app.openapi(
    createRoute({ ...listed, responses: responsesOf('The newest of a domain comes first.', z.object({ keys: z.array(keySchema) })) }), // prettier-ignore
    async (c) => {
      const keys = await listDkimKeys(ports, c.get('caller'));
      return answer(c, keys.ok ? accept({ keys: [...keys.value] }) : keys);
    },
  );
  const made = {
    ...common,
    path,
    method: 'post',
    summary: 'Makes a key for a domain; a second one is its rotation',
  } as const;
  app.openapi(
    createRoute({
      ...made,
      request: { body: jsonBody(z.strictObject({ domain: z.string().min(1).max(253) })) },
      responses: responsesOf('The key. It signs once its record is published.', shownSchema),
    }),
    async (c) => {
      const key = await makeDkimKey(ports, c.get('caller'), c.req.valid('json').domain);
      return answer(c, key.ok ? accept({ key: key.value }) : key);
    },
  );
  const checked = { ...common, path: `${path}/{id}/check`, method: 'post', summary: 'Asks DNS whether a key is published' } as const; // prettier-ignore
  app.openapi(
    createRoute({ ...checked, request: { params, body: jsonBody(z.strictObject({})) }, responses: responsesOf('The key as it is now.', shownSchema) }), // prettier-ignore
    async (c) => {
      const key = await checkDkimNow(ports, c.get('caller'), c.req.valid('param').id);
      return answer(c, key.ok ? accept({ key: key.value }) : key);
    },
  );
  const removed = { ...common, path: `${path}/{id}`, method: 'delete', summary: 'Removes a key for good' } as const;
  app.openapi(
    createRoute({ ...removed, request: { params }, responses: responsesOf('Removed.', z.object({ done: z.literal(true) })) }), // prettier-ignore
    async (c) => {
      const done = await removeDkimKey(ports, c.get('caller'), c.req.valid('param').id);
      return answer(c, done.ok ? accept({ done: true as const }) : done);
    },
  );
}
