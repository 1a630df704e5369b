import { OpenAPIHono } from '@hono/zod-openapi';
import { firstIssue } from '@outpost/domain/kernel/text/plain-issue';
import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Context, TypedResponse } from 'hono';
import { accepts } from 'hono/accepts';
import type { JSONParsed } from 'hono/utils/types';
import type { z } from 'zod';
import { compressed, type ContentCoding, contentCodings } from './compressed.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { problemResponse, problemSchema, problemType } from './problem-details.ts';

/** Answers with a result: the value as JSON with status 200, or the refusal as problem details. */
export function answer<T>(
  c: Context<HttpEnv>,
  result: Result<T>,
): Response & TypedResponse<JSONParsed<T>, 200, 'json'> {
  if (!result.ok) c.set('refused', result.code);
  const response = result.ok ? c.json(result.value as object) : problemResponse(result, c.get('requestId'));
  return response as Response & TypedResponse<JSONParsed<T>, 200, 'json'>; // every route may also answer with a problem: `responsesOf` declares it
}

/** Answers JSON that was serialised before, in the coding that the client asks for. */
export async function answerJson(
  c: Context<HttpEnv>,
  json: Uint8Array<ArrayBuffer>,
): Promise<Response & TypedResponse<never, 200, 'json'>> {
  const coding = accepts(c, { header: 'Accept-Encoding', supports: [...contentCodings], default: 'identity' });
  const body = await compressed(json, coding as ContentCoding); // one of the supported codings
  const response = c.body(body ?? json, 200, {
    'content-type': 'application/json',
    vary: 'accept-encoding',
    ...(body && { 'content-encoding': coding }),
  });
  return response as unknown as Response & TypedResponse<never, 200, 'json'>; // the text matches the route's declaration
}

type Declared<S extends z.ZodType> = { 200: { description: string; content: { 'application/json': { schema: S } } } };

/** Returns the declared responses of a route: its value under 200, problem details under every other status. */
export function responsesOf<S extends z.ZodType>(description: string, schema: S): Declared<S> {
  const responses = {
    200: { description, content: { 'application/json': { schema } } },
    default: {
      description: 'Refused, with the reason (RFC 9457).',
      content: { [problemType]: { schema: problemSchema } },
    },
  };
  return responses; // the type leaves problems out: only `answer` makes them, and routes are checked for their value
}

/** Returns the declared responses of a route that makes something: like `responsesOf`, under 201. */
export function madeResponsesOf<S extends z.ZodType>(description: string, schema: S) {
  const { 200: made, ...problems } = responsesOf(description, schema);
  return { 201: made, ...problems };
}

/** Declares a required JSON body. */
export const jsonBody = <S extends z.ZodType>(schema: S) =>
  ({ required: true, content: { 'application/json': { schema } } }) as const;

/** Returns the refusal of input that zod rejected, with the place and the expected form. */
export function invalidInput(part: string, error: z.core.$ZodError): Result<never> {
  const issue = firstIssue(error);
  const path = [part, ...issue.path].map(String).join('.').slice(0, 200);
  return refuse('request/invalid', `${path}: ${issue.message}`, { path });
}

const partNames = {
  json: 'body',
  query: 'query',
  param: 'path',
  header: 'header',
  cookie: 'cookie',
  form: 'body',
} as const;

/**
 * Creates a set of routes that all refuse bad input in one way (E-2). Areas make their routes with this and mount them
 * on the app.
 */
export function createRouter(): OpenAPIHono<HttpEnv> {
  return new OpenAPIHono<HttpEnv>({
    defaultHook: (result, c) => {
      if (!result.success) return answer(c, invalidInput(partNames[result.target], result.error));
      return undefined;
    },
  });
}
