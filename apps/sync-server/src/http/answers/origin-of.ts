import type { Context } from 'hono';
import type { Caller } from '../../identity/identity-ports.ts';
import type { ActOrigin } from '../../journal/chain.ts';
import type { Origin } from '../../journal/events/journal-event.ts';
import type { HttpEnv } from '../bodies/http-env.ts';

/** Returns the origin of a request, for the journal: its address and id, and the signed-in person where there is one. */
export function originOf(c: Context<HttpEnv>): Origin {
  const caller: Caller | undefined = c.get('caller');
  return {
    address: c.get('address') ?? null,
    request: c.get('requestId'),
    person: caller?.userId ?? null,
    session: caller?.sessionId ?? null,
    device: caller?.deviceId ?? null,
  };
}

/** Returns the caller of a request with its origin, which the journal keeps with their acts. */
export function actingCaller(c: Context<HttpEnv>): Caller & { readonly from: ActOrigin } {
  const caller = c.get('caller');
  const { address, session, request } = originOf(c);
  return { ...caller, from: { address, session, request } };
}
