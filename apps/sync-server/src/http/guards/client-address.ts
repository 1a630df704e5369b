import { getConnInfo } from '@hono/node-server/conninfo';
import { deviceKindFrom, deviceKindHeader } from '@outpost/domain/sync/device-kind';
import { reportIn } from '@outpost/domain/sync/device-report';
import type { Context } from 'hono';
import type { SeenDevice } from '../../identity/sessions/sessions.ts';

/** Returns the address to which a request is charged; undefined where there is no network (tests, simulation). */
export type ClientAddress = (c: Context) => string | undefined;

/**
 * Returns the client's address behind `proxies` proxies of ours. Each proxy appends the address of its own client to X-Forwarded-For.
 * Entries further left were written by the client and are not trusted. With 0 proxies it is the address of the connection.
 */
export function clientAddress(proxies: number): ClientAddress {
  return (c) => {
    if (proxies > 0) {
      const hops = (c.req.header('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim());
      const client = hops.at(-proxies);
      if (client !== undefined && client !== '') return client.slice(0, 64);
    }
    const { incoming } = (c.env ?? {}) as { incoming?: unknown }; // only @hono/node-server sets it
    return incoming === undefined ? undefined : getConnInfo(c).remote.address;
  };
}

/** Returns the data in a request about the device that sends it. */
export const seenDevice = (c: Context, address: ClientAddress): SeenDevice => ({
  kind: deviceKindFrom(c.req.header(deviceKindHeader)),
  address: address(c) ?? null,
  report: reportIn((name) => c.req.header(name)),
});
