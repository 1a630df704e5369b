import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { testPassword } from '../../testing/test-server.ts';
import { addressLines } from '../../testing/matrix/address-lines.ts';

type Json = Readonly<Record<string, unknown>>;
const trusted = new Set<string>();
const given = givenServer({
  outgoing: { trusted, allowsHttp: true, resolve: (_, answer) => answer(null, [{ address: '127.0.0.1', family: 4 }]) },
});
let service: Server;
let port = 0;
let token = '';
let connections = 0;
beforeAll(async () => {
  service = createServer((_, response) => void response.writeHead(404).end());
  service.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  ({ port } = service.address() as AddressInfo); // a port, as it listens on one
  const tenant = await given.test.tenant();
  const email = `ada-${given.test.newId()}@addresses.example`;
  await tenant.person('Ada', 'owner', { email });
  const device = { id: given.test.newId(), name: 'x' };
  const signedIn = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } });
  token = ((await signedIn.json()) as { accessToken: string }).accessToken;
});
afterAll(() => new Promise<void>((resolve) => service.close(() => resolve())));

beforeEach(() => {
  trusted.clear();
  connections = 0;
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

describe('fields that are like addresses', () => {
  it('[PLT-23] have a line each, which says that the server never sends requests to them, or how they reach the guard', async () => {
    expect(await fieldsLikeAddresses()).toEqual(Object.keys(addressLines).sort());
  });

  it.each(
    Object.entries(addressLines).flatMap(([field, line]) => (typeof line === 'string' ? [] : [{ field, ...line }])),
  )('[PLT-23] get requests through the guard alone: $field', async ({ field, body }) => {
    const [method = '', path = ''] = field.split(': ')[0]?.split(' ') ?? [];
    const enter = async (address: string) =>
      (await given.test.fetch(path, { method, token, body: body(address) })).status;
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', 'login.example.com', 'user@127.0.0.1'])
      for (const scheme of ['http', 'https'])
        expect([host, await enter(`${scheme}://${host}:${port}/`), connections]).toEqual([host, 400, 0]);
    // The same address is asked where the operator trusts it: so the guard decided, and not a check of the field.
    trusted.add(`127.0.0.1:${port}`);
    expect([await enter(`http://127.0.0.1:${port}/`), connections > 0]).toEqual([400, true]);
  }); // prettier-ignore
});
