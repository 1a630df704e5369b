import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { beforeAll, describe, expect, it } from 'vitest';
import { made } from '../../testing/test-server.ts';
import { comparedHeaders } from '../../testing/matrix/compared-headers.ts';
import {
  changeableField,
  exampleOf,
  type KindFiling,
  filingOf,
  makeRecord,
} from '../../testing/matrix/kind-records.ts';
import {
  type MatrixCaller,
  callers,
  givenMatrixWorld,
  type MatrixPlace,
  places,
} from '../../testing/matrix/matrix-world.ts';

const given = await givenMatrixWorld();
type Answer = { readonly status: number; readonly text: string; readonly headers: string };
type ByPlace = Readonly<Partial<Record<MatrixPlace, string>>>;
/** `only`: the requests of `readsOf` that can return records of the kind; left out: all of them. */
type Line = { readonly reads: ByPlace; readonly changes: ByPlace; readonly only?: readonly string[] };

const readers = { own: 'oamev', team: 'oamv', other: 'oa', foreign: 's' };
const inside = { own: 'oamev', team: 'oamev', other: 'oamev', foreign: 's' };
const administrators = { own: 'oa', team: 'oa', other: 'oa', foreign: 's' };

/** The people who read and change a record of each filing. */
const usual: Readonly<Record<KindFiling, Line>> = {
  'by owner and team': { reads: readers, changes: { own: 'oame', team: 'oam', other: 'oa', foreign: 's' } },
  // A-3b: a view of a team is visible to everyone who has a role in the team.
  'by owner, open to its team': {
    reads: { ...readers, team: 'oamev' },
    changes: { own: 'oame', team: 'oam', other: 'oa', foreign: 's' },
  },
  'under a parent': { reads: readers, changes: { own: 'oame', team: 'oam', other: 'oa', foreign: 's' } },
  'for everyone': { reads: inside, changes: administrators },
  'for administrators': { reads: administrators, changes: administrators },
  // K-4: no list, question or change of the API has them. The history says that there was a change, and masks it.
  sealed: { reads: administrators, changes: administrators, only: ['history', 'history of a device'] },
  'for its owner alone': { reads: { own: 'e', foreign: 's' }, changes: { own: 'e', foreign: 's' } },
};
/** The kinds whose records this test does not make, each with the reason. */
const notMade: Readonly<Record<string, string>> = {
  'platform/installed-pack': 'a pack that is there: http/packs',
  'platform/custom-object': 'a kind of the tenant: own/vehicle below is one',
  'platform/field-definition': 'a field of a kind: records/own-kinds.pg.test.ts',
  'platform/pipeline': 'a definition of a kind with stages',
  'platform/stage': 'a definition of a kind with stages',
  'platform/page-layout': 'a definition of a kind',
  'platform/role': 'the lines of roles have it',
  'platform/person': 'the lines of people have it',
  'platform/organisation': 'there is one, which the lines of organisations have',
  'platform/file': 'it needs bytes: files.pg.test.ts',
  'platform/share-end': 'its key has a form of its own: sharing/share-ends',
  'platform/target': 'its key has a form of its own: insights',
  'platform/automation-version': 'its trigger and steps are JSON with rules of their own: jobs/automations',
  'platform/device-rule':
    'its trigger and steps are JSON, and only the server makes one: jobs/automations/rules-on-devices.pg.test.ts',
  'platform/assignment-rule': 'its parts are JSON with rules of their own: jobs/automations/assign-by-rule.pg.test.ts',
  'platform/report': 'its measures are JSON with rules of their own',
  'crm/letter-batch': 'only the server makes one, of letters: packs/crm/letters',
};

const ownKind = 'own/vehicle';
beforeAll(async () => {
  for (const caller of ['o', 's'] as const) {
    const { world } = given;
    const defined = await world.person(caller).device.do([made(world.test.newId(), 'platform/custom-object', { name: 'vehicle', label: 'Vehicle', labelMany: 'Vehicles' })]); // prettier-ignore
    if (defined.status !== 'accepted') throw new Error(`The kind was not made: ${JSON.stringify(defined)}`);
  }
});

const kinds: readonly Entity[] = [...installedCatalogue.entities.values()].filter(({ name }) => !(name in notMade));
/** The tenant's own kind has the shape of any kind with a name and an owner. */
const vehicle: Entity = { ...entityOf(installedCatalogue, 'crm/account'), name: ownKind, fields: { name: entityOf(installedCatalogue, 'crm/account').fields['name'] ?? { type: 'text', label: 'Name', merge: 'later' } } as Entity['fields'] }; // prettier-ignore

async function ask(caller: MatrixCaller, path: string, { method = 'GET', body }: { readonly method?: string; readonly body?: object } = {}): Promise<Answer> {
  const { world } = given;
  const token = caller === 'n' ? undefined : world.person(caller).token;
  const answer = await world.test.fetch(path, { method, ...(token === undefined ? {} : { token }), ...(body === undefined ? {} : { body }) });
  return { status: answer.status, text: await answer.text(), headers: comparedHeaders(answer.headers, '') };
} // prettier-ignore
const without = ({ status, text, headers }: Answer, id: string): Answer => ({
  status,
  text: text.replaceAll(id, '{id}').replaceAll(/urn:outpost:request:[^"]*/gu, ''),
  headers: headers.replaceAll(id, '{id}'),
});

/** The requests that answer for one record. */
const readsOf = (kind: string, id: string): Readonly<Record<string, readonly [string, Parameters<typeof ask>[2]]>> => ({
  record: [`/api/v1/records/${kind}/${id}`, {}],
  history: [`/api/v1/records/${kind}/${id}/history`, {}],
  'record of the app': [`/records/${kind}/${id}`, {}],
  'history of a device': ['/sync/history', { method: 'POST', body: { entity: kind, id } }],
});
const listed = async (caller: MatrixCaller, kind: string): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (let cursor = ''; ;) {
    const answer = await ask(caller, `/api/v1/records/${kind}?limit=100${cursor}`);
    const page = JSON.parse(answer.text) as { records?: readonly { id: string }[]; next?: string | null };
    ids.push(...(page.records ?? []).map(({ id }) => id));
    if (!page.next) return ids;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
};
const counted = async (caller: MatrixCaller, kind: string): Promise<unknown> =>
  JSON.parse((await ask(caller, `/api/v1/records/${kind}/report`, { method: 'POST', body: { measures: [{ name: 'n', fn: 'count' }] } })).text); // prettier-ignore

describe('records of every kind', () => {
  it('[A-5] has each kind of the packs, at least one of each filing, or says why not', () => {
    const names = new Set(installedCatalogue.entities.keys());
    expect(Object.keys(notMade).filter((name) => !names.has(name))).toEqual([]);
    expect(new Set(kinds.map(filingOf))).toEqual(new Set(Object.keys(usual)));
  });

  it.each([...kinds, vehicle].map((entity) => [entity.name, entity] as const))('[A-5] %s: the same people see it by every route, and it is hidden from everybody else', async (kind, entity) => {
    const { world } = given;
    const line = usual[filingOf(entity)];
    const field = changeableField(entity);
    const ids = new Map<MatrixPlace, string>();
    for (const place of places) ids.set(place, place === 'absent' ? world.test.newId() : await makeRecord(world, entity, place));
    const found: Record<string, ByPlace> = {};
    const leaks: unknown[] = [];
    const note = (what: string, place: MatrixPlace, caller: MatrixCaller) => (found[what] = { ...found[what], [place]: `${found[what]?.[place] ?? ''}${caller}` });
    for (const caller of callers) {
      const lists = await listed(caller, kind);
      const count = JSON.stringify(await counted(caller, kind));
      if (caller !== 'n' && lists.length > 0) expect([caller, count]).toEqual([caller, expect.stringContaining(`${lists.length}`)]);
      const absent = ids.get('absent') ?? '';
      for (const place of places) {
        const id = ids.get(place) ?? '';
        if (lists.includes(id)) note('list', place, caller);
        for (const [way, [path, init]] of Object.entries(readsOf(kind, id))) {
          const answer = await ask(caller, path, init);
          if (answer.status < 300) note(way, place, caller);
          else {
            const [otherPath, otherInit] = readsOf(kind, absent)[way] ?? ['', {}];
            const none = await ask(caller, otherPath, otherInit);
            if (JSON.stringify(without(answer, id)) !== JSON.stringify(without(none, absent))) leaks.push([path, place, caller, answer, none]);
          }
        }
        if (field === undefined) continue;
        const change = { method: 'PATCH', body: { fields: { [field]: exampleOf(entity, field)?.[1] ?? 'Other' } } };
        // A filled value of an append-only kind stays, so each caller changes a record of its own.
        const own = entity.isAppendOnly === true && place !== 'absent' ? await makeRecord(world, entity, place) : id;
        const answer = await ask(caller, `/api/v1/records/${kind}/${own}`, change);
        if (answer.status < 300) note('change', place, caller);
        else if (!lists.includes(id)) {
          const none = await ask(caller, `/api/v1/records/${kind}/${absent}`, change);
          if (JSON.stringify(without(answer, own)) !== JSON.stringify(without(none, absent))) leaks.push(['PATCH', place, caller, answer, none]);
        }
      }
    }
    expect(leaks).toEqual([]);
    const ways = ['list', ...Object.keys(readsOf(kind, '')), ...(field === undefined ? [] : ['change'])];
    const wanted = ways.filter((way) => line.only?.includes(way) ?? true);
    expect(found).toEqual(Object.fromEntries(wanted.map((way) => [way, way === 'change' ? line.changes : line.reads])));
  }); // prettier-ignore
});
