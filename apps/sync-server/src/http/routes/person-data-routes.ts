import { Readable } from 'node:stream';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { archiveCountsHeader } from '@outpost/domain/kernel/audit/person-archive';
import { type ArchivePorts, exportPerson } from '../../files/person-archive.ts';
import { answer, jsonBody, responsesOf } from '../answers/answer.ts';
import { originOf } from '../answers/origin-of.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';

type PersonDataPorts = Omit<ArchivePorts, 'origin'> & { readonly signedIn: ReturnType<typeof authenticateSession> };

/** Adds the route for the data of one person, as the law gives them a right to it. */
export function addPersonDataRoutes(app: OpenAPIHono<HttpEnv>, ports: PersonDataPorts): void {
  const route = createRoute({
    method: 'post',
    path: '/api/v1/audit/persons/{id}/export',
    tags: ['Audit'],
    middleware: ports.signedIn,
    summary: 'All that the organisation has about one person, as a ZIP archive',
    request: { params: z.object({ id: z.uuid() }), body: jsonBody(z.strictObject({})) },
    responses: responsesOf('A ZIP archive (application/zip) with a signed list of its contents.', z.unknown()),
  });
  app.openapi(route, async (c) => {
    const found = await exportPerson({ ...ports, origin: originOf(c) }, c.get('caller'), c.req.valid('param').id);
    if (!found.ok) return answer(c, found) as never; // the archive is not JSON
    const { fileName, counts, zip } = found.value;
    const body = Readable.toWeb(Readable.from(zip)) as ReadableStream; // Node's own type of the same stream
    const headers = {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${fileName}"`,
      [archiveCountsHeader]: JSON.stringify(counts),
    };
    return c.body(body, 200, headers) as never;
  });
}
