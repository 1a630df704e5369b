import { createServer, type RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hostileResolver, listenLocally, type LocalService, noteAttempts } from '../testing/hostile-network.ts';
import { innerAnswers, innerNames, redirectTargets, refusedUrls } from '../testing/refused-urls.ts';
import { guardedFetch, RefusedAddress } from './guarded-fetch.ts';

/** A service of our own network, which no address of a tenant may reach, and a server outside whose answers an attacker chooses. */
let service: LocalService;
let outside: LocalService;
let connections = 0;
let attempts: string[] = [];
let answerOfOutside: RequestListener = (_, response) => void response.end();
let stopNoting: () => void;

beforeAll(async () => {
  const counting = createServer((_, response) => void response.end('secret'));
  counting.on('connection', () => (connections += 1));
  service = await listenLocally(counting);
  outside = await listenLocally(createServer((request, response) => answerOfOutside(request, response)));
  stopNoting = noteAttempts(
    (address) => void attempts.push(address),
    (port) => port === outside.port,
  );
});
afterAll(async () => {
  stopNoting();
  await service.close();
  await outside.close();
});
beforeEach(() => {
  connections = 0;
  attempts = [];
});
afterEach(() => {
  if (connections > 0) throw new Error('The service of our own network was asked');
});

describe('addresses that tenants enter', () => {
  for (const [group, addresses] of Object.entries(refusedUrls))
    it.each(addresses)(`[PLT-23] are refused, without a question to a name server: ${group}: %j`, async (address) => {
      const resolve = hostileResolver(['127.0.0.1']);
      const url = address.replaceAll('PORT', `${service.port}`);
      await expect(guardedFetch({ resolve })(url)).rejects.toBeInstanceOf(RefusedAddress);
      expect([attempts, resolve.asked]).toEqual([[], []]);
    });

  it.each(innerAnswers.map((addresses) => [addresses]))('[PLT-23] are refused where their name leads to %j', async (addresses) => {
    const resolve = hostileResolver(addresses);
    await expect(guardedFetch({ resolve })(`https://login.example.com:${service.port}/`)).rejects.toBeInstanceOf(RefusedAddress); // prettier-ignore
    expect([attempts, resolve.asked]).toEqual([[], ['login.example.com']]);
  }); // prettier-ignore

  it.each(innerNames)(
    '[PLT-23] are judged by the address that the name resolves to, however it is written: %s',
    async (name) => {
      const resolve = hostileResolver(['127.0.0.1']);
      await expect(guardedFetch({ resolve })(`https://${name}:${service.port}/`)).rejects.toBeInstanceOf(RefusedAddress);
      expect([attempts, resolve.asked.length]).toEqual([[], 1]);
    },
  ); // prettier-ignore

  it.each([
    [['2620:4f:8000::1']],
    [['192.175.48.1']], // both belong to AS112, which answers to no such request
  ])('[PLT-23] are resolved once, and the request goes to the address that was judged: %j', async ([judged = '']) => {
    const resolve = hostileResolver([judged], ['127.0.0.1']);
    await expect(guardedFetch({ resolve })(`https://login.example.com:${service.port}/`)).rejects.toBeInstanceOf(Error);
    expect([attempts, resolve.asked]).toEqual([[judged], ['login.example.com']]);
    await expect(guardedFetch({ resolve })(`https://login.example.com:${service.port}/`)).rejects.toBeInstanceOf(RefusedAddress); // prettier-ignore
    expect(attempts).toEqual([judged]);
  });
});

describe('redirects', () => {
  it.each(redirectTargets)('[PLT-23] are returned as answers and not followed: to %j', async (target) => {
    const location = target.replaceAll('PORT', `${service.port}`);
    const from = `http://127.0.0.1:${outside.port}/`;
    const resolve = hostileResolver(['127.0.0.1']);
    const fetch = guardedFetch({ resolve, trusted: new Set([`127.0.0.1:${outside.port}`]) });
    for (const status of [300, 301, 302, 303, 305, 307, 308]) {
      answerOfOutside = (_, response) => void response.writeHead(status, { location, refresh: `0;url=${location}` }).end(); // prettier-ignore
      const { status: told, headers } = await fetch(from);
      expect([told, headers.get('location')]).toEqual([status, location]);
    }
    expect([attempts.length, resolve.asked]).toEqual([7, []]);
    // A caller who follows one by hand asks the guard again.
    await expect(fetch(new URL(location, from))).rejects.toBeInstanceOf(RefusedAddress);
    expect(attempts.length).toBe(7);
  });

  it('[PLT-23] in a chain are refused at the first step that leads inside', async () => {
    answerOfOutside = ({ url }, response) => {
      const step = Number(url?.slice(1));
      const location = step < 5 ? `/${step + 1}` : `http://127.0.0.1:${service.port}/`;
      response.writeHead(302, { location }).end();
    };
    const fetch = guardedFetch({ trusted: new Set([`127.0.0.1:${outside.port}`]) });
    const follow = async (url: URL): Promise<Response> => follow(new URL((await fetch(url)).headers.get('location') ?? '', url)); // prettier-ignore
    await expect(follow(new URL(`http://127.0.0.1:${outside.port}/0`))).rejects.toBeInstanceOf(RefusedAddress);
    expect(attempts.length).toBe(6);
  });
});
