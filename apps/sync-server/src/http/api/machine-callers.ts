import type { Result } from '@outpost/domain/kernel/refusal';
import { refuse } from '@outpost/domain/kernel/refusal';
import type { Context, MiddlewareHandler } from 'hono';
import {
  callerByKey,
  callerByToken,
  type CredentialPorts,
  readSigned,
  type SignedRequest,
  verifySigned,
} from '../../gateway/api-credentials.ts';
import type { Caller } from '../../identity/identity-ports.ts';
import { problemResponse } from '../answers/problem-details.ts';
import type { HttpEnv } from '../bodies/http-env.ts';

const credentialOf = (c: Context): string | undefined =>
  /^Bearer +(o[pt]1\..{1,700})$/i.exec(c.req.header('authorization') ?? '')?.[1];

type Signed = Omit<SignedRequest, 'path' | 'body'>;
const signedOf = (c: Context): Signed | undefined => {
  const signature = c.req.header('x-gateway-signature');
  if (signature === undefined) return undefined;
  return { signature, timestamp: c.req.header('x-gateway-timestamp') ?? '', key: c.req.header('x-gateway-key') ?? '' };
};

/**
 * Admits programs, before a body is read: by an API key, by a token for one, or by a signature. Sets `caller`. Only mounted where
 * keys are accepted, so that a key opens nothing else. A signature covers the body: `verifySignatures` verifies it once the body
 * is read.
 */
export function machineCallers(ports: CredentialPorts): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const [credential, signed] = [credentialOf(c), signedOf(c)];
    if (credential === undefined && !signed) return next();
    const caller = await callerOfMachine(ports, c, { credential, signed });
    if (!caller.ok) return problemResponse(caller, c.get('requestId'));
    c.set('caller', caller.value);
    return next();
  };
}

function callerOfMachine(
  ports: CredentialPorts,
  c: Context,
  { credential, signed }: { readonly credential: string | undefined; readonly signed: Signed | undefined },
): Result<Caller> | Promise<Result<Caller>> {
  if (c.req.path.startsWith('/api/v1/auth/'))
    return refuse('access/denied', 'Only people sign in, with a password: a key does not.', { action: 'sign-in' });
  if (signed && c.req.header('authorization') !== undefined)
    return refuse('request/invalid', 'header.authorization: must be absent in a signed request', { path: 'header.authorization' }); // prettier-ignore
  if (signed) return readSigned(ports, signed);
  return credential?.startsWith('op1.') === true ? callerByKey(ports, credential) : callerByToken(ports, credential ?? '');
} // prettier-ignore

/** Verifies the signatures of requests, once their bodies are read. Refuses `access/signed-out`. */
export function verifySignatures(ports: CredentialPorts): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const signed = signedOf(c);
    if (!signed) return next();
    const { url } = c.req.raw;
    const path = url.slice(url.indexOf('/', url.indexOf('//') + 2));
    const sent: HttpEnv['Variables']['body'] | undefined = c.get('body');
    const verified = await verifySigned(ports, { ...signed, path, body: sent?.bytes ?? new Uint8Array() });
    if (!verified.ok) return problemResponse(verified, c.get('requestId'));
    return next();
  };
}
