import { refuse } from '@outpost/domain/kernel/refusal';
import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from '../bodies/http-env.ts';
import { problemResponse } from '../answers/problem-details.ts';

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
/** U+0000, or bytes that are not UTF-8: `decodeURIComponent` throws for these. */
function isReadable(address: string): boolean {
  try {
    return isStorable(decodeURIComponent(address.replaceAll('+', ' ')));
  } catch {
    return false;
  }
}

/** Refuses addresses with text that Postgres could not store. Bodies are checked by the body gate. */
export const storableAddress: MiddlewareHandler<HttpEnv> = (c, next) => {
  const url = c.req.raw.url;
  const place = url.indexOf('/', url.indexOf('//') + 2);
  if (isReadable(url.slice(place))) return next();
  const message = "path: has a character that can't be stored (U+0000), or is not UTF-8";
  return Promise.resolve(problemResponse(refuse('request/invalid', message, { path: 'path' }), c.get('requestId')));
};
