import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { localMasterKey, masterKeyBytes, readMasterKeys, transitMasterKey, Unwrappable } from './master-key.ts';

const secret = Buffer.from('a data key of a tenant');
const key = () => randomBytes(masterKeyBytes);

describe('a local master key', () => {
  it('opens what it wrapped, for the same purpose only', async () => {
    const master = localMasterKey([key()], randomBytes);
    const wrapped = await master.wrap(secret, 'tenant A');
    expect(wrapped).not.toContain(secret.toString('base64url'));
    expect(Buffer.from(await master.unwrap(wrapped, 'tenant A'))).toEqual(secret);
    await expect(master.unwrap(wrapped, 'tenant B')).rejects.toBeInstanceOf(Unwrappable);
  });

  it('refuses every changed text', async () => {
    const master = localMasterKey([key()], randomBytes);
    const wrapped = await master.wrap(secret, 'tenant A');
    const bytes = Buffer.from(wrapped.split('.')[2] ?? '', 'base64url');
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8((changed.readUInt8(place) + 1) % 256, place);
      const text = [...wrapped.split('.').slice(0, 2), changed.toString('base64url')].join('.');
      await expect(master.unwrap(text, 'tenant A')).rejects.toBeInstanceOf(Unwrappable);
    }
    for (const other of ['', 'm1', 'm1.x.y', wrapped.slice(0, 30), `m2${wrapped.slice(2)}`])
      await expect(master.unwrap(other, 'tenant A')).rejects.toBeInstanceOf(Unwrappable);
  });

  it('wraps the same secret differently each time', async () => {
    const master = localMasterKey([key()], randomBytes);
    expect(await master.wrap(secret, 'tenant A')).not.toBe(await master.wrap(secret, 'tenant A'));
  });

  it('is changed by a newer one in front: older texts open, and are known to be outdated', async () => {
    const [older, newer] = [key(), key()];
    const wrapped = await localMasterKey([older], randomBytes).wrap(secret, 'x');
    const master = localMasterKey([newer, older], randomBytes);
    expect(Buffer.from(await master.unwrap(wrapped, 'x'))).toEqual(secret);
    expect(await master.isOutdated(wrapped)).toBe(true);
    expect(await master.isOutdated(await master.wrap(secret, 'x'))).toBe(false);
    await expect(localMasterKey([newer], randomBytes).unwrap(wrapped, 'x')).rejects.toBeInstanceOf(Unwrappable);
  });

  it('is read from texts of 32 bytes each', () => {
    const [one, two] = [key(), key()];
    const text = (bytes: Buffer) => bytes.toString('base64url');
    expect(readMasterKeys(text(one))).toEqual([one]);
    expect(readMasterKeys(`${text(one)}, ${text(two)}`)).toEqual([one, two]);
    for (const wrong of ['', 'secret', text(one).slice(1), `${text(one)},`, one.toString('hex'), `${text(one)}=`])
      expect(readMasterKeys(wrong)).toBeUndefined();
  });
});

describe('a master key in a key management service', () => {
  const open: { close: () => void }[] = [];
  afterEach(() => {
    for (const server of open.splice(0)) server.close();
  });

  /** A local service with the interface of Vault's transit engine, around a local key. `seen`: the requests so far. */
  async function transit(answer?: { readonly status: number; readonly body: string }) {
    const inside = localMasterKey([key()], randomBytes);
    const state = { version: 1 };
    const seen: { readonly path: string; readonly token: unknown }[] = [];
    const server = createServer((request, reply) => {
      void (async () => {
        seen.push({ path: request.url ?? '', token: request.headers['x-vault-token'] });
        if (answer) return reply.writeHead(answer.status).end(answer.body);
        const body = await bodyOf(request);
        const purpose = body['associated_data'] ?? '';
        try {
          const data = request.url?.includes('/encrypt/')
            ? { ciphertext: `vault:v${state.version}:${await inside.wrap(Buffer.from(body['plaintext'] ?? '', 'base64'), purpose)}` }
            : { plaintext: Buffer.from(await inside.unwrap((body['ciphertext'] ?? '').slice(9), purpose)).toString('base64') }; // prettier-ignore
          return reply.end(JSON.stringify({ data }));
        } catch {
          return reply.writeHead(400).end('{"errors":["cipher: message authentication failed"]}');
        }
      })();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push(server);
    const { port } = server.address() as AddressInfo;
    const opened = () => transitMasterKey({ url: `http://127.0.0.1:${port}/`, key: 'outpost', token: 's.token' }, { fetch }); // prettier-ignore
    return { seen, master: opened(), opened, rotate: () => (state.version += 1) };
  }

  async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, string>>> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>;
  }

  it('opens what the service wrapped, for the same purpose only', async () => {
    const { master, seen } = await transit();
    const wrapped = await master.wrap(secret, 'tenant A');
    expect(Buffer.from(await master.unwrap(wrapped, 'tenant A'))).toEqual(secret);
    await expect(master.unwrap(wrapped, 'tenant B')).rejects.toBeInstanceOf(Unwrappable);
    await expect(master.unwrap('m1.AAAAAAAAAAA.AAAA', 'tenant A')).rejects.toBeInstanceOf(Unwrappable);
    expect(seen.slice(0, 2)).toEqual([
      { path: '/v1/transit/encrypt/outpost', token: 's.token' },
      { path: '/v1/transit/decrypt/outpost', token: 's.token' },
    ]);
  });

  it('knows texts of an older version as outdated, also in a process that has wrapped nothing yet', async () => {
    const { master, opened, rotate } = await transit();
    const wrapped = await master.wrap(secret, 'x');
    expect(await opened().isOutdated(wrapped)).toBe(false);
    rotate();
    const later = opened();
    expect(await later.isOutdated(wrapped)).toBe(true);
    expect(await later.isOutdated(await later.wrap(secret, 'x'))).toBe(false);
  });

  it('is a fault, and not a wrong key, where the service refuses or answers something else', async () => {
    for (const answer of [
      { status: 403, body: '{}' },
      { status: 200, body: '{"data":{}}' },
    ]) {
      const { master } = await transit(answer);
      await expect(master.wrap(secret, 'x')).rejects.toThrow('The key management service answered');
      await expect(master.unwrap('vault:v1:abc', 'x')).rejects.toThrow('The key management service answered');
    }
  });
});
