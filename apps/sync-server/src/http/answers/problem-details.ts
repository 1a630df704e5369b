import type { Refusal, RefusalCode } from '@outpost/domain/kernel/refusal';
import { z } from '@hono/zod-openapi';

/** E-1: the HTTP status of each refusal. A new code does not compile until it has a status here. */
export const httpStatusOf = {
  'access/denied': 403,
  'access/signed-out': 401,
  'access/bad-credentials': 401,
  'access/locked-out': 429,
  'access/bad-code': 401,
  'access/bad-proof': 401,
  'access/plain-http': 400,
  'access/session-ended': 401,
  'access/new-password-needed': 403,
  'access/second-factor-needed': 403,
  'access/sign-in-over': 401,
  'access/link-needed': 403,
  'access/sso-needed': 403,
  'access/choose-organisation': 403,
  'access/step-up-needed': 403,
  'access/last-administrator': 409,
  'records/not-found': 404,
  'records/exists': 409,
  'records/stale': 412,
  'records/deleted': 409,
  'records/parent-gone': 409,
  'records/invalid': 422,
  'records/taken': 409,
  'records/circle': 409,
  'records/fixed': 422,
  'records/unknown-entity': 422,
  'records/unknown-field': 422,
  'records/unknown-person': 422,
  'records/unknown-team': 422,
  'sync/ground-refused': 409,
  'workflow/no-such-move': 409,
  'workflow/one-move': 422,
  'workflow/already-there': 409,
  'workflow/not-a-start': 422,
  'rules/too-many': 422,
  'rules/warned': 422,
  'sync/client-too-old': 426,
  'sync/client-too-new': 409,
  'sync/device-set-back': 409,
  'sync/gap': 409,
  'sync/offline': 503,
  'act/refused-whole': 409,
  'act/invalid': 422,
  'act/too-large': 422,
  'undo/unknown': 404,
  'undo/group-undone': 409,
  'undo/nothing': 409,
  'query/invalid': 400,
  'query/too-costly': 422,
  'query/cursor-stale': 409,
  'query/timed-out': 503,
  'import/unreadable': 422,
  'import/cancelled': 409,
  'quota/reached': 403,
  'files/no-room': 507,
  'files/not-uploaded': 404,
  'replica/wrong-key': 409,
  'replica/no-key-store': 409,
  'replica/newer-file': 409,
  'replica/in-use': 409,
  'replica/locked': 409,
  'replica/online-needed': 409,
  'replica/disk-full': 507,
  'replica/not-held': 404,
  'request/invalid': 400,
  'request/too-large': 413,
  'request/too-many': 429,
  'request/not-found': 404,
  'request/key-reused': 422,
  'request/too-slow': 408,
  'server/busy': 503,
  'server/no-mail': 501,
} as const satisfies Record<RefusalCode, number>;

/** RFC 9457: the short name of each kind of problem, the same at each occurrence. */
export const problemTitles = {
  'access/denied': 'Not allowed',
  'access/signed-out': 'Not signed in',
  'access/bad-credentials': 'E-mail or password is wrong',
  'access/plain-http': 'Not over plain http',
  'access/locked-out': 'Too many wrong tries',
  'access/bad-code': 'The code is wrong or too old',
  'access/bad-proof': 'The device did not prove its key',
  'access/session-ended': 'The session has ended',
  'access/new-password-needed': 'A new password is needed',
  'access/second-factor-needed': 'A second factor is needed',
  'access/sign-in-over': 'The sign-in is over',
  'access/link-needed': 'Show that the account is yours',
  'access/sso-needed': 'Sign in with the identity provider',
  'access/choose-organisation': 'An organisation must be chosen',
  'access/step-up-needed': 'Show that it is you',
  'access/last-administrator': 'Nobody could administer the organisation',
  'records/not-found': 'Not found',
  'records/exists': 'Already exists',
  'records/stale': 'The record has changed',
  'records/deleted': 'The record is deleted',
  'records/parent-gone': 'The record that it is about is gone',
  'records/invalid': 'The record breaks a rule',
  'records/taken': 'The value is taken',
  'records/circle': 'This would make a cycle',
  'records/fixed': 'The field can only be set at creation',
  'records/unknown-entity': 'Unknown kind of record',
  'records/unknown-field': 'Unknown field',
  'records/unknown-person': 'Not a person of the organisation',
  'records/unknown-team': 'Not a team of the organisation',
  'sync/ground-refused': 'It depends on a change that was refused',
  'workflow/no-such-move': 'No step leads from the present state to this one',
  'workflow/one-move': 'A record can move only once in a step',
  'workflow/already-there': 'The record is in this state already',
  'workflow/not-a-start': 'Records do not start in this state',
  'rules/too-many': 'Too many records belong to one',
  'rules/warned': 'A rule over other records is broken',
  'sync/client-too-old': 'This version of Outpost is too old for the server',
  'sync/client-too-new': 'The server is older than this version of Outpost',
  'sync/device-set-back': 'The device was set back',
  'sync/gap': 'Acts are missing in between',
  'sync/offline': 'Not reachable',
  'act/refused-whole': 'One part of it was refused',
  'act/invalid': 'The act is not understood',
  'act/too-large': 'Too much for one step',
  'undo/unknown': 'Nothing with this id to undo',
  'undo/group-undone': 'It has been undone already',
  'undo/nothing': 'Nothing to undo',
  'query/invalid': 'The question is not understood',
  'query/too-costly': 'The question costs too much',
  'query/cursor-stale': 'The place in the list is outdated',
  'query/timed-out': 'The question took too long',
  'import/unreadable': 'The file is unreadable',
  'import/cancelled': 'The import was cancelled',
  'quota/reached': 'A limit of the organisation is reached',
  'files/no-room': 'There is no room for more files',
  'files/not-uploaded': 'The file is not on the server yet',
  'replica/wrong-key': 'Wrong key',
  'replica/no-key-store': 'The key store of the system does not answer',
  'replica/newer-file': 'A newer version of Outpost keeps this file',
  'replica/in-use': 'In use',
  'replica/locked': 'Locked',
  'replica/online-needed': 'Sign in online',
  'replica/disk-full': 'The disk is full',
  'replica/not-held': 'Not on this device',
  'request/invalid': 'The request is not understood',
  'request/too-large': 'The request is too large',
  'request/too-many': 'Too many requests',
  'request/not-found': 'No such address',
  'request/key-reused': 'The idempotency key belongs to another request',
  'request/too-slow': 'The request came too slowly',
  'server/busy': 'The server is busy',
  'server/no-mail': 'The server sends no e-mail',
} as const satisfies Record<RefusalCode, string>;

/** RFC 9457, with the refusal's own members in addition to the standard's. `details` depends on `code`. */
export const problemSchema = z
  .object({
    type: z.string().openapi({ example: 'urn:outpost:problem:request/invalid' }),
    title: z.string(),
    status: z.int(),
    detail: z
      .string()
      .openapi({ description: 'A sentence for a person: the error, its place, and the expected form.' }),
    code: z.string().openapi({ example: 'request/invalid' }),
    details: z.record(z.string(), z.unknown()),
    retry: z.enum(['never', 'after-edit', 'after-sync', 'after-wait']),
    instance: z.string().openapi({
      description: 'The request, as the log knows it.',
      example: 'urn:outpost:request:0190b1f2-7c00-7000-8000-000000000001',
    }),
  })
  .openapi('Problem');

/** The media type of RFC 9457. */
export const problemType = 'application/problem+json';

const instanceOf = (requestId: string): string => `urn:outpost:request:${requestId}`;

/**
 * Answers with a refusal. Headers contain the time to retry and the way to sign in, because programs read them there.
 */
export function problemResponse(refusal: Refusal, requestId: string): Response {
  const { code, message, details, retry } = refusal;
  const status = httpStatusOf[code];
  const headers = new Headers({ 'content-type': problemType });
  if ('waitSeconds' in details) headers.set('retry-after', String(details.waitSeconds));
  if (status === 401) headers.set('www-authenticate', 'Bearer realm="outpost"'); // RFC 9110, section 15.5.2
  const body = {
    type: `urn:outpost:problem:${code}`,
    title: problemTitles[code],
    status,
    detail: message,
    code,
    details,
    retry,
    instance: instanceOf(requestId),
  };
  return new Response(JSON.stringify(body), { status, headers });
}

/** Answers with a fault. The log has the cause, under this id. A fault is not a refusal, so it has no code (E-1). */
export function faultResponse(requestId: string): Response {
  const body = {
    type: 'urn:outpost:problem:fault',
    title: 'Something went wrong on the server',
    status: 500,
    detail: `This is a fault of the server. Its operator finds the cause in the log under ${requestId}.`,
    instance: instanceOf(requestId),
  };
  return new Response(JSON.stringify(body), { status: 500, headers: { 'content-type': problemType } });
}
