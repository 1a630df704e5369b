import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { codingsFrom, fetchTransport, splitEvents } from './fetch-transport.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Starts a server on this machine that answers as the test decides; returns its address. */
async function given(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_request, response) => answer(response));
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a server on TCP has a port
}
const ask = (base: string) =>
  fetchTransport(base).request(
    { method: 'POST', path: '/sync/pull', headers: {}, body: '{}' },
    new AbortController().signal,
  );

describe('the transport to a server', () => {
  it('[S-3] returns the whole answer, with its content type', async () => {
    const base = await given(
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"kind":"page"}'),
    );
    expect(await ask(`${base}/`)).toEqual({ status: 200, contentType: 'application/json', body: '{"kind":"page"}' });
  });

  it('[S-8] requests compressed pages from another machine, and reads them', async () => {
    expect(codingsFrom('https://outpost.example')).toBe('zstd, gzip');
    expect(codingsFrom('http://127.0.0.1:8420')).toBe('identity');
    const asked: unknown[] = [];
    for (const [coding, inCoding] of [
      ['zstd', zstdCompressSync],
      ['gzip', gzipSync],
    ] as const) {
      const base = await given((response) => {
        asked.push(response.req.headers['accept-encoding']);
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': coding });
        response.end(inCoding('{"kind":"page"}'));
      });
      expect(await ask(base)).toMatchObject({ body: '{"kind":"page"}' });
    }
    expect(asked).toEqual(['identity', 'identity']);
  });

  it('[S-3] rejects an answer whose coding is truncated', async () => {
    const whole = zstdCompressSync(JSON.stringify(Array.from({ length: 5_000 }, (_, place) => place)));
    const base = await given((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'zstd' });
      response.end(whole.subarray(0, whole.length / 2));
    });
    await expect(ask(base)).rejects.toThrow();
  });

  it('[S-3] rejects an answer that is truncated', async () => {
    const base = await given((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"kind":"pa');
      setTimeout(() => response.destroy(), 20);
    });
    await expect(ask(base)).rejects.toThrow();
  });

  it('[S-3] does not follow redirects of a network', async () => {
    const elsewhere = await given(
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
    );
    const base = await given((response) => void response.writeHead(302, { location: elsewhere }).end());
    expect((await ask(base)).status).toBe(302);
  });

  it('[S-3] reports pokes as they arrive, and the end of the stream', async () => {
    const base = await given((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': hello\n\ndata: {"n":1}\n\nda');
      setTimeout(() => response.end('ta: {"n":2}\n\n'), 20);
    });
    const told: string[] = [];
    await new Promise<void>((resolve) => {
      fetchTransport(base).openEvents(
        '/sync/poke',
        {},
        {
          opened: () => void told.push('opened'),
          event: (data) => void told.push(data),
          ended: () => {
            told.push('ended');
            resolve();
          },
        },
      );
    });
    expect(told).toEqual(['opened', '{"n":1}', '{"n":2}', 'ended']);
  });

  it('[S-3] counts a silent stream as ended, and one with heartbeats as open', async () => {
    const base = await given((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      let beats = 0;
      const beat = setInterval(() => {
        response.write(': still here\n\n');
        beats += 1;
        if (beats === 5) response.write('data: {"n":1}\n\n');
        if (beats === 5) clearInterval(beat); // half-open from here on: no data arrives, and no event signals it
      }, 100);
    });
    const told: string[] = [];
    await new Promise<void>((resolve) => {
      fetchTransport(base, { silentMs: 1_500 }).openEvents(
        '/sync/poke',
        {},
        {
          opened: () => void told.push('opened'),
          event: (data) => void told.push(data),
          ended: (reason) => {
            told.push(reason);
            resolve();
          },
        },
      );
    });
    expect(told).toEqual(['opened', '{"n":1}', 'The stream of the server sent no data for too long.']);
  });

  it('[E-3] returns the wait of retry-after, of answers and of streams, with any clock of the device', async () => {
    const base = await given((response) => {
      const headers = { 'retry-after': 'Mon, 01 Jan 2001 00:01:30 GMT', date: 'Mon, 01 Jan 2001 00:00:00 GMT' };
      response.writeHead(503, { 'content-type': 'text/html', ...headers }).end('<html>Back soon</html>');
    });
    expect(await ask(base)).toMatchObject({ status: 503, retryAfterSeconds: 90 });
    const waitMs = await new Promise((resolve) => {
      const ended = (_reason: string, askedMs?: number): void => resolve(askedMs);
      const listener = { opened: () => undefined, event: () => undefined, ended };
      fetchTransport(base).openEvents('/sync/poke', {}, listener);
    });
    expect(waitMs).toBe(90_000);
  });

  it('[S-3] returns whole events and keeps the unfinished rest', () => {
    expect(splitEvents('data: {"n":1}\n\ndata: {"n"')).toEqual({ events: ['{"n":1}'], open: 'data: {"n"' });
    expect(splitEvents(': keep-alive\n\nevent: poke\r\ndata: a\r\ndata: b\r\n\r\n')).toEqual({
      events: ['a\nb'],
      open: '',
    });
  });
});
