import type { RefusalCode } from '@outpost/domain/kernel/refusal';
import type { Caller } from '../../identity/identity-ports.ts';
import type { ReadBody } from './read-body.ts';

/**
 * The values that middleware sets for the routes. `caller` is set by `authenticate`, and by the body gate where only a signed-in person
 * may send a body. `body` is set where the request has one.
 */
export type HttpEnv = {
  Variables: {
    requestId: string;
    /** The client's network address; undefined where there is no network. */
    address: string | undefined;
    caller: Caller;
    body: ReadBody;
    /** The code of the refusal that a route answered. */
    refused: RefusalCode | undefined;
  };
};
