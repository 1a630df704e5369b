import type { Caller } from '../identity/identity-ports.ts';

/** What middleware leaves for the routes behind it. `caller` is there behind `authenticate` alone. */
export type HttpEnv = { Variables: { requestId: string; caller: Caller } };
