import type { Context } from 'hono';
import { isJsonType } from '../../bodies/body-rules.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';

/** Chosen: several times the longest that the provider sends. */
const mostBytes = 16_384;

/** The form that a provider sent, with the address as it signed it. */
export type SignedForm = {
  readonly url: string;
  readonly signature: string;
  readonly isJson: boolean;
  readonly body: string;
};

/**
 * Reads the body of a request that a provider signs: a form or JSON, of an announced length. Undefined for everything else. `at`: this
 * server's address, as the provider knows it; a proxy may have changed the name in the request.
 */
export async function readSignedForm(c: Context<HttpEnv>, at: string): Promise<SignedForm | undefined> {
  const type = c.req.header('content-type');
  const isJson = isJsonType(type);
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(type ?? '');
  const length = c.req.header('content-length') ?? '';
  const isBounded = /^\d{1,5}$/.test(length) && Number(length) <= mostBytes; // Node reads no more than was announced
  if (!(isJson || isForm) || !isBounded) return undefined;
  const { pathname, search } = new URL(c.req.url);
  const signature = c.req.header('x-twilio-signature') ?? '';
  return { url: `${new URL(at).origin}${pathname}${search}`, signature, isJson, body: await c.req.text() };
}
