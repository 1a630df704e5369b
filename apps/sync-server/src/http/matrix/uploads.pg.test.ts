import { appPath } from '@outpost/domain/kernel/access/api-path';
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { comparedHeaders } from '../../testing/matrix/compared-headers.ts';
import {
  type MatrixCaller,
  callers,
  givenMatrixWorld,
  type MatrixPlace,
  placesOfTarget,
  type Program,
  programs,
} from '../../testing/matrix/matrix-world.ts';
import { changeEdit, made } from '../../testing/test-server.ts';
import { uploadsPaths } from '../paths/uploads-path.ts';

const given = await givenMatrixWorld();
type Asker = MatrixCaller | Program;
const askers: readonly Asker[] = [...callers, ...programs];
const isProgram = (asker: Asker): asker is Program => programs.some((program) => program === asker);
type Answer = { readonly status: number; readonly text: string; readonly headers: string };
type Sent = { readonly method: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

const places = placesOfTarget('file');
const text = 'The rack moves to the cellar.';
const content = { id: 'f', name: 'plan.txt', mediaType: 'text/plain', sizeBytes: text.length, sha256: createHash('sha256').update(text).digest('hex') }; // prettier-ignore
/** The record of a file at each place. */
const files = new Map<MatrixPlace, string>();
const fileAt = (place: MatrixPlace): string => files.get(place) ?? expect.fail(`no file is ${place}`);

/** A file has the visibility of its deal (A-3a). Keys reach the addresses of the API alone. */
const readers: Readonly<Record<MatrixPlace, string>> = { own: 'oamev', team: 'oamv', other: 'oa', foreign: 's', absent: '' }; // prettier-ignore
const isInside = (place: MatrixPlace): boolean => place !== 'foreign' && place !== 'absent';
const keysAt = (path: string): string => (appPath(path) === path ? '' : 'kt');
const readersAt = (path: string, place: MatrixPlace): readonly Asker[] =>
  [...readers[place], ...(isInside(place) ? keysAt(path) : '')] as Asker[]; // letters of askers
/** The callers whose uploads all others ask for. People begin theirs at the app's address, which has the same handlers. */
const beginnersAt = (path: string, place: MatrixPlace): readonly Asker[] =>
  readersAt(path, place).filter((reader) => keysAt(path) === '' || isProgram(reader));
/** A key and its token are one caller. */
const isSame = (one: Asker, other: Asker): boolean => one === other || ('kt'.includes(one) && 'kt'.includes(other));
/** The status for a caller to whom a record or an upload is as if it did not exist. */
const refusedWith = (asker: Asker, path: string): number =>
  asker === 'n' || (isProgram(asker) && !keysAt(path).includes(asker)) ? 401 : 404;

async function addFile(deal: string, maker: 'o' | 's'): Promise<string> {
  const id = given.world.test.newId();
  const { device } = given.world.person(maker);
  const decision = await device.do([made(id, 'platform/file', { name: 'Plan', about: `crm/deal:${deal}`, content })]);
  if (decision.status !== 'accepted') throw new Error(`The file was not made: ${JSON.stringify(decision)}`);
  return id;
}

beforeAll(async () => {
  for (const place of places) {
    const deal = await given.world.target('deal', place);
    const isMade = place !== 'absent';
    files.set(place, isMade ? await addFile(deal, place === 'foreign' ? 's' : 'o') : given.world.test.newId());
  }
});

const tokenOf = (asker: Asker): string | undefined =>
  asker === 'n' ? undefined : isProgram(asker) ? given.world.program(asker) : given.world.person(asker).token;

/** Returns the answer without the id of the upload or the record, and without the id of the request. */
async function send(token: string | undefined, path: string, { method, headers, body }: Sent, id: string): Promise<Answer> {
  const answer = await given.world.test.fetch(path, {
    method,
    headers: { 'tus-resumable': '1.0.0', ...headers },
    ...(token === undefined ? {} : { token }),
    ...(body === undefined ? {} : { body }),
  });
  const told = (await answer.text()).replaceAll(id, '{id}').replaceAll(/urn:outpost:request:[^"]*/gu, '');
  return { status: answer.status, text: told, headers: comparedHeaders(answer.headers, id) };
} // prettier-ignore

const encoded = (pairs: Readonly<Record<string, string>>): string =>
  Object.entries(pairs)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');
const beginning = (id: string, { field = 'content', entity = 'platform/file', sizeBytes = text.length } = {}): Sent => ({
  method: 'POST',
  headers: { 'upload-length': `${sizeBytes}`, 'upload-metadata': encoded({ entity, id, field }) },
}); // prettier-ignore
const piece = (from: number, to: number): Sent => ({
  method: 'PATCH',
  headers: {
    'upload-offset': `${from}`,
    'content-type': 'application/offset+octet-stream',
    'content-length': `${to - from}`,
  },
  body: text.slice(from, to),
});

/** Begins an upload; returns its id. */
async function begun(token: string | undefined, path: string, record: string): Promise<string> {
  const answer = await given.world.test.fetch(path, {
    ...beginning(record),
    headers: { 'tus-resumable': '1.0.0', ...beginning(record).headers },
    ...(token === undefined ? {} : { token }),
  });
  expect(answer.status).toBe(201);
  return answer.headers.get('location')?.split('/').at(-1) ?? expect.fail('no location');
}

/** The requests to an upload. `twice`: the status of the second request of the caller who began it. */
const acts = {
  'read its offset': { sent: { method: 'HEAD' }, once: 200, twice: 200 },
  'send a part': { sent: piece(0, 10), once: 204, twice: 409 },
  'send all of it': { sent: piece(0, text.length), once: 204, twice: 404 },
  'end it': { sent: { method: 'DELETE' }, once: 204, twice: 404 },
  'get its bytes back': { sent: { method: 'GET' }, once: 404, twice: 404 },
} satisfies Readonly<Record<string, { readonly sent: Sent; readonly once: number; readonly twice: number }>>;

describe.each(uploadsPaths)('uploads at %s', (path) => {
  it.each([
    ['begin', {}, 201],
    ['begin, with another number of bytes,', { sizeBytes: text.length + 1 }, 400],
    ['begin, for a field without a file,', { field: 'name' }, 404],
    ['begin, for a record of another kind,', { entity: 'crm/deal' }, 404],
  ] as const)('[A-5] %s for those who see the record, and for others as if it did not exist', async (_, changed, status) => {
    for (const asker of askers) {
      const told = new Map<MatrixPlace, Answer>();
      for (const place of places) told.set(place, await send(tokenOf(asker), path, beginning(fileAt(place), changed), fileAt(place)));
      for (const place of places) {
        const sees = readersAt(path, place).includes(asker);
        expect([asker, place, told.get(place)?.status]).toEqual([asker, place, sees ? status : refusedWith(asker, path)]);
        if (!sees || status === 404) expect([asker, place, told.get(place)]).toEqual([asker, place, told.get('absent')]);
      }
    }
  }); // prettier-ignore

  it.each(Object.entries(acts))('[A-5] let the caller who began one %s, and are to all others as if it did not exist', async (_, { sent, once, twice }) => {
    const absent = given.world.test.newId();
    const none = new Map<Asker, Answer>();
    for (const asker of askers) none.set(asker, await send(tokenOf(asker), `${path}/${absent}`, sent, absent));
    for (const place of places)
      for (const beginner of beginnersAt(path, place)) {
        const id = await begun(tokenOf(beginner), path, fileAt(place));
        const ask = (asker: Asker): Promise<Answer> => send(tokenOf(asker), `${path}/${id}`, sent, id);
        const others = askers.filter((asker) => !isSame(asker, beginner));
        await Promise.all(others.map(async (asker) => {
          const told = await ask(asker);
          expect([place, beginner, asker, told]).toEqual([place, beginner, asker, none.get(asker)]);
          expect([asker, told.status]).toEqual([asker, refusedWith(asker, path)]);
        }));
        // The others have changed nothing: the upload begins at its first byte.
        const [first, second] = [await ask(beginner), await ask(beginner)];
        expect([place, beginner, first.status, second.status]).toEqual([place, beginner, once, twice]);
        if (twice === 404) expect([beginner, second]).toEqual([beginner, none.get(beginner)]);
      }
  }); // prettier-ignore

  it('[A-5] give the bytes to those who see the record, and to others as if it did not exist', async () => {
    for (const place of places) {
      const [first] = readersAt(path, place);
      if (first === undefined) continue;
      const id = await begun(tokenOf(first), path, fileAt(place));
      expect((await send(tokenOf(first), `${path}/${id}`, piece(0, text.length), id)).status).toBe(204);
    }
    const contents = path.replace('uploads', 'content');
    for (const asker of askers) {
      const told = new Map<MatrixPlace, Answer>();
      for (const place of places) told.set(place, await send(tokenOf(asker), `${contents}/platform/file/${fileAt(place)}/content`, { method: 'GET' }, fileAt(place)));
      for (const place of places)
        if (readersAt(path, place).includes(asker)) expect([asker, place, told.get(place)]).toMatchObject([asker, place, { status: 200, text }]);
        else {
          expect([asker, place, told.get(place)]).toEqual([asker, place, told.get('absent')]);
          expect([asker, told.get(place)?.status]).toEqual([asker, refusedWith(asker, path)]);
        }
    }
  }); // prettier-ignore

  it('[A-5] of a record that the caller sees no longer are not kept', async () => {
    const { world } = given;
    const eve = await world.fresh('e');
    const owner = world.person('o');
    const deal = world.test.newId();
    const mine = { ownerId: eve.device.userId, teamId: world.teams.t1 };
    await owner.device.do([made(deal, 'crm/deal', { name: 'Deal', stage: 'prospecting' }, mine)]);
    const file = await addFile(deal, 'o');
    const [whole, half] = [await begun(eve.token, path, file), await begun(eve.token, path, file)];
    expect((await send(eve.token, `${path}/${half}`, piece(0, 10), half)).status).toBe(204);
    const handedOn = changeEdit(deal, 'crm/deal', { ownerId: [mine.ownerId, owner.device.userId], teamId: [mine.teamId, world.teams.t2] }); // prettier-ignore
    expect((await owner.device.do([handedOn])).status).toBe('accepted');
    // The record is to them as one that does not exist, also at the end of an upload that they began before.
    const absent = world.test.newId();
    const { text: refusal } = await send(eve.token, path, beginning(absent), absent);
    expect(await send(eve.token, path, beginning(file), file)).toMatchObject({ status: 404, text: refusal });
    for (const [id, last] of [
      [whole, piece(0, text.length)],
      [half, piece(10, text.length)],
    ] as const) {
      const told = await send(eve.token, `${path}/${id}`, last, file);
      expect(told).toMatchObject({ status: 404, text: refusal });
      // All bytes are there, and the address of an upload gives none of them back.
      const offset = await send(eve.token, `${path}/${id}`, { method: 'HEAD' }, id);
      expect([offset.status, offset.headers.includes(`upload-offset: ${text.length}`)]).toEqual([200, true]);
      expect((await send(eve.token, `${path}/${id}`, { method: 'GET' }, id)).status).toBe(404);
      expect((await send(eve.token, `${path}/${id}`, { method: 'DELETE' }, id)).status).toBe(204);
    }
    const contents = `${path.replace('uploads', 'content')}/platform/file/${file}/content`;
    const kept = await send(owner.token, contents, { method: 'GET' }, file);
    expect([kept.status, kept.text.includes('files/not-uploaded')]).toEqual([404, true]);
  });
});

it('[A-5] a key begins uploads only for records that its grants let it see', async () => {
  const { world } = given;
  const { token } = world.person('o');
  const [, path] = uploadsPaths;
  const keyed = await world.test.fetch('/api/v1/keys', { token, body: { name: 'Shop', grants: ['crm/account:read@org'] } }); // prettier-ignore
  const { key } = (await keyed.json()) as { key: string };
  const absent = await send(key, path, beginning(fileAt('absent')), fileAt('absent'));
  expect(absent.status).toBe(404);
  for (const place of places)
    expect([place, await send(key, path, beginning(fileAt(place)), fileAt(place))]).toEqual([place, absent]);
});
