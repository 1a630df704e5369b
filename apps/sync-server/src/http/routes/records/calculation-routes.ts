import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { jsonSchemaOfShape } from '@outpost/domain/kernel/entities/json-schema';
import { askCalculation } from '../../../insights/calculate-as.ts';
import type { InsightPorts } from '../../../insights/questions.ts';
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import type { authenticateSession } from '../../guards/authenticate.ts';
import { parseJson } from '../../bodies/body-rules.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';

type Ports = Pick<InsightPorts, 'database' | 'installed'> & {
  readonly signedIn: ReturnType<typeof authenticateSession>;
};

/** T-18: adds an address for each calculation of the installed packs. Its shapes are described in `/openapi.json`. */
export function addCalculationRoutes(app: OpenAPIHono<HttpEnv>, ports: Ports): void {
  for (const declared of ports.installed.calculations.values()) {
    const { name, label, summary, takes, gives } = declared;
    const shape = (side: 'takes' | 'gives') =>
      z.looseObject({}).meta({
        ...jsonSchemaOfShape(label, side === 'takes' ? takes : gives),
        $id: `urn:outpost:schema:${name}/${side}`,
        type: 'object',
      });
    const route = createRoute({
      method: 'post',
      path: `/v1/calculations/${name}`,
      tags: ['Calculations'],
      middleware: ports.signedIn,
      summary: `${label}: ${summary}`,
      request: { body: jsonBody(shape('takes')) },
      responses: responsesOf(summary, shape('gives')),
    });
    app.openAPIRegistry.registerPath(route); // not `app.openapi`: the calculation itself checks its input
    app.post(route.path, ports.signedIn, async (c) => {
      const { orgId, userId } = c.get('caller');
      const given = parseJson(await c.req.text());
      if (!given.ok) return answer(c, given) as never;
      return answer(c, await askCalculation(ports, declared, { orgId, userId, given: given.value })) as never;
    });
  }
}
