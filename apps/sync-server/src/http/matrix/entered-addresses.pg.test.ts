import { appPath } from '@outpost/domain/kernel/access/api-path';
import { createServer, type RequestListener } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import {
  hostileResolver,
  listenLocally,
  type LocalService,
  noteAttempts,
} from '../../identity/testing/hostile-network.ts';
import { innerAnswers, innerNames, redirectTargets, refusedUrls } from '../../identity/testing/refused-urls.ts';
import { givenServer } from '../../testing/given-server.ts';
import { testPassword } from '../../testing/test-server.ts';
import { addressLines } from '../../testing/matrix/address-lines.ts';

type Json = Readonly<Record<string, unknown>>;
const much = { requests: 1e9, seconds: 1 };
const trusted = new Set<string>();
let resolver = hostileResolver(['127.0.0.1']);
const given = givenServer({
  rates: { callerMinute: much, callerHour: much, tenant: much, address: much },
  outgoing: { trusted, allowsHttp: true, resolve: (name, answer) => resolver(name, answer) },
});
/** A service of our own network; and a server that the operator trusts, whose answers an attacker chooses. */
let service: LocalService;
let outside: LocalService;
let token = '';
let connections = 0;
/** The addresses to which this process tried to connect, other than the database and the server that is trusted. */
let attempts: string[] = [];
let answerOfOutside: RequestListener = (_, response) => void response.end();
let stopNoting: () => void;
beforeAll(async () => {
  const counting = createServer((_, response) => void response.writeHead(404).end());
  counting.on('connection', () => (connections += 1));
  service = await listenLocally(counting);
  outside = await listenLocally(createServer((request, response) => answerOfOutside(request, response)));
  const tenant = await given.test.tenant();
  const email = `ada-${given.test.newId()}@addresses.example`;
  await tenant.person('Ada', 'owner', { email });
  const device = { id: given.test.newId(), name: 'x' };
  const signedIn = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } });
  token = ((await signedIn.json()) as { accessToken: string }).accessToken;
  const expected = [Number(new URL(inject('postgresUrl')).port), outside.port];
  stopNoting = noteAttempts(
    (address, port) => void (expected.includes(port) || attempts.push(address)),
    (port) => port === service.port || expected.includes(port),
  );
});
afterAll(async () => {
  stopNoting();
  await service.close();
  await outside.close();
});

beforeEach(() => {
  trusted.clear();
  connections = 0;
  attempts = [];
  resolver = hostileResolver(['127.0.0.1']);
});

/**
 * Names under which an address of a server could be asked for. The pattern finds too many names rather than too few. Each of them
 * has a line in the table.
 */
const isLikeAddress = /ur[il]|issuer|endpoint|entry.?point|metadata|link|web|hook|callback|redirect|host|origin|server|proxy|feed|domain|avatar|logo|image|photo|picture|address|location|href|src|ping|target/i; // prettier-ignore
const formats = new Set(['uri', 'url', 'uri-reference', 'iri', 'hostname', 'ipv4', 'ipv6']);

/** Returns "METHOD path: place" of each field of a request whose name or format is like that of an address. */
async function fieldsLikeAddresses(): Promise<readonly string[]> {
  const document = (await (await given.test.fetch('/openapi.json')).json()) as { readonly paths: Record<string, Record<string, Json>>; readonly components: Json }; // prettier-ignore
  const found = new Set<string>();
  const follow = (schema: Json): Json => {
    const { $ref } = schema;
    return typeof $ref === 'string' ? (($ref.split('/').slice(1).reduce<unknown>((at, name) => (at as Json)[name], document) ?? {}) as Json) : schema; // prettier-ignore
  };
  const walk = (part: unknown, at: string, seen: readonly unknown[]): void => {
    if (typeof part !== 'object' || part === null) return;
    const schema = Array.isArray(part) ? part : follow(part as Json);
    if (seen.includes(schema)) return;
    for (const [key, inner] of Object.entries(schema))
      if (key === 'properties')
        for (const [name, one] of Object.entries(inner as Json)) {
          const here = `${at}.${name}`;
          if (isLikeAddress.test(name)) found.add(here);
          walk(one, here, [...seen, schema]);
        }
      else if (key === 'format' && formats.has(String(inner))) found.add(at);
      else walk(inner, at, [...seen, schema]);
  };
  for (const [path, item] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(item)) {
      const at = `${method.toUpperCase()} ${path}: `;
      walk(operation['requestBody'], `${at}body`, []);
      for (const parameter of (operation['parameters'] ?? []) as readonly Json[]) {
        const { in: place, name, schema } = follow(parameter);
        const here = `${at}${String(place)}.${String(name)}`;
        if (isLikeAddress.test(String(name))) found.add(here);
        walk(schema, here, []);
      }
    }
  return [...found].sort();
}

/** The fields whose address reaches the guard. */
const fields = Object.entries(addressLines).flatMap(([field, line]) => {
  if (typeof line === 'string') return [];
  const [route = '', place = ''] = field.split(': ');
  const [method = '', path = ''] = route.split(' ');
  return [{ field, method, path, place, body: line.body }];
});

/** Enters an address in a field; returns the status of the answer. */
async function enter({ method, path, body }: (typeof fields)[number], address: string): Promise<number> {
  return (await given.test.fetch(path, { method, token, body: body(address) })).status;
}

describe('fields that are like addresses', () => {
  it('[PLT-23] have a line each, which says that the server never sends requests to them, or how they reach the guard', async () => {
    expect(await fieldsLikeAddresses()).toEqual(Object.keys(addressLines).sort());
  });

  it.each(fields)('[PLT-23] get requests through the guard alone: $field', async (field) => {
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', 'login.example.com', 'user@127.0.0.1'])
      for (const scheme of ['http', 'https'])
        expect([host, await enter(field, `${scheme}://${host}:${service.port}/`), connections]).toEqual([host, 400, 0]);
    // The same address is asked where the operator trusts it: so the guard decided, and not a check of the field.
    trusted.add(`127.0.0.1:${service.port}`);
    expect([await enter(field, `http://127.0.0.1:${service.port}/`), connections > 0]).toEqual([400, true]);
  }); // prettier-ignore
});

/** The API has fields of the app, too, with the same handlers. The whole list is tried at the app's. */
const fieldsOfApp = fields.filter(({ method, path, place }) => {
  const ofApp = `${method} ${appPath(path)}: ${place}`;
  return appPath(path) === path || !(ofApp in addressLines);
});
const urls = Object.values(refusedUrls)
  .flat()
  .map((url) => (port: number) => url.replaceAll('PORT', `${port}`));

describe.each(fieldsOfApp)('an address in $field', (field) => {
  it('[PLT-23] is refused without a connection or a question to a name server, in each of 150 forms and more', async () => {
    expect(urls.length).toBeGreaterThanOrEqual(150);
    const wrong: unknown[] = [];
    for (const urlOf of urls) {
      const url = urlOf(service.port);
      const status = await enter(field, url);
      if (status !== 400 || attempts.length + resolver.asked.length > 0) wrong.push([url, status, attempts.splice(0)]);
    }
    expect([wrong, resolver.asked, connections]).toEqual([[], [], 0]);
  });

  it('[PLT-23] is refused where its trusted server leads to any of these addresses, with each status', async () => {
    trusted.add(`127.0.0.1:${outside.port}`);
    const statuses = [300, 301, 302, 303, 305, 307, 308];
    const each = redirectTargets.flatMap((target) => statuses.map((status) => ({ target, status })));
    const rotated = urls.map((urlOf, place) => ({ target: urlOf(service.port), status: statuses[place % statuses.length] ?? 302 }));
    let asked = 0;
    const wrong: unknown[] = [];
    for (const { target, status } of [...each, ...rotated]) {
      // A header has no line breaks, and carries other texts as bytes of UTF-8.
      const location = Buffer.from(target.replaceAll('PORT', `${service.port}`).replaceAll('\n', '')).toString('latin1');
      answerOfOutside = (_, response) => {
        asked += 1;
        response.writeHead(status, { location, refresh: `0;url=${location}` }).end();
      };
      const told = await enter(field, `http://127.0.0.1:${outside.port}/`);
      if (told !== 400 || attempts.length + resolver.asked.length > 0) wrong.push([target, status, told, attempts.splice(0)]);
    }
    expect([wrong, resolver.asked, connections]).toEqual([[], [], 0]);
    expect(asked).toBe(each.length + rotated.length);
  }); // prettier-ignore

  it('[PLT-23] is refused where a name server leads to an address of our own network, at once or at the second question', async () => {
    const wrong: unknown[] = [];
    const tried = async (name: string, ...answers: readonly (readonly string[])[]): Promise<void> => {
      resolver = hostileResolver(...answers);
      const status = await enter(field, `https://${name}:${service.port}/`);
      const isRight = status === 400 && attempts.length === 0 && resolver.asked.length === 1;
      if (!isRight) wrong.push([name, answers, status, resolver.asked, attempts.splice(0)]);
    };
    for (const addresses of innerAnswers) await tried('login.example.com', addresses);
    for (const name of innerNames) await tried(name, ['127.0.0.1']);
    expect([wrong, connections]).toEqual([[], 0]);
    // The connection goes to the judged address: it belongs to AS112, which answers to no such request.
    resolver = hostileResolver(['192.175.48.1'], ['127.0.0.1']);
    const status = await enter(field, `https://login.example.com:${service.port}/`);
    expect([status, resolver.asked, attempts]).toEqual([400, ['login.example.com'], ['192.175.48.1']]);
    attempts = [];
    const again = await enter(field, `https://login.example.com:${service.port}/`);
    expect([again, resolver.asked.length, attempts, connections]).toEqual([400, 2, [], 0]);
  });
});
