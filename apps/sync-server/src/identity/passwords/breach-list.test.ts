import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { guardedFetch } from '../outgoing/guarded-fetch.ts';
import { breachList, type BreachListSetting } from './breach-list.ts';

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex').toUpperCase();
const stolen = 'correct horse battery';
const fresh = 'four quiet green hills';
const padded = 'a padded entry of lines';
/** The lines of a range that contains these passwords: hash and count, as "Pwned Passwords" answers. */
const rangeOf = (prefix: string): string =>
  [stolen, 'Ⅻ is written otherwise', 'XII is written otherwise', padded]
    .map((text) => [sha1(text), text === padded ? 0 : 37] as const)
    .filter(([hash]) => hash.startsWith(prefix))
    .map(([hash, count]) => `${hash.slice(5)}:${count}`)
    .concat(Array.from({ length: 20 }, (_, at) => `${sha1(`other ${at}`).slice(5)}:${at + 1}`))
    .sort()
    .join('\r\n');

let service: Server;
let port: number;
let answers: 'ranges' | 'fails' | 'hangs' | 'a page' = 'ranges';
const asked: { readonly url: string; readonly headers: IncomingHttpHeaders }[] = [];
beforeAll(async () => {
  service = createServer((request, response) => {
    const { url = '', headers } = request;
    asked.push({ url, headers });
    if (answers === 'hangs') return;
    if (answers === 'fails') return void response.writeHead(503).end();
    if (answers === 'a page') return void response.end('<html>Sign in to this network</html>');
    return void response.end(rangeOf(url.split('/').at(-1) ?? ''));
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  ({ port } = service.address() as AddressInfo); // it listens on a port
});
afterAll(() => {
  service.closeAllConnections();
  service.close();
});
beforeEach(() => {
  answers = 'ranges';
  asked.length = 0;
});
const folder = mkdtempSync(join(tmpdir(), 'breached-'));
afterAll(() => rmSync(folder, { recursive: true }));

const warnings: { readonly details: object; readonly message: string }[] = [];
afterEach(() => void (warnings.length = 0));
const log = { warn: (details: object, message: string) => void warnings.push({ details, message }) };
const list = (at: string, whenUnreachable: BreachListSetting['whenUnreachable'] = 'accept') =>
  breachList({ at, whenUnreachable }, { fetch: guardedFetch({ trusted: new Set([`127.0.0.1:${port}`]) }), log });
const service1 = () => `http://127.0.0.1:${port}/range/`;

describe('[PLT-47] a range service for breached passwords', () => {
  it('gets five characters of a hash and a request for padding; nothing else of a password leaves the server', async () => {
    expect(await list(service1())(stolen)).toBe('breached');
    expect(await list(service1())(fresh)).toBe('none');
    expect(asked.map(({ url }) => url)).toEqual([stolen, fresh].map((text) => `/range/${sha1(text).slice(0, 5)}`));
    for (const { headers } of asked) {
      expect(headers['add-padding']).toBe('true');
      expect(JSON.stringify(headers)).not.toMatch(/horse|hills/);
    }
    expect(warnings).toEqual([]);
  });

  it('finds a password in the form that is stored, and ignores entries of padding', async () => {
    expect(await list(service1())('Ⅻ is written otherwise')).toBe('breached');
    expect(await list(service1())(padded)).toBe('none');
  });

  it.each(['fails', 'hangs', 'a page'] as const)('that %s is logged without the password, and the setting decides the result', async (kind) => {
    answers = kind;
    expect(await list(service1(), 'accept')(fresh)).toBe('none');
    expect(await list(service1(), 'refuse')(fresh)).toBe('unreachable');
    expect(warnings.map(({ message }) => message)).toEqual(Array(2).fill('the list of breached passwords could not be asked'));
    expect(JSON.stringify(warnings)).not.toMatch(new RegExp(`hills|${sha1(fresh).slice(0, 5)}`));
  }, 15_000); // prettier-ignore

  it('is asked through the guard: an address inside that the operator does not trust is not asked', async () => {
    const unguarded = breachList({ at: service1(), whenUnreachable: 'refuse' }, { fetch: guardedFetch(), log });
    expect(await unguarded(stolen)).toBe('unreachable');
    expect(asked).toEqual([]);
  });
});

describe('[PLT-47] a list of breached passwords on the disk', () => {
  it('has a file for each range, as the downloader writes them; a missing one is a failure', async () => {
    const prefix = sha1(stolen).slice(0, 5);
    writeFileSync(join(folder, `${prefix}.txt`), rangeOf(prefix));
    expect(await list(folder)(stolen)).toBe('breached');
    expect(await list(folder, 'refuse')(fresh)).toBe('unreachable');
    writeFileSync(join(folder, `${sha1(fresh).slice(0, 5)}.txt`), rangeOf(sha1(fresh).slice(0, 5)));
    expect(await list(folder, 'refuse')(fresh)).toBe('none');
    expect(await list(join(folder, 'not there'), 'refuse')(fresh)).toBe('unreachable');
  });

  it.each([
    [1, '\n', true],
    [2, '\r\n', true],
    [3, '\n', false],
    [1_000, '\r\n', false],
    [1_001, '\n', true],
  ])('is one sorted file of %i hashes, in which each is found and no other', async (count, end, endsWithOne) => {
    const known = Array.from({ length: count }, (_, at) => `password number ${at}`);
    const lines = known.map((text, at) => `${sha1(text)}:${10 ** (at % 8)}`).sort();
    const path = join(folder, 'sorted.txt');
    writeFileSync(path, lines.join(end) + (endsWithOne ? end : ''));
    const has = list(path, 'refuse');
    for (const text of known) expect(await has(text)).toBe('breached');
    for (let at = 0; at < 200; at += 1) expect(await has(`another ${at}`)).toBe('none');
  });

  it('that is not such a list has the effect of a missing one', async () => {
    const path = join(folder, 'words.txt');
    writeFileSync(path, 'password\n123456\n');
    expect(await list(path, 'refuse')(fresh)).toBe('unreachable');
  });
});
