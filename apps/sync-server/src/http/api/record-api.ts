import { createRoute, type OpenAPIHono, type z } from '@hono/zod-openapi';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { historyAnswerSchema, wireRecordSchema } from '@outpost/domain/sync/protocol';
import type { Context } from 'hono';
import { changeRecords, type ChangeOutcome, type AskedRecordChange } from '../../gateway/record-changes.ts';
import type { Caller } from '../../identity/identity-ports.ts';
import { askList, askRecord, type InsightPorts } from '../../insights/questions.ts';
import { askHistory } from '../../sync/history/record-history.ts';
import { answer, jsonBody, madeResponsesOf, responsesOf } from '../answers/answer.ts';
import { documented } from '../answers/document-schema.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { RecordRoutePorts } from '../routes/records/record-routes.ts';
import { changeHeaders, etagOf, idsOfCall, versionWanted } from '../routes/records/conditions.ts';
import {
  bulkAnswer,
  bulkBody,
  changeBody,
  createBody,
  historyParams,
  kindOfPath,
  kindPathParams,
  listParams,
  outcomeSchema,
  recordPageSchema,
  queryBody,
  listQuestionOf,
  recordParams,
} from './record-bodies.ts';

/**
 * The prefix of the paths of records. The document of a tenant has one set of them for each of its kinds
 * (`api-document.ts`).
 */
export const kindPath = '/api/v1/records/{pack}/{kind}';
const recordPath = `${kindPath}/{id}` as const;

/**
 * Adds the routes for records of every kind: lists, single records, changes, history. Changes are acts of the caller, decided like those of a
 * device.
 */
export function addRecordApi(app: OpenAPIHono<HttpEnv>, ports: RecordRoutePorts): void {
  const common = { tags: ['Records'], middleware: ports.signedIn };
  const outcome = documented('outcome', 'output', outcomeSchema);
  /** Returns the ports for a person's question, which charge its time to the person's budget. */
  const asking = (caller: Caller): InsightPorts => ({
    ...ports,
    worked: (ms) => ports.budgets.spend(caller, 'questionMs', ms),
  });
  const list = async (c: Context<HttpEnv>, kind: string, question: Result<z.output<typeof queryBody>>) => {
    if (!question.ok) return answer(c, question) as never;
    const caller = c.get('caller');
    const spent = ports.budgets.judge(caller, ['questionMs']);
    if (spent) return answer(c, spent) as never;
    const asked = await askList(asking(caller), caller, { ...question.value, entity: kind });
    return answer(c, asked.ok ? accept({ records: [...asked.value.rows], next: asked.value.next }) : asked) as never; // JSON is deeper than the type checker follows
  };

  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: kindPath,
      summary: 'A page of records',
      request: { params: kindPathParams, query: listParams },
      responses: responsesOf('A page, and the cursor of the next.', documented('page', 'output', recordPageSchema)),
    }),
    async (c) => list(c, kindOfPath(c.req.valid('param')), listQuestionOf(c.req.valid('query'))),
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: `${kindPath}/query`,
      summary: 'A page of records by a question in the body',
      request: { params: kindPathParams, body: jsonBody(documented('query', 'input', queryBody)) },
      responses: responsesOf('A page, and the cursor of the next.', documented('page', 'output', recordPageSchema)),
    }),
    async (c) => list(c, kindOfPath(c.req.valid('param')), accept(c.req.valid('json'))),
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: recordPath,
      summary: 'One record',
      request: { params: recordParams },
      responses: responsesOf('The record, with its version as ETag.', documented('record', 'output', wireRecordSchema)),
    }),
    async (c) => {
      const { id, ...kind } = c.req.valid('param');
      const found = await askRecord(ports, c.get('caller'), { entity: kindOfPath(kind), id });
      if (found.ok) c.header('etag', etagOf(found.value.version));
      return answer(c, found) as never;
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'get',
      path: `${recordPath}/history`,
      summary: 'The history of one record, newest first',
      request: { params: recordParams, query: historyParams },
      responses: responsesOf(
        'The changes since the caller gained access to the record.',
        documented('history', 'output', historyAnswerSchema),
      ),
    }),
    async (c) => {
      const { id, ...kind } = c.req.valid('param');
      const { orgId, userId } = c.get('caller');
      const question = { orgId, userId, entity: kindOfPath(kind), id, ...c.req.valid('query') };
      return answer(c, await askHistory(ports, question)) as never;
    },
  );

  /** Carries out the changes of a request, and charges them to the caller. */
  const perform = async (
    c: Context<HttpEnv>,
    changes: readonly AskedRecordChange[],
  ): Promise<Result<readonly Result<ChangeOutcome>[]>> => {
    const caller = c.get('caller');
    const spent = ports.budgets.judge(caller, ['acts', 'outsideActs', 'rows']);
    if (spent) return spent;
    const ids = await idsOfCall(ports, c);
    if (!ids.ok) return ids;
    ports.budgets.spend(caller, 'acts', changes.length);
    return changeRecords(ports, caller, { changes, ids: ids.value });
  };
  const performOne = async (c: Context<HttpEnv>, change: AskedRecordChange): Promise<Result<ChangeOutcome>> => {
    const done = await perform(c, [change]);
    if (!done.ok) return done;
    const [first] = done.value;
    if (!first) throw new Error('A change has no outcome');
    if (first.ok && first.value.version !== null) c.header('etag', etagOf(first.value.version));
    return first;
  };

  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: kindPath,
      summary: 'Adds a record',
      request: {
        params: kindPathParams,
        headers: changeHeaders.omit({ 'if-match': true }),
        body: jsonBody(documented('create', 'input', createBody)),
      },
      responses: madeResponsesOf('Added, at the address in `location`.', outcome),
    }),
    async (c) => {
      const kind = kindOfPath(c.req.valid('param'));
      const made = await performOne(c, { ...c.req.valid('json'), op: 'create', kind });
      if (made.ok) {
        c.header('location', `/api/v1/records/${kind}/${made.value.id}`);
        c.status(201);
      }
      return answer(c, made) as never;
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'patch',
      path: recordPath,
      summary: 'Changes a record',
      request: {
        params: recordParams,
        headers: changeHeaders,
        body: jsonBody(documented('change', 'input', changeBody)),
      },
      responses: responsesOf('Changed.', outcome),
    }),
    async (c) => {
      const { id, ...kind } = c.req.valid('param');
      const version = versionWanted(c);
      if (!version.ok) return answer(c, version) as never;
      const change = {
        ...c.req.valid('json'),
        op: 'change',
        kind: kindOfPath(kind),
        id,
        version: version.value,
      } as const;
      return answer(c, await performOne(c, change)) as never;
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'delete',
      path: recordPath,
      summary: 'Deletes a record',
      request: { params: recordParams, headers: changeHeaders },
      responses: responsesOf('Deleted. A change of `life` to "alive" restores it.', outcome),
    }),
    async (c) => {
      const { id, ...kind } = c.req.valid('param');
      const version = versionWanted(c);
      if (!version.ok) return answer(c, version) as never;
      return answer(
        c,
        await performOne(c, { op: 'delete', kind: kindOfPath(kind), id, version: version.value }),
      ) as never;
    },
  );
  app.openapi(
    createRoute({
      ...common,
      method: 'post',
      path: '/api/v1/records',
      summary: 'Carries out several changes, each with its own outcome',
      request: {
        headers: changeHeaders.omit({ 'if-match': true }),
        body: jsonBody(documented('bulk', 'input', bulkBody)),
      },
      responses: responsesOf('An outcome for each change, in order.', documented('outcomes', 'output', bulkAnswer)),
    }),
    async (c) => {
      const done = await perform(c, c.req.valid('json').changes);
      if (!done.ok) return answer(c, done) as never;
      const outcomes = done.value.map((one) =>
        one.ok ? one.value : { outcome: 'refused', code: one.code, message: one.message, details: one.details },
      );
      return answer(c, accept({ outcomes })) as never;
    },
  );
}
