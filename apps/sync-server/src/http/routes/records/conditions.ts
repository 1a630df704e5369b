import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { idsOfRequest, type RepeatableRequest, type RequestIds } from '../../../gateway/repeated-requests.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';

/** The headers of a request that changes something: its condition, and the key under which it is done once. */
export const changeHeaders = z.object({
  'if-match': z.string().max(100).optional().describe('The ETag of the record as it was read: refused with 412 once it has changed.'),
  'idempotency-key': z.string().max(255).optional().describe('A repeat of the request with this key gets its first outcome.'),
}); // prettier-ignore

/** Returns the entity tag of a record's version (RFC 9110, section 8.8.3). */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * Returns the version that `If-Match` names; undefined without the header, or for "*". A tag that no version has is matched by none. Refuses
 * `request/invalid` where the header is not one entity tag.
 */
export function versionWanted(c: Context): Result<number | undefined> {
  const header = c.req.header('if-match')?.trim();
  if (header === undefined || header === '*') return accept(undefined);
  if (!/^(?:W\/)?"[\x21\x23-\x7e]*"$/.test(header))
    return refuse('request/invalid', 'header.if-match: must be one entity tag such as "17"', {
      path: 'header.if-match',
    });
  const version = /^"(\d{1,15})"$/.exec(header)?.[1];
  return accept(version === undefined ? -1 : Number(version)); // a weak tag never matches (RFC 9110, section 13.1.1)
}

/**
 * Returns a request with its `Idempotency-Key`. Refuses `request/invalid` where the key is not 1 to 255 visible characters.
 */
export function repeatableRequest(c: Context<HttpEnv>): Result<RepeatableRequest> {
  const key = c.req.header('idempotency-key');
  const path = 'header.idempotency-key';
  if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key))
    return refuse('request/invalid', `${path}: must have 1 to 255 visible ASCII characters`, { path });
  const { orgId, userId } = c.get('caller');
  const sent: HttpEnv['Variables']['body'] | undefined = c.get('body');
  const body = sent?.bytes ?? new Uint8Array();
  return accept({ orgId, caller: userId, key, method: c.req.method, path: c.req.path, body });
}

/**
 * Returns the ids for the acts and records of a request: those of the first request with this `Idempotency-Key`. Refuses `request/invalid`
 * where the key is not 1 to 255 visible characters, and `request/key-reused`.
 */
export function idsOfCall(
  ports: Parameters<typeof idsOfRequest>[0],
  c: Context<HttpEnv>,
): Promise<Result<RequestIds>> | Result<RequestIds> {
  const request = repeatableRequest(c);
  return request.ok ? idsOfRequest(ports, request.value) : request;
}
