import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { clientAddress } from './client-address.ts';

const askedFrom = (proxies: number): Hono => {
  const app = new Hono();
  const addressOf = clientAddress(proxies);
  app.get('/', (c) => c.json({ address: addressOf(c) ?? null }));
  return app;
};
const ask = async (app: Hono, forwarded?: string): Promise<unknown> => {
  const headers: Record<string, string> = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return (await app.request('/', { headers })).json();
};

describe("a client's address", () => {
  it('[E-3] is taken from our own proxies, not from the header that the client sent', async () => {
    expect(await ask(askedFrom(1), '198.51.100.7')).toEqual({ address: '198.51.100.7' });
    expect(await ask(askedFrom(1), '203.0.113.9, 198.51.100.7')).toEqual({ address: '198.51.100.7' });
    expect(await ask(askedFrom(2), '203.0.113.9, 198.51.100.7, 10.0.0.1')).toEqual({ address: '198.51.100.7' });
    expect(await ask(askedFrom(0), '203.0.113.9')).toEqual({ address: null });
  });

  it("[E-3] is the connection's own without proxies", async () => {
    const { server, port } = await new Promise<{ server: ReturnType<typeof serve>; port: number }>((resolve) => {
      const started = serve({ fetch: askedFrom(0).fetch, hostname: '127.0.0.1', port: 0 }, (info) =>
        resolve({ server: started, port: info.port }),
      );
    });
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-forwarded-for': '203.0.113.9' } });
      expect(await answer.json()).toEqual({ address: '127.0.0.1' });
    } finally {
      server.close();
    }
  });
});
