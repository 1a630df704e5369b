import type { Caller } from '../../identity/identity-ports.ts';
import type { ReadBody } from './read-body.ts';

/**
 * What middleware leaves for the routes behind it. `caller` is there behind `authenticate`, and with every body that only a signed-in
 * person may send. `body` is there where a request has one.
 */
export type HttpEnv = { Variables: { requestId: string; caller: Caller; body: ReadBody } };
