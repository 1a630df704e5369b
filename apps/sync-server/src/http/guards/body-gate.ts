import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Context, MiddlewareHandler } from 'hono';
import { quickWorks } from '../../sharing/quick-works.ts';
import { type Rest, restOf } from '../../sharing/loop-share.ts';
import type { IdentityPorts } from '../../identity/identity-ports.ts';
import { callerOf } from './authenticate.ts';
import type { Budgets, Spending } from './budgets.ts';
import { BodyRoom } from '../bodies/body-room.ts';
import { type BodyLimits, bodyLimitsOf, checkBody, isJsonType, smallBody } from '../bodies/body-rules.ts';
import { HeldRefusals } from './held-refusals.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { problemResponse } from '../answers/problem-details.ts';
import { tokenPath } from '../paths/open-paths.ts';
import { confirmPages } from '../../integrations/email/confirm-links.ts';
import { optOutPages } from '../../integrations/email/opt-out-links.ts';
import { mailboxPages } from '../../integrations/mailboxes/mailbox-oauth.ts';
import { isProviderPath } from '../paths/provider-paths.ts';
import { isQuestionPath } from '../paths/question-paths.ts';
import { isSamlAnswer } from '../paths/saml-pages.ts';
import { isWithoutToken } from './is-without-token.ts';
import { isUploadsPath } from '../paths/uploads-path.ts';
import { isSourcePath } from '../paths/webhook-prefix.ts';
import { wantBody } from './serve-http.ts';
import { type BodyPace, readBody, type ReadBody, bodyTooLarge, usualPace } from '../bodies/read-body.ts';

export type GateOptions = { readonly room?: BodyRoom; readonly pace?: BodyPace; readonly held?: HeldRefusals };

/**
 * The budgets that requests to a path use: the sender must not have overdrawn them. The first line whose path matches applies.
 */
const spendingsOf: readonly (readonly [pathPrefix: string, spendings: readonly Spending[]])[] = [
  ['/sync/push', ['acts', 'outsideActs', 'rows']],
  ['/acts', ['acts', 'outsideActs', 'rows']],
  ['/records/', ['questionMs']],
  ['/access/', ['questionMs']],
  ['/api/v1/', ['acts', 'outsideActs', 'rows', 'questionMs']],
  ['/scim/', ['acts', 'rows']],
];

const decoder = new TextDecoder();

/**
 * E-3: checks every body before a route reads it. The headers come first, then the token, then the sender's budgets: a
 * refused sender causes no database query. Then the body is read as a stream, up to its path's limit. It is parsed only
 * after that. Afterwards `body` holds a body of acts, and `c.req.json()` reads any other.
 */
export function bodyGate(
  identity: Pick<IdentityPorts, 'keys' | 'clock'>,
  budgets: Budgets,
  { room = new BodyRoom(), pace = usualPace, held = new HeldRefusals() }: GateOptions = {},
): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const { method, path } = c.req;
    if (method !== 'POST' && method !== 'PUT' && method !== 'PATCH') return next();
    if (path === tokenPath || isProviderPath(path) || isSamlAnswer(path)) return next(); // forms, which their routes read
    if (path.startsWith(optOutPages) || path.startsWith(confirmPages) || path.startsWith(mailboxPages)) return next(); // their routes read no body
    if (isSourcePath(path)) return next(); // its route reads a form or JSON, and proves the sender by its bytes
    if (isUploadsPath(path)) return next(); // their route reads bytes as they come
    const limits = bodyLimitsOf(path);
    const announced = judgeHeaders(c, limits);
    if (!announced.ok) return problemResponse(announced, c.get('requestId'));
    const bytes = announced.value ?? limits.bytes;
    const how = { announced: announced.value, pace, rest: restOf('') };
    if (!isWithoutToken(path)) {
      const known: HttpEnv['Variables']['caller'] | undefined = c.get('caller'); // a program's
      const caller = known ? accept(known) : await callerOf(c, identity);
      if (!caller.ok) return problemResponse(caller, c.get('requestId'));
      c.set('caller', caller.value);
      how.rest = restOf(caller.value.orgId);
      const uses = spendingsOf.find(([prefix]) => path.startsWith(prefix))?.[1] ?? [];
      const spent = budgets.judge(caller.value, bytes > smallBody ? [...uses, 'bytes'] : uses);
      if (spent) {
        await held.hold();
        return problemResponse(spent, c.get('requestId'));
      }
    }
    if (bytes <= smallBody) {
      const small = async () => enter(c, next, await take(c, limits, how));
      // A question's time is measured separately (`inShare`): its size does not determine its time.
      const isQuick = !isWithoutToken(path) && !isQuestionPath(path);
      return isQuick ? quickWorks.during(c.get('caller').orgId, small) : small();
    }
    const taken = room.take(c.get('caller').userId, bytes);
    if (!taken.ok) return problemResponse(taken, c.get('requestId'));
    try {
      const body = await take(c, limits, how);
      budgets.spend(c.get('caller'), 'bytes', body.ok ? body.value.bytes.length : bytes); // a refused body counts with its announced size
      return await enter(c, next, body);
    } finally {
      taken.leave();
    }
  };
}

/** Checks the headers. Returns the number of bytes that they announce; undefined where only the body's end gives it. */
function judgeHeaders(c: Context<HttpEnv>, limits: BodyLimits): Result<number | undefined> {
  const wrong = (name: string, right: string): Result<never> =>
    refuse('request/invalid', `header.${name}: ${right}`, { path: `header.${name}` });
  if (!isJsonType(c.req.header('content-type')))
    return wrong('content-type', 'must be "application/json", with a JSON body');
  const coding = c.req.header('content-encoding');
  if (coding !== undefined && coding.trim().toLowerCase() !== 'identity')
    return wrong('content-encoding', 'must be absent: bodies are sent uncompressed'); // a few bytes may expand to gigabytes
  const length = c.req.header('content-length');
  if (length === undefined || c.req.header('transfer-encoding') !== undefined) return accept(undefined);
  if (!/^\d{1,15}$/.test(length)) return wrong('content-length', 'must be a number of bytes');
  return Number(length) > limits.bytes ? bodyTooLarge(limits) : accept(Number(length));
}

type How = { readonly announced: number | undefined; readonly pace: BodyPace; readonly rest: Rest };

async function take(c: Context<HttpEnv>, limits: BodyLimits, how: How): Promise<Result<ReadBody>> {
  wantBody(c.env);
  const read = await readBody(c.req.raw, limits, how);
  if (!read.ok || limits.acts !== undefined) return read;
  const text = checkBody(decoder.decode(read.value.bytes));
  if (!text.ok) return text;
  c.req.bodyCache.text = Promise.resolve(text.value) as unknown as string; // Hono keeps a promise there, but its type is that of the promise's value
  return read;
}

async function enter(
  c: Context<HttpEnv>,
  next: () => Promise<void>,
  body: Result<ReadBody>,
): Promise<Response | undefined> {
  if (!body.ok) return problemResponse(body, c.get('requestId'));
  c.set('body', body.value);
  await next();
  return undefined;
}
