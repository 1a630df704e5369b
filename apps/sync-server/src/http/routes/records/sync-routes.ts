import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { actSchema, editSchema } from '@outpost/domain/kernel/acts/act';
import { idSchema, isId } from '@outpost/domain/kernel/ids';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { headHeader } from '@outpost/domain/sync/head-header';
import { streamHeader } from '@outpost/domain/sync/news-page';
import {
  historyAnswerSchema,
  historyRequestSchema,
  pullRequestSchema,
  checkpointSchema,
  protocolHeader,
  pullAnswerSchema,
  pushAnswerSchema,
  pushRequestSchema,
} from '@outpost/domain/sync/protocol';
import { previousCheckpointSchema, previousWire } from '@outpost/domain/sync/previous-wire';
import type { Logger } from 'pino';
import { endOfAccessToken } from '../../../identity/tokens/access-token.ts';
import { inTenant } from '../../../db/database.ts';
import type { Caller } from '../../../identity/identity-ports.ts';
import type { KeyRing } from '../../../identity/keys/key-ring.ts';
import { signedHeadOf } from '../../../identity/keys/sign-head.ts';
import { findFork } from '../../../journal/heads.ts';
import { noteLoss } from '../../../journal/losses.ts';
import type { WritePorts } from '../../../records/write-ports.ts';
import type { PokeHub } from '../../../sync/streams/poke-hub.ts';
import type { PullAsk } from '../../../sync/naming/standing.ts';
import type { PullPorts } from '../../../sync/pull-ask.ts';
import { pullWritten } from '../../../sync/pull.ts';
import { push } from '../../../sync/push.ts';
import { askHistory } from '../../../sync/history/record-history.ts';
import { placeAfter, placeAfterPush } from '../../../sync/streams/stream-place.ts';
import { restOf } from '../../../sharing/loop-share.ts';
import { readActs } from './acts-body.ts';
import { actingCaller } from '../../answers/origin-of.ts';
import { answer, answerJson, jsonBody, responsesOf } from '../../answers/answer.ts';
import type { authenticate, authenticateSession } from '../../guards/authenticate.ts';
import type { Budgets } from '../../guards/budgets.ts';
import { documented } from '../../answers/document-schema.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import { openPokeStream } from './poke-stream.ts';
import { problemResponse } from '../../answers/problem-details.ts';
import { unreadableAct } from '../../bodies/unreadable-act.ts';

export type SyncRoutePorts = WritePorts &
  PullPorts & {
    readonly log: Logger;
    readonly budgets: Budgets;
    /** Verifies the heads that the server has signed. */
    readonly keys: KeyRing;
    readonly pokes: PokeHub;
    /** Returns the number up to which there is news for a stream that opens. */
    readonly openStream: (caller: Pick<Caller, 'orgId' | 'userId'>) => Promise<number | undefined>;
    /** Authenticates callers for routes that check in their own snapshot whether the session is valid. */
    readonly named: ReturnType<typeof authenticate>;
    readonly signedIn: ReturnType<typeof authenticateSession>;
  };

const tags = ['Synchronising'];

/** S-7: a checkpoint of this wire or of the previous one. */
const servedPullSchema = pullRequestSchema.extend({
  at: z.union([checkpointSchema, previousCheckpointSchema]).nullable(),
});

/**
 * Returns a pull in the form of its device's wire. Refuses `request/invalid` where the checkpoint belongs to another
 * wire than the header names.
 */
function pullOfWire({ at, ...request }: z.infer<typeof servedPullSchema>, wire: number): Result<PullAsk> {
  if (wire === previousWire && (at === null || 'whole' in at)) return accept({ ...request, at, wire: previousWire });
  if (wire !== previousWire && (at === null || 'gain' in at)) return accept({ ...request, at });
  const path = 'body.at';
  return refuse('request/invalid', `${path}: is a checkpoint of another wire; send the one of the last page`, { path });
}

const pushSchemas = {
  whole: pushRequestSchema,
  envelope: pushRequestSchema.extend({ acts: z.array(z.never()) }),
  act: actSchema,
  edit: editSchema,
  unreadable: unreadableAct,
};

/**
 * S-1b: handles a device that names another journal than this one. If the device shows a head that the server signed and the journal lacks, this
 * server has lost or rewritten history. After a restore or a failover that is expected, once for each device. It is logged as an alarm, because
 * only an operator knows the cause. A head without the server's signature proves nothing, and is only logged.
 */
async function alarmAtFork(
  { log, database, keys, clock }: Pick<SyncRoutePorts, 'log' | 'database' | 'keys' | 'clock'>,
  { orgId, deviceId }: Caller,
  {
    found,
    shown,
  }: { readonly found: { readonly kind: string; readonly common?: number }; readonly shown: string | undefined },
): Promise<void> {
  if (found.kind !== 'fork') return;
  const { common = 0 } = found;
  const details = { org: orgId, device: deviceId, common };
  const head = await signedHeadOf(shown, { org: orgId, keys });
  const isLost =
    head !== undefined &&
    (await inTenant(database, { orgId, mode: 'snapshot' }, (tx) => findFork(tx, orgId, [[head.n, head.hash]]))) !==
      undefined;
  if (isLost) {
    await noteLoss(database, orgId, { at: head.at, common, seen: new Date(clock.nowMs()).toISOString() });
    log.error(
      { alarm: 'journal-fork', ...details },
      'A device has seen another journal. Was the server restored? If not, history may have been rewritten.',
    );
  }
  if (!isLost) log.info(details, 'A device named a journal that this server did not sign');
}

/** S-1 … S-3, S-9: adds the routes that devices use to sync. */
export function addSyncRoutes(app: OpenAPIHono<HttpEnv>, ports: SyncRoutePorts): void {
  const middleware = ports.signedIn;
  const pullRoute = createRoute({
    method: 'post',
    path: '/sync/pull',
    tags,
    middleware: ports.named,
    summary: 'One page of the changes that a device lacks',
    request: { body: jsonBody(documented('PullRequest', 'input', servedPullSchema)) },
    responses: responsesOf(
      'A page, or one of these: the journal is another one (fork); the device must start over (reset); a digest is not known (unknown).',
      documented('PullAnswer', 'output', pullAnswerSchema),
    ),
  });
  app.openapi(pullRoute, async (c) => {
    const caller = c.get('caller');
    const asked = pullOfWire(c.req.valid('json'), Number(c.req.header(protocolHeader)));
    if (!asked.ok) return answer(c, asked);
    const request = asked.value;
    const page = await ports.pokes.during(
      { sessionId: caller.sessionId, name: c.req.header(streamHeader) },
      () => pullWritten(ports, caller, request),
      (_, answered) => (answered.ok ? placeAfter(request, answered.value) : undefined),
    );
    if (page.ok) await alarmAtFork(ports, caller, { found: page.value, shown: c.req.header(headHeader) });
    return page.ok ? answerJson(c, page.value.json) : answer(c, page);
  });

  const pushRoute = createRoute({
    method: 'post',
    path: '/sync/push',
    tags,
    middleware: ports.named,
    summary: "Decides a device's acts, in their order",
    request: { body: jsonBody(documented('PushRequest', 'input', pushRequestSchema)) },
    responses: responsesOf(
      'A decision for each act up to the first that is out of number, acts that are not of the form of an act included (`act/invalid`, under their own id); or that the journal is another one (fork); or that the digest of the schemas is not known (unknown).',
      documented('PushAnswer', 'output', pushAnswerSchema),
    ),
  });
  app.openAPIRegistry.registerPath(pushRoute); // not `app.openapi`: its validator would parse all acts in one turn
  app.post(pushRoute.path, ports.named, async (c) => {
    const caller = c.get('caller');
    const read = await readActs(c.get('body'), pushSchemas, restOf(caller.orgId));
    if (!read.ok) return answer(c, read);
    const request = read.value;
    ports.budgets.spend(caller, 'acts', request.acts.length);
    const decided = await ports.pokes.during(
      { sessionId: caller.sessionId, name: c.req.header(streamHeader) },
      () => push(ports, actingCaller(c), request),
      (before, answered) => (before && answered.ok ? placeAfterPush(before, answered.value) : undefined),
    );
    if (!decided.ok) return answer(c, decided);
    await alarmAtFork(ports, caller, { found: decided.value, shown: c.req.header(headHeader) });
    return answer(c, decided);
  });

  const historyRoute = createRoute({
    method: 'post',
    path: '/sync/history',
    tags,
    middleware,
    summary: 'Older history of one record, newest first',
    request: { body: jsonBody(documented('HistoryRequest', 'input', historyRequestSchema)) },
    responses: responsesOf(
      'Rows of the journal about the record, none from before the person had access.',
      documented('HistoryAnswer', 'output', historyAnswerSchema),
    ),
  });
  app.openapi(historyRoute, async (c) =>
    answer(c, await askHistory(ports, { ...c.get('caller'), ...c.req.valid('json') })),
  );

  addPokeRoute(app, ports);
}

/**
 * S-3: adds the stream of server-sent events. Each event names the journal number up to which there is news. The first
 * comes immediately. A device that names its stream, and names it again in a pull, gets the page itself in an event.
 * The stream ends with its access token or its session.
 */
function addPokeRoute(app: OpenAPIHono<HttpEnv>, { pokes, openStream, signedIn, clock }: SyncRoutePorts): void {
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/sync/poke',
    tags,
    summary: 'A stream of server-sent events that say that there is news, or bring it',
    request: { headers: z.object({ [streamHeader]: idSchema.optional() }) },
    responses: {
      200: {
        description:
          'Events `data: {"n":1208}`, and `event: page` to a device that named its stream. It ends with the access token.',
        content: { 'text/event-stream': { schema: z.string() } },
      },
    },
  });
  app.get('/sync/poke', signedIn, async (c) => {
    const { orgId, userId, sessionId } = c.get('caller');
    const name = c.req.header(streamHeader);
    if (name !== undefined && !isId(name)) {
      const path = `header.${streamHeader}`;
      return problemResponse(refuse('request/invalid', `${path}: must be an id`, { path }), c.get('requestId'));
    }
    const token = c.req.header('authorization')?.split(' ').at(-1) ?? '';
    const subscription = { stop: (): void => undefined };
    const stream = openPokeStream({
      lifeMs: endOfAccessToken(token) - clock.nowMs(),
      ended: () => subscription.stop(),
    });
    const subscribed = pokes.subscribe({ orgId, userId, sessionId, name, ...stream });
    if (!subscribed.ok) {
      stream.end();
      return problemResponse(subscribed, c.get('requestId'));
    }
    subscription.stop = subscribed.value;
    const head = await openStream({ orgId, userId }).catch((error: unknown) => {
      stream.end();
      throw error;
    });
    if (head !== undefined) stream.news(head); // a newer number may have been sent meanwhile
    return c.body(stream.body, 200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'transfer-encoding': 'chunked',
      'x-accel-buffering': 'no', // nginx would buffer events
    });
  });
}
