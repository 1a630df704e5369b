import {
  type Refusal,
  refusalCodes,
  type RefusalCode,
  type RefusalDetails,
  refuse,
} from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type { HttpReply } from '../../device/ports.ts';
import { heededWaitMs, isToComeLater } from './retry-after.ts';

/**
 * The outcome of a request. `offline`: no server was reached, or another program answered in its place; `unfit`: this build can't
 * use the server's answer; `refused`: the server refused.
 */
export type ServerAnswer<T> =
  | { readonly kind: 'value'; readonly value: T }
  | ((
      | { readonly kind: 'offline'; readonly problem: string }
      | { readonly kind: 'unfit'; readonly problem: string }
      | { readonly kind: 'refused'; readonly status: number; readonly refusal: Refusal }
    ) & {
      /** The device sends no further request before this time has passed. */
      readonly waitMs?: number;
    });

const problemSchema = z.object({
  code: z.string(),
  title: z.string().optional(),
  detail: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});

const isKnownCode = (code: string): code is RefusalCode => (refusalCodes as readonly string[]).includes(code);

/**
 * Reads a reply. Only JSON counts as the server's: an HTML page comes from a network that requires a sign-in first. The
 * waiting time is taken from any sender, including a proxy before the server (E-3).
 */
export function readReply<T>(reply: HttpReply, schema: z.ZodType<T>): ServerAnswer<T> {
  const answer = readBody(reply, schema);
  if (answer.kind === 'value') return answer;
  const said = isToComeLater(reply.status) ? heededWaitMs(reply.retryAfterSeconds) : 0;
  const waitMs = Math.max(said, answer.kind === 'refused' ? waitMsOf(answer.refusal) : 0);
  return waitMs > 0 ? { ...answer, waitMs } : answer;
}

/** Returns the waiting time of a refusal: the server is busy, or this device sent too many requests. */
const waitMsOf = (refusal: Refusal): number =>
  refusal.code === 'request/too-many' || refusal.code === 'request/too-slow' || refusal.code === 'server/busy'
    ? heededWaitMs(refusal.details.waitSeconds)
    : 0;

function readBody<T>(reply: HttpReply, schema: z.ZodType<T>): ServerAnswer<T> {
  const isJson = /^application\/(problem\+)?json\b/i.test(reply.contentType);
  if (!isJson) {
    if (reply.status >= 500) return { kind: 'offline', problem: `The server is not ready (${reply.status}).` };
    return {
      kind: 'offline',
      problem: "This network answers in the server's place: you may have to sign in to the network in a browser.",
    };
  }
  let body: unknown;
  try {
    body = JSON.parse(reply.body);
  } catch {
    return { kind: 'offline', problem: 'The answer of the server was cut off.' };
  }
  if (reply.status >= 200 && reply.status < 300) {
    const parsed = schema.safeParse(body);
    if (parsed.success) return { kind: 'value', value: parsed.data };
    const issue = parsed.error.issues[0];
    return {
      kind: 'unfit',
      problem: `The server's answer does not follow the protocol (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}).`,
    };
  }
  const problem = problemSchema.safeParse(body);
  if (!problem.success || !isKnownCode(problem.data.code)) {
    if (reply.status >= 500) return { kind: 'offline', problem: `The server failed (${reply.status}).` };
    return { kind: 'unfit', problem: `The server refused in a way that this version does not know (${reply.status}).` };
  }
  const { code, title, detail, details } = problem.data;
  return {
    kind: 'refused',
    status: reply.status,
    refusal: refuse(
      code,
      detail ?? title ?? 'The server refused.',
      (details ?? {}) as RefusalDetails[typeof code],
    ) as Refusal,
  }; // details are shown, never trusted
}
