import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { Context } from 'hono';
import type { Caller } from '../../identity/identity-ports.ts';
import { askReport, askSearch, askSummary, type InsightPorts } from '../../insights/questions.ts';
import { answer, jsonBody, responsesOf } from '../answers/answer.ts';
import { documented } from '../answers/document-schema.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { RecordRoutePorts } from '../routes/records/record-routes.ts';
import {
  reportAnswerSchema,
  reportBody,
  searchAnswerSchema,
  searchBody,
  summaryAnswerSchema,
  summaryBody,
} from './question-bodies.ts';
import { searchPath } from '../paths/question-paths.ts';
import { kindPath } from './record-api.ts';
import { kindOfPath, kindPathParams } from './record-bodies.ts';

/**
 * PLT-42: adds the routes for sums and reports of every kind, and for the search over kinds. The question engine
 * answers them with the caller's rights, and their time is charged to the caller's budget (E-3), like that of
 * lists.
 */
export function addQuestionApi(app: OpenAPIHono<HttpEnv>, ports: RecordRoutePorts): void {
  const common = { tags: ['Records'], middleware: ports.signedIn };
  /** Asks a question, and charges its time to the caller. The body gate has refused a caller without budget. */
  const ask = async <T>(
    c: Context<HttpEnv>,
    question: (asking: InsightPorts, caller: Caller) => Promise<Result<T>>,
  ): Promise<never> => {
    const caller = c.get('caller');
    const worked = (ms: number): void => ports.budgets.spend(caller, 'questionMs', ms);
    return answer(c, await question({ ...ports, worked }, caller)) as never; // JSON is deeper than the type checker follows
  };

  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: `${kindPath}/summary`,
      summary: 'Exact counts and sums over a filter, by groups',
      request: { params: kindPathParams, body: jsonBody(documented('summaryQuestion', 'input', summaryBody)) },
      responses: responsesOf(
        'The groups, by their values. Without `groupBy`: one group with the value null.',
        documented('summary', 'output', summaryAnswerSchema),
      ),
    }),
    (c) => {
      const [entity, question] = [kindOfPath(c.req.valid('param')), c.req.valid('json')];
      return ask(c, (asking, caller) => askSummary(asking, caller, { ...question, entity }));
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: `${kindPath}/report`,
      summary: 'Measures over a filter, by fields or spans of dates',
      request: { params: kindPathParams, body: jsonBody(documented('reportQuestion', 'input', reportBody)) },
      responses: responsesOf(
        'One row for each group, and for each currency of its money.',
        documented('report', 'output', reportAnswerSchema),
      ),
    }),
    (c) => {
      const [entity, question] = [kindOfPath(c.req.valid('param')), c.req.valid('json')];
      return ask(c, (asking, caller) => askReport(asking, caller, { ...question, entity }));
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: searchPath,
      summary: 'Records of several kinds that words find',
      request: { body: jsonBody(documented('searchQuestion', 'input', searchBody)) },
      responses: responsesOf('The hits, the best first.', documented('searched', 'output', searchAnswerSchema)),
    }),
    (c) => {
      const { text, kinds, limit } = c.req.valid('json');
      return ask(c, async (asking, caller) => {
        const question = { text, limit, ...(kinds === undefined ? {} : { entities: kinds }) };
        const found = await askSearch(asking, caller, question);
        return found.ok ? accept({ hits: found.value.map(({ entity, ...hit }) => ({ kind: entity, ...hit })) }) : found;
      });
    },
  );
}
