import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

/** Whose request it is, as far as limits are concerned; undefined where there is no network (tests, simulation). */
export type ClientAddress = (c: Context) => string | undefined;

/**
 * The address behind `proxies` proxies of ours, each of which appends whom it was asked by to X-Forwarded-For. What stands further
 * left was written by the client and is not believed. With 0 it is the connection's own.
 */
export function clientAddress(proxies: number): ClientAddress {
  return (c) => {
    if (proxies > 0) {
      const hops = (c.req.header('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim());
      const client = hops.at(-proxies);
      if (client !== undefined && client !== '') return client.slice(0, 64);
    }
    const { incoming } = (c.env ?? {}) as { incoming?: unknown }; // set by @hono/node-server alone
    return incoming === undefined ? undefined : getConnInfo(c).remote.address;
  };
}
