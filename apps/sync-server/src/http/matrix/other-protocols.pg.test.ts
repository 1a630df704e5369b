import { describe, expect, it } from 'vitest';
import { comparedHeaders } from '../../testing/matrix/compared-headers.ts';
import {
  type MatrixCaller,
  callers,
  givenMatrixWorld,
  type MatrixPlace,
  type Program,
  programs,
} from '../../testing/matrix/matrix-world.ts';
import { openRoutes } from '../../testing/matrix/open-routes.ts';

const given = await givenMatrixWorld();
type Asker = MatrixCaller | Program;
const askers: readonly Asker[] = [...callers, ...programs];
type Answer = { readonly status: number; readonly text: string; readonly headers: string };

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const patchOf = (op: object) => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [op] });
const newName = (): string => `s-${given.world.test.newId()}@matrix.example`;

/** The body of each route that needs one, so that only the caller can be the reason of a refusal. */
const bodies: Readonly<Record<string, () => object>> = {
  'POST /scim/v2/Users': () => ({ schemas: [userSchema], userName: newName(), displayName: 'Zoe' }),
  'PUT /scim/v2/Users/{id}': () => ({ schemas: [userSchema], userName: newName(), displayName: 'Zoe' }),
  'PATCH /scim/v2/Users/{id}': () => patchOf({ op: 'replace', path: 'displayName', value: 'Zoe' }),
  'POST /scim/v2/Groups': () => ({ displayName: given.world.test.newId() }),
  'PUT /scim/v2/Groups/{id}': () => ({ displayName: given.world.test.newId(), members: [] }),
  'PATCH /scim/v2/Groups/{id}': () => patchOf({ op: 'replace', path: 'displayName', value: given.world.test.newId() }),
};
const tokenOf = (asker: Asker): string | undefined =>
  asker === 'n' ? undefined : programs.some((one) => one === asker) ? given.world.program(asker as Program) : given.world.person(asker as Exclude<MatrixCaller, 'n'>).token; // prettier-ignore

async function ask(route: string, asker: Asker, id: string): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const token = tokenOf(asker);
  const body = bodies[route]?.();
  const answer = await given.world.test.fetch(path.replace(/\{\w+\}/u, id), {
    method,
    ...(token === undefined ? {} : { token }),
    ...(body === undefined ? {} : { body }),
  });
  const text = (await answer.text()).replaceAll(id, '{id}').replaceAll(/urn:outpost:request:[^"]*/gu, '');
  return { status: answer.status, text, headers: comparedHeaders(answer.headers, id) };
}

const routesThatAsk = (wanted: 'session' | 'directory'): readonly string[] =>
  Object.entries(openRoutes).flatMap(([route, reason]) => (typeof reason === 'object' && reason.asks === wanted ? [route] : [])); // prettier-ignore
const targetOf = (route: string): 'person' | 'directory-group' | undefined =>
  route.includes('Users/{id}') ? 'person' : route.includes('/Groups/{id}') ? 'directory-group' : undefined;
const places = (route: string): readonly MatrixPlace[] =>
  targetOf(route) ? ['other', 'foreign', 'absent'] : ['absent'];

async function at(route: string, place: MatrixPlace): Promise<string> {
  const target = targetOf(route);
  return target ? given.world.target(target, place) : given.world.test.newId();
}

describe('routes of SCIM', () => {
  it.each(routesThatAsk('directory'))('[PLT-25] [A-5] %s lets the directory of the organisation in, and nobody else', async (route) => {
    const answers: Partial<Record<MatrixPlace, Partial<Record<Asker, Answer>>>> = {};
    for (const place of places(route)) {
      const row: Partial<Record<Asker, Answer>> = {};
      for (const asker of askers) row[asker] = await ask(route, asker, await at(route, place));
      answers[place] = row;
      given.world.used(targetOf(route), place);
      for (const asker of askers) if (asker !== 'd') expect([place, asker, row[asker]?.status]).toEqual([place, asker, 401]);
    }
    const [here, foreign, absent] = [answers.other, answers.foreign, answers.absent];
    const ofDirectory = (here ?? absent)?.d?.status ?? 0;
    expect([route, ofDirectory < 300 || (targetOf(route) === undefined && route.includes('{id}'))]).toEqual([route, true]);
    if (!targetOf(route)) return;
    // A refused caller learns nothing about the place. A directory learns nothing about another organisation.
    expect(absent?.d?.status).toBe(404);
    expect(foreign?.d).toEqual(absent?.d);
    for (const asker of askers) if (asker !== 'd') expect([asker, here?.[asker], foreign?.[asker]]).toEqual([asker, absent?.[asker], absent?.[asker]]);
  }); // prettier-ignore
});

/** Where an API key may upload: at the addresses of the API. `uploads.pg.test.ts` tries real uploads of every caller. */
const isForKeys = (route: string, asker: Asker): boolean => 'kt'.includes(asker) && route.includes(' /api/v1/');

describe('routes of uploads', () => {
  it.each(routesThatAsk('session'))('[A-5] %s refuses programs outside of the API, directories and callers without a session, alike for each upload', async (route) => {
    for (const asker of ['n', ...programs] as const) {
      const one = await ask(route, asker, given.world.test.newId());
      if (isForKeys(route, asker)) expect([asker, [400, 404].includes(one.status)]).toEqual([asker, true]);
      else expect([asker, one.status]).toEqual([asker, 401]);
      expect(await ask(route, asker, 'a'.repeat(32))).toEqual(one);
    }
  }); // prettier-ignore
});
