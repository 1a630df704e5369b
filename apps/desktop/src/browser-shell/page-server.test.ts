import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Channel } from '../bridge/channel.ts';
import { type PageServer, servePage } from './page-server.ts';

const world = { folder: '', lines: [] as Channel[], secrets: 0 };
const open = (): Promise<PageServer> =>
  servePage(
    {
      folder: world.folder,
      attach: (channel) => void world.lines.push(channel),
      secret: () => `secret-${String((world.secrets += 1)).padStart(30, '0')}`,
    },
    0,
  );

beforeAll(async () => {
  world.folder = await mkdtemp(join(tmpdir(), 'outpost-page-'));
  await writeFile(join(world.folder, 'index.html'), '<meta name="nonce" content="__NONCE__"><p>page</p>');
  await writeFile(join(world.folder, 'app.js'), 'export {}');
});
afterAll(() => rm(world.folder, { recursive: true }));

const tokenOf = (server: PageServer) => server.url.split('#token=')[1] ?? '';
const origin = (server: PageServer) => `http://127.0.0.1:${server.port}`;
const enter = (server: PageServer, token: string, { from = origin(server), key = '' } = {}) =>
  fetch(`${origin(server)}/bridge/enter`, {
    method: 'POST',
    headers: { origin: from, 'content-type': 'application/json' },
    body: JSON.stringify({ token, key }),
  });
const connects = (server: PageServer, from: string, protocols: readonly string[]) =>
  new Promise<boolean>((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/bridge`, [...protocols], { headers: { origin: from } });
    socket.on('open', () => (socket.close(), resolve(true)));
    socket.on('error', () => resolve(false));
  });

describe('the browser shell', () => {
  it('[D-6] serves the page with a new nonce at each load and a policy without inline code', async () => {
    const server = await open();
    const loads = await Promise.all([fetch(`${origin(server)}/`), fetch(`${origin(server)}/deals/7`)]);
    const nonces = await Promise.all(loads.map(async (load) => /content="([^"]+)"/.exec(await load.text())?.[1]));
    expect(new Set(nonces).size).toBe(2);
    expect(loads[0]?.headers.get('content-security-policy')).toContain(`'nonce-${nonces[0]}'`);
    expect(loads[0]?.headers.get('content-security-policy')).not.toContain('unsafe');
    await server.close();
  });
  it('[D-6] accepts the token of one page once, and then only the key that the page holds', async () => {
    const server = await open();
    expect((await enter(server, 'wrong')).status).toBe(403);
    const first = await enter(server, tokenOf(server));
    const { key } = (await first.json()) as { key: string };
    expect([first.status, key.length > 20, first.headers.get('cache-control')]).toEqual([200, true, 'no-store']);
    expect((await enter(server, tokenOf(server))).status).toBe(403);
    expect((await enter(server, '', { key })).status).toBe(204);
    expect((await enter(server, '')).status).toBe(403);
    expect(await connects(server, origin(server), ['outpost-bridge', key])).toBe(true);
    expect(await connects(server, origin(server), ['outpost-bridge', 'wrong'])).toBe(false);
    expect(await connects(server, origin(server), ['outpost-bridge'])).toBe(false);
    expect(await connects(server, origin(server), [key])).toBe(false);
    expect(await connects(server, 'http://evil.example', ['outpost-bridge', key])).toBe(false);
    await server.close();
  });
  it('[D-6] sets no cookie, which would be sent to every other port of 127.0.0.1, and gives no other page the key', async () => {
    const [server, other] = [await open(), await open()];
    const [page, entered] = [await fetch(`${origin(server)}/`), await enter(server, tokenOf(server))];
    expect([page, entered].map((answer) => answer.headers.get('set-cookie'))).toEqual([null, null]);
    const { key } = (await entered.json()) as { key: string };
    expect((await enter(other, '', { key })).status).toBe(403);
    expect(await connects(other, origin(other), ['outpost-bridge', key])).toBe(false);
    await Promise.all([server.close(), other.close()]);
  });
  it('[D-6] refuses requests with another host name', async () => {
    const server = await open();
    const status = await new Promise<number>((resolve) => {
      httpRequest({ port: server.port, host: '127.0.0.1', path: '/', headers: { host: 'evil.example' } }, (response) =>
        resolve(response.statusCode ?? 0),
      ).end();
    });
    expect(status).toBe(421);
    expect((await enter(server, tokenOf(server), { from: 'http://evil.example' })).status).toBe(403);
    await server.close();
  });
  it('[D-6] serves no file outside its folder', async () => {
    const server = await open();
    const status = await new Promise<number>((resolve) => {
      httpRequest({ port: server.port, host: '127.0.0.1', path: '/..%2f..%2fetc%2fpasswd.js' }, (response) =>
        resolve(response.statusCode ?? 0),
      ).end();
    });
    expect(status).toBe(404);
    expect((await fetch(`${origin(server)}/app.js`)).headers.get('content-type')).toContain('javascript');
    expect((await fetch(`${origin(server)}/%zz.js`)).status).toBe(400);
    await server.close();
  });
  it('uses another port where its own is in use', async () => {
    const first = await open();
    const second = await servePage(
      { folder: world.folder, attach: () => {}, secret: () => 'x'.repeat(30) },
      first.port,
    );
    expect(second.port).not.toBe(first.port);
    await Promise.all([first.close(), second.close()]);
  });
});
