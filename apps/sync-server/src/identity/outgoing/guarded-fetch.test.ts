import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedFetch, isPublicAddress, RefusedAddress } from './guarded-fetch.ts';

let server: Server;
let port: number;
const asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/large') return void response.end('x'.repeat(1_100_000));
    if (request.url === '/redirect') return void response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    return void response.end('hello');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

const inside = [
  '0.0.0.0', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.255.254', '169.254.169.254', '169.254.170.2', '172.16.0.1', '172.31.255.255', '192.0.0.1',
  '192.0.2.1', '192.88.99.1', '192.168.0.1', '192.168.255.255', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255',
  '::', '::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '::7f00:1', '64:ff9b::7f00:1', '64:ff9b:1::1', '100::1', '2001::1', '2001:db8::1', '2001:10::1', '2002:7f00:1::', '3fff::1', 'fc00::1',
  'fd00:ec2::254', 'fe80::1', 'fec0::1', 'ff02::1', 'ff0e::1', '4000::1', '5f00::1', 'not an address', '', '127.1',
]; // prettier-ignore
const outside = ['1.1.1.1', '8.8.8.8', '93.184.216.34', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '192.167.255.255', '192.169.0.1', '198.17.255.255', '223.255.255.255', '2606:4700::1111', '2a00:1450::8a']; // prettier-ignore

describe('addresses of tenants', () => {
  it.each(inside)('[PLT-23] %j is inside', (address) => expect(isPublicAddress(address)).toBe(false));
  it.each(outside)('[PLT-23] %j is outside', (address) => expect(isPublicAddress(address)).toBe(true));

  it.each([
    'http://example.com/', 'https://127.0.0.1/', 'https://127.1/', 'https://0x7f.0.0.1/', 'https://0177.0.0.1/', 'https://2130706433/', 'https://0/', 'https://[::1]/', 'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/', 'https://[fe80::1]/', 'https://[fd00::1]/', 'https://169.254.169.254/latest/meta-data/', 'https://10.0.0.1/', 'https://172.20.0.1/', 'https://192.168.1.1/', 'https://localhost/',
    'https://LOCALHOST/', 'https://localhost./', 'https://a.localhost/', 'https://printer.local/', 'https://metadata.google.internal/', 'https://router.home.arpa/', 'https://user@example.com/',
    'https://user:pass@example.com/', 'https://example.com:22/', 'https://example.com:25/', 'https://example.com:6/', 'ftp://example.com/', 'file:///etc/passwd', 'data:text/plain,x', 'gopher://example.com/',
    'https://①②⑦.⓪.⓪.①/', 'https://127。0。0。1/', 'https://%31%32%37.0.0.1/',
  ])('[PLT-23] get no request: %s', async (url) => {
    const resolve = () => { throw new Error('was resolved'); };
    await expect(guardedFetch({ resolve })(url)).rejects.toBeInstanceOf(RefusedAddress);
  }); // prettier-ignore

  it.each([
    [['127.0.0.1']],
    [['10.1.2.3']],
    [['::1']],
    [['169.254.169.254']],
    [['93.184.216.34', '127.0.0.1']],
    [['2606:4700::1111', 'fd00::1']],
    [['::ffff:192.168.0.1']],
    [[]],
  ])('[PLT-23] get no request where their name leads to %j', async (addresses) => {
    const resolve = guardedFetch({
      resolve: (_name, answer) => answer(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))), // prettier-ignore
    });
    await expect(resolve(`https://idp.example.com:${port}/`)).rejects.toBeInstanceOf(RefusedAddress);
    expect(asked).toEqual([]);
  });

  it('[PLT-23] inside get requests where the operator trusts them; redirects are not followed, answers bounded', async () => {
    const fetch = guardedFetch({ trusted: new Set([`127.0.0.1:${port}`]) });
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('hello');
    expect((await fetch(`http://127.0.0.1:${port}/redirect`)).status).toBe(302);
    await expect(fetch(`http://127.0.0.1:${port}/large`)).rejects.toBeInstanceOf(RefusedAddress);
    expect(asked).toEqual(['/', '/redirect', '/large']);
  });
});
