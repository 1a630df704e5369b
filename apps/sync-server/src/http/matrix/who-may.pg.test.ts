import { describe, expect, it } from 'vitest';
import { changeEdit } from '../../testing/test-server.ts';
import { comparedHeaders } from '../../testing/matrix/compared-headers.ts';
import {
  type MatrixCaller,
  callers,
  givenMatrixWorld,
  type MatrixPlace,
  placesOfTarget,
  type Program,
  programs,
  type SignedInDevice,
} from '../../testing/matrix/matrix-world.ts';
import { openRoutes } from '../../testing/matrix/open-routes.ts';
import { programLines } from '../../testing/matrix/program-lines.ts';
import type { RouteLine } from '../../testing/matrix/route-line.ts';
import { routeLines } from '../../testing/matrix/route-lines.ts';

const given = await givenMatrixWorld();
type Outcome = { readonly status: number; readonly body: string; readonly headers: string };
type Asker = MatrixCaller | Program;
type Cells<Who extends Asker> = Readonly<Partial<Record<MatrixPlace, Readonly<Partial<Record<Who, Outcome>>>>>>;
const isProgram = (caller: Asker): caller is Program => programs.some((program) => program === caller);

const isSuccess = ({ status }: Pick<Outcome, 'status'>): boolean => status < 300;

/** Sends the request of a line as one caller. */
async function ask(line: RouteLine, caller: Asker, id: string): Promise<Outcome> {
  const { world } = given;
  if (caller === 'n') return send(line, { asker: world.person('o'), token: null, id });
  if (isProgram(caller)) return send(line, { asker: world.person('o'), token: world.program(caller), id });
  return send(line, { asker: line.endsAsker ? await world.fresh(caller) : world.person(caller), id });
}

/** The answer comes without its request id and the id that was asked for. */
async function send(
  line: RouteLine,
  {
    asker,
    token = asker.token,
    id,
  }: { readonly asker: SignedInDevice; readonly token?: string | null; readonly id: string },
): Promise<Outcome> {
  const { world } = given;
  const asked = { world, id, asker, newId: () => world.test.newId() };
  const [method = '', address = ''] = line.route.split(' ');
  const body = line.body?.(asked);
  const answer = await world.test.fetch(line.path?.(asked) ?? address.replace(/\{\w+\}/u, id), {
    method,
    ...(token === null ? {} : { token }),
    ...(body === undefined ? {} : { body }),
  });
  if (answer.headers.get('content-type')?.includes('event-stream')) {
    await answer.body?.cancel();
    return { status: answer.status, body: '', headers: '' };
  }
  const text = (await answer.text()).replaceAll(id, '{id}').replaceAll(/urn:outpost:request:[^"]*/gu, '');
  return { status: answer.status, body: text, headers: comparedHeaders(answer.headers, id) };
}

async function askEverywhere<Who extends Asker>(line: RouteLine, askers: readonly Who[]): Promise<Cells<Who>> {
  const { world } = given;
  const cells: Partial<Record<MatrixPlace, Partial<Record<Who, Outcome>>>> = {};
  for (const place of placesOfTarget(line.target)) {
    const row: Partial<Record<Who, Outcome>> = {};
    for (const caller of askers) {
      const id = line.target ? await world.target(line.target, place) : world.test.newId();
      const outcome = await ask(line, caller, id);
      if (isSuccess(outcome) && !line.route.startsWith('GET ')) world.used(line.target, place);
      row[caller] = outcome;
    }
    cells[place] = row;
  }
  return cells;
}

/** Returns the callers who got a success at each place. */
const letIn = <Who extends Asker>(line: RouteLine, cells: Cells<Who>, askers: readonly Who[]): Record<string, string> =>
  Object.fromEntries(
    placesOfTarget(line.target).map((place) => [
      place,
      askers.filter((caller) => isSuccess(cells[place]?.[caller] ?? { status: 500 })).join(''),
    ]),
  );
const lineFor = (line: RouteLine, may: RouteLine['may']): Record<string, string> =>
  Object.fromEntries(
    placesOfTarget(line.target).map((place) => [place, typeof may === 'string' ? may : (may[place] ?? '')]),
  );

/** Returns the callers who get different answers about a record that they cannot see and about a record that does not exist. */
const tellsApart = <Who extends Asker>(line: RouteLine, cells: Cells<Who>, askers: readonly Who[]): string[] =>
  placesOfTarget(line.target).flatMap((place) =>
    askers.flatMap((caller) => {
      const [outcome, absent] = [cells[place]?.[caller], cells.absent?.[caller]];
      const isOut = place === 'foreign' ? caller !== 's' : caller === 's' || outcome?.status === 404;
      return isOut && JSON.stringify(outcome) !== JSON.stringify(absent) ? [`${caller} at ${place}: ${JSON.stringify(outcome)}`] : []; // prettier-ignore
    }),
  );

async function documentedRoutes(): Promise<readonly { readonly route: string; readonly isOpen: boolean }[]> {
  const answer = await given.world.test.fetch('/openapi.json');
  const { paths } = (await answer.json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly security?: readonly unknown[] }>>>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      route: `${method.toUpperCase()} ${path}`,
      isOpen: security?.length === 0,
    })),
  );
}

describe('the matrix of routes, roles and places', () => {
  it('[A-5] has a line for every route that asks for a session, and names every other', async () => {
    const documented = await documentedRoutes();
    const { routes } = given.world.test.server.app;
    const served = routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(?:\{[^}]*\})?/gu, '{$1}')}`);
    const all = new Set([...documented.map(({ route }) => route), ...served]);
    const lines = [...routeLines.map(({ route }) => route), ...Object.keys(openRoutes)];
    expect([...all].filter((route) => !lines.includes(route))).toEqual([]);
    expect(lines.filter((route) => !all.has(route))).toEqual([]);
    expect(lines.length).toBe(new Set(lines).size);
    const wronglyOpen = documented.filter(({ route, isOpen }) => isOpen !== route in openRoutes);
    expect(wronglyOpen).toEqual([]);
  });

  it.each(routeLines.map((line) => [line.route, line] as const))('[A-5] %s', async (_, line) => {
    const cells = await askEverywhere(line, callers);
    const found = letIn(line, cells, callers);
    expect(found).toEqual(lineFor(line, line.may));
    if (Object.values(found).join('') === '') expect(line.because).toBeDefined();
    expect(tellsApart(line, cells, callers)).toEqual([]);
    const unnamed = placesOfTarget(line.target).map((place) => cells[place]?.n?.status);
    expect(new Set(unnamed)).toEqual(new Set([401]));
  });

  it.each(routeLines.map((line) => [line.route, line] as const))('[A-5] %s, asked by programs', async (_, line) => {
    const cells = await askEverywhere(line, programs);
    expect(letIn(line, cells, programs)).toEqual(lineFor(line, programLines[line.route] ?? ''));
    expect(tellsApart(line, cells, programs)).toEqual([]);
  });

  it('[A-5] has no line of programs for a route that does not exist', () => {
    const routes = new Set(routeLines.map(({ route }) => route));
    expect(Object.keys(programLines).filter((route) => !routes.has(route))).toEqual([]);
  });
});

describe('a session that has ended', () => {
  const codesEverywhere = async (asker: SignedInDevice): Promise<ReadonlySet<string>> => {
    const codes = new Set<string>();
    for (const line of routeLines) {
      const { status, body } = await send(line, { asker, id: given.world.test.newId() });
      codes.add(`${status} ${/"code":"([^"]*)"/u.exec(body)?.[1] ?? line.route}`);
    }
    return codes;
  };
  const refused = new Set(['401 access/session-ended', '200 POST /auth/sign-out']); // signing out twice does no harm

  it('[A-2] is refused at every route immediately, although its access token has not expired', async () => {
    const { test } = given.world;
    const ada = await given.world.fresh('a');
    expect((await test.fetch('/me', { token: ada.token })).status).toBe(200);
    await test.fetch('/auth/sign-out', { token: ada.token, body: {} });
    expect(await codesEverywhere(ada)).toEqual(refused);
  });

  it.each([
    ['suspended', { status: ['active', 'suspended'] }],
    ['removed', { life: ['alive', 'deleted'] }],
  ] as const)('[A-2] ends as soon as its person is %s', async (why, fields) => {
    const { test, tenant } = given.world;
    const ada = await given.world.fresh('a');
    const { userId } = ada.device;
    const decision = await given.world.person('o').device.do([changeEdit(userId, 'platform/person', fields)]);
    expect(decision.status).toBe('accepted');
    const pulled = await test.fetch('/me', { token: ada.token });
    expect([pulled.status, await pulled.json()]).toEqual([
      401,
      expect.objectContaining({ code: 'access/session-ended', details: { reason: why } }),
    ]);
    expect(await codesEverywhere(ada)).toEqual(refused);
    const [row] = await tenant.rows('select ended_why from auth.session where person_id = $1', [userId]);
    expect(row).toEqual({ ended_why: why });
  });
});
