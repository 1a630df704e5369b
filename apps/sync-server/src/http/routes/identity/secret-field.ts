import { z } from '@hono/zod-openapi';

/** 256 bits, base64url. `what`: as a refusal calls it. */
export const secretField = (what: string) =>
  z.string(`must be ${what}`).regex(/^[A-Za-z0-9_-]{43}$/, `must be ${what}`);
